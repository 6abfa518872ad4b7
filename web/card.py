"""The catalogue card of a report: its metadata in words, each with where it was read."""

from dataclasses import dataclass

from index.report import Report
from web import labels
from web.language import gettext


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a card; `origin` is empty where it goes without saying."""

    name: str
    value: str
    origin: str


def card(report: Report) -> tuple[Entry, ...]:
    """What is known about a report, in the order people look for it."""
    origins = dict(report.origins)
    lines = (
        ("source", labels.facet("source"), report.source),
        ("date", labels.facet("date"), labels.date(report.date)),
        ("author", labels.facet("author"), report.author),
        ("editor", labels.facet("editor"), report.editor),
        ("views", gettext("Views"), "" if report.views is None else labels.number(report.views)),
        ("issuer", labels.facet("issuer"), report.issuer),
        ("number", labels.facet("number"), report.number),
        ("kind", labels.facet("kind"), report.kind),
        ("language", labels.facet("language"), _language(report)),
        ("keywords", gettext("Keywords"), gettext(", ").join(report.keywords)),
        ("description", gettext("Description"), report.description),
        ("url", gettext("Address"), report.url),
        ("path", gettext("File"), report.path),
    )
    return tuple(
        Entry(name, value, labels.origin(origins.get(key, "")))
        for key, name, value in lines
        if value
    )


def _language(report: Report) -> str:
    return labels.value("language", report.language) if report.language else ""
