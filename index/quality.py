"""How good the reports of a run are: which lack a field, say next to nothing, or are copies.

Workers tell the length and the signature of each text; signatures are kept on disk until the end,
a byte for each bin, so that a million reports take 250 MB there and none in memory. Two bins that
differ have the same byte once in 256 times, which lifts an estimate of 0.42 by 0.002.
"""

import array
import weakref
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index import copies, heap, scratch
from index.report import Brief, Report

#: Length of a text that says next to nothing: about two sentences, a Latin letter being two fifths
#: of a Han character.
SHORT = 40
_LATIN = 0.4


class Told(NamedTuple):
    """What is kept of a report's text: its length, as far as it matters, and its signature."""

    length: float
    signature: bytes


def told(reports: Sequence[Report]) -> list[Told]:
    """What is kept of each report's text."""
    bodies = [report.body for report in reports]
    made = copies.signatures(bodies)
    said = made[:, 0] != copies.EMPTY
    rows = made.astype(np.uint8)
    return [
        Told(_length(body), row.tobytes() if has else b"")
        for body, row, has in zip(bodies, rows, said, strict=True)
    ]


def _length(text: str) -> float:
    """How much a text says, counted only as far as it matters."""
    begin = text[: int(SHORT / _LATIN) + 1]
    latin = len(begin.encode("ascii", "ignore"))
    return len(begin) - (1 - _LATIN) * latin


class Quality:
    """Counts over the reports of a run."""

    def __init__(self) -> None:
        self.undated = self.sourceless = self.short = 0
        self._signatures = scratch.file()
        weakref.finalize(self, self._signatures.close)
        self._days = array.array("q")

    def note(self, report: Brief, text: Told | None) -> None:
        """Count a report, with what was kept of its text."""
        self.undated += report.date is None
        self.sourceless += not report.source
        if text is None:
            return
        self.short += text.length < SHORT
        if text.signature:
            self._signatures.write(text.signature)
            self._days.append(report.date.toordinal() if report.date else 0)

    def copies(self) -> int:
        """How many reports carry the story of another one that counts as the first."""
        if len(self._days) < 2:
            return 0
        self._signatures.flush()
        heap.give_back()  # what the merge freed; the peak of a large run is here
        rows = np.memmap(self._signatures, np.uint8, "r", shape=(len(self._days), copies.BINS))
        numbers = copies.stories(rows, np.array(self._days, np.int64))
        return int((numbers != np.arange(numbers.size)).sum())
