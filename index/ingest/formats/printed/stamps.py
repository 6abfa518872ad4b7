"""Joins what was recognised on a scanned page of a PDF with the stamp that is its text layer."""

import re
from collections.abc import Mapping, Sequence

from index.ingest.formats.printed.page_text import lines_of
from index.ingest.formats.printed.pdf_pages import PdfPage
from index.ingest.scans.scanned_page import ScannedPage

_MORE_LETTERS, _STAMP_FACTOR = 40, 2
"""A scan is kept if it has at least _STAMP_FACTOR × letters of its stamp + _MORE_LETTERS."""
_LETTER = re.compile(r"[^\W_]")


def without_repetition(
    pages: Sequence[PdfPage], scanned: Mapping[int, ScannedPage]
) -> dict[int, ScannedPage]:
    """The recognised pages, but those that say little more than the text layer, which is exact."""
    return {
        number: page
        for number, page in scanned.items()
        if not pages[number - 1].stamped or _says_more(page, pages[number - 1].text)
    }


def _says_more(page: ScannedPage, text: str) -> bool:
    recognised = sum(len(_LETTER.findall(line.text)) for line in page.lines)
    return recognised >= _STAMP_FACTOR * len(_LETTER.findall(text)) + _MORE_LETTERS


def with_stamp(page: PdfPage, scan: ScannedPage) -> list[str]:
    """The paragraphs of a scan; lines of its stamp that were not recognised come first."""
    paragraphs = scan.paragraphs()
    if not page.stamped:
        return paragraphs
    known = _key("".join(line.text for line in scan.lines))
    return [line for line in lines_of(page.text) if _key(line) not in known] + paragraphs


def _key(text: str) -> str:
    """The letters of a text, by which it is compared."""
    return "".join(_LETTER.findall(text)).casefold()
