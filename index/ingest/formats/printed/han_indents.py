"""Tells by its left edge whether a line of Han characters begins a paragraph.

Where paragraphs are set in by two characters, a line that is not set in goes on after a full line,
even if a sentence happens to end there.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from index.ingest import line_wrapping
from index.ingest.formats.printed import line_shapes, text_boxes
from index.ingest.formats.printed.line_shapes import LineShape
from index.ingest.heads import field_labels

_INDENT, _SLACK, _MIN_INDENTED = 2, 0.4, 2
"""By how many characters a paragraph is set in, by how much it may miss that, and the least number
of such lines of a page."""
_MIN_WIDTH = 20
"""The least width of a full line, as `line_wrapping.width` counts."""
_MAX_LEADING = 3.0
"""The largest distance of lines of a paragraph, in heights of letters."""
_ENDS = re.compile(r"[。！？；][”’）]?$")
_BEGINS = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百\d]{1,4}[章节条款]"
    r"|[\u3400-\u9fff]{1,6}[:：]"
)
"""The beginning of a line that continues no other."""


class Indents:
    """The left edges of the lines of a page of Han characters, and its boxes."""

    def __init__(self, lines: Iterable[str], shapes: Iterable[LineShape | None]) -> None:
        known = list(zip(lines, shapes, strict=True))
        self._boxes = text_boxes.Boxes(shape for _, shape in known)
        self._lefts = sorted(
            round(shape.left)
            for line, shape in known
            if shape is not None and field_labels.has_han(line)
        )

    def goes_on(
        self, line: str, shape: LineShape | None, after: str, below: LineShape | None
    ) -> bool:
        """Whether the line `after` goes on after one that ends a sentence."""
        if shape is None or below is None or line_shapes.is_break(shape, below):
            return False
        if shape.is_row or below.is_row or not _ENDS.search(line) or _BEGINS.match(after):
            return False
        whole = _ENDS.search(after) is not None or self._boxes.filled(below)
        filled = line_wrapping.width(line) >= _MIN_WIDTH and self._boxes.filled(shape)
        return whole and filled and self._is_next(shape, below) and self._is_flush(below)

    def _is_next(self, shape: LineShape, below: LineShape) -> bool:
        """Whether a line stands right below another one, in its column."""
        near = 0 < shape.bottom - below.bottom < _MAX_LEADING * shape.height
        indent = (shape.left - below.left) / shape.height
        return near and (abs(indent) < _SLACK or abs(indent - _INDENT) < _SLACK)

    def _is_flush(self, shape: LineShape) -> bool:
        """Whether lines of the page are set in beside a line."""
        low = round(shape.left + (_INDENT - _SLACK) * shape.height)
        high = round(shape.left + (_INDENT + _SLACK) * shape.height)
        between = bisect_right(self._lefts, high) - bisect_left(self._lefts, low)
        return between >= _MIN_INDENTED
