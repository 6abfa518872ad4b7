"""Reads many reports without holding their whole texts: one report may have megabytes.

What compares reports (copies, phrases, translations) looks at their beginnings only. Without this
a page of results would take as much memory as all texts that it read.
"""

from collections.abc import Sequence

from index.api import Index
from index.report import Report, ReportId

BEGINNING_CHARS = 20_000
"""Code points of a body that are kept."""
READ_TOGETHER = 25
"""Reports whose whole texts are in memory at once."""


def read_beginnings(index: Index, ids: Sequence[ReportId]) -> list[Report | None]:
    """The reports with the beginnings of their texts, in the order of `ids`; None for unknown."""
    read: list[Report | None] = []
    for at in range(0, len(ids), READ_TOGETHER):
        some = index.reports(ids[at : at + READ_TOGETHER])
        read += [report and report.beginning(BEGINNING_CHARS) for report in some]
    return read


def full_report(index: Index, report: Report) -> Report:
    """The report with its whole text, read again if it may have been cut.

    A beginning that ends with a line break has one code point less.
    """
    if report.chars < BEGINNING_CHARS - 1:
        return report
    (again,) = index.reports([report.id])
    return again or report
