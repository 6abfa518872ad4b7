"""Turns the lines of pages into paragraphs."""

import itertools
import re
from collections.abc import Mapping, Sequence

from index.ingest import hyphens, line_wrapping
from index.ingest.days import dates
from index.ingest.draft import Draft, tidy_line
from index.ingest.formats.printed import line_blocks, line_shapes
from index.ingest.formats.printed.line_shapes import LineShape, LineShapes
from index.ingest.heads import header_lines
from index.ingest.scans.row_text import joined, without_gaps
from index.ingest.scans.scanned_page import ScannedPage

_BEGINS = re.compile(
    r"\s*(?:[-*•·●○■□]|\d{1,3}[.、)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条款]|(?:chapter|section|article)\s\d)",
    re.IGNORECASE,
)
"""The beginning of a line that never continues a paragraph of the previous page."""
_DIVIDED = re.compile("([A-Za-z]{1,40})\ufffe([a-z]{1,40})")
"""A word divided at the end of a line; PDFium writes no line break there."""
_NUMBER = re.compile(
    r"(?!\s*(?:19|20)\d\d/\d\d(?:\d\d)?\s*$)[\s\-—–·|~]*(?:第|page|p\.|-)?\s?(?:\d{1,4}|[ivxlc]{1,7})\s?页?"
    r"(?:\s?(?:/|of|，|,)?\s?共?\s?\d{1,4}\s?页?)?[\s\-—–·|~.]*$",
    re.IGNORECASE,
)
"""A page number alone on a line."""
_MAX_PARAGRAPH_CHARS = 50_000
"""The length of a paragraph in code points from which no more lines are joined to it."""
_LEADER = 14
_LEADS = re.compile(r"[.…·‥] ?[.…·‥] ?[\d ]{1,8}$")
"""The dots that lead to a page number in a list of contents, within the last _LEADER characters."""


def lines_of(page: str) -> list[str]:
    """The lines of a page without a page number at the top or bottom."""
    lines = [line for line in map(_tidy, re.split(r"[\r\n]+", _undivided(page))) if line]
    last = len(lines) - 1
    return [
        line
        for position, line in enumerate(lines)
        if position not in {0, 1, last - 1, last} or not _NUMBER.match(line)
    ]


def lines_of_pages(pages: Sequence[str], *, alone: bool) -> list[list[str]]:
    """The lines of pages without page numbers.

    `alone` says that the file has no other text: then a number with nothing beside it is kept.
    """
    lines = list(map(lines_of, pages))
    if alone and not any(lines):
        lines = [list(filter(None, map(_tidy, page.splitlines()))) for page in pages]
    return lines


def _tidy(line: str) -> str:
    """A line without gaps, with the sign of its item in a list as everybody writes it."""
    return _ITEM.sub("• ", without_gaps(line.strip()))


_ITEM = re.compile("^[\ue000-\uf8ff]\\s+")
"""The sign before an item of a list, in a font of signs."""


def _undivided(page: str) -> str:
    """The page with the words joined that PDFium found divided at the ends of lines."""
    if "\ufffe" not in page:
        return page
    words = hyphens.words_of(page)
    whole = _DIVIDED.sub(lambda match: hyphens.joined(f"{match[1]}-", match[2], words), page)
    return whole.replace("\ufffe", "-")


def paragraphs(page: str) -> list[str]:
    """The paragraphs of a page: a long line that ends no sentence continues on the next."""
    return flowed([lines_of(page)])[0]


def shapes_of(page: str, measured: LineShapes) -> dict[str, list[LineShape]]:
    """The shapes of the lines of a page as `lines_of` has them."""
    raw = re.split(r"[\r\n]+", page)
    lines = re.split(r"[\r\n]+", _undivided(page))
    shapes: dict[str, list[LineShape]] = {}
    for before, line in dict.fromkeys(zip(raw, lines, strict=False)):
        shapes.setdefault(_tidy(line), []).extend(measured.get(before, ()))
    return shapes


def flowed(pages: list[list[str]], shapes: Sequence[LineShapes] = ()) -> list[list[str]]:
    """The paragraphs of pages; one across a page break belongs to the page it begins on.

    `shapes` has those of the lines of each page, if they were measured.
    """
    joined_lines: list[list[str]] = []
    goes_on: list[str] = []  # the paragraphs of the page whose last one continues
    before: LineShape | None = None
    for number, lines in enumerate(pages):
        known = line_shapes.of_lines(lines, shapes[number] if number < len(shapes) else {})
        page: list[str] = []
        following = next(itertools.chain(*pages[number + 1 : number + 2]), "")
        unfinished = _unfinished(lines, known, following)
        for position, (line, shape) in enumerate(zip(lines, known, strict=True)):
            if goes_on and line_shapes.is_note_mark(before, line, shape):
                goes_on[-1] = joined(goes_on[-1], line)
                continue
            goes_on = [] if line_shapes.is_break(before, shape) else goes_on
            header = header_lines.is_header(line) and not (goes_on and line[0].islower())
            at_top = number == 0 and position < _HEAD_LINES and not unfinished[position]
            header = header or (at_top and _is_dateline(line))
            begins = header or (position == 0 and _BEGINS.match(line))
            before = shape
            if goes_on and not begins:
                goes_on[-1] = joined(goes_on[-1], line)
            else:
                page.append(line)
                goes_on = page
            whole = bool(goes_on) and len(goes_on[-1]) > _MAX_PARAGRAPH_CHARS
            goes_on = goes_on if unfinished[position] and not whole else []
        joined_lines.append(page)
    return joined_lines


def _is_dateline(line: str) -> bool:
    """Whether a line has an outlet and its day, which continue no line above: Tide, 3 May 2024."""
    days = dates.find_dates(line) if len(line) <= _MAX_DATELINE_CHARS else []
    return bool(days) and days[-1].end == len(line) and not line[0].islower()


_HEAD_LINES, _MAX_DATELINE_CHARS = 6, 60
"""The number of first lines that may be a dateline, and its largest number of code points."""


def _unfinished(
    lines: Sequence[str], shapes: Sequence[LineShape | None], following: str
) -> list[bool]:
    """For each line of a page whether its paragraph goes on; `following` is on the next page."""
    widest = max(map(line_wrapping.width, lines), default=0)
    edges = line_shapes.edges(lines, shapes)
    blocks = line_blocks.going_on(lines, shapes, following)
    unfinished = []
    for line, shape, goes_on in zip(lines, shapes, blocks, strict=True):
        wide = line_wrapping.width(line) > 0.75 * widest > 30
        full = wide and not header_lines.is_header(line)
        ends = line_blocks.SENTENCE_END.search(line) or _LEADS.search(line[-_LEADER:])
        fills = (full or line_shapes.is_full(line, shape, edges)) and not ends
        unfinished.append(fills if goes_on is None else goes_on)
    return unfinished


def put_pages(
    draft: Draft, pages: Sequence[Sequence[str]], scanned: Mapping[int, ScannedPage], key: str = ""
) -> None:
    """Record the paragraphs of pages, and the confidence of recognised text.

    `key` is the key of the file in the ScanStore.
    """
    draft.pages = tuple(tuple(filter(None, map(tidy_line, page))) for page in pages)
    lines = [line for page in scanned.values() for line in page.lines]
    count = sum(len(line.text) for line in lines)
    if count:
        draft.scan = key
        draft.recognised = round(sum(len(line.text) * line.confidence for line in lines) / count, 3)
        numbers = ", ".join(map(str, sorted(n for n, page in scanned.items() if page.lines)))
        draft.note("paragraphs", f"recognised by machine on pages {numbers}")
