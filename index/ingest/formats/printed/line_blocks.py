"""Which lines of a page stand below each other as one block, and which of them fill it.

A line is full if the first word of the next one would not fit behind it. So the lines of a ragged
column are joined, and those of a list are not.
"""

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.ingest import line_wrapping
from index.ingest.formats.printed import (
    han_indents,
    line_shapes,
    text_boxes,
    vertical_lines,
)
from index.ingest.formats.printed.line_shapes import LineShape
from index.ingest.heads import field_labels

_REGULAR = 1.3
"""The largest distance of lines of a block, as a multiple of what is usual on the page."""
_MIN_LEADING, _MAX_LEADING = 0.7, 3.0
"""The least and the largest distance of lines of a block, in heights of letters."""
_MAX_INDENT = 4.5
"""The largest distance of left edges of lines of a block, as a multiple of the same."""
_APART, _MAX_APART = 1.8, 3.5
"""From which to which distance of lines, as a multiple of the same, another paragraph begins."""
_MIN_INDENT, _MAX_HAN_INDENT = 1.5, 2.5
"""By how much the first line of a paragraph of Han characters is set in, in heights of letters."""
_MAX_CELL_LEADING = 1.7
"""The largest distance of lines of a cell, in heights of letters."""
_SLACK = 0.3
"""By how much a word may miss the edge of a block, as a multiple of the same."""
_MIN_WIDTH, _MIN_COLUMN_WIDTH = 20, 12
"""The least width of a line that goes on in small letters, and of one in a column of text, as
`line_wrapping.width` counts."""
_MIN_COLUMN_LINES, _MIN_FULL_SHARE, _MIN_OPEN_SHARE = 5, 0.8, 0.6
"""The least number of lines of a column of text, and the share of them that are full, and of those
the share that end no sentence."""
_CENTRED_SHARE = 0.5
"""From this share on of lines with the axis of the one above, a block is centred."""
_OPENING = "“‘\"'«([„"
"""Signs before the first letter of a line."""
_WORD = re.compile(r"[^\s\u2e80-\U000323af]{1,60}|")
"""The first word of a line; between Han characters a line may break anywhere."""
SENTENCE_END = re.compile(r"[。！？；：.!?:;]['\"”’）)]?$")
"""The end of a line that may be the end of a paragraph."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    shape: LineShape | None

    @property
    def ends(self) -> bool:
        return SENTENCE_END.search(self.text) is not None


def going_on(
    lines: Sequence[str], shapes: Sequence[LineShape | None], following: str = ""
) -> list[bool | None]:
    """For each line of a page whether the next one continues its paragraph; None if unknown.

    `following` is the first line of the next page.
    """
    page = [_Line(line, shape) for line, shape in zip(lines, shapes, strict=True)]
    usual = _usual_leading(page)
    boxes = text_boxes.Boxes(shapes)
    goes_on: list[bool | None] = []
    for start, stop in itertools.pairwise(_starts(page, usual)):
        block = page[start:stop]
        behind = page[stop] if stop < len(page) else _Line(following, block[-1].shape)
        is_cell = start > 0 and _wraps(page[start - 1], block[0])
        goes_on += _going_on(block, behind, is_cell=is_cell)
        goes_on[start:stop] = _in_boxes(block, goes_on[start:stop], boxes)
        if goes_on[-1] is None and _is_apart(block[-1], behind, usual):
            goes_on[-1] = False
    vertical = vertical_lines.going_on(lines, shapes, (line.ends for line in page))
    indents = han_indents.Indents(lines, shapes)
    for at, (line, after) in enumerate(itertools.pairwise(page)):
        if indents.goes_on(line.text, line.shape, after.text, after.shape):
            goes_on[at] = True
    return [vertical.get(at, known) for at, known in enumerate(goes_on)]


def _in_boxes(
    block: Sequence[_Line], goes_on: Sequence[bool | None], boxes: text_boxes.Boxes
) -> list[bool | None]:
    """The same for a block whose last line ends a sentence: Han characters that fill a box go on.

    Such a block may have two lines only, too few to see how wide it is.
    """
    if not block[-1].text.endswith(_HAN_ENDS):
        return list(goes_on)
    return [
        True
        if known is None
        and not line.ends
        and field_labels.has_han(line.text[-2:])
        and line_wrapping.width(line.text) >= _MIN_WIDTH
        and boxes.filled(line.shape)
        else known
        for line, known in zip(block[:-1], goes_on, strict=False)
    ] + [*goes_on[-1:]]


_HAN_ENDS = ("。", "！", "？", "；", "。”", "。）")


def _is_apart(line: _Line, behind: _Line, usual: float) -> bool:
    """Whether a wide gap separates a line from the next, which may begin a paragraph."""
    first, second = line.shape, behind.shape
    if first is None or second is None or not usual or not behind.text[:1].isupper():
        return False
    height = max(first.height, second.height, 1.0)
    return _APART * usual < (first.bottom - second.bottom) / height < _MAX_APART * usual


def _going_on(block: Sequence[_Line], behind: _Line, *, is_cell: bool) -> Iterator[bool | None]:
    """The same for the lines of a block; its last one goes on in the next column or page.

    The edge of a block is that of the lines from here on: above may stand the line of the author.
    """
    rights = [line.shape.right if line.shape is not None else 0.0 for line in block]
    edges = list(itertools.accumulate(reversed(rights), max))[::-1]
    pairs = list(itertools.pairwise([*block, behind]))
    full = [_is_full(*pair, edge) for pair, edge in zip(pairs, edges, strict=True)]
    is_column = _is_column(block, full)
    widest = max(rights[1:] if len(block) > 2 else rights)  # above may stand the author's line
    filled = is_column or (len(block) > 1 and _is_full(block[-1], behind, widest))
    full[-1] = filled and _is_above(behind, block[-1])
    indented = is_cell
    for position, ((line, after), fills) in enumerate(zip(pairs, full, strict=True)):
        indented = not line.ends and (_begins_paragraph(line, after) or (indented and fills))
        width = line_wrapping.width(line.text)
        small = after.text.lstrip(_OPENING)[:1].islower() and width >= _MIN_WIDTH
        goes_on = small or ((is_column or indented) and width >= _MIN_COLUMN_WIDTH)
        if _wraps(line, after):
            yield True
        elif (
            _ends_before(line, pairs[position + 1 : position + 2])
            or _is_alone(line, after)
            or (position == 0 and _stands_out(block))
        ):
            yield False
        else:
            yield True if fills and goes_on and (not line.ends or _is_inner(line, after)) else None


def _is_inner(line: _Line, after: _Line) -> bool:
    """Whether the semicolon at the end of a line is in a sentence, not behind an item."""
    return line.text.endswith(";") and after.text[:1].islower() and not _ITEM.match(after.text)


_ITEM = re.compile(r"\w{1,4}[.)] ")
"""The beginning of an item of a list: a) …, iv. …"""


def _begins_paragraph(line: _Line, after: _Line) -> bool:
    """Whether a line of Han characters is set in by two of them, and the next one is not."""
    first, second = line.shape, after.shape
    if first is None or second is None or first.bottom <= second.bottom:
        return False
    indent = (first.left - second.left) / max(first.height, 1.0)
    return _MIN_INDENT < indent < _MAX_HAN_INDENT and field_labels.has_han(line.text[-2:])


def _ends_before(line: _Line, pairs: Sequence[tuple[_Line, _Line]]) -> bool:
    """Whether the next line begins a paragraph of Han characters and is set in beside this one."""
    if not pairs or line.shape is None or pairs[0][0].shape is None:
        return False
    after = pairs[0][0].shape
    beside = abs(after.left - line.shape.left) > _MIN_INDENT / 2 * after.height
    return beside and _begins_paragraph(*pairs[0])


def _wraps(line: _Line, after: _Line) -> bool:
    """Whether the last cell of a row goes on below it."""
    first, second = line.shape, after.shape
    if first is None or second is None or not first.is_row or second.is_row:
        return False
    below = 0 < first.bottom - second.bottom < _MAX_CELL_LEADING * first.height
    return below and abs(second.left - first.cell) < _SLACK * first.height


def _is_alone(line: _Line, after: _Line) -> bool:
    """Whether a line is a row of a table, or set in further than the first of a paragraph."""
    first, second = line.shape, after.shape
    if first is None or second is None or first is second:
        return first is not None and first.is_row
    set_in = first.left - second.left > _MAX_INDENT * max(first.height, second.height)
    return first.is_row or (set_in and second.bottom < first.bottom)


def _stands_out(block: Sequence[_Line]) -> bool:
    """Whether the first line of a block is much wider than all others."""
    rights = [(line.shape.right, line.shape.height) for line in block if line.shape is not None]
    if len(rights) < _MIN_COLUMN_LINES:
        return False
    right, height = rights[0]
    return right - max(rights[1:])[0] > _MAX_INDENT * height


def _usual_leading(page: Sequence[_Line]) -> float:
    leadings = (_leading(line, after) for line, after in itertools.pairwise(page))
    return statistics.median([leading for leading in leadings if leading] or [0.0])


def _starts(page: Sequence[_Line], usual: float) -> list[int]:
    """Where blocks of regular lines with letters of one size begin, and the end of the last."""
    leadings = (_leading(line, after) for line, after in itertools.pairwise(page))
    ends = (at for at, leading in enumerate(leadings, start=1) if not _fits(leading, usual))
    return [0, *ends, len(page)] if page else []


def _fits(leading: float, usual: float) -> bool:
    return 0 < leading <= _REGULAR * usual


def _leading(line: _Line, after: _Line) -> float:
    """The distance of a line from the next in heights of letters; 0 if they are in no block."""
    first, second = line.shape, after.shape
    if first is None or second is None or first.is_row or second.is_row:
        return 0.0
    height = max(first.height, second.height, 1.0)
    centred = abs(first.left + first.right - second.left - second.right) < height / 4
    beside = abs(first.left - second.left) > _MAX_INDENT * height and not centred
    leading = (first.bottom - second.bottom) / height
    apart = beside or line_shapes.is_break(first, second)
    return 0.0 if apart or not _MIN_LEADING < leading < _MAX_LEADING else leading


def _is_full(line: _Line, after: _Line, right: float) -> bool:
    """Whether the first word of the next line would not fit before the edge of a block."""
    shape = line.shape
    if shape is None or not line.text or not after.text:
        return False
    letter = (shape.right - shape.left) / len(line.text)
    word = letter * (1 + _first_word(after.text))
    return shape.right + word > right - _SLACK * shape.height


def _first_word(text: str) -> int:
    """The length of the first word of a line; 0 for a Han character."""
    match = _WORD.match(text)
    return len(match[0]) if match is not None else 0


def _is_column(block: Sequence[_Line], full: Sequence[bool]) -> bool:
    """Whether a block is running text: most lines are full, and sentences end anywhere."""
    if _is_centred(block):
        return False
    filled = [line for line, fills in zip(block[:-1], full, strict=False) if fills]
    broken = sum(not line.ends for line in filled)
    return (
        len(block) >= _MIN_COLUMN_LINES
        and len(filled) >= _MIN_FULL_SHARE * (len(block) - 1)
        and broken >= _MIN_OPEN_SHARE * len(filled)
    )


def _is_centred(block: Sequence[_Line]) -> bool:
    """Whether lines are set around one axis, as names with their schools below a title."""
    shapes = [line.shape for line in block if line.shape is not None]
    pairs = list(itertools.pairwise(shapes))
    around = sum(
        abs(first.left + first.right - second.left - second.right) < first.height / 4
        and abs(first.left - second.left) > first.height / 2
        for first, second in pairs
    )
    return around > _CENTRED_SHARE * len(pairs)


def _is_above(behind: _Line, line: _Line) -> bool:
    """Whether a line is in the next column, or on the next page."""
    if behind.shape is None or line.shape is None:
        return False
    return behind.shape is line.shape or behind.shape.bottom > line.shape.bottom
