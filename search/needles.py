"""Needles: what to mark in a text, as patterns over its folded form.

Folding keeps every code point in its place, so a pattern over the folded text finds ranges of the
original. White space between Han characters does not count, nor does punctuation inside a passage;
a passage may begin and end inside a word.
"""

import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.analysis import SYMBOLS, stem
from index.fold import HAN, IGNORED, fold_alike
from search.page import Mark

_GAP = rf"(?:[^\w{SYMBOLS}]|_)"
_WORD = re.compile(rf"[^\W_{HAN}]+")
_PIECE = re.compile(rf"(?P<han>[{HAN}])|(?P<word>[^\W_{HAN}]+)|(?P<symbol>[{SYMBOLS}])")


@dataclass(frozen=True, slots=True)
class Needle:
    """What one term of the query marks: a passage's `pattern` over folded text, or `stems`.

    `term` numbers the marked terms of the query from 0.
    """

    term: int
    pattern: str = ""
    stems: frozenset[str] = frozenset()


def passage(text: str, term: int, *, whole: bool = False) -> Needle:
    """The needle of an exact passage; with `whole` its first and last words are whole words."""
    return Needle(term, _pattern(text, whole=whole))


def stems(words: Iterable[str], term: int) -> Needle:
    """The needle of English words, given as stems, or of any whole words."""
    return Needle(term, stems=frozenset(words))


def find(text: str, needles: Sequence[Needle]) -> tuple[Mark, ...]:
    """What the needles match in a text: ranges of its code points, rising, never overlapping."""
    folded = fold_alike(text)
    if IGNORED not in folded:
        return _apart(_found(folded, needles))
    places = [place for place, char in enumerate(folded) if char != IGNORED]
    return _apart(
        [
            Mark(places[mark.start], places[mark.end - 1] + 1, mark.term)
            for mark in _found(folded.replace(IGNORED, ""), needles)
        ]
    )


def _found(folded: str, needles: Sequence[Needle]) -> list[Mark]:
    found = [
        Mark(hit.start(), hit.end(), needle.term)
        for needle in needles
        if needle.pattern
        for hit in _compiled(needle.pattern).finditer(folded)
    ]
    words = {word: needle.term for needle in needles for word in needle.stems}
    if words:
        for hit in _WORD.finditer(folded):
            term = words.get(stem(hit[0]))
            if term is not None:
                found.append(Mark(hit.start(), hit.end(), term))
    return found


def _apart(found: list[Mark]) -> tuple[Mark, ...]:
    """Of marks that overlap, the one that begins first, the longer of two, stays whole."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda one: (one.start, -one.end, one.term)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
        elif mark.end > kept[-1].end:
            kept.append(Mark(kept[-1].end, mark.end, mark.term))
    return tuple(kept)


@functools.lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _pattern(text: str, *, whole: bool) -> str:
    """Han characters with white space allowed between, other words with anything but letters."""
    folded = fold_alike(text).replace(IGNORED, "")
    pieces = list(_PIECE.finditer(folded))
    if not pieces:
        return ""
    parts = [rf"(?<![^\W_{HAN}])"] if whole and pieces[0].lastgroup == "word" else []
    for piece, after in itertools.pairwise(pieces):
        parts.append(re.escape(piece[0]))
        between = folded[piece.end() : after.start()]
        if piece.lastgroup == after.lastgroup == "han" and not between.strip():
            parts.append(r"\s*")
        elif piece.lastgroup == after.lastgroup == "word":
            parts.append(_GAP + "+")
        else:
            parts.append(_GAP + "*")
    parts.append(re.escape(pieces[-1][0]))
    if whole and pieces[-1].lastgroup == "word":
        parts.append(rf"(?![^\W_{HAN}])")
    return "".join(parts)


def wild(text: str) -> str:
    """The pattern of a folded word with wildcards, as a whole word."""
    letter = rf"[^\W_{HAN}]"
    inside = re.escape(text).replace(r"\*", letter + "*").replace(r"\?", letter)
    return rf"(?<!{letter}){inside}(?!{letter})"
