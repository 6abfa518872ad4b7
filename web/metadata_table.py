"""The catalogue card of a report: its metadata in words, each with where it was read."""

import datetime
from dataclasses import dataclass

from index.fields import READ_FIELDS
from index.report import Report
from web import formatting
from web.language import gettext


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """One line of a card; `origin` is empty where it goes without saying."""

    name: str
    value: str
    origin: str


def metadata_table(report: Report) -> tuple[MetadataRow, ...]:
    """What is known about a report: its source first, then in the order of the table of fields."""
    origins = dict(report.origins)
    rows = (
        MetadataRow(formatting.facet(name), value, formatting.origin(origins.get(name, "")))
        for name in dict.fromkeys(("source", *READ_FIELDS, "kind", "path"))
        if name != "title" and (value := _spelled(name, report))
    )
    return (*rows, *_kept(report, origins.get("paragraphs", "")))


#: Share of the visible text from which a report counts as whole, and nothing need be said.
WHOLE = 0.9


def _kept(report: Report, note: str) -> tuple[MetadataRow, ...]:
    """How much of the visible text of its file a report keeps, where that is not nearly all."""
    share = report.completeness
    if share is None or (share >= WHOLE and not note):
        return ()
    return (MetadataRow(gettext("Text kept"), f"{share:.0%}", note),)


def _spelled(name: str, report: Report) -> str:
    """A field as people read it; empty where it has no value."""
    match value := getattr(report, name):
        case None | "" | ():
            return ""
        case datetime.date():
            return formatting.date(value)
        case int():
            return formatting.number(value)
        case tuple():
            return gettext(", ").join(value)
        case _:
            return formatting.value(name, value)
