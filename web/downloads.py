"""Answers that a browser saves as a file: any response, and tables as CSV."""

import itertools
from collections.abc import Iterable

import flask

from web import formatting, spreadsheet
from web.context import cut_notes, streamed_download

_MIMETYPE = "text/csv; charset=utf-8"


def streamed_csv(
    head: spreadsheet.SheetRow, rows: Iterable[spreadsheet.SheetRow], name: str
) -> flask.Response:
    """The file NAME.csv; its last rows say why it is not complete, if so."""
    notes = [[formatting.note(note)] for note in cut_notes()]  # now: later there is no request
    return streamed_download(
        spreadsheet.csv_of(head, itertools.chain(rows, notes)), f"{name}.csv", _MIMETYPE
    )


def complete_csv(
    head: spreadsheet.SheetRow, rows: Iterable[spreadsheet.SheetRow], name: str
) -> flask.Response:
    """The file NAME.csv of rows that are known already."""
    content = b"".join(spreadsheet.csv_of(head, rows))
    return download(flask.Response(content, content_type=_MIMETYPE), f"{name}.csv")


def download(response: flask.Response, name: str) -> flask.Response:
    """The response, which browsers save as a file of this name."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
