"""The export formats of all results of a search; routes, links and help derive from EXPORTS.

To add one, write a function from the results to the bytes of the file, and add it to EXPORTS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from index.fields import EXPORTED_FIELDS
from index.note_codes import NoteCode
from search import json_output
from search.messages import MESSAGES
from search.scan import ScannedHit, Walk
from web import formatting, spreadsheet
from web.language import gettext

COLUMNS = ("id", *EXPORTED_FIELDS)
_HEAD = (*COLUMNS, "score", "snippet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file format; `label` is the text of its link, `summary` its OpenAPI summary.

    `write` streams, so memory does not grow with the number of results.
    """

    label: str
    summary: str
    mimetype: str
    write: Callable[[Walk], Iterator[bytes]]


def _csv(results: Walk) -> Iterator[bytes]:
    return spreadsheet.csv_of(_HEAD, _rows(results))


def _excel(results: Walk) -> Iterator[bytes]:
    full = gettext(
        "Excel holds no more than %(number)s rows; the CSV file has them all.",
        number=formatting.number(spreadsheet.MAX_SHEET_ROWS),
    )
    return spreadsheet.xlsx_of(_HEAD, _rows(results), full)


def _json_lines(results: Walk) -> Iterator[bytes]:
    return (json_output.dumps(one).encode() + b"\n" for one in _records(results))


def _rows(results: Walk) -> Iterator[list[spreadsheet.SheetCell]]:
    """The results as rows; a last row says when the time limit cut them."""
    return _until_cut(results, gettext(MESSAGES[NoteCode.TIMED_OUT]))


def _until_cut(results: Walk, sentence: str) -> Iterator[list[spreadsheet.SheetCell]]:
    yield from map(_row, results)
    if results.cut:
        yield [sentence]


def _row(hit: ScannedHit) -> list[spreadsheet.SheetCell]:
    snippet = hit.snippet()
    cells = [getattr(hit.report, name) for name in COLUMNS]
    return [*cells, round(hit.scored.score, 6), snippet.text if snippet else ""]


def _records(results: Walk) -> Iterator[dict[str, object]]:
    """The results as records; a last record says when the time limit cut them."""
    yield from map(_record, results)
    if results.cut:
        yield {"error": NoteCode.TIMED_OUT, "text": MESSAGES[NoteCode.TIMED_OUT]}


def _record(hit: ScannedHit) -> dict[str, object]:
    report = hit.report
    record: dict[str, object] = {name: getattr(report, name) for name in COLUMNS}
    record["date"] = report.date.isoformat() if report.date else None
    record["keywords"] = list(report.keywords)
    record["description"] = report.description
    record["text"] = report.body
    record["score"] = round(hit.scored.score, 6)
    return record


EXPORTS = MappingProxyType(
    {
        "csv": Export(
            label="CSV",
            summary="All results as CSV",
            mimetype="text/csv; charset=utf-8",
            write=_csv,
        ),
        "xlsx": Export(
            label="Excel",
            summary="All results for Excel",
            mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write=_excel,
        ),
        "jsonl": Export(
            label="JSON Lines",
            summary="All results as JSON Lines",
            mimetype="application/x-ndjson",
            write=_json_lines,
        ),
    }
)
"""Formats by file extension, in the order of the links."""
