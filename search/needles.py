"""Needles: what to mark in a text, looked for in its folded form.

Folding keeps every code point in its place, so what is found in the folded text are ranges of the
original. White space between Han characters does not count, nor does punctuation inside a passage;
a passage may begin and end inside a word. Only the beginning of a passage is a pattern of its own
and the rest is followed step by step: compiling the pattern of a pasted page takes longer than
searching for it.
"""

import fnmatch
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.analysis import SYMBOLS, stem
from index.fold import HAN, IGNORED, fold_alike
from search.page import Mark

_OTHER = rf"(?:[^\w{SYMBOLS}]|_)"
_SPACE, _ANY, _SOME = re.compile(r"\s*"), re.compile(_OTHER + "*"), re.compile(_OTHER + "+")
_LETTER = re.compile(rf"[^\W_{HAN}]")
_WORD = re.compile(_LETTER.pattern + "+")
_PIECE = re.compile(rf"(?P<han>[{HAN}])|(?P<word>[^\W_{HAN}]+)|(?P<symbol>[{SYMBOLS}])")
LONGEST_WORD = 256
"""Code points of a word that a pattern is compared with; a longer one is no word of a language."""
HEAD = 8
"""Han characters at the beginning of a passage that one pattern looks for."""

Step = tuple[re.Pattern[str], str]
"""What may stand between, and the piece that follows."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage: pieces of folded text, each with what may stand between it and the one before.

    With `opens` its first word is a whole word, with `closes` its last. `term` numbers the marked
    terms of the query from 0; several needles may be of one term.
    """

    term: int
    head: str
    rest: tuple[Step, ...] = ()
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Stems:
    """Words, by their stems."""

    term: int
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wild:
    """Words, by a pattern for the whole of each."""

    term: int
    pattern: str


Needle = Passage | Stems | Wild


def passage(text: str, term: int, *, whole: bool = False) -> Passage:
    """The needle of an exact passage; with `whole` its first and last words are whole words."""
    folded = fold_alike(text).replace(IGNORED, "")
    pieces = list(_PIECE.finditer(folded))
    if not pieces:
        return Passage(term, "")
    steps = tuple(_steps(folded, pieces))
    close = next((at for at, (gap, _) in enumerate(steps[:HEAD]) if gap is not _SPACE), HEAD)
    head = [pieces[0][0], *(piece for _, piece in steps[:close])]
    return Passage(
        term,
        r"\s*".join(map(re.escape, head)),
        steps[close:],
        opens=whole and pieces[0].lastgroup == "word",
        closes=whole and pieces[-1].lastgroup == "word",
    )


def stems(words: Iterable[str], term: int) -> Stems:
    """The needle of English words, given as stems."""
    return Stems(term, frozenset(words))


def wild(text: str, term: int) -> Wild:
    """The needle of a folded word with wildcards.

    Its pattern never goes back behind a star (`fnmatch` makes each group atomic): `*?*?*?z` costs
    no more than `*z`.
    """
    return Wild(term, fnmatch.translate(text.replace("[", "[[]")))


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
        Mark(start, end, needle.term)
        for needle in needles
        if isinstance(needle, Passage) and needle.head
        for start, end in _passages(folded, needle)
    ]
    words = {word: one.term for one in needles if isinstance(one, Stems) for word in one.stems}
    wilds = [(re.compile(one.pattern), one.term) for one in needles if isinstance(one, Wild)]
    if words or wilds:
        met: dict[str, int | None] = {}
        for hit in _WORD.finditer(folded):
            word = hit[0]
            if word not in met:
                met[word] = _term_of(word, words, wilds)
            term = met[word]
            if term is not None:
                found.append(Mark(hit.start(), hit.end(), term))
    return found


def _term_of(
    word: str, words: Mapping[str, int], wilds: Sequence[tuple[re.Pattern[str], int]]
) -> int | None:
    """The term that marks a word; None where none does."""
    term = words.get(stem(word))
    if term is not None or len(word) > LONGEST_WORD:
        return term
    return next((one for wild, one in wilds if wild.match(word)), None)


def _passages(folded: str, needle: Passage) -> Iterator[tuple[int, int]]:
    """Where a passage stands; one place does not overlap the one before."""
    head, at = re.compile(needle.head), 0
    while hit := head.search(folded, at):
        end = _end(folded, needle, hit)
        at = end or hit.start() + 1
        if end:
            yield hit.start(), end


def _end(folded: str, needle: Passage, hit: re.Match[str]) -> int:
    """Where a passage ends that begins like this, 0 where it goes on otherwise."""
    if needle.opens and hit.start() and _LETTER.match(folded, hit.start() - 1):
        return 0
    end = hit.end()
    for gap, piece in needle.rest:
        between = gap.match(folded, end)
        if between is None or not folded.startswith(piece, between.end()):
            return 0
        end = between.end() + len(piece)
    return 0 if needle.closes and _LETTER.match(folded, end) else end


def _apart(found: list[Mark]) -> tuple[Mark, ...]:
    """Of marks that overlap, the one that begins first, the longer of two, stays whole."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda one: (one.start, -one.end, one.term)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
        elif mark.end > kept[-1].end:
            kept.append(Mark(kept[-1].end, mark.end, mark.term))
    return tuple(kept)


def _steps(folded: str, pieces: Sequence[re.Match[str]]) -> Iterator[Step]:
    """Between Han characters may be white space, between others whatever is no letter."""
    for piece, after in itertools.pairwise(pieces):
        between = folded[piece.end() : after.start()]
        if piece.lastgroup == after.lastgroup == "han" and not between.strip():
            yield _SPACE, after[0]
        elif piece.lastgroup == after.lastgroup == "word":
            yield _SOME, after[0]
        else:
            yield _ANY, after[0]
