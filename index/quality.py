"""How good the reports of a run are: which lack a field, say next to nothing, or are copies.

Workers tell the length and the signature of each text; signatures are kept on disk until the end,
a byte for each bin, so that a million reports take 250 MB there and none in memory. Two bins that
differ have the same byte once in 256 times, which lifts an estimate of 0.42 by 0.002.
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

from index import malloc, tempfiles
from index.report import CHECKS, Report, ReportSummary, Skipped
from index.text import near_duplicates

_ONE_LINE = str.maketrans("\t\r\n", "   ")
#: Paths of reports to check that a summary names for each reason; a file lists all.
NAMED = 5
#: What is listed beside the reports to check.
SKIPPED = "skipped"


class TextStats(NamedTuple):
    """What is kept of a report's text: why it is to be checked, and its signature."""

    checks: tuple[str, ...]
    signature: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """How many reports are to be checked for a reason, and the paths of the first of them."""

    reason: str
    reports: int
    paths: tuple[str, ...]


def text_stats(reports: Sequence[Report]) -> list[TextStats]:
    """What is kept of each report's text."""
    bodies = [report.body for report in reports]
    made = near_duplicates.signatures(bodies)
    said = made[:, 0] != near_duplicates.EMPTY_SIGNATURE
    rows = made.astype(np.uint8)
    return [
        TextStats(report.checks, row.tobytes() if has else b"")
        for report, row, has in zip(reports, rows, said, strict=True)
    ]


class Quality:
    """Counts over the reports of a run, and the list of those that a person should look at."""

    def __init__(self) -> None:
        self.sourceless = 0
        self._signatures = tempfiles.temporary_file()
        self._listed = tempfiles.temporary_file()
        weakref.finalize(self, self._signatures.close)
        weakref.finalize(self, self._listed.close)
        self._days = array.array("q")
        self._paths: dict[str, list[str]] = {reason: [] for reason in CHECKS}
        self._counts: Counter[str] = Counter()

    def note(self, report: ReportSummary, text: TextStats | None) -> None:
        """Count a report, with what was kept of its text."""
        self.sourceless += not report.source
        if text is None:
            return
        for reason in text.checks:
            self._list(reason, report.path)
        if text.signature:
            self._signatures.write(text.signature)
            self._days.append(report.date.toordinal() if report.date else 0)

    def _list(self, reason: str, path: str, why: str = "") -> None:
        """Put a report on the list."""
        self._counts[reason] += 1
        if reason != SKIPPED and len(self._paths[reason]) < NAMED:
            self._paths[reason].append(path)
        line = "\t".join((reason, *(one.translate(_ONE_LINE) for one in (path, why) if one)))
        self._listed.write(line.encode("utf-8", "surrogateescape") + b"\n")

    def checked(self) -> tuple[Checked, ...]:
        """What is to be checked, by reason, those that no report has left out."""
        return tuple(
            Checked(reason, self._counts[reason], tuple(paths))
            for reason, paths in self._paths.items()
            if paths
        )

    def count(self, reason: str) -> int:
        """How many reports are to be checked for a reason."""
        return self._counts[reason]

    def write_list(self, path: Path, skipped: Iterable[Skipped]) -> str:
        """Write a line for each report to check and each file skipped; the path, or empty.

        It is empty where nothing is to be listed. A disk that refuses never fails the run: the
        index is complete without the list.
        """
        for one in skipped:
            self._list(SKIPPED, one.path, one.reason)
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
        """How many reports carry the story of another one that counts as the first."""
        if len(self._days) < 2:
            return 0
        self._signatures.flush()
        malloc.trim()  # what the merge freed; the peak of a large run is here
        rows = np.memmap(
            self._signatures, np.uint8, "r", shape=(len(self._days), near_duplicates.SIGNATURE_BINS)
        )
        numbers = near_duplicates.groups(rows, np.array(self._days, np.int64))
        return int((numbers != np.arange(numbers.size)).sum())
