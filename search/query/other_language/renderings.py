"""Renderings of a short line in the other language, by the dictionary.

Phrases are rendered before words. A rendering needs an entry with exactly this sense: *inflation*
is a sense of 通胀, but only one word in a sense of 充气. Of several the one is chosen that is
nearest to the word in meaning and not much rarer than the word. A line has no rendering if one of
its words has none in the archive, or if the renderings never occur together.
"""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

from index.api import Index
from index.text.analysis import Analyzer, stem
from index.text.fold import HAN, HAN_RUN, NON_HAN, fold
from index.text.function_words import APART, FUNCTION_WORDS
from index.text.lazy_pattern import lazy_pattern
from search.query.exact_text.passage_count import near_count, passage_count
from search.query.other_language.base_forms import RENDERED_WORD
from search.query.other_language.cedict import Cedict
from search.query.other_language.part_renderings import best_renderings, rendering_reports

MAX_RENDERED_WORDS = 5
"""Words of a line; a longer one is a sentence."""
MAX_RENDERED_PARTS = 3
"""Words or phrases of a line that are rendered one by one; of more, hardly any are right."""
MAX_HAN = 12
MAX_RENDERED_PHRASE_WORDS = 5
MAX_WAYS = 3
MIN_TOGETHER_SHARE = 0.02
"""Renderings must stand close together in this share of the reports of the rarest of them."""
SIDE_BY_SIDE, MIN_TOGETHER = 0.5, 10
"""Chinese renderings must stand side by side in this share of the reports where they are close
together, if these are not fewer."""
MAX_COMBINATIONS = 12
"""Combinations of renderings whose reports are counted."""

_LINE = lazy_pattern(rf"[\s{HAN}]+|[a-z0-9][a-z0-9 '’.-]*")
_SENTENCE = re.compile(r"[。！？!?；;，,]|\.\s*$")
_WRITTEN = lazy_pattern(rf"{NON_HAN}+(?:['’]{NON_HAN}+)?")
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
        part: best_renderings(part, index, dictionary)
        for part in dict.fromkeys(itertools.chain(*ways))
    }

    def left_out(way: Sequence[str]) -> tuple[int, int]:
        return sum(len(part) for part in way if not known[part]), len(way)

    way = min(ways, key=left_out, default=())
    return tuple(known[part][:MAX_WAYS] for part in way)


def whole_line(text: str, index: Index, dictionary: Cedict) -> tuple[str, ...]:
    """The renderings of the whole line as one word or phrase."""
    text = _without_stops(text)
    line = fold(text).strip()
    part = text.strip() if text.strip().isupper() and line.isascii() else line
    if line in FUNCTION_WORDS and part == line:
        return ()
    return best_renderings(part, index, dictionary)[:MAX_WAYS]


def coverage(line: str, other: str, dictionary: Cedict) -> float:
    """The share of a folded line's words that the dictionary links to words of `other`."""
    han, latin = (other, line) if line.isascii() else (line, other)
    stems = {stem(word) for word in RENDERED_WORD.findall(latin) if word not in FUNCTION_WORDS}
    words = list(dictionary.words_of(han))
    if line.isascii():
        glosses = [gloss for word in (*words, *han) for gloss in dictionary.glosses(word)]
        return len(stems & set(itertools.chain(*glosses))) / max(len(stems), 1)
    linked = [not stems.isdisjoint(itertools.chain(*dictionary.glosses(word))) for word in words]
    return sum(linked) / max(len(linked), 1)


def known_throughout(line: str, dictionary: Cedict) -> bool:
    """Whether a line consists of words that the dictionary has, of two Han characters or more."""
    if line.isascii():
        return all(dictionary.meaning(word) for word in RENDERED_WORD.findall(line))
    words = [word for word in dictionary.words_of(line) if word not in APART]
    return bool(words) and all(len(word) > 1 and word in dictionary for word in words)


def has_known_word(line: str, dictionary: Cedict) -> bool:
    """Whether a word of two Han characters or more of a line is in the dictionary."""
    return any(len(word) > 1 and word in dictionary for word in dictionary.words_of(line))


def is_short(text: str) -> bool:
    """Whether a line is at most a few words; a sentence is rendered by `translate`."""
    line = fold(_without_stops(text))
    if _SENTENCE.search(line):
        return False
    return (
        sum(map(len, HAN_RUN.findall(line))) <= MAX_HAN
        and len(RENDERED_WORD.findall(line)) <= MAX_RENDERED_WORDS
    )


def _together(parts: Sequence[Sequence[str]], index: Index) -> tuple[str, ...]:
    """Combinations of the renderings of the parts that stand together, the usual ones first."""
    if len(parts) < 2:
        return tuple(parts[0][:MAX_WAYS]) if parts else ()
    ranks = itertools.product(*(range(len(words[:MAX_WAYS])) for words in parts))
    likeliest = sorted(ranks, key=sum)[:MAX_COMBINATIONS]
    ways = [tuple(words[at] for words, at in zip(parts, r, strict=True)) for r in likeliest]
    counts = {way: near_count(index, way) for way in ways if len(set(way)) == len(way)}
    usual = [way for way, count in counts.items() if _usual(way, count, index)]
    often = sorted(usual, key=lambda way: -counts[way])
    return tuple(" ".join(way) for way in often[:MAX_WAYS])


def _usual(way: Sequence[str], count: int, index: Index) -> bool:
    """Whether the words stand together more often than by chance, and mostly side by side.

    公共 and 服务 are one phrase as 公共服务; 投资 and 资金 mostly have words between them.
    """
    if count <= MIN_TOGETHER_SHARE * min(rendering_reports(word, index) for word in way):
        return False
    if way[0].isascii() or count < MIN_TOGETHER:
        return True
    return passage_count(index, "".join(way), whole_words=True) >= SIDE_BY_SIDE * count


def _chinese(line: str, analyzer: Analyzer, dictionary: Cedict) -> Sequence[Sequence[str]]:
    """Splits of a Chinese line: whole, by the dictionary's longest words, by the segmenter."""
    runs = HAN_RUN.findall(line)
    if sum(map(len, runs)) > MAX_HAN:
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
    renderings = functools.cache(lambda part: best_renderings(part, index, dictionary))
    short = (way for way in sorted(ways, key=len) if 0 < len(way) <= MAX_RENDERED_PARTS)
    rendered_way = next((way for way in short if all(map(renderings, way))), ())
    return [renderings(part) for part in rendered_way]
