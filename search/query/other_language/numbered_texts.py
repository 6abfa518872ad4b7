"""Numbered texts in arrays, which processes share."""

import bisect
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from index.arrays import Array


@dataclass(frozen=True, slots=True)
class Names:
    """Texts with numbers from 0, in the order in which they were added.

    `text` is their UTF-8, concatenated. `ends` has the end of each. `order` has their numbers,
    sorted by their bytes for binary search.
    """

    text: Array
    ends: Array
    order: Array

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        """The names, numbered from 0."""
        encoded = [name.encode() for name in names]
        order = np.array(sorted(range(len(encoded)), key=encoded.__getitem__), dtype=np.int32)
        ends = np.cumsum([len(name) for name in encoded], dtype=np.int32)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends, order)

    def name(self, number: int) -> str:
        """The text with a number."""
        return self._bytes(number).decode()

    def number(self, name: str) -> int:
        """The number of a text, -1 if it is missing."""
        wanted = name.encode("utf-8", "surrogatepass")
        position = bisect.bisect_left(self.order.data, wanted, key=self._bytes)
        number: int = self.order.item(position) if position < len(self.order) else -1
        return number if number >= 0 and self._bytes(number) == wanted else -1

    def longest_start(self, text: str) -> str:
        """The longest of these texts with which a text begins; "" if none does.

        All that begin it are in order before it, and the last before it begins with each of them:
        what both have in common is searched next, instead of each length.
        """
        while text:
            wanted = text.encode("utf-8", "surrogatepass")
            position = bisect.bisect_right(self.order.data, wanted, key=self._bytes)
            if not position:
                return ""
            before = self._bytes(self.order.item(position - 1)).decode("utf-8", "surrogatepass")
            if text.startswith(before):
                return before
            text = _common_start(before, text)
        return ""

    def numbers(self, name: str) -> list[int]:
        """All numbers of a text, which may have been added several times."""
        wanted = name.encode("utf-8", "surrogatepass")
        low = bisect.bisect_left(self.order.data, wanted, key=self._bytes)
        high = bisect.bisect_right(self.order.data, wanted, key=self._bytes)
        return sorted(self.order[low:high].tolist())

    def containing(self, part: str) -> list[int]:
        """The numbers of the texts that contain a part, ascending."""
        wanted = part.encode("utf-8", "surrogatepass")
        found = re.finditer(re.escape(wanted), self.text.tobytes())
        starts = np.array([match.start() for match in found], dtype=np.int64)
        numbers = np.unique(np.searchsorted(self.ends, starts, "right")).tolist()
        return [number for number in numbers if wanted in self._bytes(number)]

    def _bytes(self, number: int) -> bytes:
        start = self.ends.item(number - 1) if number else 0
        return self.text[start : self.ends.item(number)].tobytes()


def _common_start(text: str, other: str) -> str:
    """The characters with which both texts begin."""
    lengths = (at for at, pair in enumerate(zip(text, other, strict=False)) if pair[0] != pair[1])
    return text[: next(lengths, min(len(text), len(other)))]
