"""The pictures of scanned pages beside the paragraphs of a report, with boxes around matches."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import settings
from index.ingest.scans.recogniser import RecognisedLine
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import ScanStore
from index.report import Report
from search.page import Snippet

MAX_PICTURES = 500
"""Pages of a report whose pictures are shown beside its text."""
_NEIGHBOUR_CHARS = 4
"""Code points beside a match by which its line is known."""
_MAX_PART_CHARS = 60
"""Code points of a match at the end or beginning of a line, where it goes on on another one."""
_LAST_NARROW = "\u2e7f"
"""Characters up to this one are half as wide as Han characters."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A scanned page beside the paragraphs from `first` to before `last`, counted from 0.

    `frames` are left, top, width and height, in the parts of SCALE, of the matches.
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
        page = store.page_of_any_version(report.scan, number)
        if page is None or not page.lines:
            continue
        last = report.pages[number] - 1 if number < len(report.pages) else len(paragraphs)
        first = min(start - 1, len(paragraphs)) if number > 1 else 0
        matches = [
            match for paragraph in paragraphs[first : last + 1] for match in _matches(paragraph)
        ]
        yield PagePicture(
            number, first, max(last, first), page.width, page.height, tuple(_frames(page, matches))
        )


@dataclass(frozen=True, slots=True)
class _Match:
    """A match with the text before and after it, by which its line is known."""

    before: str
    text: str
    after: str

    def ranges(self, line: str) -> Iterator[tuple[int, int]]:
        """Where the match, or the part of it on this line, is in the text of a line."""
        for probe, offset in (
            (self.before + self.text, len(self.before)),
            (self.text + self.after, 0),
        ):
            at = line.find(probe) if len(probe) > _NEIGHBOUR_CHARS else -1
            if at >= 0:
                yield at + offset, at + offset + len(self.text)
                return
        if len(line) > _NEIGHBOUR_CHARS and line in self.text:
            yield 0, len(line)
            return
        for part in range(min(len(self.text) - 1, _MAX_PART_CHARS), 0, -1):
            if line.endswith(self.before + self.text[:part]) and self.before:
                yield len(line) - part, len(line)
                return
            if line.startswith(self.text[-part:] + self.after) and self.after:
                yield 0, part
                return


def _matches(paragraph: Snippet) -> Iterator[_Match]:
    text = paragraph.text
    for mark in paragraph.marks:
        before, after = max(mark.start - _NEIGHBOUR_CHARS, 0), mark.end + _NEIGHBOUR_CHARS
        yield _Match(text[before : mark.start], text[mark.start : mark.end], text[mark.end : after])


def _frames(page: ScannedPage, matches: list[_Match]) -> Iterator[tuple[int, int, int, int]]:
    """The boxes of the matches on the lines of a page; whole lines if the page lies or stands."""
    for line in page.lines:
        ranges = dict.fromkeys(
            text_range for match in matches for text_range in match.ranges(line.text)
        )
        if page.turned and ranges:
            ranges = {(0, len(line.text)): None}
        for start, end in ranges:
            yield _part_of_box(line, start, end)


def _part_of_box(line: RecognisedLine, start: int, end: int) -> tuple[int, int, int, int]:
    """The part of a line's box with some of its characters, wide ones twice as long as others.

    A line that is higher than it is wide runs down.
    """
    left, top, right, bottom = line.box
    columns = [0, *itertools.accumulate(2 if char > _LAST_NARROW else 1 for char in line.text)]
    first, last = columns[start] / columns[-1], columns[end] / columns[-1]
    width, height = right - left, bottom - top
    if height > 1.5 * width and len(line.text) > 2:
        return left, round(top + first * height), width, round((last - first) * height)
    return round(left + first * width), top, round((last - first) * width), height
