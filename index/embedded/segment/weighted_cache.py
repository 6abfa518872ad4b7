"""What was unpacked lately, kept up to a weight: hot words are asked for again and again."""

from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")


class WeightedCache(Generic[K, T]):
    """Values by key; the oldest go when the weights of all come to more than `most`.

    Threads may share one: the worst that can happen is that something is unpacked twice.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[K, tuple[T, int]] = {}
        self._weight = 0

    def get(self, key: K) -> T | None:
        """The value of a key, if it is still here."""
        found = self._kept.get(key)
        return found[0] if found else None

    def keep(self, key: K, value: T, weight: int) -> None:
        """Remember a value, unless it alone weighs more than a quarter of what is kept."""
        if weight > self._most // 4 or key in self._kept:
            return
        self._weight += weight
        self._kept[key] = (value, weight)
        while self._weight > self._most and self._kept:
            gone = self._kept.pop(next(iter(self._kept)), None)
            self._weight -= gone[1] if gone else 0
