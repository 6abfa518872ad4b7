"""Where the lines of a PDF page stand, and how large their letters are.

Lines of one paragraph have letters of one size, and full lines of a justified column end at the
same edge.
"""

import ctypes
import itertools
import math
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from index.ingest import line_wrapping

_OTHER_SIZE_RATIO = 1.1
"""From this ratio on, letters are of another size."""
_JUSTIFIED, _TOLERANCE, _MIN_WIDTH = 3, 1, 20
"""The least number of lines that end at the edge of a justified column, and by how many points they
may miss it; the least width of a line that goes on, as `line_wrapping.width` counts."""
_FILLED = 0.75
"""The share of the usual width of a column that a full line has at least."""
_WEIGHT = 10
"""Characters of a line that add its height once to the heights of which the median is taken."""
_MARK_RATIO = 0.8
"""The largest height of the number of a note, as a share of that of the text."""
_MAX_MARK_CHARS = 3
"""The longest mark or number before an item of a list."""
_MAX_MARK_GAP = 3.5
"""How far behind a mark its item may begin, in heights of letters: a short cell has no limit."""
_ROW_GAP, _MAX_SPREAD, _MAX_SPACES = 1.2, 3.0, 60
"""From this gap between words, in heights of letters, a line is a row of a table; the least one
that no justified line has; the number of spaces of a line that are looked at."""
MAX_SHAPED_LINES = 400
"""The largest number of lines of a page that are measured."""


class LineShape(NamedTuple):
    """The left and right edge of a line, the height of its letters, and its lower edge: points.

    A row of a table has wide gaps between its words; `cell` is the left edge of its last cell.
    """

    left: float
    right: float
    height: float
    bottom: float = 0.0
    cell: float = 0.0

    @property
    def is_row(self) -> bool:
        """Whether the line is a row of a table."""
        return self.cell > 0


LineShapes = Mapping[str, Sequence[LineShape]]
"""The shapes of a page's lines by their texts; a text may stand on several lines."""


def of_lines(lines: Sequence[str], shapes: LineShapes) -> list[LineShape | None]:
    """The shape of each line; None for those that were not measured.

    Texts that are repeated are counted from the end, because lines are taken from the beginning.
    """
    counts: Counter[str] = Counter()
    found: list[LineShape | None] = []
    for line in reversed(lines):
        known = shapes.get(line, ())
        counts[line] += 1
        found.append(known[-min(counts[line], len(known))] if known else None)
    return found[::-1]


DIVISION = "\ufffe"
"""What PDFium writes for a hyphen at the end of a line, and no line break."""
_BREAK = re.compile(rf"\r\n|(?<={DIVISION})(?!\r\n)")


def lines_of(text: str) -> list[str]:
    """The lines of the whole text of a page."""
    return _BREAK.split(text)


def measured(text_page: pypdfium2.PdfTextPage, text: str) -> list[LineShape | None]:
    """The shape of each line of a page's whole text; None for those that are not measured."""
    shapes: list[LineShape | None] = []
    position = 0
    for line in lines_of(text)[:MAX_SHAPED_LINES]:
        bare = line.strip()
        first = position + line.find(bare)
        begin = _box(text_page, first, bare[0]) if bare else None
        end = _box(text_page, first + len(bare) - 1, bare[-1]) if bare else None
        if begin is None or end is None:
            shapes.append(None)
        else:
            cell = _last_cell(text_page, bare, first)
            letter = max(begin, end, key=lambda char: char.height)  # marks of items are smaller
            shapes.append(LineShape(begin.left, end.right, letter.height, letter.bottom, cell))
        position += len(line)
        position += 2 * text.startswith("\r\n", position)
    return shapes


def _last_cell(text_page: pypdfium2.PdfTextPage, line: str, first: int) -> float:
    """The left edge of the last cell if words of a line stand as far apart as cells of a table.

    Justified text spreads all words of a line alike, and the mark of an item stands apart; 0 then.
    """
    spaces = itertools.islice((at for at, char in enumerate(line) if char == " "), _MAX_SPACES)
    gaps = {at: gap_at(text_page, first + at) for at in spaces}
    gaps = {at: gap for at, gap in gaps.items() if at > _MAX_MARK_CHARS or gap > _MAX_MARK_GAP}
    least, most = min(gaps.values(), default=0.0), max(gaps.values(), default=0.0)
    spread = _ROW_GAP / 2 < least > most / 2 and most < _MAX_SPREAD
    if most <= _ROW_GAP or spread:
        return 0.0
    last = max(at for at, gap in gaps.items() if gap > _ROW_GAP)
    cell = _box(text_page, first + last + 1, line[last + 1])
    return cell.left if cell is not None else 0.0


def char_index(text_page: pypdfium2.PdfTextPage, position: int) -> int:
    """The number of the character at a position of the text, which lacks some characters."""
    return int(pdfium.FPDFText_GetCharIndexFromTextIndex(text_page.raw, position))


def gap_at(text_page: pypdfium2.PdfTextPage, position: int) -> float:
    """How far apart the characters before and behind a position are, in heights of a letter."""
    position = char_index(text_page, position)
    before, behind = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    known = pdfium.FPDFText_GetLooseCharBox(
        text_page.raw, position - 1, ctypes.byref(before)
    ) and pdfium.FPDFText_GetLooseCharBox(text_page.raw, position + 1, ctypes.byref(behind))
    height = before.top - before.bottom
    return (behind.left - before.right) / height if known and height > 0 else 0.0


def _box(text_page: pypdfium2.PdfTextPage, position: int, char: str) -> LineShape | None:
    """The shape of a character; None if another one is at its position."""
    position = char_index(text_page, position)
    known = pdfium.FPDFText_GetUnicode(text_page.raw, position)
    if known != ord(char) and char != DIVISION:
        return None
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetLooseCharBox(text_page.raw, position, ctypes.byref(box)):
        return None
    if not pdfium.FPDFText_GetMatrix(text_page.raw, position, ctypes.byref(matrix)):
        return None
    size = pdfium.FPDFText_GetFontSize(text_page.raw, position)
    return LineShape(box.left, box.right, size * math.hypot(matrix.c, matrix.d), box.bottom)


def is_break(before: LineShape | None, line: LineShape | None) -> bool:
    """Whether letters of another size begin."""
    if before is None or line is None:
        return False
    low, high = sorted((before.height, line.height))
    return high > _OTHER_SIZE_RATIO * low


def is_note_mark(before: LineShape | None, line: str, shape: LineShape | None) -> bool:
    """Whether a line has only the small number of a note to the line before it."""
    if before is None or shape is None or len(line) > _MAX_MARK_CHARS or line.isalpha():
        return False
    return shape.height < _MARK_RATIO * before.height


class Edge(NamedTuple):
    """How many lines of words end at a point, and how wide a line there usually is."""

    words: int
    width: float


def edges(lines: Iterable[str], shapes: Iterable[LineShape | None]) -> dict[int, Edge]:
    """The right edges of the first lines of a page, by points.

    Columns of a page are equally wide, so that a short one is measured by the others.
    """
    ends: dict[int, list[tuple[float, bool]]] = {}
    for line, shape in itertools.islice(zip(lines, shapes, strict=True), MAX_SHAPED_LINES):
        if shape is not None:
            end = (shape.right - shape.left, not line[-1].isdecimal())
            ends.setdefault(round(shape.right), []).append(end)
    edges = {}
    widths = Counter(round(width) for near in ends.values() for width, word in near if word)
    for right in ends:
        near = sorted(end for point in _around(right) for end in ends.get(point, ()))
        words, width = sum(word for _, word in near), near[len(near) // 2][0]
        as_wide = sum(widths[point] for point in _around(round(width)))
        edges[right] = Edge(max(words, as_wide) if words >= _MIN_EDGE else words, width)
    return edges


_MIN_EDGE = 2
"""The least number of lines of a column that is as wide as others."""


def _around(point: int) -> range:
    return range(point - _TOLERANCE, point + _TOLERANCE + 1)


def is_full(line: str, shape: LineShape | None, edges: Mapping[int, Edge]) -> bool:
    """Whether a line fills a justified column: figures and days are only set against its edge."""
    edge = edges.get(round(shape.right)) if shape is not None else None
    if shape is None or edge is None or edge.words < _JUSTIFIED:
        return False
    filled = shape.right - shape.left > _FILLED * edge.width
    return filled and line_wrapping.width(line) >= _MIN_WIDTH


def text_height(pages: Iterable[LineShapes]) -> float:
    """The usual height of letters on pages; 0 if none was measured."""
    heights = [
        shape.height
        for page in pages
        for line, line_shapes in page.items()
        for shape in line_shapes
        for _ in range(0, len(line), _WEIGHT)
    ]
    return statistics.median(heights) if heights else 0.0
