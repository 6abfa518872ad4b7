"""Renderings of one word or phrase in the other language, by the dictionary.

A rendering needs an entry with exactly this sense. Its score is its nearness in meaning, as the
dictionary's table has it, less for signs that another sense is meant: the rendering or the word
is nearer to something else, comes later in its entry, or is much rarer in its language than the
word in its own; and more for the evidence of `rendering_evidence`. How much is needed depends on
how many senses there are, and a word of many must stand among the same words as its rendering
(`rendering_contexts`). Where that is not reached nothing is offered, for a third of what scores
less is of another sense than the archive means (1,400 words of real archives, 2026-11-30).
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.api import Index, IndexState
from index.system.deadline import current_deadline
from index.text.analysis import Analyzer, stem
from index.text.function_words import FUNCTION_WORDS
from search.query.exact_text.passage_count import passage_count
from search.query.other_language.base_forms import AREA, PLURAL_FORM, RENDERED_WORD, base_forms
from search.query.other_language.cedict import Cedict
from search.query.other_language.rendering_contexts import likenesses
from search.query.other_language.rendering_evidence import evidence, synonyms
from search.query.other_language.senses import Sense

MAX_COUNTED_SENSES = 12
"""Renderings of one word whose reports are counted."""
MIN_NEEDED, MIN_OF_ENGLISH_WORD = 0.85, 0.89
"""The least score of a rendering, and of one of a single English word, which has more senses."""
UNCONFIRMED_LEAD, CONFIRMING_LEAD = 0.05, 0.1
"""What the best rendering must score more if the Chinese word has other senses, no synonym of the
rendering scores within CONFIRMING_LEAD of it, and no translations confirm it."""
MANY_RENDERINGS, AMBIGUOUS_LEAD = 6, 0.35
"""An English word with MANY_RENDERINGS in the dictionary has many senses: unless its best rendering
scores AMBIGUOUS_LEAD more than the least or translations confirm it, the words around both must be
alike, as far as the archive has enough places of them."""
MIN_CONTEXT_LIKENESS = 0.06
"""How like the surroundings of the word those of its rendering must be, as a cosine; and no less
like than those of a rendering of another sense. Of 14 words of real archives that were of another
sense 1 reached it, of 60 others 40."""
MAX_COMPARED_RENDERINGS = 4
"""Renderings whose surroundings are compared."""
MIN_NAME_SCORE = 0.67
"""The same where all renderings are proper names, about which vectors know little."""
RIVAL_DISTANCE, RIVALLED_LEAD = 0.15, 0.2
"""A rival is a rendering of another sense whose score is at most RIVAL_DISTANCE below the best. The
best one must then score RIVALLED_LEAD more than the least. All renderings of an English word are
rivals unless translations in the archive confirm the best: 罚款 and 刑罚 of *penalty* share a
character. Of 75 such words of real archives 11 were of another sense, of 195 others 5."""
OTHER_SENSE = 1.0
"""Penalty for each point by which another sense is nearer to the rendering: 活动 is *activity*
rather than *exercise*."""
PER_E_FOLD, PER_E_FOLD_OF_NAME = 0.05, 0.15
"""Penalty for each e-fold by which a rendering is rarer in its language than the word in its, and
by which a name is rarer than another rendering: 乔丹 for *Jordan*, where 约旦 is in the news."""
LATER_SENSE = 0.01
"""Penalty of a sense for each one before it in its entry: *economy* before *economic*."""
VERB_SENSE, NOUN_RIVAL = 0.07, 0.1
"""Penalties for a verb as a rendering of an English word, and for any verb where other renderings
are none: 过程 for *process* before 处理, and *proposal* for 倡议 before *suggest*."""
TRANSLATED_SO = 0.1
"""How much less is needed of a rendering that translations in the archive confirm."""
RARE_RENDERING = 0.015
"""A rendering is of another sense if its share of the reports in its language is below this part of
the share that the word has in its own: 佣金 of a commission that every tenth report speaks of."""
MIN_REPORTS = 30
"""Reports in a language from which shares of it can be told."""
_COMMON = ("the", "的")
"""The words in nearly every English and Chinese report: their reports are those of the language."""
MAX_CACHED = 1_000
"""Parts whose renderings are kept."""
MIN_PART_SHARE = 0.8
"""A word is part of a longer name if that name is in this share of its reports."""

OWN_PLURAL = 0.08
"""The penalty for a rendering of the singular of a plural that has senses of its own: goods."""
_PEOPLES = "人籍"
"""The last characters of names for the people of a country, whose English name is an adjective."""

_CACHED: dict[tuple[IndexState, str, int], tuple[str, ...]] = {}


class _Candidate(NamedTuple):
    """A possible rendering, its nearness to the part less penalties, and whether it is a name."""

    text: str
    nearness: float
    proper: bool
    verb: bool


def best_renderings(part: str, index: Index, dictionary: Cedict) -> tuple[str, ...]:
    """The renderings of a part that occur in reports, the likeliest first; () if none is likely.

    Cached by the state of the index, because a line has its words in several splits.
    """
    key = index.about().state, part, id(dictionary)
    known = _CACHED.get(key)
    if known is None:
        known = _likeliest(part, index, dictionary)
        if not (current_deadline().partial or current_deadline().over()):
            _CACHED[key] = known
        while len(_CACHED) > MAX_CACHED:
            _CACHED.pop(next(iter(_CACHED)), None)
    return known


def _likeliest(part: str, index: Index, dictionary: Cedict) -> tuple[str, ...]:
    """See `best_renderings`. Renderings of another sense than the likeliest are left out."""
    candidates = _nearest(part, dictionary)
    counts = {text: rendering_reports(text, index) for text in candidates}
    scores = _scores(part, candidates, counts, index)
    if not scores:
        return ()
    shares = {text: _usual_share(text, counts[text], index) for text in scores}
    only_names = all(candidates[text].proper for text in scores)
    least = MIN_NAME_SCORE if only_names else _least(part, dictionary)
    lacking = {text: least - TRANSLATED_SO - scores[text] for text in scores}
    known = evidence(part, shares, lacking, index, dictionary)
    nouns = not all(candidates[text].verb for text in scores)
    for text in scores:
        scores[text] += known[text].bonus - NOUN_RIVAL * (nouns and candidates[text].verb)
    order = sorted(scores, key=lambda text: -scores[text])
    alike = [text for text in order if synonyms(part, order[0], text, dictionary)]
    confirmed = known[order[0]].confirmed
    others = [text for text in order if text not in alike]
    if confirmed:
        others = [text for text in others if known[text].confirmed]
    elif not _is_phrase(part, dictionary):
        others = [text for text in order if not _is_short_for(text, order[0])]
    needed = least
    if not only_names:
        sure = confirmed or _has_one_sense(part, order[0], dictionary)
        second, rival = (scores[texts[0]] if texts else 0.0 for texts in (alike[1:], others))
        needed += _more(scores[order[0]], second, rival, sure=sure)
    if scores[order[0]] < needed - TRANSLATED_SO * confirmed:
        return ()
    certain = only_names or confirmed or scores[order[0]] >= least + AMBIGUOUS_LEAD
    if not (certain or _fits(part, order, index, dictionary)):
        return ()
    likely = [text for text in alike if scores[text] >= min(_least(part, dictionary), needed)]
    return tuple(dict.fromkeys(_longer(text, likely, counts) for text in likely or order[:1]))


def _more(top: float, second: float, rival: float, *, sure: bool) -> float:
    """How much more the best rendering needs, by the scores of a synonym and of another sense."""
    if rival > top - RIVAL_DISTANCE:
        return RIVALLED_LEAD
    return 0.0 if sure or second >= top - CONFIRMING_LEAD else UNCONFIRMED_LEAD


def _is_short_for(text: str, other: str) -> bool:
    """Whether one of two Chinese renderings has all characters of the other: 通胀, 通货膨胀."""
    return set(text) <= set(other) or set(other) <= set(text)


def _least(part: str, dictionary: Cedict) -> float:
    return MIN_NEEDED if _is_phrase(part, dictionary) else MIN_OF_ENGLISH_WORD


def _usual_share(text: str, count: int, index: Index) -> float:
    """The share of the reports in the language of a rendering that have it."""
    english, chinese = (_as_word(word, index) for word in _COMMON)
    return min(count / max(english if text.isascii() else chinese, 1), 1.0)


def _is_phrase(part: str, dictionary: Cedict) -> bool:
    """Whether a part is Chinese or a phrase of the dictionary: rural is in *rural area*."""
    return not part.isascii() or " " in part or bool(dictionary.meaning(f"{part}{AREA}"))


def _has_one_sense(part: str, text: str, dictionary: Cedict) -> bool:
    """Whether English is a phrase, or the Chinese word has one sense."""
    if part.isascii():
        return _is_phrase(part, dictionary) or len(dictionary.senses(text)) == 1
    return len(dictionary.senses(part)) == 1


def _fits(part: str, order: Sequence[str], index: Index, dictionary: Cedict) -> bool:
    """Whether the first rendering of an English word with many stands among the same words as it.

    No rendering of another sense must do so more, that is, none without a character of the first:
    荒漠 and 沙漠 are the same *desert*.
    """
    senses = itertools.chain(*(dictionary.meaning(base) for base, _, _ in base_forms(part)))
    few = len({sense.word for sense in senses}) < MANY_RENDERINGS
    if few or not (part.isascii() and _expected(part, index)):
        return True
    others = [text for text in order[1:MAX_COMPARED_RENDERINGS] if not set(text) & set(order[0])]
    found = likenesses(part, [order[0], *others], index, dictionary)
    best = next(found)
    if best is None:
        return len(dictionary.senses(order[0])) == 1
    return best >= MIN_CONTEXT_LIKENESS and all(best >= (other or 0.0) for other in found)


def _nearest(part: str, dictionary: Cedict) -> dict[str, _Candidate]:
    """The possible renderings that are nearest in meaning, by their texts."""
    found = (_chinese_renderings if part.isascii() else _english_senses)(part, dictionary)
    best: dict[str, _Candidate] = {}
    for candidate in sorted(found, key=lambda candidate: -candidate.nearness):
        best.setdefault(candidate.text, candidate)
    return dict(itertools.islice(best.items(), MAX_COUNTED_SENSES))


def _scores(
    part: str,
    candidates: Mapping[str, _Candidate],
    counts: Mapping[str, int],
    index: Index,
) -> dict[str, float]:
    """Nearness in meaning, less for what is rare; without what is far too rare, except names."""
    expected = _expected(part, index)
    most = max(counts.values(), default=0)
    scores = {}
    for text, (_, nearness, proper, _) in candidates.items():
        usual = expected if expected and part.isascii() and not proper else most
        if counts[text] and (proper or counts[text] > expected * RARE_RENDERING):
            each = PER_E_FOLD_OF_NAME if proper else PER_E_FOLD
            scores[text] = nearness - each * max(math.log(usual / counts[text]), 0.0)
    return scores


def _expected(part: str, index: Index) -> float:
    """The reports that a rendering would have if both languages wrote of the same; 0 if unknown."""
    english, chinese = (_as_word(word, index) for word in _COMMON)
    own, other = (english, chinese) if part.isascii() else (chinese, english)
    if " " in part or part.isupper() or own < MIN_REPORTS:
        return 0.0
    fields = ("title_grams", "body_grams") if part.isascii() else ("title", "body")
    return max(index.frequencies(field, [part])[0] for field in fields) / own * other


def _longer(text: str, others: Sequence[str], reports: Mapping[str, int]) -> str:
    """The longer name that nearly always contains a text: 世卫组织 for 世卫."""
    if text.isascii():
        longer = [name for name in others if name.startswith(f"{text} ")]
    else:
        longer = [name for name in others if text in name and name != text]
    return next((name for name in longer if reports[name] >= MIN_PART_SHARE * reports[text]), text)


def _english_senses(word: str, dictionary: Cedict) -> Iterator[_Candidate]:
    """The English senses of a Chinese word: a name in one word only if it has no others."""
    senses = dictionary.senses(word)
    only_names = all(sense.proper for sense in senses)
    for position, sense in enumerate(senses):
        if only_names or not sense.proper or " " in sense.text:
            words = dictionary.meaning(sense.text)
            longer = (other.nearness for other in words if len(other.word) > 1)
            nearest = max(longer, default=sense.nearness)  # 的 has senses that no longer word has
            nearness = sense.nearness - OTHER_SENSE * (nearest - sense.nearness)
            yield _Candidate(
                sense.text, nearness - LATER_SENSE * position, sense.proper, sense.verb
            )


def _chinese_renderings(part: str, dictionary: Cedict) -> Iterator[_Candidate]:
    """The Chinese words of at least two characters for a part, or for its singular or verb."""
    own = any(len(sense.word) > 1 for sense in dictionary.meaning(part))
    for base, form, verb in base_forms(part):
        penalty = OWN_PLURAL if own and form == PLURAL_FORM else form
        senses = dictionary.meaning(base)
        if not senses and base == part:  # the line itself: who, but no plural of an acronym
            senses = dictionary.meaning(part.upper())
        for sense in senses:
            if (
                len(sense.word) > 1
                and (sense.verb or not verb)
                and not (sense.proper and _misnamed(sense, base, part))
            ):
                entry = dictionary.senses(sense.word)
                nearest = max(other.nearness for other in entry)
                nearness = sense.nearness - OTHER_SENSE * (nearest - sense.nearness)
                penalties = penalty + VERB_SENSE * sense.verb + LATER_SENSE * entry.index(sense)
                yield _Candidate(sense.word, nearness - penalties, sense.proper, sense.verb)


def _misnamed(name: Sense, base: str, part: str) -> bool:
    """Whether a name is not that of the part: Hunter is no hunters, Asian no Asian."""
    return base != part or name.word[-1] in _PEOPLES


def rendering_reports(text: str, index: Index) -> int:
    """The number of reports with a rendering: a single word by its stem, other texts exactly.

    A word that the segmenter knows counts as a word only: 大限 is no part of 最大限度.
    """
    if not text.isascii():
        count = passage_count(index, text)
        return min(count, _as_word(text, index)) if Analyzer(()).in_dictionary(text) else count
    stems = [stem(word) for word in RENDERED_WORD.findall(text) if word not in FUNCTION_WORDS]
    if not stems:
        return 0
    if len(RENDERED_WORD.findall(text)) > 1:
        return passage_count(index, text, whole_words=True)
    return max(_as_word(word, index) for word in stems)


def _as_word(term: str, index: Index) -> int:
    """The number of reports with an indexed word."""
    return max(index.frequencies(field, [term])[0] for field in ("title", "body"))
