"""A collection as its exports need it: each report, from the archive or its card, with notes."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from index.api import Index
from index.report import Report
from web.desk.records import Collection, Item
from web.desk.store import Desk

_READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """A report of a dossier; `archived` says whether the archive still has it."""

    number: int
    item: Item
    report: Report
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A collection with its entries in order.

    `today` is when it was cited, `folders` are those that the archive was read from, `language` is
    that of the page.
    """

    collection: Collection
    entries: tuple[DossierEntry, ...]
    today: datetime.date
    folders: tuple[str, ...]
    language: str


def dossier(  # noqa: PLR0913 - what a dossier is made of
    desk: Desk, reader: str, number: int, *, index: Index, today: datetime.date, language: str
) -> Dossier:
    """The dossier of a collection; NotOnDeskError if the reader has none of this number."""
    known = desk.collection(reader, number)
    items = desk.items(reader, number)
    return Dossier(
        collection=known,
        entries=tuple(_entries(index, items)),
        today=today,
        folders=index.about().folders,
        language=language,
    )


def _entries(index: Index, items: Sequence[Item]) -> list[DossierEntry]:
    entries: list[DossierEntry] = []
    for start in range(0, len(items), _READ_AT_ONCE):
        part = items[start : start + _READ_AT_ONCE]
        reports = index.reports([item.card.report for item in part])
        for item, report in zip(part, reports, strict=True):
            shown = report or item.card.as_report()
            entries.append(DossierEntry(len(entries) + 1, item, shown, report is not None))
    return entries
