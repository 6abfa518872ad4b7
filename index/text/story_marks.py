"""Marks of a report's wording in 40 bytes, by which copies of a story are told at question time.

256 bits keep the lowest bit of each bin of a MinHash signature (`near_duplicates`): of two reports
with the Jaccard similarity J, (1 + J) / 2 of them agree. 64 more bits mark the numbers of the text,
as reports made from one form share their wording but not their numbers.
"""

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from index.arrays import Array
from index.text.near_duplicates import SIGNATURE_BINS

WORDING_MARKS: Final = ("story.0", "story.1", "story.2", "story.3")
NUMBER_MARKS: Final = "story.numbers"
STORY_COLUMNS: Final = (*WORDING_MARKS, NUMBER_MARKS)
"""The columns of a segment, each a number of 64 bits per report."""
_BITS: Final = 256
_MIN_SIMILARITY: Final = 0.40
MAX_DIFFERENT_BITS: Final = int(SIGNATURE_BINS * (1 - _MIN_SIMILARITY) / 2)
"""The most bits of the wording in which two copies differ."""
REPEATED_BITS: Final = 12
"""The most bits of the wording in which two reports differ that repeat one another."""
MISSING_NUMBERS: Final = 0.3
"""Two reports differ if each lacks at least this share of the other's numbers."""
FEW_NUMBERS: Final = 2


def wording_marks(signatures: Sequence[bytes]) -> Array:
    """A row of four numbers per report, from the low bytes of its signature; 0 without words."""
    bits = np.zeros((len(signatures), _BITS), dtype=np.uint8)
    for row, signature in enumerate(signatures):
        if signature:
            bits[row, :SIGNATURE_BINS] = np.frombuffer(signature, np.uint8) & 1
    packed: Array = np.packbits(bits, axis=1).view("<u8")
    return packed


def number_mark(number: str) -> int:
    """The bit of a number in a text."""
    return 1 << (zlib.crc32(number.encode()) & 63)


def differing_bits(first: Sequence[Array], other: Sequence[Array]) -> Array:
    """In how many bits the wordings of pairs differ, given the columns of both sides.

    A report without words differs from every other in all bits.
    """
    bits: Array = np.zeros(len(first[0]), dtype=np.uint16)
    for a, b in zip(first, other, strict=True):
        bits += np.bitwise_count(a ^ b)
    bits[(first[0] | first[1] | first[2] | first[3]) == 0] = _BITS
    return bits


def other_numbers(array: Array, other: Array) -> Array:
    """A mask of the pairs whose numbers are too different."""
    counts = np.bitwise_count(array), np.bitwise_count(other)
    enough = np.minimum(*counts) >= FEW_NUMBERS
    lacks = np.bitwise_count(array & ~other), np.bitwise_count(other & ~array)
    apart = [lack >= MISSING_NUMBERS * count for lack, count in zip(lacks, counts, strict=True)]
    result: Array = enough & apart[0] & apart[1]
    return result
