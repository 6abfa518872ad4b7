"""TermNumbering: a number for each different string."""

from collections.abc import Sequence

import numpy as np

from index.arrays import Array


class TermNumbering(dict[str, int]):
    """Numbers strings in the order of their first use."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number

    def numbers(self, strings: Sequence[str]) -> Array:
        """The number of each string."""
        return np.fromiter(map(self.__getitem__, strings), np.int64, len(strings))
