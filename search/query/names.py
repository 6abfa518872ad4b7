"""Texts in arrays, numbered, that processes share."""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from index.arrays import Array


@dataclass(frozen=True, slots=True)
class Names:
    """Texts, numbered as they came.

    They stand in UTF-8 one after the other; `ends` says where, `order` has their numbers in the
    order of their bytes.
    """

    text: Array
    ends: Array
    order: Array

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        """These, from 0 on."""
        encoded = [name.encode() for name in names]
        order = np.array(sorted(range(len(encoded)), key=encoded.__getitem__), dtype=np.int32)
        ends = np.cumsum([len(name) for name in encoded], dtype=np.int32)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends, order)

    def name(self, number: int) -> str:
        """The text of a number."""
        return self._bytes(number).decode()

    def number(self, name: str) -> int:
        """The number of a text, -1 where it is not there."""
        wanted = name.encode("utf-8", "surrogatepass")
        place = bisect.bisect_left(self.order.data, wanted, key=self._bytes)
        number: int = self.order.item(place) if place < len(self.order) else -1
        return number if number >= 0 and self._bytes(number) == wanted else -1

    def numbers(self, name: str) -> list[int]:
        """The numbers of a text that may have come several times."""
        wanted = name.encode("utf-8", "surrogatepass")
        low = bisect.bisect_left(self.order.data, wanted, key=self._bytes)
        high = bisect.bisect_right(self.order.data, wanted, key=self._bytes)
        return sorted(self.order[low:high].tolist())

    def _bytes(self, number: int) -> bytes:
        start = self.ends.item(number - 1) if number else 0
        return self.text[start : self.ends.item(number)].tobytes()
