"""The metadata table of a report: each field as text, with its origin."""

import datetime
from dataclasses import dataclass

from index.fields import READ_FIELDS
from index.report import COMPLETE_SHARE, Report
from index.report_date import PartialDate
from web import formatting, reading_notes
from web.language import gettext


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """One row of the table; `origin` is empty if it is obvious."""

    name: str
    value: str
    origin: str


def metadata_table(report: Report) -> tuple[MetadataRow, ...]:
    """The metadata of a report: its source first, then in the order of the table of fields."""
    origins = dict(report.origins)
    rows = (
        MetadataRow(formatting.facet(name), value, formatting.origin(origins.get(name, "")))
        for name in dict.fromkeys(("source", *READ_FIELDS, "kind", "path"))
        if name != "title" and (value := _text(name, report))
    )
    return (*rows, *_completeness(report, origins.get("paragraphs", "")))


def _completeness(report: Report, note: str) -> tuple[MetadataRow, ...]:
    """The share of the visible text that was extracted, if the report is not complete."""
    share = report.completeness
    if share is None or (share >= COMPLETE_SHARE and not note):
        return ()
    return (MetadataRow(gettext("Text kept"), f"{share:.0%}", reading_notes.translated(note)),)


def _text(name: str, report: Report) -> str:
    """A field as text; empty without a value."""
    match value := getattr(report, name):
        case None | "" | ():
            return ""
        case datetime.date() | PartialDate():
            return formatting.date(value)
        case int():
            return formatting.number(value)
        case tuple():
            return gettext(", ").join(value)
        case _:
            return formatting.value(name, value)
