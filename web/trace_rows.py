"""Traces and verdicts as rows of a table for CSV files."""

from search.trace.carriers import Carrier
from search.trace.trace import Trace
from search.trace.verification import Verification
from web.spreadsheet import SheetCell

TableRows = tuple[list[SheetCell], list[list[SheetCell]]]
"""The head of a table, and its rows."""
_PLACE: tuple[SheetCell, ...] = ("id", "date", "source", "title", "text in the report", "start")


def trace_rows(traced: Trace) -> TableRows:
    """A row for each carrier of each sentence; one without a report for a sentence not found."""
    head: list[SheetCell] = ["start", "end", "sentence", "match", "difference", *_PLACE]
    rows: list[list[SheetCell]] = []
    for sentence in traced.sentences:
        sentence_cells: list[SheetCell] = [sentence.start, sentence.end, sentence.text]
        rows += [[*sentence_cells, *_carrier(carrier)] for carrier in sentence.located.carriers]
        rows += [] if sentence.located.carriers else [[*sentence_cells, sentence.match.value]]
    return head, rows


def verification_rows(verification: Verification) -> TableRows:
    """A row for each quotation, with its best and its earliest carrier, and what was searched."""
    head: list[SheetCell] = ["start", "end", "quotation", "verdict", "difference", *_PLACE]
    head += ["earliest id", "earliest date", "reports searched", "first date", "last date"]
    head += ["generation", "checksum", "checked on"]
    covered = verification.extent
    common: list[SheetCell] = [
        covered.reports,
        covered.first,
        covered.last,
        covered.generation,
        verification.checksum,
        verification.date,
    ]
    rows: list[list[SheetCell]] = []
    for quotation in verification.checked:
        verdict = quotation.verdict
        quote_cells: list[SheetCell] = [
            quotation.quotation.start,
            quotation.quotation.end,
            verdict.quote,
        ]
        best = verdict.best
        carrier_cells = _carrier(best) if best else [verdict.match.value, *[""] * (1 + len(_PLACE))]
        first = verdict.earliest.report if verdict.earliest else None
        earliest: list[SheetCell] = [first.id, first.date] if first else ["", None]
        rows.append([*quote_cells, *carrier_cells, *earliest, *common])
    return head, rows


def _carrier(carrier: Carrier) -> list[SheetCell]:
    report = carrier.report
    kind = carrier.kind.value if carrier.kind else ""
    return [
        carrier.match.value,
        kind,
        report.id,
        report.date,
        report.source,
        report.title,
        carrier.text,
        carrier.start,
    ]
