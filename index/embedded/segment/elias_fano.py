"""Compressed lists of integers that NumPy decodes in a few calls.

Ascending lists (the positions of a gram) use Elias-Fano coding: the low bits of each number
verbatim, the high bits in unary, about two bits per number above the theoretical minimum. The
number of low bits is a multiple of four, so that they form planes of 16, 8 and 4 bits. Measured on
real reports: 2.2 bytes per position; plain numbers take 4, deltas of 8 and 16 bits 3.0. Long lists
are chunked instead, see `chunks`.
"""

import bisect
import functools
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from index.arrays import Array
from index.embedded.segment import chunks
from index.embedded.segment.array_file import ArraySection

_TWO = np.dtype("<u2")
_SHIFTS = tuple(map(np.uint32, range(32)))


@functools.lru_cache(maxsize=256)
def _fewest(universe: int) -> tuple[int, ...]:
    """Ascending list lengths; each one reached saves four low bits per number."""
    highs = [universe >> low for low in range(0, 32, 4)]
    # Four more low bits pay off while they cost less than the high bits they save.
    return tuple(-(-(a - b) // 4) for a, b in itertools.pairwise(highs))[::-1]


def level_of(count: int, universe: int) -> int:
    """The number of low bits that makes a list of `count` numbers below `universe` smallest."""
    return 28 - 4 * bisect.bisect_right(_fewest(universe), count)


def levels(counts: Array, universe: int) -> Array:
    """The same for each of several lists."""
    low_bits: Array = 28 - 4 * np.searchsorted(np.array(_fewest(universe)), counts, "right")
    return low_bits


def sizes(counts: Array, universe: int) -> Array:
    """The size in bytes of each list, in the same order."""
    level = levels(counts, universe)
    byte_sizes: Array = _low_bytes(counts, level) + _high_bytes(counts, level, universe)
    long = counts >= chunks.fewest(universe)
    byte_sizes[long] = chunks.size(counts[long], universe)
    return byte_sizes


class Sizes(dict[int, int]):
    """Sizes in bytes of lists of numbers below `universe`; each length is computed once."""

    def __init__(self, universe: int) -> None:
        super().__init__()
        self._universe = universe
        self._long = chunks.fewest(universe)

    def __missing__(self, count: int) -> int:
        if count >= self._long:
            size = chunks.size(count, self._universe)
        else:
            level = level_of(count, self._universe)
            size = _low_bytes(count, level) + _high_bytes(count, level, self._universe)
        self[count] = size
        return size


def _low_bytes(counts: Any, level: Any) -> Any:
    nibbles = (level & 4) >> 2
    return counts * (level >> 3) + nibbles * ((counts + 1) >> 1)


def _high_bytes(counts: Any, level: Any, universe: int) -> Any:
    return (counts + (universe >> level) + 8) >> 3


def encode(values: Array, counts: Array, universe: int) -> Array:
    """Encode lists of `counts` ascending numbers each, given one after the other in `values`."""
    level = levels(counts, universe)
    byte_sizes = sizes(counts, universe)
    starts = np.cumsum(byte_sizes) - byte_sizes
    out = np.zeros(int(byte_sizes.sum()), dtype=np.uint8)
    long = counts >= chunks.fewest(universe)
    for of_bytes, of_values in _stretches(long, byte_sizes, counts):
        out[of_bytes] = chunks.encode(values[of_values], universe)
    for low in np.unique(level[~long]):
        chosen = ~long & (level == low)
        _encode_level(
            out,
            starts[chosen],
            counts[chosen],
            values[np.repeat(chosen, counts)],
            int(low),
            universe,
        )
    return out


def _encode_level(  # noqa: PLR0913, PLR0917 - the inner half of `encode`
    out: Array, starts: Array, counts: Array, values: Array, low: int, universe: int
) -> None:
    """Encode the lists that have the same number of low bits."""
    first = np.cumsum(counts) - counts
    at = np.arange(len(values)) - np.repeat(first, counts)
    base = starts
    shift = 0
    for width in _planes(low):
        targets = np.repeat(base, counts) + (at * width if width else at >> 1)
        part = values >> shift
        if width:
            out[targets] = part & 255
            if width == 2:
                out[targets + 1] = (part >> 8) & 255
        else:
            even = (at & 1) == 0
            out[targets[even]] = part[even] & 15
            out[targets[~even]] |= ((part[~even] & 15) << 4).astype(np.uint8)
        base = base + (counts * width if width else (counts + 1) >> 1)
        shift += 8 * width or 4
    high = _high_bytes(counts, low, universe)
    first_byte = np.cumsum(high) - high
    bits = np.zeros(int(high.sum()) * 8, dtype=np.uint8)
    bits[np.repeat(first_byte * 8, counts) + (values >> low) + at] = 1
    packed = np.packbits(bits, bitorder="little")
    out[np.repeat(base - first_byte, high) + np.arange(len(packed))] = packed


def _stretches(chosen: Array, sizes: Array, counts: Array) -> Iterator[tuple[slice, slice]]:
    """The byte ranges and the number ranges of the chosen lists."""
    beyond, last = np.cumsum(sizes), np.cumsum(counts)
    for number in chosen.nonzero()[0].tolist():
        of_bytes = slice(beyond[number] - sizes[number], beyond[number])
        yield of_bytes, slice(last[number] - counts[number], last[number])


@functools.cache
def _planes(low: int) -> tuple[int, ...]:
    """The widths in bytes of the planes of the low bits, lowest first; 0 is half a byte."""
    return (2,) * (low >> 4) + (1,) * ((low >> 3) & 1) + (0,) * ((low >> 2) & 1)


def decode(data: Array, count: int, universe: int) -> Array:
    """Decode a list of `count` numbers to uint32.

    ValueError if it contains another number of them.
    """
    if count >= chunks.fewest(universe):
        return chunks.decode(data, universe)
    level = level_of(count, universe)
    low, start = _lows(data, count, level)
    bits = np.unpackbits(data[start:], bitorder="little")
    # Use the result's type throughout: NumPy casts mixed types piece by piece, a fifth of the time.
    ones = bits.view(np.bool_).nonzero()[0].astype(np.uint32)
    if len(ones) != count:
        raise ValueError(f"{len(ones)} numbers where {count} were written")
    ones -= _counting(1 << count.bit_length())[:count]
    ones <<= _SHIFTS[level]
    if low is not None:
        ones |= low
    return ones


@functools.cache
def _counting(count: int) -> Array:
    """The numbers 0, 1, 2 …; lengths are rounded up to powers of two, so that few are cached."""
    counting = np.arange(count, dtype=np.uint32)
    counting.flags.writeable = False
    return counting


def _lows(data: Array, count: int, level: int) -> tuple[Array | None, int]:
    """The low bits of each number, and the start of the high bits' bytes."""
    low: Array | None = None
    start = shift = 0
    for width in _planes(level):
        size = count * width if width else (count + 1) >> 1
        plane = data[start : start + size]
        if width == 0:
            plane = _nibbles(shift).take(plane).view(np.uint32)[:count]
        else:
            plane = plane if width == 1 else plane.view(_TWO)
            plane = plane.astype(np.uint32) << _SHIFTS[shift] if shift else plane
        low = plane if low is None else low | plane
        start += size
        shift += 8 * width or 4
    return low, start


@functools.cache
def _nibbles(shift: int) -> Array:
    """For each byte its two halves, each shifted left by `shift` bits in 32 bits."""
    both = np.arange(256, dtype=np.uint32)
    pairs = np.stack([both & 15, both >> 4], axis=1) << np.uint32(shift)
    return pairs.view(np.uint64).ravel()


def decode_all(data: Array, counts: Array, universe: int) -> Array:
    """Decode many lists, in the order in which `encode` took them."""
    level = levels(counts, universe)
    byte_sizes = sizes(counts, universe)
    starts = np.cumsum(byte_sizes) - byte_sizes
    if int(byte_sizes.sum()) != len(data):
        raise ValueError(f"{len(data)} bytes where {int(byte_sizes.sum())} were written")
    out = np.empty(int(counts.sum()), dtype=np.uint32)
    long = counts >= chunks.fewest(universe)
    for of_bytes, of_values in _stretches(long, byte_sizes, counts):
        out[of_values] = chunks.decode(data[of_bytes], universe)
    for low in np.unique(level[~long]):
        chosen = ~long & (level == low)
        values = _decode_level(data, starts[chosen], counts[chosen], int(low), universe)
        out[np.repeat(chosen, counts)] = values
    return out


def _decode_level(data: Array, starts: Array, counts: Array, low: int, universe: int) -> Array:
    """Decode the lists that have the same number of low bits."""
    first = np.cumsum(counts) - counts
    at = np.arange(int(counts.sum())) - np.repeat(first, counts)
    values = np.zeros(len(at), dtype=np.uint32)
    base = starts
    shift = 0
    for width in _planes(low):
        sources = np.repeat(base, counts) + (at * width if width else at >> 1)
        part = data[sources].astype(np.uint32)
        if width == 2:
            part |= data[sources + 1].astype(np.uint32) << np.uint32(8)
        elif width == 0:
            part = (part >> ((at & 1) << 2).astype(np.uint32)) & np.uint32(15)
        values |= part << np.uint32(shift)
        base = base + (counts * width if width else (counts + 1) >> 1)
        shift += 8 * width or 4
    high = _high_bytes(counts, low, universe)
    first_byte = np.cumsum(high) - high
    highs = data[np.repeat(base - first_byte, high) + np.arange(int(high.sum()))]
    ones = np.flatnonzero(np.unpackbits(highs, bitorder="little").view(np.bool_))
    if len(ones) != len(at):
        raise ValueError(f"{len(ones)} numbers where {len(at)} were written")
    ones -= np.repeat(first_byte * 8, counts) + at
    return values | (ones.astype(np.uint32) << np.uint32(low))


class PatchedBytes:
    """Numbers that are mostly below 255: one byte each, larger ones in a list of exceptions."""

    def __init__(self, plane: ArraySection, where: ArraySection, values: ArraySection) -> None:
        """From the bytes, and the ascending positions and the values of the exceptions."""
        self._plane = plane
        self._where = where
        self._values = values

    def view(self, start: int, stop: int) -> Array:
        """The numbers from `start` to `stop`, as bytes if all of them fit."""
        low, high = self._exceptions(start, stop)
        return self._plane[start:stop] if low == high else self.take(start, stop)

    @functools.cached_property
    def _positions(self) -> Array:
        return self._where[0 : len(self._where)]

    def _exceptions(self, start: int, stop: int) -> tuple[int, int]:
        positions = self._positions.data  # half the time that NumPy takes for two
        low = bisect.bisect_left(positions, start)
        return low, bisect.bisect_left(positions, stop, low)

    def take(self, start: int, stop: int) -> Array:
        """The numbers from `start` to `stop`, as int64."""
        numbers = self._plane[start:stop].astype(np.int64)
        low, high = self._exceptions(start, stop)
        numbers[self._positions[low:high].astype(np.int64) - start] = self._values[low:high]
        return numbers


def split(numbers: Array) -> tuple[Array, Array, Array]:
    """The three arrays of a PatchedBytes: bytes, positions and values of the exceptions."""
    where = np.flatnonzero(numbers >= 255)
    plane = np.minimum(numbers, 255).astype(np.uint8)
    return plane, where.astype(np.uint32), numbers[where].astype(np.uint32)
