"""Joins words that are divided at the end of a line of a PDF.

PDFium marks the hyphen and writes no line break there, whatever comes next: the rest of the word,
a note at the foot of the column, or a page number.
"""

import re
from collections.abc import Sequence

from index.ingest.formats.printed import line_shapes
from index.ingest.formats.printed.drawing_order import DrawnLine

_PAGE_NUMBER = re.compile(r"\W{0,3}\d{1,4}\W{0,3}")


def joined(lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """The lines of a page, each divided word with its rest in one line."""
    whole: list[DrawnLine] = []
    for position, line in enumerate(lines, start=1):
        if whole and _goes_on(whole[-1], line, is_last=position == len(lines)):
            whole[-1] = _joined(whole[-1], line)
        else:
            whole.append(line)
    return whole


def _goes_on(before: DrawnLine, line: DrawnLine, *, is_last: bool) -> bool:
    number = is_last and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None
    divided = before.text.endswith(line_shapes.DIVISION)
    return divided and not number and not line_shapes.is_break(before.shape, line.shape)


def _joined(before: DrawnLine, line: DrawnLine) -> DrawnLine:
    first, second = before.shape, line.shape
    shape = first and second and max(first, second, key=lambda shape: shape.height)
    if shape is not None and first is not None and second is not None:
        shape = shape._replace(left=first.left, right=second.right, cell=second.cell or first.cell)
    return DrawnLine(before.text + line.text, shape)
