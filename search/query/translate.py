"""A query in the other language: each of its words as the words that may stand for it there.

A word's renderings form a group. Only words that reports hold are taken, and a group counts as
one word: however rare a rendering is, it weighs no more than the rarity of the group allows, so
that an odd rendering does not drown the right one (success@10 of English sentences over Chinese
paragraphs .92 with, .89 without).
"""

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.api import Index, TermPart
from index.text.analysis import Analyzer, stem
from index.text.fold import HAN, fold
from search.query.cedict import SILENT, Cedict

MOST_RENDERINGS = 30
MOST_GROUPS = 60
LONGEST_PHRASE = 5
MAX_HAN_WORD_CHARS = 8

_RUN = re.compile(rf"[{HAN}]+")
_LATIN = re.compile(rf"[^\W_{HAN}]+")


@dataclass(frozen=True, slots=True)
class Rendering:
    """A word of the other language (an English one as its stem) and how much it weighs."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class RenderingGroup:
    """A word of the query, folded, and its renderings, the likeliest first."""

    word: str
    renderings: tuple[Rendering, ...]


def groups(
    text: str, index: Index, analyzer: Analyzer, dictionary: Cedict
) -> tuple[RenderingGroup, ...]:
    """The words of a query that have renderings among the indexed words, in their order."""
    folded = fold(text)
    found = itertools.chain(
        _from_chinese(folded, analyzer, dictionary), _from_english(folded, dictionary)
    )
    weighed = (_weighed(word, likely, index) for word, likely in found)
    return tuple(itertools.islice((group for group in weighed if group), MOST_GROUPS))


def _from_chinese(
    text: str, analyzer: Analyzer, dictionary: Cedict
) -> Iterator[tuple[str, dict[str, float]]]:
    """Chinese words, the longest that the dictionary knows and those of the segmenter."""
    words = [word for run in _RUN.findall(text) for word in _longest(run, dictionary)]
    words += [token.text for token in analyzer.words(text, compounds=False)]
    for word in dict.fromkeys(words):
        likely: dict[str, float] = {}
        for rank, gloss in enumerate(dictionary.glosses(word) if len(word) > 1 else ()):
            for part in gloss:
                weight = 1 / (math.sqrt(len(gloss)) * (1 + 0.15 * rank))
                likely[part] = max(likely.get(part, 0.0), weight)
        yield word, likely


def _longest(run: str, dictionary: Cedict) -> Iterator[str]:
    at = 0
    while at < len(run):
        lengths = range(min(MAX_HAN_WORD_CHARS, len(run) - at), 1, -1)
        length = next((n for n in lengths if run[at : at + n] in dictionary), 1)
        yield run[at : at + length]
        at += length


def _from_english(text: str, dictionary: Cedict) -> Iterator[tuple[str, dict[str, float]]]:
    """English phrases that are a gloss, which weigh more the longer, and single words."""
    words = [word for word in _LATIN.findall(text) if word not in SILENT]
    stems = [stem(word) for word in words]
    at = 0
    while at < len(stems):
        lengths = range(min(LONGEST_PHRASE, len(stems) - at), 1, -1)
        tried = ((n, dictionary.words(tuple(stems[at : at + n]))) for n in lengths)
        length, held = next(((n, words) for n, words in tried if words), (1, ()))
        if length > 1:
            weight = math.sqrt(length)
            phrase = " ".join(words[at : at + length])
            yield phrase, {word: weight / (1 + 0.15 * rank) for word, rank in held}
        at += length
    for word, root in dict(zip(words, stems, strict=True)).items():
        if not word.isdigit():
            likely = ((other, said) for other, said in dictionary.parts(root))
            yield (
                word,
                {
                    other: said / len(_stems(other, dictionary)) ** 0.3
                    for other, said in likely
                    if len(other) > 1
                },
            )


def _stems(word: str, dictionary: Cedict) -> set[str]:
    return {part for gloss in dictionary.glosses(word) for part in gloss}


def _weighed(word: str, likely: dict[str, float], index: Index) -> RenderingGroup | None:
    """The renderings that reports hold; as many of them as count, weighed as one word."""
    names = list(likely)
    held = dict.fromkeys(names, 0)
    for grams in (False, True):
        own = [name for name in names if _as_gram(name) == grams]
        for field in fields_of(own[0]) if own else ():
            for name, count in zip(own, index.frequencies(field, own), strict=True):
                held[name] = max(held[name], count)
    best = sorted((name for name in names if held[name]), key=lambda name: -likely[name])
    best = best[:MOST_RENDERINGS]
    if not best:
        return None
    together = sum(min(likely[name], 1.0) * held[name] for name in best)
    return RenderingGroup(
        word,
        tuple(
            Rendering(name, likely[name] * min(1.0, _share(together, held[name], index)))
            for name in best
        ),
    )


def fields_of(word: str) -> tuple[str, str]:
    """Where a rendering is looked for, in titles and in bodies.

    Two Han characters are a gram, which is also found inside longer words.
    """
    return ("title_grams", "body_grams") if _as_gram(word) else ("title", "body")


def _as_gram(word: str) -> bool:
    return len(word) == 2 and not word.isascii()


def _share(together: float, alone: int, index: Index) -> float:
    """The rarity of the group over that of one of its words."""
    count = index.about().reports
    rarity = [math.log(max(count, held) / (held + 1)) + 1 for held in (together, alone)]
    return rarity[0] / rarity[1]


def likeliest(found: Sequence[RenderingGroup], index: Index) -> str:
    """The query in the other language, as one would type it: each word's first rendering."""
    words = dict.fromkeys(group.renderings[0].word for group in found)
    return " ".join(_written(word, index) for word in words)


def _written(word: str, index: Index) -> str:
    """A stem as reports write it most often."""
    if not word.isascii():
        return word
    terms = index.terms("body_grams", word, TermPart.PREFIX, 20)
    return next((term.text for term in terms if stem(term.text) == word), word)
