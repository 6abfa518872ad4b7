"""The images of scanned pages."""

import flask
from flask.typing import ResponseReturnValue

from index.report import ReportId
from web.context import current_index, links
from web.page_pictures import scan_store
from web.rendering import render
from web.view import View

scans = View("scans", __name__)


@scans.get("/scan/<path:report_id>/<int:number>.webp")
def scan(report_id: ReportId, number: int) -> ResponseReturnValue:
    """The small picture of a page, of a report that is in the index; pages count from 1."""
    (report,) = current_index().reports([report_id])
    picture = None
    if report is not None and report.scan and 1 <= number <= len(report.pages):
        picture = scan_store().preview(report.scan, number)
    if picture is None:
        return render("gone.html", links()), 404
    response = flask.Response(picture, content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
