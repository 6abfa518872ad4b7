"""The quality of a run's reports: which lack a field, have almost no text, or are copies.

Workers send the length and the signature of each text. Signatures are kept on disk until the end,
one byte per bin, so a million reports take 250 MB there and no memory. Two different bins have the
same byte once in 256 times, which raises an estimate of 0.42 by 0.002.
"""

import array
import shutil
import weakref
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.indexing import unread_fields
from index.report import CheckReason, Report, ReportSummary, Skipped
from index.report_date import ordinal
from index.system import malloc, tempfiles
from index.system.sanitize import sanitize
from index.text import near_duplicates

_SPREADSHEET_STARTS = ("=", "+", "-", "@", '"')
"""Characters that begin a formula in a spreadsheet, or a cell that goes on to the next quotation
mark; "./" before a path leads to the same file."""
NAMED_REPORTS = 5
"""Paths of reports to check that a summary names per reason; a file lists all of them."""
SKIPPED, REMARK = "skipped", "remark"
"""Entries of the list besides the reports to check."""


class TextStats(NamedTuple):
    """Statistics of a report: the reasons to check it, its signature, and what was not read."""

    checks: tuple[CheckReason, ...]
    signature: bytes
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The number of reports to check for a reason, and the paths of the first ones."""

    reason: CheckReason
    reports: int
    paths: tuple[str, ...]


def text_stats(reports: Sequence[Report]) -> list[TextStats]:
    """The statistics of each report's text."""
    bodies = [report.body for report in reports]
    signatures = near_duplicates.signatures(bodies)
    signed = signatures[:, 0] != near_duplicates.EMPTY_SIGNATURE
    rows = signatures.astype(np.uint8)
    return [
        TextStats(report.checks, row.tobytes() if has else b"", unread_fields.names_of(report))
        for report, row, has in zip(reports, rows, signed, strict=True)
    ]


class Quality:
    """Counts over the reports of a run, and the list of those that a person should check."""

    def __init__(self) -> None:
        self.sourceless = 0
        self.unread = unread_fields.UnreadFields()
        self._signatures = tempfiles.temporary_file()
        self._listed = tempfiles.temporary_file()
        weakref.finalize(self, tempfiles.discard, self._signatures)
        weakref.finalize(self, tempfiles.discard, self._listed)
        self._days = array.array("q")
        self._paths: dict[CheckReason, list[str]] = {reason: [] for reason in CheckReason}
        self._counts: Counter[str] = Counter()

    def note(self, report: ReportSummary, text: TextStats | None) -> None:
        """Count a report with the statistics of its text."""
        self.sourceless += not report.source
        if text is None:
            return
        self.unread.add(report.path, text.unread)
        for reason in text.checks:
            self._list(reason, report.path)
        if text.signature:
            self._signatures.write(text.signature)
            self._days.append(ordinal(report.date))

    def _list(self, reason: str, path: str, why: str = "") -> None:
        """Add a report to the list."""
        self._counts[reason] += 1
        if isinstance(reason, CheckReason) and len(self._paths[reason]) < NAMED_REPORTS:
            self._paths[reason].append(path)
        shown = f"./{path}" if path.startswith(_SPREADSHEET_STARTS) else path
        line = "\t".join((reason, *(sanitize(cell) for cell in (shown, why) if cell)))
        self._listed.write(line.encode() + b"\n")

    def checked(self) -> tuple[Checked, ...]:
        """The reports to check, by reason; reasons without reports are omitted."""
        return tuple(
            Checked(reason, self._counts[reason], tuple(paths))
            for reason, paths in self._paths.items()
            if paths
        )

    def count(self, reason: str) -> int:
        """The number of reports to check for a reason."""
        return self._counts[reason]

    def write_list(self, path: Path, skipped: Iterable[Skipped]) -> str:
        """Write a line per report to check and per skipped file; return the path, or "".

        It is "" if there is nothing to list. A failing disk does not fail the run, because the
        index is complete without the list.
        """
        for file in skipped:
            self._list(REMARK if file.remark else SKIPPED, file.path, file.reason)
        try:
            path.unlink(missing_ok=True)
            if not self._counts:
                return ""
            self._listed.seek(0)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                shutil.copyfileobj(self._listed, out)
        except OSError:
            return ""
        return str(path)

    def copies(self) -> int:
        """The number of reports that copy the story of an earlier one.

        0 where the disk fails: the index is complete, and serves already.
        """
        if len(self._days) < 2:
            return 0
        malloc.trim()  # returns freed memory; the peak of a large run is here
        shape = len(self._days), near_duplicates.SIGNATURE_BINS
        try:
            self._signatures.flush()
            rows = np.memmap(self._signatures, np.uint8, "r", shape=shape)
        except OSError:
            return 0
        numbers = near_duplicates.groups(rows, np.array(self._days, np.int64))
        return int((numbers != np.arange(numbers.size)).sum())
