"""Many texts at once, as arrays of folded code points with their runs of letters."""

import functools
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Array
from index.text import analysis, negative_numbers
from index.text.code_kinds import (
    CODES_WITH_KINDS,
    HAN_KIND,
    IGNORED_KIND,
    SPACE_KIND,
    WORD_KIND,
    decoded,
    kind_table,
)
from index.text.compounds import (
    INITIALS,
    JOINERS,
    LINE_BREAK,
    MAX_SURROUNDING_CHARS,
    RATIO_SIGNS,
    SPACED_TIMES,
    TIMES_SIGN,
    Compound,
    chain_compounds,
)
from index.text.fold import HIRAGANA, KATAKANA, VOICED, alike_table, longer_table, table
from index.text.term_numbering import TermNumbering

_DASHES = "—–-"
_BESIDE_NAMES = f" {analysis.NAME_MARKS}"
_JOINERS = re.escape(JOINERS + TIMES_SIGN + RATIO_SIGNS)
_BROKEN = "\\-,."
"""Sets of marks, as inside brackets of a regular expression."""
_MAX_BREAK_CHARS = 12
"""Maximum code points between the two halves of a word that is broken at a line end."""


@functools.cache
def _folding(*, alike: bool) -> Array:
    """The folded form of each code point."""
    codes = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    changes = alike_table() if alike else table()
    codes[np.fromiter(changes.keys(), np.int64)] = np.fromiter(changes.values(), np.uint32)
    return codes


@functools.cache
def _raw_kinds() -> Array:
    """The kind of each code point once folded; it is the same for both ways of folding."""
    return kind_table().take(_folding(alike=False))


@functools.cache
def code_point_mask(pattern: str) -> Array:
    """A mask of the code points in a set, written as inside brackets of a regular expression."""
    text = decoded(np.arange(CODES_WITH_KINDS))
    mask = np.zeros(sys.maxunicode + 1, dtype=np.bool_)
    mask[[match.start() for match in re.finditer(f"[{pattern}]", text)]] = True
    return mask


@functools.cache
def _sizes() -> Array:
    """The number of code points that each code point folds to."""
    sizes = np.ones(sys.maxunicode + 1, dtype=np.uint8)
    longer = longer_table()
    sizes[np.fromiter(longer, np.int64)] = np.fromiter(map(len, longer.values()), np.uint8)
    return sizes


def prepare_tables() -> None:
    """Load the tables; called once, before worker processes are forked."""
    for marks in (analysis.NAME_MARKS, _BESIDE_NAMES, _DASHES, _JOINERS, _BROKEN):
        code_point_mask(marks)
    _sizes()
    _raw_kinds()
    _folding(alike=True)


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts as code points, one after the other, each followed by a NUL; `ends` locate the NULs."""

    codes: Array
    ends: Array

    @classmethod
    def joined(cls, texts: Sequence[str]) -> "Texts":
        """Join texts unchanged."""
        data = "\0".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        return cls(np.frombuffer(data, dtype="<u4"), np.cumsum(lengths + 1) - 1)

    def folded(self) -> "Folded":
        """Fold the texts and drop ignored marks."""
        codes, positions, ends = self._spelled_out()
        kinds = _raw_kinds().take(codes)
        token_positions = np.flatnonzero(kinds != IGNORED_KIND)
        if len(token_positions) < len(codes):
            codes, kinds, positions = (
                codes.take(token_positions),
                kinds.take(token_positions),
                positions.take(token_positions),
            )
            ends = token_positions.searchsorted(ends)
        plain = _folding(alike=False).take(codes)
        starts, stops = _letter_runs(plain, kinds)
        names = TermNumbering()
        texts = _texts_of(plain, kinds, starts, stops)
        return Folded(
            plain=plain,
            alike=_folding(alike=True).take(codes),
            kinds=kinds,
            capitals=(self.codes - np.uint32(ord("A")) < 26).take(positions),
            positions=positions,
            ends=ends,
            han=np.flatnonzero(kinds == HAN_KIND),
            starts=starts,
            sizes=stops - starts,
            runs=names.numbers(texts),
            names=list(names),
        )

    def _spelled_out(self) -> tuple[Array, Array, Array]:
        """Expand code points that fold to several.

        Return them, their positions, and the texts' ends.
        """
        # converted once, because every look-up would convert it again
        codes = self.codes.astype(np.intp)
        sizes = _sizes().take(codes)
        longer = np.flatnonzero(sizes > 1)
        if not len(longer):
            return codes, np.arange(len(codes)), self.ends
        positions = np.repeat(np.arange(len(codes)), sizes)
        starts = np.cumsum(sizes, dtype=np.int64) - sizes
        spelled_out = codes.take(positions)
        table = longer_table()
        for start, code in zip(
            starts.take(longer).tolist(), codes.take(longer).tolist(), strict=True
        ):
            spelled_out[start : start + len(table[code])] = list(map(ord, table[code]))
        return spelled_out, positions, starts.take(self.ends)


def _texts_of(plain: Array, kinds: Array, starts: Array, stops: Array) -> list[str]:
    """The runs of letters; if none are adjacent, which is usual, splitting is faster than slicing.

    Voicing marks of kana belong to runs, but are no letters.
    """
    letters = int((stops - starts).sum()) == np.count_nonzero(kinds == WORD_KIND)
    if letters and not (starts[1:] == stops[:-1]).any():
        return decoded(np.where(kinds == WORD_KIND, plain, ord(" "))).split()
    text = decoded(plain)
    return [text[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]


def _letter_runs(plain: Array, kinds: Array) -> tuple[Array, Array]:
    """The starts and ends of runs of letters and digits, as defined by `fold.LETTERS`."""
    script = np.zeros(len(kinds) + 2, dtype=np.int8)
    script[1:-1] = kinds == WORD_KIND
    if _may_have_kana(plain):
        kana = code_point_mask(HIRAGANA + KATAKANA + VOICED).take(plain)
        inner = script[1:-1]
        inner[kana] = 2
        inner[code_point_mask(HIRAGANA).take(plain) & (inner == 2)] = 3
        voicing = code_point_mask(VOICED).take(plain)
        others = np.where(voicing, 0, np.arange(len(kinds)))
        before = np.maximum.accumulate(others)  # the last code point that is no voicing mark
        inner[voicing & (inner.take(before) == 3)] = 3
    changes = np.flatnonzero(script[1:] != script[:-1])
    starts = changes[script.take(changes + 1) > 0]
    stops = changes[script.take(changes) > 0]
    return starts, stops


def _may_have_kana(plain: Array) -> bool:
    """Whether there are code points between the first kana and the last, or voicing marks."""
    kana = (plain >= _KANA[0]) & (plain <= _KANA[1])
    return bool(kana.any() or ((plain == ord(VOICED[0])) | (plain == ord(VOICED[1]))).any())


_KANA = 0x3041, 0x30FF


@dataclass(frozen=True, kw_only=True)
class Folded:
    """Texts folded for words (`plain`) and for grams (`alike`); the two differ only in Han.

    `kinds` has the kind of each code point, `capitals` whether it was a capital A to Z, `positions`
    its position in `Texts`. `ends` are the ends of the texts, `han` the positions of Han
    characters. Runs of letters and digits begin at `starts` and have the lengths `sizes`; `runs`
    has for each the index of its text in `names`.
    """

    plain: Array
    alike: Array
    kinds: Array
    capitals: Array
    positions: Array
    ends: Array
    han: Array
    starts: Array
    sizes: Array
    runs: Array
    names: Sequence[str]

    @functools.cached_property
    def paired(self) -> Array:
        """For each Han character but the last, whether the next follows, ignoring white space."""
        sizes = np.diff(self.han) - 1
        paired: Array = sizes == 0
        apart = np.flatnonzero(sizes)
        spaces = np.flatnonzero(self.kinds == SPACE_KIND)
        before = spaces.searchsorted(self.han.take(apart))
        paired[apart] = spaces.searchsorted(self.han.take(apart + 1)) - before == sizes.take(apart)
        return paired

    def across(self) -> Array:
        """The indexes of Han characters separated from the next one only by marks of a name."""
        sizes = np.diff(self.han) - 1
        near = np.flatnonzero((sizes > 0) & (sizes <= analysis.MAX_NAME_GAP_CHARS))
        begins = self.alike.take(self.han.take(near) + 1)
        near = near[code_point_mask(_BESIDE_NAMES).take(begins)]
        starts, sizes = self.han.take(near) + 1, sizes.take(near)
        count = np.zeros((3, len(near)), dtype=np.int8)  # of marks, of dashes, of anything else
        for step in range(analysis.MAX_NAME_GAP_CHARS):
            inside = step < sizes
            codes = self.alike.take(starts + step, mode="clip")
            marks = code_point_mask(analysis.NAME_MARKS).take(codes)
            count[0] += inside & marks
            count[1] += inside & code_point_mask(_DASHES).take(codes)
            count[2] += inside & ~marks & (codes != ord(" "))
        fits = (count[0] > 0) & (count[0] <= analysis.MAX_MARKS) & (count[1] < 2) & (count[2] == 0)
        indexes: Array = near[fits]
        return indexes

    @functools.cached_property
    def _text(self) -> str:
        """The texts as they are folded for grams."""
        return decoded(self.alike)

    @functools.cached_property
    def compounds(self) -> tuple[tuple[int, Compound], ...]:
        """The compounds of all texts, each with the index of its first run of letters."""
        return tuple(self._all_compounds())

    def _all_compounds(self) -> Iterator[tuple[int, Compound]]:
        after = self.starts + self.sizes
        if len(after) < 2:
            return
        marks = self.alike.take(after[:-1])
        sizes = self.starts[1:] - after[:-1]
        joiners = code_point_mask(_JOINERS)
        single = joiners.take(marks) & (sizes == 1)
        initials = (sizes == len(INITIALS)) & (marks == ord(INITIALS[0]))
        initials &= (self.sizes[:-1] == 1) & (self.sizes[1:] == 1)
        times = (sizes == len(SPACED_TIMES)) & (marks == ord(SPACED_TIMES[0]))
        times &= self.alike.take(after[:-1] + 1, mode="clip") == ord(SPACED_TIMES[1])
        broken = self._broken(marks, sizes, after)
        joined = np.flatnonzero(
            single | initials | broken | times | self._spaced_digits(marks, sizes)
        )
        if not len(joined):
            return
        last = np.append(np.diff(joined) > 1, True)  # of a chain
        firsts = joined[np.append(True, last[:-1])].tolist()
        for first, chain in zip(firsts, self._chains(joined, last), strict=True):
            for at, compound in chain.compounds():
                yield first + at, compound

    def _chains(self, joined: Array, last: Array) -> Iterator["_Chain"]:
        """The chains of runs; `joined` are the runs joined to the next, `last` those of a chain."""
        members = np.zeros(len(self.starts), dtype=np.bool_)
        members[joined] = members[joined + 1] = True
        words = [self.names[run] for run in self.runs[members].tolist()]
        starts = self.starts[members].tolist()
        stops = (self.starts + self.sizes)[members].tolist()
        first = 0
        for end in (np.flatnonzero(last) + np.arange(2, np.count_nonzero(last) + 2)).tolist():
            edges = slice(first, end)
            yield _Chain(self._text, tuple(words[edges]), starts[edges], stops[edges])
            first = end

    def _broken(self, marks: Array, sizes: Array, after: Array) -> Array:
        """A mask of the runs followed by a hyphen, point or comma, and a line break."""
        broken: Array = (sizes > 1) & (sizes < _MAX_BREAK_CHARS)
        broken &= code_point_mask(_BROKEN).take(marks)
        runs = np.flatnonzero(broken)
        lines = np.flatnonzero(self.alike == ord("\n"))
        before, behind = (lines.searchsorted(at.take(runs)) for at in (after, self.starts[1:]))
        broken[runs] = before < behind
        return broken

    def _spaced_digits(self, marks: Array, sizes: Array) -> Array:
        """A mask of the runs followed by one space and three digits, as in 1 000."""
        digits = (self.plain >= ord("0")) & (self.plain <= ord("9"))
        fits: Array = (
            (marks == ord(" ")) & (sizes == 1) & (self.sizes[:-1] <= 3) & (self.sizes[1:] >= 3)
        )
        fits &= digits.take(self.starts[:-1])
        for step in range(3):
            fits &= digits.take(self.starts[1:] + step, mode="clip")
        return fits

    def acronyms(self) -> Array:
        """The indexes of runs of letters that are acronyms in capitals."""
        fewest, most = analysis.ACRONYM
        fits = (self.sizes >= fewest) & (self.sizes <= most) & self.capitals.take(self.starts)
        for step in range(1, most):
            inside = step < self.sizes
            fits &= ~inside | self.capitals.take(self.starts + step, mode="clip")
        return np.flatnonzero(fits)

    def negatives(self) -> Iterator[tuple[int, str]]:
        """The terms of negative numbers, each with the index of its first run of digits."""
        minus = np.isin(self.alike[:-1], [ord(sign) for sign in negative_numbers.MINUS_SIGNS])
        signs = np.flatnonzero(minus & (self.alike[1:] - np.uint32(ord("0")) < 10))
        found = list(negative_numbers.negatives(self._text, signs.tolist()))
        indexes = self.starts.searchsorted([start for start, _ in found]).tolist()
        yield from zip(indexes, (term for _, term in found), strict=True)

    @functools.cached_property
    def number_parts(self) -> Array:
        """The indexes of the runs of letters that are parts of decimals and of thousands."""
        parts = {
            first + step
            for first, compound in self.compounds
            if compound.whole
            for step in range(compound.runs)
        }
        return np.array(sorted(parts), dtype=np.int64)

    def counts(self, positions: Array) -> Array:
        """The number of ascending positions in each text."""
        return np.diff(positions.searchsorted(self.ends), prepend=0)

    def text_of(self, positions: Array) -> Array:
        """The number of the text that contains each of the ascending positions."""
        return np.repeat(np.arange(len(self.ends)), self.counts(positions))


@dataclass(frozen=True, slots=True)
class _Chain:
    """Runs of letters and digits with gaps that may be inside a compound, in a folded text."""

    text: str
    words: tuple[str, ...]
    starts: Sequence[int]
    stops: Sequence[int]

    def compounds(self) -> Iterable[tuple[int, Compound]]:
        """The compounds of the runs."""
        gaps = [
            self.text[stop:start] for stop, start in zip(self.stops, self.starts[1:], strict=False)
        ]
        return chain_compounds(self.words, tuple(map(_whole_gap, gaps)), self._around)

    def _around(self, at: int) -> tuple[str, str]:
        before = self.text[max(0, self.starts[at] - MAX_SURROUNDING_CHARS) : self.starts[at]]
        end = self.stops[at + 1]
        return before.rpartition("\0")[2], self.text[end : end + 1]


def _whole_gap(gap: str) -> str | None:
    """The gap between two runs, if it may be inside a compound."""
    if len(gap) == 1 or gap in (INITIALS, SPACED_TIMES) or LINE_BREAK.fullmatch(gap):
        return gap
    return None
