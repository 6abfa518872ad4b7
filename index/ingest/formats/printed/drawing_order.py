"""Puts lines that a PDF draws after the rest of their page back where they stand on it.

A sheet draws cells that are wider than their column last, other programs draw heads last. Only
lines that stand above or below all others, or at most two beside one, are moved: further columns,
notes in a margin and words of a diagram stay in the order in which they were drawn. A foot that is
drawn before the text goes below it.
"""

import itertools
from collections.abc import Iterable
from typing import NamedTuple

from index.ingest import line_wrapping
from index.ingest.formats.printed.line_shapes import MAX_SHAPED_LINES, LineShape

_SAME_LINE = 3.0
"""The largest vertical distance of texts on one line, in points."""
_MAX_BESIDE = 2
"""The largest number of late lines that stand beside another one."""
_MAX_LATE = 0.5
"""The largest share of late lines, compared with the lines before them."""


class DrawnLine(NamedTuple):
    """A line of a page as PDFium has it, and its shape if it was measured."""

    text: str
    shape: LineShape | None


def from_top(drawn: Iterable[DrawnLine]) -> list[DrawnLine]:
    """The lines of a page of one column from the top; those of other pages as they were drawn."""
    lines = list(drawn)
    shapes = _known(lines)
    if _is_upwards(shapes):
        lines, shapes = lines[::-1], shapes[::-1]
    for foot in _feet(shapes) if not any(map(_is_vertical, lines)) else ():
        lines.append(lines.pop(foot))
        shapes.append(shapes.pop(foot))
    first = next((at for at in range(1, len(shapes)) if _rises(shapes[at - 1], shapes[at])), None)
    if first is None or len(lines) > MAX_SHAPED_LINES or len(lines) - first > _MAX_LATE * first:
        return lines
    early, late = shapes[:first], shapes[first:]
    beside = [[other for other in early if _overlaps(shape, other)] for shape in late]
    covers = any(
        abs(shape.bottom - other.bottom) > _SAME_LINE
        or (shape.left < other.right and other.left < shape.right)
        for shape, others in zip(late, beside, strict=True)
        for other in others
    )
    if covers or sum(map(bool, beside)) > _MAX_BESIDE or _is_column(lines, first, beside):
        return lines
    placed = list(zip(early, lines[:first], strict=True))
    for shape, line in zip(late, lines[first:], strict=True):
        above = (at for at, (other, _) in enumerate(placed, start=1) if _precedes(other, shape))
        placed.insert(max(above, default=0), (shape, line))
    return [line for _, line in placed]


def _feet(shapes: list[LineShape]) -> list[int]:
    """The positions of the first lines that stand below all later ones, from the last."""
    if len(shapes) <= _MAX_FEET + _MIN_UPWARDS or len(shapes) > MAX_SHAPED_LINES:
        return []
    lowest = min(shape.bottom for shape in shapes[_MAX_FEET:])
    tops = [shape.bottom + shape.height for shape in shapes[:_MAX_FEET]]
    return [at for at in reversed(range(_MAX_FEET)) if tops[at] < lowest]


_MAX_FEET = 3
"""The largest number of lines of a head and a foot that are drawn before the text."""


def _is_vertical(line: DrawnLine) -> bool:
    """Whether a line of several characters is as narrow as two of them."""
    shape = line.shape
    narrow = shape is not None and shape.right - shape.left < 2 * shape.height
    return narrow and len(line.text.strip()) > _MAX_NARROW_CHARS


_MAX_NARROW_CHARS = 5
"""The largest number of characters of a line as narrow as that."""


def _is_column(lines: list[DrawnLine], first: int, beside: list[list[LineShape]]) -> bool:
    """Whether late lines are a short column of text beside another one, not cells of a sheet."""
    near = [(first + at, others[0]) for at, others in enumerate(beside) if others]
    late = [line_wrapping.width(lines[at].text) for at, _ in near]
    early = [
        line_wrapping.width(line.text)
        for line in lines[:first]
        for _, other in near
        if line.shape is other
    ]
    return len(near) > 1 and max(late) >= _MIN_COLUMN_WIDTH <= min(early, default=0)


_MIN_COLUMN_WIDTH = 20
"""The least width of a full line of a column, as `line_wrapping.width` counts."""


def _known(lines: list[DrawnLine]) -> list[LineShape]:
    """The shape of each line; that of the line before for one that was not measured.

    Without a shape for the first line, nothing is known.
    """
    shapes: list[LineShape] = []
    for line in lines:
        if line.shape is not None:
            shapes.append(line.shape)
        elif shapes:
            shapes.append(shapes[-1])
        else:
            return []
    return shapes


def _is_upwards(shapes: list[LineShape]) -> bool:
    """Whether each line of a page was drawn above the one before it."""
    pairs = list(itertools.pairwise(shapes))
    return len(pairs) >= _MIN_UPWARDS and all(
        _rises(before, shape) and before.left < shape.right and shape.left < before.right
        for before, shape in pairs
    )


_MIN_UPWARDS = 3
"""The least number of lines above each other that show in which order all were drawn."""


def _rises(before: LineShape, shape: LineShape) -> bool:
    return shape.bottom > before.bottom + max(before.height, _SAME_LINE)


def _overlaps(shape: LineShape, other: LineShape) -> bool:
    """Whether two lines stand at the same height of the page, in part."""
    low, high = sorted((shape, other), key=lambda line: line.bottom)
    return high.bottom < low.bottom + low.height * _BODY


_BODY = 0.7
"""The share of the height of letters that no other line may touch."""


def _precedes(other: LineShape, shape: LineShape) -> bool:
    """Whether a line is read before another one."""
    if abs(other.bottom - shape.bottom) <= _SAME_LINE:
        return other.left < shape.left
    return other.bottom > shape.bottom
