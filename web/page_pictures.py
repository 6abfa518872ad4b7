"""The pictures of scanned pages beside the paragraphs of a report, with boxes around matches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import settings
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import ScanStore
from index.report import Report
from search.page import Snippet

MAX_PICTURES = 500
"""Pages of a report whose pictures are shown beside its text."""
_BESIDE = 4
"""Code points beside a match by which its line is known."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A scanned page beside the paragraphs from `first` to before `last`, counted from 0.

    `frames` are left, top, width and height, in the parts of SCALE, of the lines with a match.
    """

    number: int
    first: int
    last: int
    width: int
    height: int
    frames: tuple[tuple[int, int, int, int], ...]


def page_pictures(report: Report, paragraphs: Sequence[Snippet]) -> list[PagePicture]:
    """The scanned pages of a report, in their order; none where their pictures were not kept."""
    return list(_pictures(report, paragraphs)) if report.scan else []


def scan_store() -> ScanStore:
    """The store of scanned pages that the settings name."""
    return ScanStore(settings.current_settings().scans)


def _pictures(report: Report, paragraphs: Sequence[Snippet]) -> Iterator[PagePicture]:
    store = scan_store()
    for number, start in enumerate(report.pages[:MAX_PICTURES], start=1):
        page = store.shown(report.scan, number)
        if page is None or not page.lines:
            continue
        last = report.pages[number] - 1 if number < len(report.pages) else len(paragraphs)
        first = start - 1 if number > 1 else 0
        probes = [
            probe for paragraph in paragraphs[first : last + 1] for probe in _probes(paragraph)
        ]
        yield PagePicture(
            number, first, max(last, first), page.width, page.height, tuple(_frames(page, probes))
        )


def _probes(paragraph: Snippet) -> Iterator[str]:
    """The strings that identify a line with a match: the match with the text beside it.

    If a match continues on the next line, each of the two lines contains one end of it.
    """
    text = paragraph.text
    for mark in paragraph.marks:
        before, after = max(mark.start - _BESIDE, 0), mark.end + _BESIDE
        yield text[before : mark.end]
        yield text[mark.start : after]
        if mark.end - mark.start > 1:
            yield text[before : mark.start + 1]
            yield text[mark.end - 1 : after]


def _frames(page: ScannedPage, probes: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """The boxes of the lines with a match."""
    for line in page.lines:
        if any(probe in line.text for probe in probes if len(probe) > _BESIDE):
            left, top, right, bottom = line.box
            yield left, top, right - left, bottom - top
