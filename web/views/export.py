"""A search taken along: all its results as CSV, JSON Lines or Excel, and as a feed of the newest.

Everything is streamed from one state of the index; how many results there are does not matter to
the memory it takes.
"""

import dataclasses
from collections.abc import Iterator

import flask
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from index.api import Order
from index.fields import EXPORTED_FIELDS
from search import json_output
from search.engine import search
from search.messages import MESSAGES
from search.page import Page
from search.scan import TIMED_OUT, ScannedHit, Walk, iter_results
from web import formatting, spreadsheet
from web.context import about, current_request, index, links, streamed
from web.highlight_html import neutral
from web.language import gettext

export = flask.Blueprint("export", __name__)

COLUMNS = ("id", *EXPORTED_FIELDS)
ENTRIES = 50
"""Reports in a feed."""


@export.get("/export.csv")
def csv_file() -> flask.Response:
    """All results as a table for any program."""
    head = (*COLUMNS, "score", "snippet")
    return _file(spreadsheet.csv_of(head, _rows()), "csv", "text/csv; charset=utf-8")


@export.get("/export.xlsx")
def excel_file() -> flask.Response:
    """All results as a workbook."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    full = gettext(
        "Excel holds no more than %(number)s rows; the CSV file has them all.",
        number=formatting.number(spreadsheet.MAX_SHEET_ROWS),
    )
    return _file(spreadsheet.xlsx_of((*COLUMNS, "score", "snippet"), _rows(), full), "xlsx", kind)


@export.get("/export.jsonl")
def json_lines() -> flask.Response:
    """All results with their whole text, one JSON object a line."""
    records = _records(iter_results(index(), current_request()))
    lines = (json_output.dumps(one).encode() + b"\n" for one in records)
    return _file(lines, "jsonl", "application/x-ndjson")


def _rows() -> Iterator[list[spreadsheet.SheetCell]]:
    """The results as rows; a last one says where the time was up before all were there."""
    return _until_cut(iter_results(index(), current_request()), gettext(MESSAGES[TIMED_OUT]))


def _until_cut(results: Walk, sentence: str) -> Iterator[list[spreadsheet.SheetCell]]:
    yield from map(_row, results)
    if results.cut:
        yield [sentence]


def _records(results: Walk) -> Iterator[dict[str, object]]:
    """The results whole; where the time was up before all were there, a last line says so."""
    yield from map(_record, results)
    if results.cut:
        yield {"error": TIMED_OUT, "text": MESSAGES[TIMED_OUT]}


def _file(parts: Iterator[bytes], ending: str, kind: str) -> flask.Response:
    return streamed(parts, f"reports.{ending}", kind)


def _row(found: ScannedHit) -> list[spreadsheet.SheetCell]:
    snippet = found.snippet()
    cells = [getattr(found.report, name) for name in COLUMNS]
    return [*cells, round(found.scored.score, 6), snippet.text if snippet else ""]


def _record(found: ScannedHit) -> dict[str, object]:
    report = found.report
    record: dict[str, object] = {name: getattr(report, name) for name in COLUMNS}
    record["date"] = report.date.isoformat() if report.date else None
    record["keywords"] = list(report.keywords)
    record["description"] = report.description
    record["text"] = report.body
    record["score"] = round(found.scored.score, 6)
    return record


def _newest() -> Page:
    request = dataclasses.replace(
        current_request(), order=Order.NEWEST, start=0, size=ENTRIES, facets=()
    )
    return search(index(), request)


@export.get("/feed.atom")
def atom() -> flask.Response:
    """The newest results as an Atom feed."""
    page = _newest()
    text = flask.render_template(
        "feed.atom.xml",
        page=page,
        links=links(page.request),
        base=flask.request.host_url.rstrip("/"),
        here=flask.request.url,
        title=_title(page),
        updated=about().built.isoformat(timespec="seconds"),
    )
    return flask.Response(neutral(text), content_type="application/atom+xml; charset=utf-8")


@export.get("/feed.json")
def json_feed() -> flask.Response:
    """The newest results as a JSON Feed."""
    page = _newest()
    found, base = links(page.request), flask.request.host_url.rstrip("/")
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(page),
        "home_page_url": base + found.search(),
        "feed_url": flask.request.url,
        "language": str(get_locale()).replace("_", "-"),
        "items": [
            {
                "id": found.urn(hit.id),
                "url": base + found.report(hit.id),
                "title": hit.title,
                "content_text": "\n".join(snippet.text for snippet in hit.snippets),
                **({"date_published": f"{hit.date}T00:00:00Z"} if hit.date else {}),
                **({"authors": [{"name": hit.source}]} if hit.source else {}),
                **({"external_url": hit.url} if hit.url else {}),
            }
            for hit in page.hits
        ],
    }
    return flask.Response(json_output.dumps(feed), content_type="application/feed+json")


def _title(page: Page) -> str:
    return f"{gettext('Baogao')}: {page.request.text}" if page.request.text else gettext("Baogao")


@export.get("/opensearch.xml")
def opensearch() -> ResponseReturnValue:
    """What a browser needs to search here from its own search box."""
    text = flask.render_template(
        "opensearch.xml", base=flask.request.host_url.rstrip("/"), name=gettext("Baogao")
    )
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return flask.Response(neutral(text), content_type=kind)
