"""The text of pages as lines, to paragraphs, and where the pages begin in the text of a file."""

import re
from collections.abc import Mapping, Sequence

from index.ingest import header_lines, wrapped
from index.ingest.draft import Draft, tidy
from index.ingest.scans.row_text import is_page_number, joined, together
from index.ingest.scans.scanned_page import ScannedPage

#: What begins a line of its own at the top of a page.
_BEGINS = re.compile(
    r"\s*(?:[-*•·●○■□]|\d{1,3}[.、)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条款]|(?:chapter|section|article)\s\d)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[。！？；：.!?:;]['\"”’）)]?$")


def lines_of(page: str) -> list[str]:
    """The lines of a page's text without the number of the page."""
    lines = [together(line.strip()) for line in re.split(r"[\r\n]+", page.replace("\ufffe", "-"))]
    return [line for line in lines if line and not is_page_number(line)]


def paragraphs(page: str) -> list[str]:
    """The paragraphs of a page's text: a line goes on where it is long and ends no sentence."""
    return flowed([lines_of(page)])[0]


def flowed(pages: list[list[str]]) -> list[list[str]]:
    """The paragraphs of pages; one that goes on over a page stands where it begins."""
    found: list[list[str]] = []
    goes_on: list[str] = []  # the paragraphs of the page whose last one goes on
    for lines in pages:
        page: list[str] = []
        widest = max((wrapped.width(line) for line in lines), default=0)
        for place, line in enumerate(lines):
            header = header_lines.is_header(line)
            begins = header or (place == 0 and _BEGINS.match(line))
            if goes_on and not begins:
                goes_on[-1] = joined(goes_on[-1], line)
            else:
                page.append(line)
                goes_on = page
            wide = wrapped.width(line) > 0.75 * widest > 30
            goes_on = goes_on if not header and wide and not _ENDS.search(line) else []
        found.append(page)
    return found


def page_starts(kept: Sequence[str], pages: Sequence[Sequence[str]]) -> list[int]:
    """For each page the number, from 1, of the paragraph it begins with or the next one kept."""
    starts = []
    place = 0
    for page in pages:
        starts.append(min(place + 1, max(len(kept), 1)))
        for paragraph in page:
            place += place < len(kept) and kept[place] == tidy(paragraph)
    return starts


def put_pages(
    draft: Draft, pages: Sequence[Sequence[str]], scanned: Mapping[int, ScannedPage]
) -> None:
    """Note where pages begin, and how sure the text is that was recognised on some of them."""
    draft.pages = tuple(page_starts(draft.paragraphs, pages))
    lines = [line for page in scanned.values() for line in page.lines]
    count = sum(len(line.text) for line in lines)
    if count:
        draft.recognised = round(sum(len(line.text) * line.confidence for line in lines) / count, 3)
        numbers = ", ".join(map(str, sorted(n for n, page in scanned.items() if page.lines)))
        draft.note("paragraphs", f"recognised by machine on pages {numbers}")
