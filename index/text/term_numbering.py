"""TermNumbering: a number for each different string."""

import itertools
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from index.arrays import Array


class TermNumbering(defaultdict[str, int]):
    """Numbers strings in the order of their first use."""

    def __init__(self) -> None:
        super().__init__(itertools.count().__next__)

    def numbers(self, strings: Sequence[str]) -> Array:
        """The number of each string."""
        return np.fromiter(map(self.__getitem__, strings), np.int64, len(strings))
