"""The export formats of all results of a search; routes, links and help derive from EXPORTS.

To add one, write a function from the results to an iterator of bytes, and add it to EXPORTS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from index.fields import EXPORTED_FIELDS
from search import json_output
from search.messages import MESSAGES
from search.views import citation
from search.views.scan import ResultScan, ScannedHit
from web import formatting, spreadsheet
from web.citation_formats import CITATION_FORMATS
from web.language import gettext

COLUMNS = ("id", *EXPORTED_FIELDS)
_HEAD = (*COLUMNS, "score", "snippet", "page", "recognised")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file format; `label` is the text of its link, `summary` its OpenAPI summary.

    `write` streams, so memory does not grow with the number of results. `cites` says that the file
    holds citations.
    """

    label: str
    summary: str
    mimetype: str
    write: Callable[[ResultScan], Iterator[bytes]]
    cites: bool = False


def _csv(results: ResultScan) -> Iterator[bytes]:
    return spreadsheet.csv_of(_HEAD, _rows(results))


def _excel(results: ResultScan) -> Iterator[bytes]:
    full = gettext(
        "Excel holds no more than %(number)s rows; the CSV file has them all.",
        number=formatting.number(spreadsheet.MAX_SHEET_ROWS),
    )
    return spreadsheet.xlsx_of(_HEAD, _rows(results), full)


def _json_lines(results: ResultScan) -> Iterator[bytes]:
    return (json_output.dumps(record).encode() + b"\n" for record in _json_records(results))


def _rows(results: ResultScan) -> Iterator[list[spreadsheet.SheetCell]]:
    """The results as rows; a last row says why some are missing, if so."""
    yield from map(_row, results)
    if results.cut:
        yield [gettext(MESSAGES[results.cut])]


def _row(hit: ScannedHit) -> list[spreadsheet.SheetCell]:
    snippet = hit.snippet()
    cells = [getattr(hit.report, name) for name in COLUMNS]
    score, text = round(hit.scored.score, 6), snippet.text if snippet else ""
    recognised = hit.report.recognised
    return [*cells, score, text, hit.page() or "", "" if recognised is None else recognised]


def _json_records(results: ResultScan) -> Iterator[dict[str, object]]:
    """The results as records; a last record says why some are missing, if so."""
    yield from map(_json_record, results)
    if results.cut:
        yield {"error": results.cut, "text": MESSAGES[results.cut]}


def _json_record(hit: ScannedHit) -> dict[str, object]:
    report = hit.report
    record: dict[str, object] = {name: getattr(report, name) for name in COLUMNS}
    record["date"] = report.date.isoformat() if report.date else None
    record["keywords"] = list(report.keywords)
    record["description"] = report.description
    record["text"] = report.body
    record["score"] = round(hit.scored.score, 6)
    record["page"] = hit.page()
    record["recognised"] = report.recognised
    return record


def _cited(cite: citation.Cite, results: ResultScan) -> Iterator[str]:
    """The citation of each result, with the page of its first match."""
    for hit in results:
        yield cite(hit.report, results.today, citation.page_list([hit.page()]))


def _numbered(cited: Iterator[str]) -> Iterator[str]:
    """The citations as one numbered list."""
    return (f"[{number}] {text}" for number, text in enumerate(cited, 1))


def _with_unique_keys(entries: Iterator[str]) -> Iterator[str]:
    """BibTeX entries whose keys differ."""
    keys: set[str] = set()
    for number, entry in enumerate(entries, 1):
        yield citation.with_unique_key(entry, number, keys)


def _citations(
    name: str,
    summary: str,
    arranged: Callable[[Iterator[str]], Iterator[str]] = iter,
    comment: str = "",
) -> Export:
    """The export of the citations in a format, as `arranged` puts them into the file.

    A last line, after `comment`, says why some are missing, if so.
    """
    form = CITATION_FORMATS[name]

    def write(results: ResultScan) -> Iterator[bytes]:
        for text in arranged(_cited(form.cite, results)):
            yield f"{text}\n".encode("utf-8", "replace")
        if results.cut:
            yield f"{comment}{gettext(MESSAGES[results.cut])}\n".encode()

    return Export(
        label=form.label, summary=summary, mimetype=form.mimetype, write=write, cites=True
    )


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
        "gbt.txt": _citations(
            "gbt7714", "Citations of all results, numbered, as GB/T 7714 writes them", _numbered
        ),
        "apa.txt": _citations(
            "apa", "Citations of all results, numbered, as APA writes them", _numbered
        ),
        "ris": _citations("ris", "All results as RIS records for a reference manager"),
        "bib": _citations("bibtex", "All results as BibTeX entries", _with_unique_keys, "% "),
    }
)
"""Formats by file extension, in the order of the links."""
