"""Where the lines of a PDF page stand, and how large their letters are.

Lines of one paragraph have letters of one size, and full lines of a justified column end at the
same edge. The title is what the first page has in its largest letters.
"""

import ctypes
import functools
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
from index.ingest.days import dates
from index.ingest.formats.plain_text.edges import edition_lines, organs
from index.ingest.formats.plain_text.layout import letter_gaps
from index.ingest.heads import office_names
from index.ingest.scans.row_text import joined

_MIN_TITLE_RATIO = 1.25
"""The least height of the letters of a title, as a multiple of those of the text."""
_MAX_ABOVE_RATIO = 0.6
"""The height of the letters above a title that is still small, as a share of those of the title."""
_BODY_RATIO = 0.8
"""The same for the name of the body above the title on a cover."""
_OTHER_SIZE_RATIO = 1.1
"""From this ratio on, letters are of another size."""
_SAME_SIZE_RATIO = 0.93
"""The least height of the letters of a title, as a share of the largest of them."""
_JUSTIFIED, _TOLERANCE, _MIN_WIDTH = 3, 1, 20
"""The least number of lines that end at the edge of a justified column, and by how many points they
may miss it; the least width of a line that goes on, as `line_wrapping.width` counts."""
_FILLED = 0.75
"""The share of the usual width of a column that a full line has at least."""
_MAX_LINES_ABOVE, _MAX_CHARS_ABOVE, _MAX_TITLE_CHARS, _MIN_TITLE_LETTERS = 6, 300, 200, 4
"""The largest number of lines and characters above a title; the length of a title in characters,
and the least number of letters in it."""
_WEIGHT = 10
"""Characters of a line that add its height once to the heights of which the median is taken."""
_COVER_CHARS, _SIZED_PAGES = 150, 6
"""A page with fewer characters is a cover; its letters are compared with those of this many
pages."""
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


class TitledPage(NamedTuple):
    """The lines of a page from its title on, the few above it, and the shapes of all."""

    lines: list[str]
    above: list[str]
    shapes: LineShapes


def titled(lines: Sequence[str], pages: Sequence[LineShapes]) -> TitledPage:
    """The first page with its title in one line; `pages` has the shapes of all pages.

    The title is in the largest letters. Without such a title, no line is above it.
    """
    untitled = TitledPage(list(lines), [], pages[0])
    shapes = of_lines(lines, pages[0])
    known = [(line, shape.height) for line, shape in zip(lines, shapes, strict=True) if shape]
    cover = sum(len(line) for line, _ in known) < _COVER_CHARS
    text = text_height(pages[:_SIZED_PAGES] if cover else pages[:1])
    kinds = _kinds(lines)
    wordy = (height for line, height in known if _is_wordy(line) and line not in kinds)
    largest = max(wordy, default=0.0)
    if largest <= _MIN_TITLE_RATIO * text:
        return untitled
    large = [
        shape is not None and shape.height >= _SAME_SIZE_RATIO * largest and line not in kinds
        for line, shape in zip(lines, shapes, strict=True)
    ]
    start = large.index(True)
    if _is_right_first(lines, shapes, start):
        left = [line for run in reversed(_columns(lines[:start], shapes)) for line in run]
        return titled([*lines[start:], *left], pages)
    stop = next((at for at in range(start, len(lines)) if not large[at]), len(lines))
    limit = max(_MIN_TITLE_RATIO * text, _MAX_ABOVE_RATIO * largest)
    of_body = max(limit, _BODY_RATIO * largest)
    small = all(
        shape is not None
        and (line in kinds or shape.height < (of_body if _is_body(line) else limit))
        for line, shape in zip(lines[:start], shapes, strict=False)
    )
    few = start <= _MAX_LINES_ABOVE and sum(map(len, lines[:start])) <= _MAX_CHARS_ABOVE
    offices = all(map(office_names.is_office, lines[start:stop]))  # of a common letterhead
    dense = [letter_gaps.removed_from_headings(line) for line in lines[start:stop]]
    title = " ".join(dense) if offices else functools.reduce(joined, dense)
    shape = shapes[start]
    if len(title) > _MAX_TITLE_CHARS or not small or not few or shape is None:
        return untitled
    measured = {**pages[0], title: [*pages[0].get(title, ())[stop - start :], shape]}
    return TitledPage([title, *lines[stop:]], list(lines[:start]), measured)


def _kinds(lines: Sequence[str]) -> set[str]:
    """The lines that say only what kind of text it is; on a thesis also its school."""
    kinds = {line for line in lines if _is_kind(line)}
    thesis = any(map(_THESIS.fullmatch, kinds))
    return kinds | ({line for line in lines if _is_body(line)} if thesis else set())


def _is_kind(line: str) -> bool:
    """Whether a line says only what kind of text a page begins, however large its letters are."""
    bare = line.replace(" ", "") if not line.isascii() else line
    if _FORM.fullmatch(bare):
        return True
    return edition_lines.KIND.fullmatch(bare) is not None or _THESIS.fullmatch(bare) is not None


_FORM = re.compile(r"memo(?:randum)?|fax(?: message)?|facsimile|传真|傳真", re.IGNORECASE)
_THESIS = re.compile(
    r"(?:(?:全日制|专业学位|專業學位|同等学力|工程)?(?:本科|学士|學士|硕士|碩士|博士)(?:研究生)?(?:专业|專業)?(?:学位|學位)?(?:毕业|畢業)?(?:论文|論文)"
    r"|(?:本科)?(?:毕业|畢業)(?:设计|設計|论文|論文)(?:[（(](?:设计|設計|论文|論文)[)）])?)"
)
"""The kind of a thesis on its cover."""


def _is_body(line: str) -> bool:
    return office_names.is_office(line) or organs.is_organ(line)


def _is_right_first(lines: Sequence[str], shapes: Sequence[LineShape | None], start: int) -> bool:
    """Whether columns are read from right to left: the title with its day heads the right one."""
    left = [shape for shape in shapes[:start] if shape is not None]
    right = [shape for shape in shapes[start:] if shape is not None]
    if not left or len(left) + len(right) < len(shapes):
        return False
    apart = max(shape.right for shape in left) < min(shape.left for shape in right)
    top = right[0].bottom + _TITLE_LEADING * right[0].height
    at_top = all(shape.bottom < top for shape in left)
    dated = any(dates.find_dates(line) for line in lines[start + 1 : start + _DAY_LINES])
    return apart and at_top and dated


def _columns(lines: Sequence[str], shapes: Sequence[LineShape | None]) -> list[list[str]]:
    """The lines of columns beside each other: each begins higher up than the one before it ends."""
    columns: list[list[str]] = [[]]
    before: LineShape | None = None
    for line, shape in zip(lines, shapes, strict=False):
        if before is not None and shape is not None and shape.bottom > before.bottom:
            columns.append([])
        columns[-1].append(line)
        before = shape
    return columns


_TITLE_LEADING, _DAY_LINES = 2.0, 4
"""How far above a title its column begins, in heights of its letters; where its day stands."""


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


def _is_wordy(line: str) -> bool:
    return sum(map(str.isalpha, line)) >= max(_MIN_TITLE_LETTERS, len(line) // 2)
