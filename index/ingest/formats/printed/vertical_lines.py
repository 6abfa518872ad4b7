"""Joins what a PDF has of vertical text: characters on lines of their own, lines of paragraphs.

A vertical line stands to the left of the one before it; below a tier of lines another one begins
at the right. The lower edge of a vertical line is that of its first character.
"""

import itertools
import re
from collections.abc import Iterable, Sequence

from index.ingest.formats.printed import line_shapes
from index.ingest.formats.printed.drawing_order import DrawnLine
from index.ingest.formats.printed.line_shapes import LineShape

_MIN_CHARS = 3
"""The least number of characters of a vertical line: two may be numbers of two points."""
_MAX_DISTANCE_RATIO = 2.0
"""The largest distance of characters below each other, as a multiple of their height."""
_CHAR = re.compile(r"[\u3400-\u9fff\u3001-\u303f\uff00-\uffef]")
_MIN_LINES, _MIN_LINE_CHARS, _MAX_WIDTH = 4, 4, 1.7
"""The least number of vertical lines of a page of such text; the least number of characters of one,
and its largest width in heights of letters."""
_MAX_LEADING = 3.0
"""The largest distance of vertical lines beside each other, in heights of letters."""
_SLACK = 1.5
"""By how many characters a full line may be shorter than the longest one of its tier."""


def joined(lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """The lines of a page, with the characters of each vertical one in one line."""
    runs: list[list[DrawnLine]] = []
    for line in lines:
        if runs and _goes_on(runs[-1][0], runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    whole: list[DrawnLine] = []
    for run in runs:
        whole += run if len(run) < _MIN_CHARS else [_line(run)]
    return _stitched(whole)


def _stitched(lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """The lines of a page, with the pieces of each vertical one together.

    PDFium begins a new line where the next vertical one has a character at the same height.
    """
    long = (line.shape and _is_vertical(line.text, line.shape, _MIN_LINE_CHARS) for line in lines)
    if sum(map(bool, long)) < _MIN_STITCHED:
        return list(lines)
    whole: list[DrawnLine] = []
    for line in lines:
        near = range(max(len(whole) - _MAX_PIECES, 0), len(whole))
        at = next((at for at in near if _ends_above(whole[at], line)), None)
        if at is None:
            whole.append(line)
        else:
            whole[at] = _line([whole[at], line])
    return whole


_MIN_STITCHED, _MAX_PIECES = 2, 3
"""The least number of vertical lines of a page with pieces; how many lines back a piece may be."""


def _ends_above(before: DrawnLine, line: DrawnLine) -> bool:
    """Whether a vertical line ends right above another piece of it."""
    first, second = before.shape, line.shape
    if first is None or second is None or first.height != second.height:
        return False
    upright = _is_vertical(before.text, first, 1) and _is_vertical(line.text, second, 1)
    end = first.bottom - len(before.text.strip()) * first.height
    near = max(abs(first.left - second.left), abs(end - second.bottom)) < first.height / 2
    return upright and near


def _goes_on(start: DrawnLine, before: DrawnLine, line: DrawnLine) -> bool:
    """Whether a character stands right below another of its size, in the line that has begun."""
    top, first, second = start.shape, before.shape, line.shape
    if top is None or first is None or second is None or first.height != second.height:
        return False
    below = 0 < first.bottom - second.bottom <= _MAX_DISTANCE_RATIO * first.height
    aligned = abs(top.left - second.left) < first.height / 2
    aligned = aligned or top.left < second.left < top.left + first.height  # a comma is narrow
    return below and aligned and _is_alone(before) and _is_alone(line)


def _is_alone(line: DrawnLine) -> bool:
    return _CHAR.fullmatch(line.text.strip()) is not None


def _line(run: Sequence[DrawnLine]) -> DrawnLine:
    """The characters in one line, which begins where the first of them stands."""
    first, text = run[0].shape, "".join(line.text.strip() for line in run)
    shape = first and LineShape(first.left, first.right, first.height, first.bottom)
    return DrawnLine(text, shape)


def going_on(
    lines: Sequence[str], shapes: Sequence[LineShape | None], ends: Iterable[bool]
) -> dict[int, bool]:
    """Which vertical lines of a page the next one continues, by their positions.

    `ends` says which lines end a sentence. The first line of a paragraph may be set in.
    """
    tiers = _tiers(lines, shapes)
    if sum(map(len, tiers)) < _MIN_LINES:
        return {}
    ended = list(ends)
    tops: dict[int, float] = {}
    longest: dict[int, float] = {}
    for tier in tiers:
        top = max(shape.bottom for _, shape in tier)
        deepest = max(_depth(lines[at], shape, top) for at, shape in tier)
        tops.update((at, top) for at, _ in tier)
        longest.update((at, deepest) for at, _ in tier)
    known = dict(itertools.chain(*tiers))
    set_in = any(tops[at] - shape.bottom > shape.height for at, shape in known.items())
    found = {}
    for at, shape in known.items():
        after = known.get(at + 1)
        if after is None or line_shapes.is_break(shape, after):
            continue
        full = _depth(lines[at], shape, tops[at]) > longest[at] - _SLACK * shape.height
        flush = tops[at + 1] - after.bottom < after.height
        found[at] = full and flush and (set_in or not ended[at])
    return found


def _tiers(
    lines: Sequence[str], shapes: Sequence[LineShape | None]
) -> list[list[tuple[int, LineShape]]]:
    """The vertical lines with their positions, those that follow each other to the left as one."""
    tiers: list[list[tuple[int, LineShape]]] = []
    for at, (line, shape) in enumerate(zip(lines, shapes, strict=True)):
        before = tiers[-1][-1] if tiers and tiers[-1][-1][0] == at - 1 else None
        near = before is not None and shape is not None and _is_beside(before[1], shape)
        if shape is None or not _is_vertical(line, shape, 1 if near else _MIN_LINE_CHARS):
            continue
        if before is None or before[1].left < shape.left:
            tiers.append([])
        tiers[-1].append((at, shape))
    return tiers


def _is_vertical(line: str, shape: LineShape, chars: int) -> bool:
    narrow = 0 < shape.right - shape.left < _MAX_WIDTH * shape.height
    return narrow and len(line) >= chars


def _is_beside(before: LineShape, shape: LineShape) -> bool:
    """Whether a line stands left of a vertical one: the last line of its paragraph is short."""
    return 0 < before.left - shape.left < _MAX_LEADING * shape.height


def _depth(line: str, shape: LineShape, top: float) -> float:
    """How far down from the top of its tier a vertical line ends."""
    return top - shape.bottom + len(line) * shape.height
