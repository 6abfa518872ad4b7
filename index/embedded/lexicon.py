"""The sorted terms of a field; the number of a term is its place in the order of bytes.

Terms stand in blocks of 16. The first eight bytes of each block's first term are in an array of
their own, so that finding a term is one binary search over it and a walk through 16 names.
"""

import bisect
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.embedded.container import Container, Writing
from index.embedded.packed import Small, split

Array = npt.NDArray[Any]
BLOCK = 16
CLOSE = 16
"""Terms are taken together where at least every so-manyth of them is wanted."""


def small(file: Container, name: str) -> Small:
    """The Small that `put_small` wrote under that name."""
    return Small(file.section(name), file.section(f"{name}.at"), file.section(f"{name}.is"))


def put_small(out: Writing, name: str, numbers: Array) -> None:
    """Write numbers to be read by `small`."""
    for part, values in zip(("", ".at", ".is"), split(numbers), strict=True):
        out.append(name + part, values)


def put_terms(out: Writing, field: str, terms: Sequence[bytes]) -> None:
    """Write sorted terms to be read by Lexicon."""
    lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    starts = np.cumsum(lengths) - lengths
    out.append(f"{field}.text", np.frombuffer(b"".join(terms), np.uint8))
    out.append(f"{field}.text_starts", starts[::BLOCK].astype(np.uint64))
    out.append(f"{field}.heads", np.array([_head(term) for term in terms[::BLOCK]], np.uint64))
    put_small(out, f"{field}.lengths", lengths)


def put_decoded_terms(out: Writing, field: str, terms: Sequence[str]) -> None:
    """The same for terms without line breaks, all encoded in one go."""
    blob = np.frombuffer("\n".join([*terms, ""]).encode("utf-8", "surrogatepass"), np.uint8)
    breaks = np.flatnonzero(blob == ord("\n"))
    starts = np.concatenate([[0], breaks + 1])[: len(terms)] - np.arange(len(terms))
    out.append(f"{field}.text", blob[blob != ord("\n")])
    out.append(f"{field}.text_starts", starts[::BLOCK].astype(np.uint64))
    heads = [_head(term.encode("utf-8", "surrogatepass")) for term in terms[::BLOCK]]
    out.append(f"{field}.heads", np.array(heads, np.uint64))
    put_small(out, f"{field}.lengths", breaks - starts - np.arange(len(terms)))


def _head(term: bytes) -> int:
    return int.from_bytes(term[:8].ljust(8, b"\0"), "big")


class Lexicon:
    """The terms of one field of a segment."""

    def __init__(self, file: Container, field: str) -> None:
        self._text = file.section(f"{field}.text")
        self._starts = file.section(f"{field}.text_starts").solid()
        self._lengths = small(file, f"{field}.lengths")
        self._heads = file.section(f"{field}.heads").solid()
        self._count = len(self._lengths)

    def __len__(self) -> int:
        return self._count

    def find(self, term: bytes) -> int:
        """The number of a term, -1 where it is not there."""
        block, names = self._near(term)
        place = bisect.bisect_left(names, term)
        return block * BLOCK + place if names[place : place + 1] == [term] else -1

    def first_from(self, term: bytes) -> int:
        """The number of the first term that is not before `term`."""
        block, names = self._near(term)
        return block * BLOCK + bisect.bisect_left(names, term)

    def _near(self, term: bytes) -> tuple[int, list[bytes]]:
        """The number and the names of the block that a term is in, or would stand behind."""
        head = _head(term)
        # Blocks that begin with the same eight bytes are told apart by their whole first terms.
        low = max(bisect.bisect_left(self._heads, head) - 1, 0)
        high = low + 1
        if low + 1 < len(self._heads) and self._heads[low + 1] == head:
            high = bisect.bisect_right(self._heads, head, low)
        while high - low > 1:
            middle = (low + high) // 2
            if self.terms(middle * BLOCK, middle * BLOCK + 1)[0] <= term:
                low = middle
            else:
                high = middle
        return low, self.terms(low * BLOCK, low * BLOCK + BLOCK)

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """The numbers, half-open, of the terms that begin with `prefix`."""
        after = prefix.rstrip(b"\xff")
        if not after:
            return self.first_from(prefix), self._count
        return self.first_from(prefix), self.first_from(after[:-1] + bytes([after[-1] + 1]))

    def term(self, number: int) -> bytes:
        """The term of a number there is."""
        block = number // BLOCK
        *before, size = self._lengths.few(block * BLOCK, number + 1)
        place = self._starts[block] + sum(before)
        return self._text.bytes(place, place + size)

    def terms(self, start: int, stop: int) -> list[bytes]:
        """The terms with numbers from `start` to `stop`, as far as there are."""
        stop = min(stop, self._count)
        if stop <= start:
            return []
        block = start // BLOCK
        ends = list(itertools.accumulate(self._lengths.few(block * BLOCK, stop), initial=0))
        place = self._starts[block]
        text = self._text.bytes(place, place + ends[-1])
        return [text[low:high] for low, high in itertools.pairwise(ends[start - block * BLOCK :])]

    def some(self, numbers: Array) -> list[bytes]:
        """The terms of rising numbers; those that stand close are taken together."""
        if not len(numbers):
            return []
        first, last = int(numbers[0]), int(numbers[-1]) + 1
        if last - first > CLOSE * len(numbers):
            return [self.term(number) for number in numbers.tolist()]
        names = self.terms(first, last)
        return [names[place] for place in (numbers - first).tolist()]

    def holding(self, part: bytes, *, last: bool = False) -> Array:
        """The numbers of the terms that hold `part`, or with `last` those that end with it.

        All terms are scanned as one text, but for ASCII not the pairs of Han characters, whose
        first byte is E4 to E9 and which are nine tenths of the terms.
        """
        if not part.isascii():
            return self._scanned(part, 0, self._count, last=last)
        han, beyond = self.first_from(b"\xe4"), self.first_from(b"\xea")
        ranges = ((0, han), (beyond, self._count))
        return np.concatenate([self._scanned(part, *each, last=last) for each in ranges])

    def _scanned(self, part: bytes, first: int, beyond: int, *, last: bool) -> Array:
        if beyond <= first or not part:
            return np.arange(first, beyond)
        block = first // BLOCK
        start = self._starts[block]
        start += sum(self._lengths.few(block * BLOCK, first))
        ends = np.cumsum(self._lengths.take(first, beyond))
        text = self._text[start : start + int(ends[-1])]
        places = np.flatnonzero(text[: max(len(text) - len(part) + 1, 0)] == part[0])
        for offset, byte in enumerate(part):
            places = places[text[places + offset] == byte]
        numbers = np.searchsorted(ends, places, "right")
        stops = places + len(part)
        held = stops == ends[numbers] if last else stops <= ends[numbers]
        return np.unique(numbers[held]) + first
