"""The original PDF files of reports without an address, which a browser opens at a page."""

from urllib.parse import quote

import flask
from flask.typing import ResponseReturnValue

from index.report import ReportId
from web.context import current_index, links
from web.original_link import served_original
from web.rendering import render
from web.view import View

originals = View("originals", __name__)


@originals.get("/original/<path:report_id>")
def original(report_id: ReportId) -> ResponseReturnValue:
    """The original of a report, if it is a PDF file in the folders of the settings."""
    (report,) = current_index().reports([report_id])
    source = served_original(report) if report is not None else None
    if source is None:
        return render("gone.html", links()), 404
    response = flask.Response(source.parts(), content_type="application/pdf")
    response.content_length = source.size
    name = quote(source.name.rpartition("/")[2], safe="", errors="replace")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(
        flask.request.environ, accept_ranges=True, complete_length=source.size
    )
