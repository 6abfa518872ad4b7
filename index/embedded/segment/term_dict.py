"""The term dictionary of a field: sorted terms; a term's number is its rank in byte order.

Terms are stored in blocks of 16. An array has the first eight bytes of each block's first term, so
finding a term takes one binary search and one block.
"""

import bisect
import functools
from collections.abc import Iterable

import numpy as np

from index.arrays import Array, unique_sorted
from index.embedded.segment.array_file import ArrayFile
from index.embedded.segment.term_blocks import (
    SEPARATOR,
    TERMS_PER_BLOCK,
    TermBlock,
    TermBlockLayout,
    TermBlocks,
    head_number,
)

SEQUENTIAL_TERMS_RATIO = 16
"""Terms are read in one pass if at least one in this many is needed."""
NO_LISTS = TermBlockLayout()


class TermDict:
    """The terms of one field of a segment, with the numbers stored in their blocks."""

    def __init__(self, file: ArrayFile, field: str, layout: TermBlockLayout = NO_LISTS) -> None:
        self._blocks = TermBlocks(file, field, layout)

    def __len__(self) -> int:
        return self._count

    @functools.cached_property
    def _count(self) -> int:
        last = len(self._blocks) - 1
        return last * TERMS_PER_BLOCK + len(self._blocks[last].terms) if last >= 0 else 0

    def at(self, number: int) -> tuple[TermBlock, int]:
        """The block of a term, and its position in the block."""
        block, position = divmod(number, TERMS_PER_BLOCK)
        return self._blocks[block], position

    def number(self, which: int, term: int) -> int:
        """The number of one term in a column."""
        block, position = self.at(term)
        return block.columns[which][position]

    def column(self, which: int, start: int, stop: int) -> Array:
        """The numbers of the terms from `start` to `stop` in a column, as int64."""
        first = start // TERMS_PER_BLOCK
        numbers = self._blocks.column(which, first, max(first, -(-stop // TERMS_PER_BLOCK)))
        return numbers[start - first * TERMS_PER_BLOCK : stop - first * TERMS_PER_BLOCK]

    def find(self, term: bytes) -> int:
        """The number of a term, -1 if it does not exist."""
        if not self._count:
            return -1
        block = self._near(term)
        text = self._blocks[block].text
        offset = text.find(SEPARATOR + term + SEPARATOR)
        return block * TERMS_PER_BLOCK + text.count(SEPARATOR, 0, offset) if offset >= 0 else -1

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not before `term`."""
        if not self._count:
            return 0
        block = self._near(term)
        return block * TERMS_PER_BLOCK + bisect.bisect_left(self._blocks[block].terms, term)

    def _near(self, term: bytes) -> int:
        """The number of the block that contains a term, or would contain it."""
        wanted, heads = head_number(term), self._blocks.heads
        # Blocks that begin with the same eight bytes are distinguished by their whole first terms.
        low = max(bisect.bisect_left(heads, wanted) - 1, 0)
        high = low + 1
        if high < len(heads) and heads[high] == wanted:
            high = bisect.bisect_right(heads, wanted, high)
        while high - low > 1:
            middle = (low + high) // 2
            if self._blocks[middle].terms[0] <= term:
                low = middle
            else:
                high = middle
        return low

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """The half-open range of the terms that begin with `prefix`."""
        after = prefix.rstrip(b"\xff")
        if not after:
            return self.first_from(prefix), self._count
        return self.first_from(prefix), self.first_from(after[:-1] + bytes([after[-1] + 1]))

    def each(self, numbers: Iterable[int]) -> list[bytes]:
        """The terms of existing numbers in any order, each read by itself."""
        return self._blocks.each(numbers)

    def terms(self, start: int, stop: int) -> list[bytes]:
        """The terms with existing numbers from `start` to `stop`."""
        stop = min(stop, self._count)
        if stop <= start:
            return []
        first = start // TERMS_PER_BLOCK
        listed = self._blocks.terms(first, -(-stop // TERMS_PER_BLOCK))
        return listed[start - first * TERMS_PER_BLOCK : stop - first * TERMS_PER_BLOCK]

    def some(self, numbers: Array) -> list[bytes]:
        """The terms of ascending numbers; terms close to each other are read together."""
        if not len(numbers):
            return []
        first, last = int(numbers[0]), int(numbers[-1]) + 1
        if last - first > SEQUENTIAL_TERMS_RATIO * len(numbers):
            return self.each(numbers.tolist())
        names = self.terms(first, last)
        return [names[position] for position in (numbers - first).tolist()]

    def containing(self, part: bytes, *, last: bool = False) -> Array:
        """The numbers of the terms that contain `part`, or with `last` end with it.

        All terms are scanned as one text. For an ASCII `part` pairs of Han characters are skipped:
        their first byte is E4 to E9, and they are nine tenths of the terms.
        """
        if not part.isascii():
            return self._scanned(part, 0, self._count, last=last)
        han, beyond = self.first_from(b"\xe4"), self.first_from(b"\xea")
        ranges = ((0, han), (beyond, self._count))
        return np.concatenate(
            [self._scanned(part, *term_range, last=last) for term_range in ranges]
        )

    def _scanned(self, part: bytes, start: int, stop: int, *, last: bool) -> Array:
        if stop <= start or not part:
            return np.arange(start, stop)
        first = start // TERMS_PER_BLOCK
        data, marks = self._blocks.text(first, -(-stop // TERMS_PER_BLOCK))
        if last:
            matches = marks[marks >= len(part)] - len(part)
        else:
            matches = (data[: max(len(data) - len(part) + 1, 0)] == part[0]).nonzero()[0]
        for offset, byte in enumerate(part):
            matches = matches[data[matches + offset] == byte]
        # A block has 17 separators; after the last come the next block's starts and columns.
        block, position = divmod(marks.searchsorted(matches, "right") - 1, TERMS_PER_BLOCK + 1)
        numbers = ((first + block) * TERMS_PER_BLOCK + position)[
            (block >= 0) & (position < TERMS_PER_BLOCK)
        ]
        return unique_sorted(numbers[(numbers >= start) & (numbers < stop)])
