"""Joins the characters of a vertical heading, which a PDF has as lines of one character each."""

import re
from collections.abc import Sequence

from index.ingest.formats.printed.drawing_order import DrawnLine
from index.ingest.formats.printed.line_shapes import LineShape

_MIN_CHARS = 3
"""The least number of characters of a vertical line: two may be numbers of two points."""
_MAX_DISTANCE_RATIO = 2.0
"""The largest distance of characters below each other, as a multiple of their height."""
_HAN = re.compile(r"\s*[\u3400-\u9fff]\s*")


def joined(lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """The lines of a page, with the characters of each vertical one in one line."""
    runs: list[list[DrawnLine]] = []
    for line in lines:
        if runs and _goes_on(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    whole: list[DrawnLine] = []
    for run in runs:
        whole += run if len(run) < _MIN_CHARS else [_line(run)]
    return whole


def _goes_on(before: DrawnLine, line: DrawnLine) -> bool:
    """Whether a character stands right below another of its size."""
    first, second = before.shape, line.shape
    if first is None or second is None or first.height != second.height:
        return False
    below = 0 < first.bottom - second.bottom <= _MAX_DISTANCE_RATIO * first.height
    aligned = abs(first.left - second.left) < first.height / 2
    return below and aligned and _is_alone(before) and _is_alone(line)


def _is_alone(line: DrawnLine) -> bool:
    return _HAN.fullmatch(line.text) is not None


def _line(run: Sequence[DrawnLine]) -> DrawnLine:
    """The characters in one line, which begins where the first of them stands."""
    first, text = run[0].shape, "".join(line.text.strip() for line in run)
    shape = first and LineShape(first.left, first.right, first.height, first.bottom)
    return DrawnLine(text, shape)
