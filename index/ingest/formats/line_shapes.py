"""Where the lines of a PDF page stand, and how large their letters are.

Lines of one paragraph have letters of one size, and full lines of a justified column end at the
same edge. The title is what the first page has in its largest letters.
"""

import ctypes
import functools
import itertools
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from index.ingest import wrapped
from index.ingest.scans.row_text import joined

_LARGER, _OTHER, _ALIKE = 1.25, 1.1, 0.93
"""How much larger the letters of a title are than those of the text; from which difference letters
are of another size; how alike those of one title are."""
_JUSTIFIED, _TOLERANCE, _MIN_WIDTH = 3, 1, 20
"""So many lines, or more, end at the edge of a justified column, in so many points; the least width
of a line that goes on, as in `wrapped.width`."""
_FILLED = 0.75
"""The share of the usual width of a column that a full line has at least."""
_ABOVE, _ABOVE_CHARS, _TITLE_CHARS, _TITLE_LETTERS = 6, 300, 200, 4
"""The largest number of lines and characters above a title; the length of a title in characters,
and the least number of letters in it."""
_WEIGHT = 10
"""A line counts once for so many characters in the size of the text."""
MAX_SHAPED_LINES = 400
"""The largest number of lines of a page that are measured."""


class LineShape(NamedTuple):
    """The left and right edge of a line, and the height of its letters, in points."""

    left: float
    right: float
    height: float


LineShapes = Mapping[str, LineShape]
"""The shapes of a page's lines by their texts."""


def measured(text_page: pypdfium2.PdfTextPage, text: str) -> list[LineShape | None]:
    """The shape of each line of a page's whole text; None for those that are not measured."""
    shapes: list[LineShape | None] = []
    position = 0
    for line in text.split("\r\n")[:MAX_SHAPED_LINES]:
        bare = line.strip()
        first = position + line.find(bare)
        begin = _box(text_page, first, bare[0]) if bare else None
        end = _box(text_page, first + len(bare) - 1, bare[-1]) if bare else None
        if begin is None or end is None:
            shapes.append(None)
        else:
            shapes.append(LineShape(begin.left, end.right, begin.height))
        position += len(line) + 2
    return shapes


def _box(text_page: pypdfium2.PdfTextPage, position: int, char: str) -> LineShape | None:
    """The shape of a character; None if another one is at its position."""
    if pdfium.FPDFText_GetUnicode(text_page.raw, position) != ord(char):
        return None
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetLooseCharBox(text_page.raw, position, ctypes.byref(box)):
        return None
    if not pdfium.FPDFText_GetMatrix(text_page.raw, position, ctypes.byref(matrix)):
        return None
    size = pdfium.FPDFText_GetFontSize(text_page.raw, position)
    return LineShape(box.left, box.right, size * math.hypot(matrix.c, matrix.d))


def is_break(before: LineShape | None, line: LineShape | None) -> bool:
    """Whether letters of another size begin."""
    if before is None or line is None:
        return False
    low, high = sorted((before.height, line.height))
    return high > _OTHER * low


class Edge(NamedTuple):
    """How many lines of words end at a point, and how wide a line there usually is."""

    words: int
    width: float


def edges(lines: Iterable[str], shapes: LineShapes) -> dict[int, Edge]:
    """The right edges of the first lines of a page, by points."""
    ends: dict[int, list[tuple[float, bool]]] = {}
    for line in itertools.islice(lines, MAX_SHAPED_LINES):
        if (shape := shapes.get(line)) is not None:
            end = (shape.right - shape.left, not line[-1].isdecimal())
            ends.setdefault(round(shape.right), []).append(end)
    edges = {}
    for right in ends:
        points = range(right - _TOLERANCE, right + _TOLERANCE + 1)
        near = sorted(end for point in points for end in ends.get(point, ()))
        edges[right] = Edge(sum(word for _, word in near), near[len(near) // 2][0])
    return edges


def is_full(line: str, shape: LineShape | None, edges: Mapping[int, Edge]) -> bool:
    """Whether a line fills a justified column: figures and days are only set against its edge."""
    edge = edges.get(round(shape.right)) if shape is not None else None
    if shape is None or edge is None or edge.words < _JUSTIFIED:
        return False
    filled = shape.right - shape.left > _FILLED * edge.width
    return filled and wrapped.width(line) >= _MIN_WIDTH


def titled(lines: Sequence[str], shapes: LineShapes) -> tuple[list[str], list[str]]:
    """The lines of a page from its title on, and the few lines in small letters above it.

    The title is in the largest letters; its lines become one. Without such a title, all lines are
    in the first list.
    """
    known = [(line, shapes[line].height) for line in lines if line in shapes]
    heights = [height for line, height in known for _ in range(0, len(line), _WEIGHT)]
    text = statistics.median(heights) if heights else 0.0
    largest = max((height for line, height in known if _is_wordy(line)), default=0.0)
    if largest <= _LARGER * text:
        return list(lines), []
    large = [line in shapes and shapes[line].height >= _ALIKE * largest for line in lines]
    start = large.index(True)
    stop = next((at for at in range(start, len(lines)) if not large[at]), len(lines))
    above = list(lines[:start])
    small = all(line in shapes and shapes[line].height < _LARGER * text for line in above)
    few = start <= _ABOVE and sum(map(len, above)) <= _ABOVE_CHARS
    title = functools.reduce(joined, lines[start:stop])
    if len(title) > _TITLE_CHARS or not small or not few:
        return list(lines), []
    return [title, *lines[stop:]], above


def _is_wordy(line: str) -> bool:
    return sum(map(str.isalpha, line)) >= max(_TITLE_LETTERS, len(line) // 2)
