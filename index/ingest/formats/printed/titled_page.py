"""Finds the title of a PDF page: what the first page has in its largest letters.

Names of bodies, bulletins and kinds of texts may be larger than the title below them.
"""

import functools
import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from index.ingest.days import dates
from index.ingest.formats.plain_text.edges import edition_lines, organs
from index.ingest.formats.plain_text.layout import letter_gaps
from index.ingest.formats.printed import line_shapes
from index.ingest.formats.printed.line_shapes import LineShape, LineShapes
from index.ingest.heads import office_names
from index.ingest.line_wrapping import width
from index.ingest.scans.row_text import joined

_MIN_TITLE_RATIO = 1.25
"""The least height of the letters of a title, as a multiple of those of the text."""
_MAX_ABOVE_RATIO = 0.6
"""The height of the letters above a title that is still small, as a share of those of the title."""
_BODY_RATIO = 0.8
"""The same for the name of the body above the title on a cover."""
_SAME_SIZE_RATIO = 0.93
"""The least height of the letters of a title, as a share of the largest of them."""
_MAX_LINES_ABOVE, _MAX_CHARS_ABOVE, _MAX_TITLE_CHARS, _MIN_TITLE_LETTERS = 6, 300, 200, 4
"""The largest number of lines and characters above a title; the length of a title in characters,
and the least number of letters in it."""
_COVER_CHARS, _SIZED_PAGES = 150, 6
"""A page with fewer characters is a cover; its letters are compared with those of this many
pages."""


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
    shapes = line_shapes.of_lines(lines, pages[0])
    known = [(line, shape.height) for line, shape in zip(lines, shapes, strict=True) if shape]
    cover = sum(len(line) for line, _ in known) < _COVER_CHARS
    text = line_shapes.text_height(pages[:_SIZED_PAGES] if cover else pages[:1])
    kinds = _kinds(lines) | _letterheads(lines, shapes, text)
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


def _letterheads(lines: Sequence[str], shapes: Sequence[LineShape | None], text: float) -> set[str]:
    """The body or the bulletin whose name stands in the largest letters above that of a title."""
    head = list(itertools.takewhile(_is_short, zip(lines, shapes, strict=True)))[:_MAX_HEAD_LINES]
    large = [
        line
        for line, shape in head
        if shape is not None and shape.height > _MIN_TITLE_RATIO * text and _is_wordy(line)
    ]
    named = [line for line in large if _is_body(line) or _BULLETIN.fullmatch(_dense(line))]
    titled_below = any(
        width(line) > _MIN_TITLE_WIDTH and not _NUMBERED.match(line)
        for line in large
        if line not in named and not _is_kind(line)
    )
    return set(named) if len(named) == 1 and titled_below else set()


def _is_short(measured: tuple[str, LineShape | None]) -> bool:
    """Whether a line is one of a head and not a sentence of a text."""
    line = measured[0]
    return width(line) <= _MAX_HEAD_WIDTH and not line.endswith("。")


def _dense(line: str) -> str:
    return line if line.isascii() else line.replace(" ", "")


_MAX_HEAD_LINES, _MAX_HEAD_WIDTH, _MIN_TITLE_WIDTH = 9, 80, 20
"""The most lines of a head, the widest of them, and the narrowest title below another large line,
in columns."""
_BULLETIN = re.compile(
    r"[\u3400-\u9fff“”]{2,20}(?:简报|簡報|专报|專報|快报|快報|要情|动态|動態|通讯|通訊|内参|內參|参考|參考)"
)
"""The name of a bulletin in the head of its first page."""
_NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}[章节部]"
)
"""The number before the heading of a section, which is no title."""


def _is_kind(line: str) -> bool:
    """Whether a line says only what kind of text a page begins, however large its letters are."""
    bare = _dense(line)
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


def _is_wordy(line: str) -> bool:
    return sum(map(str.isalpha, line)) >= max(_MIN_TITLE_LETTERS, len(line) // 2)
