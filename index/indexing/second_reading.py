"""A group of source files that is read once more, because another group had an id of its reports.

It may have changed meanwhile: its reports are known by their fingerprints, not by their order.
"""

import collections
import dataclasses
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from index.report import Fingerprint, Report, ReportId, ReportSummary, Skipped

CHANGED_MEANWHILE = "It changed while it was read. Build again to have it in the index."


@dataclass(frozen=True, slots=True)
class WantedReport:
    """A report to be read again: as it was first read, its fingerprint then, and its id now."""

    first: ReportSummary
    fingerprint: Fingerprint
    name: ReportId


Wanted = tuple[WantedReport, ...]


def renamed_reports(items: Iterable[Report | Skipped], wanted: Wanted) -> Iterator[Report]:
    """Those of the items that are wanted, in their order, each with its new id."""
    names: dict[Fingerprint, collections.deque[ReportId]] = {}
    for report in wanted:
        names.setdefault(report.fingerprint, collections.deque()).append(report.name)
    for item in items:
        if isinstance(item, Report) and (free := names.get(item.fingerprint())):
            yield dataclasses.replace(item, id=free.popleft())


def missing_reports(wanted: Wanted, read: Container[ReportId]) -> dict[ReportId, Skipped]:
    """A Skipped, by its id, for each wanted report that was no longer there."""
    return {
        report.name: Skipped(report.first.path, CHANGED_MEANWHILE)
        for report in wanted
        if report.name not in read
    }
