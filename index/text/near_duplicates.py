"""Finds near copies: reports that tell the same story in nearly the same words.

The signature of a report is a MinHash over shingles of two units; a unit is a folded Han character
or Latin word. One permutation is split into 252 bins and empty bins are filled from others
(Shrivastava, "Optimal Densification for Fast and Accurate Minwise Hashing", 2017), so each shingle
is hashed once. Grouping sorts the signatures once per band. Scattered edits leave more pairs
unchanged than triples. Measured: with triples, a tenth of the copies in which every seventh
character differs were missed.
"""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.arrays import unique_sorted
from index.text import fold

SIGNATURE_BINS: Final = 252
_UNITS: Final = 20_000
"""The number of units of a report that are used; a longer report is cut."""
_CHUNK: Final = 20_000
"""The number of pairs that are compared at once."""
_HEAD_BINS: Final = 64
"""The number of bins that are compared first; they rule out most pairs."""
_PAIRS: Final = 1 << 20
"""The number of pairs that are collected from bands before they are compared."""
_BATCH: Final = 500_000
"""The number of code points whose signatures are computed at once."""
_CODES: Final = 0x32400
"""The size of the tables in code points; all Han characters are below it."""
_ASKED: Final = 8
"""Lenders of an empty bin that are looked at together."""
EMPTY_SIGNATURE: Final = np.uint32(0xFFFFFFFF)
"""The value of all bins in the signature of a text without words."""

_ALIKE: Final = (0.40, 0.42, 0.81)
"""Share of equal bins, an estimate of the Jaccard similarity, from which two reports are copies:
within NEAR_DAYS of each other, of unknown days, and further apart. Changing 15 % of a text,
scattered by characters, leaves 0.53. Of 10,000 real news transcripts 3,105 pairs were above 0.42,
mostly the same form filled in on another day; 873 of them within ten days."""
NEAR_DAYS: Final = 10
"""The days within which other outlets carry a story."""
_MAX_PAIRWISE_REPORTS: Final = 64
"""The number of reports up to which all pairs are compared. Measured: ten reports take 0.1 ms, with
bands 1.5 ms."""

_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)

Signature = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Tables:
    """The kind of each code point (0 separator, 1 part of a word, 2 a unit), and its hash.

    Hashes are computed by blocks of code points on first use, because the first search needs only a
    tenth of them.
    """

    kinds: NDArray[np.uint8]
    hashes: NDArray[np.uint32]
    met: NDArray[np.bool_]

    def hashed(self, codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """The hashes of code points; those from _CODES on share one hash."""
        codes = np.minimum(codes, np.uint32(_CODES - 1))
        blocks = np.bincount(codes // fold.FOLD_BLOCK_CHARS, minlength=self.met.size) > 0
        for block in np.flatnonzero(blocks & ~self.met).tolist():
            folded = np.arange(
                block * fold.FOLD_BLOCK_CHARS, (block + 1) * fold.FOLD_BLOCK_CHARS, dtype=np.uint32
            )
            for code, other in fold.changes(block).items():
                folded[code % fold.FOLD_BLOCK_CHARS] = other
            self.hashes[block * fold.FOLD_BLOCK_CHARS :][: fold.FOLD_BLOCK_CHARS] = _mixed(
                folded + np.uint32(1)
            )
            self.met[block] = True
        return self.hashes.take(codes)


@functools.cache
def _tables() -> _Tables:
    kinds = np.zeros(_CODES, np.uint8)
    for code in range(0x3000):
        kinds[code] = chr(code).isalnum()
    kinds[0xAC00:0xD7A4] = 1
    kinds[0xFF10:0xFF5B] = [chr(code).isalnum() for code in range(0xFF10, 0xFF5B)]
    for first, last in ((0x3041, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, _CODES)):
        kinds[first:last] = 2
    return _Tables(
        kinds, np.zeros(_CODES, np.uint32), np.zeros(_CODES // fold.FOLD_BLOCK_CHARS, np.bool_)
    )


def _mixed(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Well-spread hashes (Wellons' lowbias32)."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x7FEB352D)
    values = (values ^ (values >> np.uint32(15))) * np.uint32(0x846CA68B)
    return values ^ (values >> np.uint32(16))


_SHINGLE: Final = _mixed(np.arange(101, 103, dtype=np.uint32)) | np.uint32(1)


@functools.cache
def _bands() -> tuple[tuple[int, ...], ...]:
    """The bins of each band; reports of similarity 0.42 share one of 84 with probability 0.998."""
    order = np.random.default_rng(1).permutation(SIGNATURE_BINS).tolist()
    return tuple(tuple(order[position : position + 3]) for position in range(0, SIGNATURE_BINS, 3))


@functools.cache
def _lenders() -> NDArray[np.int64]:
    """For each bin, the order in which other bins fill it if it is empty."""
    return np.stack(
        [np.random.default_rng(seed).permutation(SIGNATURE_BINS) for seed in range(SIGNATURE_BINS)]
    )


def signature(text: str) -> Signature:
    """A signature of SIGNATURE_BINS numbers; all are EMPTY_SIGNATURE for a text without words."""
    row: Signature = signatures((text,))[0]
    return row


def signatures(texts: Iterable[str]) -> NDArray[np.uint32]:
    """The signatures of many texts, one row each, computed in batches."""
    parts: list[NDArray[np.uint32]] = []
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text[: 8 * _UNITS])
        size += len(batch[-1])
        if size > _BATCH:
            parts.append(_signatures(batch))
            batch, size = [], 0
    return np.concatenate([*parts, _signatures(batch)]) if parts else _signatures(batch)


def _signatures(texts: list[str]) -> NDArray[np.uint32]:
    """The signatures of texts that fit into memory together."""
    least = np.full((len(texts), SIGNATURE_BINS), EMPTY_SIGNATURE)
    units, rows = _units(texts)
    if units.size == 0:
        return least
    alone = np.flatnonzero(np.bincount(rows, minlength=len(texts)) == 1)
    if alone.size:  # the only shingle of a single unit is the unit twice
        bin_numbers = np.searchsorted(rows, alone)
        units = np.insert(units, bin_numbers, units[bin_numbers])
        rows = np.insert(rows, bin_numbers, alone)
    same_report = rows[1:] == rows[:-1]
    values = _mixed(units[:-1] * _SHINGLE[0] + units[1:] * _SHINGLE[1])[same_report]
    np.minimum(values, EMPTY_SIGNATURE - np.uint32(1), out=values)
    bins = (values.astype(np.uint64) * np.uint64(SIGNATURE_BINS)) >> np.uint64(32)
    bin_numbers = rows[1:][same_report] * SIGNATURE_BINS + bins.astype(np.int64)
    np.minimum.at(least.reshape(-1), bin_numbers, values)
    return _lent(least)


def _units(texts: list[str]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The hash of each unit, for words the sum over letters, and the row of its text."""
    tables = _tables()
    raw = "\n".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(raw, np.uint32)
    kinds = tables.kinds.take(codes, mode="clip")
    kept = np.flatnonzero(kinds != 0)
    if kept.size == 0:
        return np.empty(0, np.uint32), np.empty(0, np.int64)
    alone = kinds.take(kept) == 2
    starts = alone.copy()
    starts[0] = True
    starts[1:] |= alone[:-1]
    starts[1:] |= np.diff(kept) > 1
    first = np.flatnonzero(starts)
    hashes = np.add.reduceat(tables.hashed(codes.take(kept)), first, dtype=np.uint32)
    ends = np.cumsum([len(text) + 1 for text in texts])
    counts = np.diff(kept.take(first).searchsorted(ends), prepend=0)
    rows = np.repeat(np.arange(len(texts)), counts)
    if counts.max() > _UNITS:
        number = np.arange(rows.size) - np.repeat(np.cumsum(counts) - counts, counts)
        hashes, rows = hashes[number < _UNITS], rows[number < _UNITS]
    return hashes, rows


def _lent(least: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Fills each empty bin with the value of its first filled lender."""
    filled = least != EMPTY_SIGNATURE
    rows, bins = np.nonzero(~filled & filled.any(axis=1, keepdims=True))
    lent = least.copy()
    for turn in range(0, SIGNATURE_BINS, _ASKED):
        if rows.size == 0:
            break
        lenders = _lenders()[bins, turn : turn + _ASKED]
        have_value = filled[rows[:, None], lenders]
        first = have_value.argmax(axis=1)
        found = have_value[np.arange(rows.size), first]
        lender = lenders[np.arange(rows.size), first][found]
        lent[rows[found], bins[found]] = least[rows[found], lender]
        rows, bins = rows[~found], bins[~found]
    return lent


Agree = Callable[[int, int], bool]
"""Whether two rows with nearly the same wording tell the same story."""


def groups(
    minhashes: NDArray[np.unsignedinteger],
    days: NDArray[np.int64] | None = None,
    agree: Agree | None = None,
) -> NDArray[np.int64]:
    """For each row of signatures, the number of its story: the first row with the same story.

    Reports tell the same story if a chain of copies connects them. `days` are the ordinals of the
    dates, 0 if unknown. Outlets publish a story within days, while a template used again next week
    is another story, so reports further apart must be nearly equal. Rows may consist of the low
    bytes of signatures, if none is empty. `agree` makes the final decision on a pair.
    """
    numbers = np.arange(len(minhashes), dtype=np.int64)
    known = np.zeros(len(minhashes), np.int64) if days is None else days
    nonempty = np.flatnonzero(minhashes[:, 0] != EMPTY_SIGNATURE) if len(minhashes) else numbers
    for pairs in _candidates(minhashes, nonempty):
        for start in range(0, pairs.size, _CHUNK):
            some = pairs[start : start + _CHUNK]
            first = (some >> _HALF).astype(np.int64)
            second = (some & _LOW).astype(np.int64)
            apart = numbers[first] != numbers[second]
            for pair in _pairs_alike(minhashes, known, first[apart], second[apart]):
                if agree is None or agree(*pair):
                    low, high = sorted(_root(numbers, row) for row in pair)
                    numbers[high] = low
        _shorten(numbers)
    return numbers


def _candidates(
    minhashes: NDArray[np.unsignedinteger], nonempty: NDArray[np.int64]
) -> Iterator[NDArray[np.uint64]]:
    """Pairs that may be copies: all pairs of few reports, else those that share a band."""
    if nonempty.size <= _MAX_PAIRWISE_REPORTS:
        first, two = np.triu_indices(nonempty.size, 1)
        yield (nonempty[first].astype(np.uint64) << _HALF) | nonempty[two].astype(np.uint64)
        return
    waiting: list[NDArray[np.uint64]] = []
    for band in _bands():
        waiting.append(_meetings(minhashes, nonempty, band))
        if sum(pairs.size for pairs in waiting) >= _PAIRS:
            yield _distinct(waiting)
            waiting = []
    if waiting:
        yield _distinct(waiting)


def _distinct(lists: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """Each pair once."""
    pairs = np.concatenate(lists)
    pairs.sort()
    once: NDArray[np.uint64] = unique_sorted(pairs)
    return once


def _pairs_alike(
    minhashes: NDArray[np.unsignedinteger],
    days: NDArray[np.int64],
    first: NDArray[np.int64],
    second: NDArray[np.int64],
) -> Iterable[tuple[int, int]]:
    """The pairs that are similar enough to be copies."""
    near = np.abs(days[first] - days[second]) <= NEAR_DAYS
    dated = (days[first] > 0) & (days[second] > 0)
    wanted = np.where(dated, np.where(near, _ALIKE[0], _ALIKE[2]), _ALIKE[1])
    doubt = 4 * np.sqrt(
        wanted * (1 - wanted) / _HEAD_BINS
    )  # four standard deviations of the share in the first bins
    maybe = np.flatnonzero(_alike(minhashes[:, :_HEAD_BINS], first, second) >= wanted - doubt)
    first, second = first[maybe], second[maybe]
    alike = np.flatnonzero(_alike(minhashes, first, second) >= wanted[maybe])
    return zip(first[alike].tolist(), second[alike].tolist(), strict=True)


def _alike(
    minhashes: NDArray[np.unsignedinteger], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The share of equal bins of each pair of rows."""
    same = minhashes[first] == minhashes[second]
    counted = np.bitwise_count(same.view(np.uint32)).sum(axis=1, dtype=np.uint32)
    share: NDArray[np.float64] = counted / minhashes.shape[1]
    return share


def _shorten(numbers: NDArray[np.int64]) -> None:
    """Points each report directly at the first of its story; each round halves the distance."""
    joined = True
    while joined:
        above = numbers[numbers]
        joined = bool((above != numbers).any())
        numbers[:] = above


def _root(numbers: NDArray[np.int64], row: int) -> int:
    while numbers[row] != row:
        numbers[row] = numbers[numbers[row]]
        row = int(numbers[row])
    return row


def _meetings(
    minhashes: NDArray[np.unsignedinteger], nonempty: NDArray[np.int64], band: tuple[int, ...]
) -> NDArray[np.uint64]:
    """Pairs of rows with equal values in a band: each row with the next and the first."""
    keys = np.zeros(nonempty.size, np.uint64)
    exact = minhashes.itemsize == 1  # three bytes fit into the key without hashing
    for column in band:
        values = (
            minhashes[:, column] if nonempty.size == len(minhashes) else minhashes[nonempty, column]
        )
        keys = (keys << np.uint64(8)) | values if exact else keys * _SPREAD + values
    keys = keys << _HALF if exact else keys & ~_LOW
    keys |= nonempty.astype(np.uint64)
    keys.sort()  # sorting keys with their rows is four times as fast as `argsort`
    rows = keys & _LOW
    keys >>= _HALF
    same = np.flatnonzero(keys[1:] == keys[:-1])
    if same.size == 0:
        return np.empty(0, np.uint64)
    opens = np.ones(same.size, np.bool_)
    opens[1:] = np.diff(same) > 1
    opened = np.flatnonzero(opens)
    firsts = np.repeat(rows[same[opened]], np.diff(opened, append=same.size))
    seconds = rows[same + 1]
    return np.concatenate(((rows[same] << _HALF) | seconds, (firsts << _HALF) | seconds))
