"""Long rising lists of whole numbers: how many are in each chunk, then where in it each stands.

A chunk is 65,535 numbers wide, not 65,536, so that a full one is counted in two bytes too; so a
list takes two bytes for each chunk and two for each number. In Elias-Fano form it would take an
eighth to a third less and ten times as long to be read: half a million numbers 2.1 ms, not 0.2.
"""

import functools
from typing import Any

import numpy as np

from index.arrays import Array

CHUNK_SPAN = (1 << 16) - 1
MIN_CHUNKED_NUMBERS = 1024
"""A list of fewer numbers is not written so,"""
MIN_NUMBERS_PER_CHUNK = 4
"""nor one of fewer to a chunk. An index of 40,000 reports grew by 3 % for those that are."""
NUMBERS_PER_WRITE = 1 << 19
"""Numbers of one list that are put into bytes together."""
_HALF = np.dtype("<u2")


def chunks(universe: int) -> int:
    """How many chunks numbers below `universe` are in."""
    return universe // CHUNK_SPAN + 1


def fewest(universe: int) -> int:
    """How many numbers below `universe` a list has that is written so."""
    return max(MIN_CHUNKED_NUMBERS, MIN_NUMBERS_PER_CHUNK * chunks(universe))


def size(count: Any, universe: int) -> Any:
    """The bytes of a list of so many numbers, or of lists of so many each."""
    return 2 * (chunks(universe) + count)


def encode(values: Array, universe: int) -> Array:
    """Rising numbers below `universe` as bytes."""
    counts = np.zeros(chunks(universe), dtype=np.int64)
    out = np.empty(len(counts) + len(values), dtype=_HALF)
    for start in range(0, len(values), NUMBERS_PER_WRITE):
        part = values[start : start + NUMBERS_PER_WRITE].astype(np.int64)
        counts += np.bincount(part // CHUNK_SPAN, minlength=len(counts))
        place = len(counts) + start
        out[place : place + len(part)] = part % CHUNK_SPAN
    out[: len(counts)] = counts
    return out.view(np.uint8)


def decode(data: Array, universe: int) -> Array:
    """The numbers in the bytes of one list, as uint32; ValueError if there are others."""
    halves = data.view(_HALF)
    count = chunks(universe)
    numbers = np.repeat(_firsts(count), halves[:count])
    if len(numbers) != len(halves) - count:
        raise ValueError(f"{len(numbers)} numbers where {len(halves) - count} were written")
    numbers += halves[count:]
    return numbers


@functools.cache
def _firsts(count: int) -> Array:
    """The first number of each of so many chunks."""
    firsts = np.arange(0, count * CHUNK_SPAN, CHUNK_SPAN, dtype=np.uint32)
    firsts.flags.writeable = False
    return firsts
