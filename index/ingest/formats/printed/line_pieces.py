"""Joins the pieces of a line that a PDF has apart, as behind the raised number of a note."""

from collections.abc import Iterable

from index.ingest.formats.printed.drawing_order import DrawnLine
from index.ingest.formats.printed.line_shapes import LineShape

_MAX_RAISED, _MAX_GAP, _MIN_GAP = 0.05, 0.5, -0.2
"""How far pieces of a line stand above each other, and how far they are apart, in heights."""


def joined(lines: Iterable[DrawnLine]) -> list[DrawnLine]:
    """The lines of a page, with those in one that follow each other at one height."""
    whole: list[DrawnLine] = []
    for line in lines:
        before = whole[-1] if whole else None
        if before is not None and _goes_on(before.shape, line.shape):
            whole[-1] = _joined(before, line)
        else:
            whole.append(line)
    return whole


def _goes_on(before: LineShape | None, line: LineShape | None) -> bool:
    if before is None or line is None or before.height != line.height:
        return False
    gap = (line.left - before.right) / max(line.height, 1.0)
    level = abs(before.bottom - line.bottom) <= _MAX_RAISED * line.height
    return level and _MIN_GAP < gap < _MAX_GAP


def _joined(before: DrawnLine, line: DrawnLine) -> DrawnLine:
    first, second = before.shape, line.shape
    shape = first and second and first._replace(right=second.right, cell=second.cell or first.cell)
    return DrawnLine(f"{before.text.rstrip()} {line.text.lstrip()}", shape)
