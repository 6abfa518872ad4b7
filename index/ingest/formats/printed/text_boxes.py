"""How far lines of a page may reach: to the box beside them, or to the edge of the text."""

import bisect
from collections.abc import Iterable

from index.ingest.formats.printed.line_shapes import LineShape

_GUTTER, _RAGGED = 2.5, 1.1
"""The largest distance of a full line from the box beside it, and from the edge of the text, in
heights of letters."""


class Boxes:
    """The left edges of lines by their height on the page, and the edge of its text."""

    def __init__(self, shapes: Iterable[LineShape | None]) -> None:
        known = [shape for shape in shapes if shape is not None]
        self._edge = max((shape.right for shape in known), default=0.0)
        self._lefts: dict[int, list[float]] = {}
        for shape in sorted(known):
            self._lefts.setdefault(round(shape.bottom), []).append(shape.left)

    def filled(self, shape: LineShape | None) -> bool:
        """Whether a line has no room for another two letters."""
        if shape is None:
            return False
        lefts = self._lefts[round(shape.bottom)]
        behind = bisect.bisect_right(lefts, shape.right)
        if behind < len(lefts):
            return lefts[behind] - shape.right < _GUTTER * shape.height
        return self._edge - shape.right < _RAGGED * shape.height
