"""Translates texts by a folding, four times faster than `str.translate` if they are not short.

A folding maps a code point to another, or to several. What it maps one to one is looked up in an
array, for a whole text at once.
"""

import sys
from collections.abc import Mapping

import numpy as np

from index.arrays import Array

_AT_ONCE = 1 << 16
"""Code points that are looked up at once, to limit memory."""
_MAX_FOREIGN_RATIO = 8
"""If more than one code point in this many is not in the array, `str.translate` is as fast."""


class FoldLookup:
    """The folded code point of each code point that was met, 0 if it is unknown or several.

    The array has 4.5 MB of addresses, but only the pages with code points that occur take memory.
    """

    def __init__(self, folding: Mapping[int, int | str]) -> None:
        self._folding = folding
        self._codes: Array = np.zeros(sys.maxunicode + 1, dtype="<u4")

    def translate(self, text: str) -> str:
        """The text, translated as `str.translate` does it."""
        parts = range(0, len(text), _AT_ONCE)
        return "".join([self._translated(text[at : at + _AT_ONCE]) for at in parts])

    def _translated(self, text: str) -> str:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        folded = self._codes.take(codes)
        if folded.all():
            return folded.tobytes().decode("utf-32-le", "surrogatepass")
        unknown = codes[folded == 0].tolist()
        for code in set(unknown):
            if isinstance(to := self._folding[code], int):
                self._codes[code] = to
        if len(unknown) * _MAX_FOREIGN_RATIO > len(text):
            return text.translate(self._folding)
        several = [chr(code).translate(self._folding) for code in unknown]
        between = folded.tobytes().decode("utf-32-le", "surrogatepass").split("\0")
        pairs = zip(between, [*several, ""], strict=True)
        return "".join([part for pair in pairs for part in pair])
