"""The bookkeeping of an indexing run, independent of the engine."""

import time
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.indexing import listing
from index.indexing.dictionary_changes import DictionaryChange
from index.indexing.loss import Ledger, Loss
from index.indexing.progress import Progress, no_progress
from index.indexing.quality import Checked, Quality, TextStats
from index.report import (
    TO_CHECK,
    CheckReason,
    Fingerprint,
    ReportId,
    ReportSummary,
    Skipped,
    report_id,
)


@dataclass(frozen=True, slots=True)
class EncodedPassages:
    """The passages that have vectors, how many were encoded in this run, and the seconds."""

    passages: int
    encoded: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The result of a run, with the quality of its reports; see index.indexing.quality.

    `checked` are the reports to check, by reason; `listed` is the file that lists all of them and
    everything skipped, and the remarks. `copies` is the number of reports that copy another one's
    story. `replaced` are the previously indexed folders, if they differ. `dictionary` is the change
    of the user dictionary that an update found, None if there is none. `kept` says how many reports
    of each folder or site stay indexed without having been read again. `meaning` counts the
    passages with vectors, None if there are none.
    """

    indexed: int
    unchanged: int
    removed: int
    skipped: tuple[Skipped, ...]
    undated: int
    sourceless: int
    short: int
    cut: int
    copies: int
    checked: tuple[Checked, ...]
    listed: str
    seconds: float
    generation: str
    replaced: tuple[str, ...] = ()
    remarks: tuple[Skipped, ...] = ()
    kept: tuple[str, ...] = ()
    dictionary: DictionaryChange | None = None
    meaning: EncodedPassages | None = None


class ProgressReporter:
    """Reports progress in entries; entries are counted only if progress is shown."""

    def __init__(self, progress: Progress, folders: Sequence[str]) -> None:
        self._progress = progress
        self._total = 0 if progress is no_progress else listing.estimated_count(folders)
        self._done = 0

    def more(self, entries: int) -> None:
        """Add to the number of processed entries."""
        self._done += entries
        self._progress(self._done, max(self._done, self._total))

    def all(self) -> None:
        """Replace the estimate of the number of all entries by the true number."""
        self._progress(self._done, self._done)


class KnownReports(Protocol):
    """The indexed reports: a mapping from id to fingerprint, like a dict."""

    def get(self, key: ReportId, /) -> Fingerprint | None:
        """The fingerprint of a report, None for an unknown id."""

    def __iter__(self) -> Iterator[ReportId]: ...


class IndexingRun:
    """The bookkeeping of a run: reports seen, changed and skipped."""

    def __init__(self) -> None:
        self.known: KnownReports = {}
        self.dictionary: DictionaryChange | None = None
        self.seen: set[ReportId] = set()
        self.changed: set[ReportId] = set()
        self.skipped: list[Skipped] = []
        self.indexed = 0
        self.served: Container[ReportId] = frozenset()
        self.ledger = Ledger()
        self.kept: tuple[Loss, ...] = ()
        self.quality = Quality()
        self.meaning: EncodedPassages | None = None
        self._again: dict[ReportId, int] = {}
        self._vanished: list[ReportId] | None = None
        self._lost = 0

    def take(
        self,
        folder: str,
        item: ReportSummary,
        fingerprint: Fingerprint,
        text: TextStats | None = None,
    ) -> ReportSummary | None:
        """Record a report; return it, maybe with another id, if it must be written.

        `text` has the statistics of its text.
        """
        report = self._named(item, folder)
        if report is None:
            return None
        self.seen.add(report.id)
        self.quality.note(report, text)
        known = self.known.get(report.id)
        if known is not None or report.id in self.served:
            self.ledger.keep(report.path, report.url)
        if known is not None and known == fingerprint:
            return None
        if known is not None:
            self.changed.add(report.id)
        self.indexed += 1
        return report

    def _named(self, report: ReportSummary, folder: str) -> ReportSummary | None:
        """The report under a unique id.

        No report is lost if an export uses an id twice, or if two folders contain the same file
        name.
        """
        if report.id not in self.seen:
            return report
        for name in (
            report.path,
            f"{Path(folder).name}/{report.path}",
            f"{folder}/{report.path}",
        ):
            again = report._replace(id=report_id(name))
            if again.id not in self.seen:
                return again
        self._again[report.id] = number = self._again.get(report.id, 1) + 1
        again = report._replace(id=report_id(f"{report.path}#{number}"))
        if again.id not in self.seen:
            return again
        self.skipped.append(Skipped(report.path, f"Its id {report.id!r} was read before."))
        return None

    def vanished(self) -> list[ReportId]:
        """The previously indexed ids that were not read in this run; computed once, at the end."""
        if self._vanished is None:
            self._vanished = sorted(name for name in self.known if name not in self.seen)
        return self._vanished

    def keep_lost(self, losses: Sequence[Loss]) -> None:
        """Keep reports in the index that were not read again; they count as unchanged."""
        self.kept = (*self.kept, *losses)
        self.seen.update(name for loss in losses for name in loss.ids)
        self._vanished = None

    def refused(self, skipped: Sequence[Skipped]) -> None:
        """Record reports that were read but refused by the index."""
        self.skipped.extend(skipped)
        self.indexed -= len(skipped)
        self._lost += len(skipped)

    def unchanged(self, marks: Mapping[ReportId, Fingerprint]) -> frozenset[ReportId]:
        """Of reports that were taken, those that proved to be indexed as they are, by their ids.

        `marks` are fingerprints under the ids that the reports have now.
        """
        same = frozenset(
            name
            for name, mark in marks.items()
            if name in self.seen and self.known.get(name) == mark
        )
        self.changed -= same
        self.indexed -= len(same)
        return same

    def lost(self, reports: Mapping[ReportId, Skipped]) -> None:
        """Record reports that were taken, but were not there any more when they were written."""
        self.skipped.extend(reports.values())
        self.seen.difference_update(reports)
        self.indexed -= len(reports)

    def summary(
        self,
        before: tuple[str, ...],
        folders: tuple[str, ...],
        seconds: float,
        generation: str,
        folder: Path,
    ) -> Summary:
        """The result of the run; `before` are the previously indexed folders.

        The list of reports to check is written into `folder`.
        """
        began = time.monotonic()
        copies = self.quality.copies()
        said = (*self.skipped, *self.quality.unread.remarks())
        return Summary(
            indexed=self.indexed,
            unchanged=len(self.seen) - self.indexed - self._lost,
            removed=len(self.vanished()),
            skipped=tuple(file for file in said if not file.remark),
            remarks=tuple(file for file in said if file.remark),
            undated=self.quality.count(CheckReason.UNDATED),
            sourceless=self.quality.sourceless,
            short=self.quality.count(CheckReason.SHORT),
            cut=self.quality.count(CheckReason.CUT),
            copies=copies,
            checked=self.quality.checked(),
            listed=self.quality.write_list(folder / TO_CHECK, said),
            seconds=seconds + time.monotonic() - began,
            generation=generation,
            replaced=() if before == folders else before,
            kept=tuple(map(str, self.kept)),
            dictionary=self.dictionary,
            meaning=self.meaning,
        )


def nothing_indexed_message(folders: Sequence[str], skipped: list[Skipped]) -> str:
    """The error sentence for a run that read no report."""
    where = ", ".join(str(folder) for folder in folders)
    skipped = [file for file in skipped if not file.remark] or skipped
    if skipped:
        first = f"{skipped[0].path}: {skipped[0].reason}"
        return f"None of the {len(skipped)} files in {where} could be read; {first}"
    return f"There is no report in {where}. Put pages or text copies there, or name another folder."
