"""The catalogue card of a report: its metadata in words, each with where it was read."""

from dataclasses import dataclass

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
    """What is known about a report, in the order people look for it."""
    origins = dict(report.origins)
    lines = (
        ("source", formatting.facet("source"), report.source),
        ("date", formatting.facet("date"), formatting.date(report.date)),
        ("author", formatting.facet("author"), report.author),
        ("editor", formatting.facet("editor"), report.editor),
        (
            "views",
            gettext("Views"),
            "" if report.views is None else formatting.number(report.views),
        ),
        ("issuer", formatting.facet("issuer"), report.issuer),
        ("number", formatting.facet("number"), report.number),
        ("kind", formatting.facet("kind"), report.kind),
        ("language", formatting.facet("language"), _language(report)),
        ("keywords", gettext("Keywords"), gettext(", ").join(report.keywords)),
        ("description", gettext("Description"), report.description),
        ("url", gettext("Address"), report.url),
        ("path", gettext("File"), report.path),
    )
    return tuple(
        MetadataRow(name, value, formatting.origin(origins.get(key, "")))
        for key, name, value in lines
        if value
    )


def _language(report: Report) -> str:
    return formatting.value("language", report.language) if report.language else ""
