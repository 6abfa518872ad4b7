"""What was unpacked lately, kept up to a weight: hot words are asked for again and again."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """Values by number; the oldest go when the weights of all come to more than `most`.

    Threads may share one: the worst that can happen is that something is unpacked twice.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[int, tuple[T, int]] = {}
        self._weight = 0

    def get(self, number: int) -> T | None:
        """The value of a number, if it is still here."""
        found = self._kept.get(number)
        return found[0] if found else None

    def keep(self, number: int, value: T, weight: int) -> None:
        """Remember a value, unless it alone weighs more than a quarter of what is kept."""
        if weight > self._most // 4 or number in self._kept:
            return
        self._weight += weight
        self._kept[number] = (value, weight)
        while self._weight > self._most and self._kept:
            gone = self._kept.pop(next(iter(self._kept)), None)
            self._weight -= gone[1] if gone else 0
