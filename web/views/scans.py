"""Scanned pages: the picture of each, and which of its lines hold a match."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from index import settings
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import ScanStore
from index.report import Report
from search.page import Snippet
from web.context import index, links
from web.views.pages import render

scans = flask.Blueprint("scans", __name__)

#: Pages of a report whose pictures are shown beside its text.
MAX_PICTURES = 500
#: Code points of a piece of a match, that goes on in the next line, by which its line is known.
_PIECE = 4


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


@scans.get("/scan/<path:report_id>/<int:number>.webp")
def scan(report_id: str, number: int) -> ResponseReturnValue:
    """The small picture of a page, of a report that is in the index; pages count from 1."""
    (report,) = index().reports([report_id])
    picture = None
    if report is not None and report.scan and 1 <= number <= len(report.pages):
        picture = _store().preview(report.scan, number)
    if picture is None:
        return render("gone.html", links()), 404
    response = flask.Response(picture, content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def page_pictures(report: Report, paragraphs: Sequence[Snippet]) -> list[PagePicture]:
    """The scanned pages of a report, in their order; none where their pictures were not kept."""
    return list(_pictures(report, paragraphs)) if report.scan else []


def _store() -> ScanStore:
    return ScanStore(settings.current_settings().scans)


def _pictures(report: Report, paragraphs: Sequence[Snippet]) -> Iterator[PagePicture]:
    store = _store()
    for number, start in enumerate(report.pages[:MAX_PICTURES], start=1):
        page = store.shown(report.scan, number)
        if page is None or not page.lines:
            continue
        last = report.pages[number] - 1 if number < len(report.pages) else len(paragraphs)
        first = start - 1 if number > 1 else 0
        matches = {
            one.text[mark.start : mark.end].casefold()
            for one in paragraphs[first : last + 1]
            for mark in one.marks
        }
        yield PagePicture(
            number, first, max(last, first), page.width, page.height, tuple(_frames(page, matches))
        )


def _frames(page: ScannedPage, matches: set[str]) -> Iterator[tuple[int, int, int, int]]:
    """The boxes of the lines that hold a match, or the end or the beginning of one."""
    for line in page.lines:
        text = line.text.casefold()
        if any(
            match in text
            or (
                len(match) > _PIECE
                and (text.endswith(match[:_PIECE]) or text.startswith(match[-_PIECE:]))
            )
            for match in matches
        ):
            left, top, right, bottom = line.box
            yield left, top, right - left, bottom - top
