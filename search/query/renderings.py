"""Renderings of a short line in the other language, by the dictionary.

Phrases are rendered before words. A rendering needs an entry with exactly this sense: *inflation*
is a sense of 通胀, but only one word in a sense of 充气. Renderings rank higher if their sense is
early in its entry, if few other words have it, and if many reports contain it. A line has no
rendering if one of its words has none in the archive, or if the renderings never occur together.
"""

import itertools
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from index.api import Index
from index.text.analysis import Analyzer, stem
from index.text.fold import HAN, HAN_RUN, NON_HAN, fold
from index.text.function_words import APART, FUNCTION_WORDS
from index.text.lazy_pattern import lazy_pattern
from search.query.cedict import Cedict
from search.query.nearness import LEAST_NEARNESS, nearness
from search.query.passage_count import near_count, passage_count
from search.query.senses import Sense

MAX_RENDERED_WORDS = 5
"""Words of a line; a longer one is a sentence."""
MAX_RENDERED_PARTS = 3
"""Words or phrases of a line that are rendered one by one; of more, hardly any are right."""
MOST_HAN = 12
MAX_RENDERED_PHRASE_WORDS = 5
MOST_WAYS = 3
TOGETHER = 0.01
"""Renderings must occur together in this share of the reports of the rarest of them."""
MOST_TRIED = 12
"""Renderings of one word whose reports are counted."""
LATER = 0.8
"""Penalty of a sense for each earlier sense in its entry."""
SHARED = 0.1
"""Penalty of a sense for each other word that has it."""
RARE_SENSE_SHARE = 0.05
"""A word is rare up to this share of the reports with a single character of the same sense."""
MOST_RANKS = 3
"""Senses of a Chinese word in which it may render an English word."""
RARE_RENDERING = 0.015
"""A rendering is of another sense if its share of the reports in its language is below this part of
the share that the word has in its own: 佣金 of a commission that every tenth report speaks of."""
LEAST_REPORTS = 30
"""Reports in a language from which shares of it can be told."""
_COMMON = ("the", "的")
"""The words in nearly every English and Chinese report: their reports are those of the language."""
PART = 0.8
"""A word is part of a longer name if that name is in this share of its reports."""
PROPER = 0.5
"""Factor for a sense that is a proper name."""
QUALIFIED = 0.5
"""Factor for a sense that the dictionary limits to one use, in brackets."""

LAST_CERTAIN_SENSE = 2
"""The last sense of a Chinese word, from 0, that renders it without doubt; an English word may have
one more. Measured by the dictionary alone on 241 renderings of real archives, judged one by one:
of those that are left out half are wrong."""
LIKELY = 0.6
"""Weight of a rendering that is used in the place of a doubtful one."""
VAGUE = 14
"""Other Chinese words with a verb as their sense, from which it is vague (answer, train)."""

_AREA = " area"
"""What the dictionary adds to adjectives of place: rural area."""
_LINE = lazy_pattern(rf"[\s{HAN}]+|[a-z0-9][a-z0-9 '’.-]*")
_SENTENCE = re.compile(r"[。！？!?；;，,]|\.\s*$")
_WRITTEN = lazy_pattern(rf"{NON_HAN}+(?:['’]{NON_HAN}+)?")
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_ACRONYM = re.compile(r"(?<![A-Za-z.])(?:[A-Za-z]\.){1,9}[A-Za-z]\b\.?")


def rendered(text: str, index: Index, analyzer: Analyzer, dictionary: Cedict) -> tuple[str, ...]:
    """The renderings of the line, the likeliest first; () if there are none."""
    line = fold(text).strip()
    if not _LINE.fullmatch(line):
        return ()
    ways = _chinese(line, analyzer, dictionary) if HAN_RUN.search(line) else _english(text)
    return _together(_whole(ways, index, dictionary), index)


def rendered_apart(
    text: str, index: Index, analyzer: Analyzer, dictionary: Cedict
) -> tuple[tuple[str, ...], ...]:
    """The renderings of each word or phrase of a line, whether or not they occur together.

    The line is split so that the fewest characters remain without a rendering.
    """
    line = fold(text).strip()
    if not _LINE.fullmatch(line):
        return ()
    ways = _chinese(line, analyzer, dictionary) if HAN_RUN.search(line) else _english(text)
    known = {
        part: _best(part, index, dictionary, alone=False)
        for part in dict.fromkeys(itertools.chain(*ways))
    }

    def left_out(way: Sequence[str]) -> tuple[int, int]:
        return sum(len(part) for part in way if not known[part]), len(way)

    way = min(ways, key=left_out, default=())
    return tuple(known[part][:MOST_WAYS] for part in way)


def whole_line(text: str, index: Index, dictionary: Cedict) -> tuple[str, ...]:
    """The renderings of the whole line as one word or phrase."""
    text = _without_stops(text)
    line = fold(text).strip()
    part = text.strip() if text.strip().isupper() and line.isascii() else line
    if line in FUNCTION_WORDS and part == line:
        return ()
    return _best(part, index, dictionary)[:MOST_WAYS]


def coverage(line: str, other: str, dictionary: Cedict) -> float:
    """The share of a folded line's words that the dictionary links to words of `other`."""
    han, latin = (other, line) if line.isascii() else (line, other)
    stems = {stem(word) for word in _WORD.findall(latin) if word not in FUNCTION_WORDS}
    words = [word for run in HAN_RUN.findall(han) for word in dictionary.longest_words(run)]
    if line.isascii():
        glosses = [gloss for word in (*words, *han) for gloss in dictionary.glosses(word)]
        return len(stems & set(itertools.chain(*glosses))) / max(len(stems), 1)
    linked = [not stems.isdisjoint(itertools.chain(*dictionary.glosses(word))) for word in words]
    return sum(linked) / max(len(linked), 1)


def known_throughout(line: str, dictionary: Cedict) -> bool:
    """Whether a line consists of words that the dictionary has, of two Han characters or more."""
    if line.isascii():
        return all(dictionary.meaning(word) for word in _WORD.findall(line))
    words = [
        word
        for run in HAN_RUN.findall(line)
        for word in dictionary.longest_words(run)
        if word not in APART
    ]
    return bool(words) and all(len(word) > 1 and word in dictionary for word in words)


def is_short(text: str) -> bool:
    """Whether a line is at most a few words; a sentence is rendered by `translate`."""
    line = fold(_without_stops(text))
    if _SENTENCE.search(line):
        return False
    return (
        sum(map(len, HAN_RUN.findall(line))) <= MOST_HAN
        and len(_WORD.findall(line)) <= MAX_RENDERED_WORDS
    )


def _together(parts: Sequence[Sequence[str]], index: Index) -> tuple[str, ...]:
    """Combinations of the renderings of the parts that occur together, the most frequent first."""
    if len(parts) < 2:
        return tuple(parts[0][:MOST_WAYS]) if parts else ()
    ways = list(itertools.product(*(words[:MOST_WAYS] for words in parts)))[:MOST_TRIED]
    counts = [near_count(index, way) for way in ways]
    order = sorted(range(len(ways)), key=lambda at: -counts[at])[:MOST_WAYS]
    return tuple(" ".join(ways[at]) for at in order if _usual(ways[at], counts[at], index))


def _usual(way: Sequence[str], count: int, index: Index) -> bool:
    """Whether the words occur together more often than by chance."""
    return count > TOGETHER * min(_reports(word, index) for word in way)


def _chinese(line: str, analyzer: Analyzer, dictionary: Cedict) -> Sequence[Sequence[str]]:
    """Splits of a Chinese line: whole, by the dictionary's longest words, by the segmenter."""
    runs = HAN_RUN.findall(line)
    if sum(map(len, runs)) > MOST_HAN:
        return ()
    longest = [word for run in runs for word in dictionary.longest_words(run)]
    cut = [token.text for token in analyzer.words(line, compounds=False)]
    ways = (
        [word_or_run for word_or_run in way if word_or_run not in APART]
        for way in (runs, longest, cut)
    )
    return [way for way in ways if all(len(word) > 1 for word in way)]


def _english(text: str) -> Sequence[Sequence[str]]:
    """Splits of an English line, from the longest phrases down to single words.

    An acronym stays in capitals, so that WHO is not the pronoun.
    """
    written = [word.strip("'’") for word in _WRITTEN.findall(_without_stops(text))]
    acronyms = len(written) == 1 or not all(word.isupper() for word in written)
    words = [w if acronyms and w.isupper() and len(w) > 1 else fold(w) for w in written]
    initials = any(len(word) == 1 and word not in FUNCTION_WORDS for word in words)
    if initials or len(words) > MAX_RENDERED_WORDS or FUNCTION_WORDS.issuperset(words):
        return []
    return list(_cuts(words))


def _without_stops(text: str) -> str:
    """The text with its acronyms as one word: USSR for U.S.S.R."""
    return _ACRONYM.sub(lambda acronym: acronym[0].replace(".", ""), text)


def _cuts(words: Sequence[str]) -> Iterator[list[str]]:
    """All splits of the words into phrases; those with a long first phrase come first."""
    if not words:
        yield []
        return
    for size in range(min(MAX_RENDERED_PHRASE_WORDS, len(words)), 0, -1):
        part = " ".join(words[:size])
        for rest in _cuts(words[size:]):
            yield [part, *rest] if part not in FUNCTION_WORDS else rest


def _whole(
    ways: Sequence[Sequence[str]], index: Index, dictionary: Cedict
) -> Sequence[Sequence[str]]:
    """The renderings of each part, for the first split in which every part has one."""
    known: dict[str, tuple[str, ...]] = {}
    for way in sorted(ways, key=len):
        if not way or len(way) > MAX_RENDERED_PARTS:
            continue
        for part in way:
            if part not in known:
                known[part] = _best(part, index, dictionary, alone=len(way) == 1)
        if all(known[part] for part in way):
            return [known[part] for part in way]
    return ()


def _best(part: str, index: Index, dictionary: Cedict, *, alone: bool = True) -> tuple[str, ...]:
    """The renderings of a part that occur in reports, the likeliest first.

    Renderings far in meaning from the part are left out, except names and acronyms. Without
    vectors doubtful renderings of a part that is `alone` in its line are left out; where the
    likeliest is doubtful, the others must be likely by themselves.
    """
    best: dict[str, _WeighedRendering] = {}
    for sense in (_chinese_renderings if part.isascii() else _english_senses)(part, dictionary):
        best[sense.text] = max(
            best.get(sense.text, sense), sense, key=lambda rendering: rendering.weight
        )
    likely = sorted(best, key=lambda text: -best[text].weight)[:MOST_TRIED]
    counts = dict(zip(likely, (_reports(text, index) for text in likely), strict=True))
    singles = [sense.word for sense in dictionary.meaning(part) if _single(sense)]
    least = RARE_SENSE_SHARE * max((_reports(char, index) for char in singles), default=0)
    least = max(least, _expected(part, index) * RARE_RENDERING)
    used = [text for text in likely if counts[text] > least]
    near = dict(zip(used, nearness(part, used, index), strict=False))
    if alone and not near and used:
        likeliest = max(used, key=lambda text: best[text].weight * math.log(1 + counts[text]))
        least_weight = LIKELY if best[likeliest].doubtful else 0.0
        used = [
            text for text in used if not best[text].doubtful and best[text].weight >= least_weight
        ]
    weights = {
        text: best[text].weight * math.log(1 + counts[text]) * max(near.get(text, 1.0), 0.0)
        for text in used
        if near.get(text, 1.0) >= LEAST_NEARNESS or best[text].proper or part.isupper()
    }
    return tuple(
        _longer(text, weights, counts) for text in sorted(weights, key=lambda text: -weights[text])
    )


def _expected(part: str, index: Index) -> float:
    """The reports that a rendering would have if both languages wrote of the same; 0 if unknown."""
    english, chinese = (_as_word(word, index) for word in _COMMON)
    own, other = (english, chinese) if part.isascii() else (chinese, english)
    if " " in part or part.isupper() or own < LEAST_REPORTS:
        return 0.0
    return _reports(part, index) / own * other


def _longer(text: str, weights: Collection[str], reports: Mapping[str, int]) -> str:
    """The longer name that nearly always contains a text: 世卫组织 for 世卫."""
    if text.isascii():
        longer = [name for name in weights if name.startswith(f"{text} ")]
    else:
        longer = [name for name in weights if text in name and name != text]
    return next((name for name in longer if reports[name] >= PART * reports[text]), text)


class _WeighedRendering(NamedTuple):
    """A possible rendering, its weight, whether it is a proper name, and whether it is doubtful.

    A doubtful one is used only where its nearness in meaning is known.
    """

    text: str
    weight: float
    proper: bool
    doubtful: bool


def _english_senses(word: str, dictionary: Cedict) -> Iterator[_WeighedRendering]:
    """The English senses of a Chinese word, with their weights."""
    for sense in dictionary.senses(word):
        others = dictionary.sharing(sense.text) - 1
        weight = (QUALIFIED if sense.qualified else 1.0) / (1 + LATER * sense.rank)
        vague = sense.verb and sense.senses > 1 and others >= VAGUE
        doubtful = vague or sense.position > LAST_CERTAIN_SENSE
        yield _WeighedRendering(sense.text, weight / (1 + SHARED * others), sense.proper, doubtful)


def _chinese_renderings(part: str, dictionary: Cedict) -> Iterator[_WeighedRendering]:
    """The Chinese words for a part as it stands or in the singular; else for its verb."""
    bases = list(_bases(part))
    for verbs in (False, True):
        senses = [
            sense
            for base, weight, verb in bases
            if bool(verb) is verbs
            for sense in _chinese_words(base, weight, dictionary, verb=verb)
            if not (base == f"{part}{_AREA}" and sense.proper)  # Asian is not the Asian area
        ]
        yield from senses
        if senses:
            return


def _chinese_words(
    text: str, weight: float, dictionary: Cedict, *, verb: bool | None
) -> Iterator[_WeighedRendering]:
    """The Chinese words, of at least two characters, for an English word or phrase; with weights.

    If it is the first sense of a single character, only words with it as first sense qualify.
    """
    senses = dictionary.meaning(text)
    if not senses and verb is None:  # the line itself: who, but no plural of an acronym
        senses = dictionary.meaning(text.upper())
    ranks = 1 if any(map(_single, senses)) else MOST_RANKS
    for sense in senses:
        fits = verb is None or sense.verb == verb
        if fits and len(sense.word) > 1 and not sense.qualified and sense.rank < ranks:
            doubtful = sense.rank > 1 or sense.position > LAST_CERTAIN_SENSE + 1
            yield _WeighedRendering(
                sense.word, weight * _sense_weight(sense), sense.proper, doubtful
            )


def _single(sense: Sense) -> bool:
    return len(sense.word) == 1 and not sense.rank


def _sense_weight(sense: Sense) -> float:
    """Weight of a sense: higher if it comes early in an entry with few senses."""
    weight = QUALIFIED if sense.qualified else 1.0
    weight *= PROPER if sense.proper else 1.0
    return weight / ((1 + LATER * sense.rank) * (1 + SHARED * (sense.position + sense.senses - 1)))


def _bases(part: str) -> Iterator[tuple[str, float, bool | None]]:
    """The part and its base forms, each with a weight and whether it is a verb (None: either)."""
    yield part, 1.0, None
    plurals = (("ies", "y"), ("ies", "ie")) if part.endswith("ies") else (("s", ""), ("es", ""))
    for ending, other in plurals:
        if part.endswith(ending) and len(part) > len(ending):
            yield part.removesuffix(ending) + other, 0.9, False
    if " " not in part:
        for ending, other in (("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e")):
            if part.endswith(ending) and len(part) > len(ending) + 2:
                yield part.removesuffix(ending) + other, 0.4, True
        yield f"{part}{_AREA}", 0.5, None


def _reports(text: str, index: Index) -> int:
    """The number of reports with a rendering: a single word by its stem, other texts exactly.

    A word that the segmenter knows counts as a word only: 大限 is no part of 最大限度.
    """
    if not text.isascii():
        count = passage_count(index, text)
        return min(count, _as_word(text, index)) if Analyzer(()).in_dictionary(text) else count
    stems = [stem(word) for word in _WORD.findall(text) if word not in FUNCTION_WORDS]
    if not stems:
        return 0
    if len(_WORD.findall(text)) > 1:
        return passage_count(index, text, whole_words=True)
    return max(_as_word(word, index) for word in stems)


def _as_word(term: str, index: Index) -> int:
    """The number of reports with an indexed word."""
    return max(index.frequencies(field, [term])[0] for field in ("title", "body"))
