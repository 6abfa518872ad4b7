"""Where a page has something drawn, in cells."""

import math
from collections.abc import Iterable

from index.ingest.formats.printed.pdf_objects import Box, DrawnObject

_CELLS = 256
"""A page is divided into so many rows and columns."""
_COVERED = 0.5
"""The share of the cells of a text with something drawn if that may be its ground or picture."""


class DrawnGround:
    """The cells of a page, which has these edges, on which something is drawn."""

    def __init__(self, edges: Box) -> None:
        left, bottom, right, top = edges
        self._left, self._bottom = left, bottom
        self._width, self._height = max(right - left, 1.0), max(top - bottom, 1.0)
        self._rows = [0] * _CELLS

    def cover(self, objects: Iterable[DrawnObject]) -> None:
        """Add what is drawn."""
        for shown in objects:
            rows, columns = self._place(shown)
            for row in rows:
                self._rows[row] |= columns

    def is_below(self, text: DrawnObject) -> bool:
        """Whether something is drawn where a text lies."""
        rows, columns = self._place(text)
        drawn = sum((self._rows[row] & columns).bit_count() for row in rows)
        return drawn >= _COVERED * max(len(rows), 1) * max(columns.bit_count(), 1)

    def _place(self, shown: DrawnObject) -> tuple[range, int]:
        """The rows of an object, and a bit for each of its columns."""
        box = shown.box()
        if box is None or not all(map(math.isfinite, box)):
            return range(0), 0
        left, bottom, right, top = box
        first, last = (_cell((edge - self._left) / self._width) for edge in (left, right))
        low, high = (_cell((edge - self._bottom) / self._height) for edge in (bottom, top))
        return range(low, high + 1), (1 << (last + 1)) - (1 << first)


def _cell(share: float) -> int:
    return min(max(int(share * _CELLS), 0), _CELLS - 1)
