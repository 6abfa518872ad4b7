"""A collection as its exports need it: each report, from the archive or its card, with notes."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from index.api import Index
from index.report import Report
from index.system.deadline import current_deadline
from search.report_beginnings import READ_TOGETHER, full_report, read_beginnings
from search.views.citation import page_list
from web.desk.passages import PassageFinder
from web.desk.records import Collection, Item
from web.desk.store import Desk
from web.originals import trusted_folders


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """A report of a dossier, without its text; `archived` says whether the archive still has it.

    `pages` has the page of each noted passage, None where it is unknown or the file has no pages.
    """

    number: int
    item: Item
    report: Report
    archived: bool
    pages: tuple[int | None, ...]

    @property
    def cited_pages(self) -> str:
        """The pages of the noted passages, as citations name them; "" if there are none."""
        return page_list(self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A collection with its entries in order.

    `today` is when it was cited, `folders` are those in which originals are looked for, `language`
    is that of the page, and `index` has the texts of the reports.
    """

    collection: Collection
    entries: tuple[DossierEntry, ...]
    today: datetime.date
    folders: tuple[str, ...]
    language: str
    index: Index


def dossier(  # noqa: PLR0913 - what a dossier is made of
    desk: Desk,
    reader: str,
    number: int,
    *,
    index: Index,
    today: datetime.date,
    language: str,
    corpus: Sequence[str],
) -> Dossier:
    """The dossier of a collection; NotOnDeskError if the reader has none of this number.

    `corpus` are the folders of the settings: originals come from nowhere else.
    """
    known = desk.collection(reader, number)
    items = desk.items(reader, number)
    return Dossier(
        collection=known,
        entries=tuple(_entries(index, items)),
        today=today,
        folders=trusted_folders(index.about().folders, corpus),
        language=language,
        index=index,
    )


def _entries(index: Index, items: Sequence[Item]) -> list[DossierEntry]:
    entries: list[DossierEntry] = []
    for start in range(0, len(items), READ_TOGETHER):
        part = items[start : start + READ_TOGETHER]
        reports = read_beginnings(index, [item.card.report for item in part])
        for item, report in zip(part, reports, strict=True):
            shown = report.beginning(0) if report else item.card.as_report()
            pages = _pages(index, item, report)
            entries.append(DossierEntry(len(entries) + 1, item, shown, report is not None, pages))
    return entries


def _pages(index: Index, item: Item, report: Report | None) -> tuple[int | None, ...]:
    """The page of each noted passage of a report whose file has pages."""
    if report is None or len(report.pages) < 2 or not item.passages or current_deadline().over():
        return (None,) * len(item.passages)
    whole = full_report(index, report)
    finder = PassageFinder(whole.body)
    spans = (finder.locate(passage.quote, passage.start) for passage in item.passages)
    return tuple(span and whole.page_at(span[0]) for span in spans)
