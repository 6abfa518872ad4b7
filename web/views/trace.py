"""Where a pasted text comes from, and whether the quotations in it are right: page, API, CSV."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

import flask
from flask.typing import ResponseReturnValue

from index.api import DateFilter, Filter
from index.report import Report
from index.report_date import first_day
from search.query.filters import filters_of
from search.query.run_query import total_reports
from search.trace.other_words import OtherWords, in_other_words
from search.trace.trace import MAX_TRACED_CHARS, Trace, trace
from search.trace.trace_json import trace_json, verification_json
from search.trace.verification import Verification, verify_document
from search.trace.verify import MAX_QUOTE_CHARS
from web.context import current_index, current_request, links, site
from web.downloads import complete_csv, download
from web.json_body import json_body
from web.json_response import error_response, json_response
from web.language import gettext
from web.rendering import render
from web.request_codec import report_id_in
from web.trace_rows import trace_rows, verification_rows
from web.uploads import MAX_UPLOAD_BYTES, NotTextError, document_of, with_line_feeds
from web.view import View

tracing = View("tracing", __name__, expensive={"/trace": 30.0, "/verify": 30.0, "/earlier": 30.0})

TRACE, VERIFY = "trace", "verify"
HAS_WORDS = re.compile(r"[^\W_]")
PLAIN = re.compile(r"[\w ,.，、-]+")
MAX_SEARCHED_CHARS = 30
"""Characters of a text that is also a search: a few words are in more reports than are read."""
MAX_SENT_CHARS = 100_000
"""Characters of a text that a form may send; MAX_TRACED_CHARS of them are looked up."""


@tracing.get("/trace")
def form() -> str:
    """The form for a text."""
    return _page("", TRACE)


@tracing.post("/trace")
def traced() -> ResponseReturnValue:
    """The trace of the submitted text, or the verdicts on its quotations."""
    flask.request.max_content_length = MAX_UPLOAD_BYTES
    wanted = VERIFY if flask.request.form.get("what") == VERIFY else TRACE
    try:
        text = _sent()[:MAX_SENT_CHARS]
    except NotTextError:
        return _page("", wanted, trouble=gettext("No text can be read in this file.")), 415
    if not HAS_WORDS.search(text):
        return _page(text, wanted, trouble=gettext("There are no words in this text."))
    filters = filters_of(current_request())
    kind = flask.request.form.get("as", "")
    if wanted == VERIFY:
        verification = verify_document(current_index(), text[:MAX_TRACED_CHARS], _today(), filters)
        if kind:
            return _verification_file(verification, kind)
        return _page(text, wanted, verification=verification)
    answer = trace(current_index(), text, filters)
    others = in_other_words(current_index(), answer, filters)
    if kind:
        return _trace_file(answer, others, kind)
    return _page(text, wanted, traced=answer, others=others, passage=_searched(text))


@tracing.get("/earlier")
def earlier() -> ResponseReturnValue:
    """The sentences of a report that stood elsewhere before it."""
    (report,) = current_index().reports([report_id_in(flask.request.args)])
    if report is None:
        return render("gone.html", links()), 404
    return render(
        "earlier.html",
        links(),
        report=report,
        traced=trace(current_index(), report.body, _before(report), without=report.id),
        others=(),
        most=MAX_TRACED_CHARS,
    )


@tracing.get("/api/earlier")
def api_earlier() -> ResponseReturnValue:
    """The same as JSON."""
    (report,) = current_index().reports([report_id_in(flask.request.args)])
    if report is None:
        message = gettext("The index has no report with this id.")
        return error_response(404, gettext("No such report"), message)
    answer = trace(current_index(), report.body, _before(report), without=report.id)
    return json_response(trace_json(answer))


@tracing.post("/api/trace")
def api_trace() -> ResponseReturnValue:
    """The trace of a text: {"text": "…"}."""
    text = _posted("text")
    if text is None:
        return _refused(gettext("Send a JSON object with a text under “text”."), 400)
    if len(text) > MAX_TRACED_CHARS:
        return _refused(_too_long(MAX_TRACED_CHARS), 413)
    filters = filters_of(current_request())
    answer = trace(current_index(), text, filters)
    return json_response(trace_json(answer, in_other_words(current_index(), answer, filters)))


@tracing.post("/api/verify")
def api_verify() -> ResponseReturnValue:
    """The verdicts on the quotations of a text, or on the text itself: {"text": "…"}."""
    text = _posted("text")
    if text is None:
        return _refused(gettext("Send a JSON object with a text under “text”."), 400)
    if len(text) > MAX_TRACED_CHARS:
        return _refused(_too_long(MAX_TRACED_CHARS), 413)
    filters = filters_of(current_request())
    return json_response(
        verification_json(verify_document(current_index(), text, _today(), filters))
    )


def _page(text: str, wanted: str, **values: object) -> str:
    page_links = links(current_request())
    shown: dict[str, object] = {"traced": None, "verification": None, "others": (), "trouble": ""}
    shown |= {"passage": None} | values
    return render(
        "trace.html",
        page_links,
        text=text,
        wanted=wanted,
        most=MAX_TRACED_CHARS,
        most_quote=MAX_QUOTE_CHARS,
        too_long=len(text) > MAX_TRACED_CHARS,
        **shown,
    )


def _searched(text: str) -> tuple[str, int] | None:
    """The query for a short text and its number of reports.

    None for a longer text, or if the time was up.
    """
    passage = text.strip()
    if len(passage) > MAX_SEARCHED_CHARS or not PLAIN.fullmatch(passage):
        return None
    query = f'"{passage}"'
    count = total_reports(current_index(), replace(current_request(), text=query))
    return (query, count) if count is not None else None


def _before(report: Report) -> Sequence[Filter]:
    """Reports of earlier days; of any day if the report has no date."""
    first = first_day(report.date) if report.date else None
    if first is None or first == datetime.date.min:
        return ()
    return (DateFilter(None, first - datetime.timedelta(days=1)),)


def _today() -> datetime.date:
    return site().today()


def _sent() -> str:
    """The submitted text: of a file if one was chosen, else typed.

    After an answer the form holds the text before; who then chooses a file means the file.
    """
    file = flask.request.files.get("file")
    if file is not None and file.filename:
        text = document_of(file, MAX_SENT_CHARS)
    else:
        text = with_line_feeds(flask.request.form.get("text", ""))
    return text.replace("\0", "\ufffd")


def _posted(name: str) -> str | None:
    """A text of a JSON object in the body; None if there is none."""
    value = (json_body(name) or {}).get(name)
    return value if isinstance(value, str) else None


def _too_long(most: int) -> str:
    return gettext("The text has more than %(number)s characters.", number=f"{most:,}")


def _refused(message: str, status: int) -> flask.Response:
    return error_response(status, gettext("This request cannot be answered"), message)


def _trace_file(answer: Trace, others: Sequence[OtherWords], kind: str) -> flask.Response:
    if kind == "json":
        return download(json_response(trace_json(answer, others)), "trace.json")
    return complete_csv(*trace_rows(answer), "trace")


def _verification_file(verification: Verification, kind: str) -> flask.Response:
    if kind == "json":
        return download(json_response(verification_json(verification)), "quotations.json")
    return complete_csv(*verification_rows(verification), "quotations")
