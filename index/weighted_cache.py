"""A cache of decoded data with a maximum weight, because frequent terms are queried repeatedly.

`cachetools` needs a lock around each lookup, which takes 755 ns instead of 95; a query looks up
hundreds of terms.
"""

from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")


class WeightedCache(Generic[K, T]):
    """Values by key; the oldest are evicted when the total weight exceeds `most`.

    Threads may share it: at worst a value is computed twice.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[K, tuple[T, int]] = {}
        self._weight = 0

    def get(self, key: K) -> T | None:
        """The value of a key, None if it is not cached."""
        entry = self._values.get(key)
        return entry[0] if entry else None

    def keep(self, key: K, value: T, weight: int) -> None:
        """Cache a value, unless its weight exceeds a quarter of the greatest total."""
        if weight > self._most // 4 or key in self._values:
            return
        self._weight += weight
        self._values[key] = (value, weight)
        while self._weight > self._most and self._values:
            gone = self._values.pop(next(iter(self._values)), None)
            self._weight -= gone[1] if gone else 0
