"""Batch search: a list or a file of queries, each with its count and first hits."""

from collections.abc import Sequence

import flask
from flask.typing import ResponseReturnValue

from index.note_codes import NoteCode
from search.messages import MESSAGES
from web import spreadsheet
from web.batch_search import HITS_PER_QUERY, MAX_QUERIES, QueryAnswer, TooManyError, batch_answers
from web.context import current_index, current_request, links
from web.downloads import complete_csv
from web.errors import BadParameterError
from web.language import gettext
from web.rendering import render
from web.request_codec import MAX_QUERY_CHARS
from web.uploads import NotTextError, not_text_message, text_of, with_line_feeds
from web.view import View

batches = View("batches", __name__, expensive={"/batch": 50.0})

MAX_BATCH_ADDRESS = 4_000
"""Characters of an address; a longer list of queries has none."""


@batches.get("/batch")
def form() -> ResponseReturnValue:
    """The form for a list or a file of queries, or the answers of those in the address."""
    text = with_line_feeds(flask.request.args.get("queries", ""))
    if text.strip():
        return _answers(text, as_csv=flask.request.args.get("as") == "csv")
    return render("batch.html", links(current_request()), answers=(), text="", trouble="")


@batches.post("/batch")
def answers() -> ResponseReturnValue:
    """The answers of the submitted queries, as a page or as CSV; a short list has an address."""
    try:
        text = _sent()
    except NotTextError:
        request = current_request()
        trouble = not_text_message()
        page = render("batch.html", links(request), answers=(), text="", trouble=trouble)
        return page, 415
    as_csv = flask.request.form.get("as") == "csv"
    address = links(current_request()).batch(text)
    if not as_csv and text.strip() and len(address) <= MAX_BATCH_ADDRESS:
        return flask.redirect(address, 303)
    return _answers(text, as_csv=as_csv)


def _answers(text: str, *, as_csv: bool) -> ResponseReturnValue:
    request = current_request()
    try:
        answered = batch_answers(current_index(), request, filter(str.strip, text.splitlines()))
    except TooManyError:
        trouble = gettext("At most %(number)s queries at once.", number=str(MAX_QUERIES))
        page = render("batch.html", links(request), answers=(), text=text, trouble=trouble)
        return page, 413
    except BadParameterError as error:
        trouble = gettext(
            "Query %(number)s is longer than %(most)s characters; no query was run.",
            number=error.name.removeprefix("queries[").removesuffix("]"),
            most=str(MAX_QUERY_CHARS),
        )
        page = render("batch.html", links(request), answers=(), text=text, trouble=trouble)
        return page, 400
    if as_csv:
        return _file(answered)
    return render("batch.html", links(request), answers=answered, text=text, trouble="")


def _sent() -> str:
    """The submitted queries: typed ones, then those of a file."""
    parts = [
        with_line_feeds(flask.request.form.get("queries", "")),
        text_of(flask.request.files.get("file")),
    ]
    return "\n".join(part for part in parts if part.strip())


def _file(answered: Sequence[QueryAnswer]) -> flask.Response:
    head = ["query", "reports", "exact"]
    for number in range(1, HITS_PER_QUERY + 1):
        head += [f"id {number}", f"date {number}", f"source {number}", f"title {number}"]
    return complete_csv(head, [_row(query) for query in answered], "queries")


def _row(query: QueryAnswer) -> list[spreadsheet.SheetCell]:
    if any(note.code == NoteCode.NOT_ANSWERED for note in query.notes):
        return [query.query, None, gettext(MESSAGES[NoteCode.NOT_ANSWERED])]
    row: list[spreadsheet.SheetCell] = [
        query.query,
        query.total,
        "yes" if query.exact else "at least",
    ]
    for report in query.reports:
        row += [report.id, report.date, report.source, report.title]
    return row
