"""Reads, analyses and inverts source files in several processes, in the order of the corpus.

Source files are handed out in groups. A worker reads a group, inverts the reports it assumes to be
new, and returns what it read without the texts. The parent checks every report in order; if an
earlier group already used an id, a worker redoes the group with corrected ids. So the result does
not depend on the number of workers.
"""

import dataclasses
import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from index.embedded.segment.disk import Disk
from index.embedded.write import tokens
from index.embedded.write.batch import Batch, MarkedReport, invert
from index.embedded.write.file_cache import FileCache, FileCacheWriter
from index.indexing import extract, file_probe, file_signature, given_files
from index.indexing.build_resources import BuildResources
from index.indexing.quality import TextStats, text_stats
from index.indexing.run import IndexingRun, KnownReports
from index.indexing.second_reading import Wanted, WantedReport, missing_reports, renamed_reports
from index.ingest.scans.store import scans_folder
from index.ingest.source_file import SourceFile
from index.report import (
    NO_FINGERPRINT,
    NO_REPORT,
    Fingerprint,
    Report,
    ReportId,
    ReportSummary,
    Skipped,
)
from index.system.parallel import Harm, ProcessPool, ordered_map, single_pieces
from index.system.reader_pool import Confinement, own_folder
from index.system.typed_codec import BadMessageError, TypedCodec
from index.text.analysis import Analyzer

GROUP_BYTES = 2 << 20
"""Bytes of source files per group; a web page counts a quarter, because it is mostly markup.
Measured: twice as many take 100 MB more in each process."""
_ENTRY_BYTES = 256
"""What reading any source file costs, in bytes of one."""
_MIN_BYTES = 1_024
"""The least that a source file counts: thousands of tiny mails are work too, and are progress."""
PAGE_ENDINGS = frozenset({"html", "mhtml"})
_PROCESSES = "processes"
"""The folder in that of a generation in which each process that reads has a folder of its own."""
GROUPS_AHEAD_PER_WORKER = 2
"""Groups per worker that are being processed or waiting to be collected."""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Source files that are read together, each with its folder; `part` names one of several."""

    number: int
    entries: tuple[tuple[str, SourceFile | Skipped], ...]
    part: str = ""


@dataclass(frozen=True, slots=True)
class RenamedGroup:
    """A group to be redone with only the wanted reports of it."""

    group: SourceGroup
    wanted: Wanted


class ReadEntry(NamedTuple):
    """A report in brief with statistics of its text, or the reason why a file was skipped.

    `name` is the id it was inverted under, `signature` the signature of its file.
    """

    folder: str
    item: ReportSummary | Skipped
    fingerprint: Fingerprint = NO_FINGERPRINT
    name: ReportId | None = None
    text: TextStats | None = None
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group after reading and inverting."""

    entries: int
    read: tuple[ReadEntry, ...]
    batch: Batch


_RESULTS: TypedCodec[GroupResult] = TypedCodec(GroupResult)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWorker:
    """The settings of a worker, the same for all of them.

    A process apart writes into a folder of its own in `processes`, from where the parent moves the
    file of each group into `folder`: it must not change what was read before.
    """

    analyzer: Analyzer
    known: KnownReports
    disk: Disk
    folder: Path
    file_cache: FileCache | None = None
    processes: Path | None = None

    def read(self, group: SourceGroup) -> GroupResult:
        """Read a group and invert the reports that are not indexed yet."""
        names: dict[ReportId, None] = {}
        taken = []
        read = []
        items = list(self._items(group))
        texts = iter(text_stats([item for _, item, _ in items if isinstance(item, Report)]))
        for folder, item, signature in items:
            if isinstance(item, Skipped):
                read.append(ReadEntry(folder, item))
                continue
            stats = next(texts)
            marked = MarkedReport.of(item, stats.signature)
            fingerprint = marked.fingerprint
            new = item.id not in names and self.known.get(item.id) != fingerprint
            names[item.id] = None
            if new:
                taken.append(marked)
            name = item.id if new else None
            read.append(ReadEntry(folder, item.brief(), fingerprint, name, stats, signature))
        return self._inverted(group, read, taken)

    def again(self, piece: RenamedGroup) -> GroupResult:
        """Redo a group with other ids; what is indexed under them as it is, is not inverted."""
        items = [item for _, item, _ in self._items(piece.group)]
        reports = list(renamed_reports(items, piece.wanted))
        stats = text_stats(reports)
        marked = [
            MarkedReport.of(report, text.signature)
            for report, text in zip(reports, stats, strict=True)
        ]
        read = [
            ReadEntry("", item.report.brief(), item.fingerprint, item.report.id) for item in marked
        ]
        taken = [item for item in marked if self.known.get(item.report.id) != item.fingerprint]
        return self._inverted(piece.group, read, taken)

    def accept(
        self, piece: SourceGroup | RenamedGroup, done: GroupResult, process: int
    ) -> GroupResult:
        """The result of a process apart, with its file in place.

        BadMessageError if it is not about the files of the piece, or reports that were asked for.
        """
        named = [read for read in done.read if read.name is not None]
        names = [read.name for read in named if read.name is not None]
        if isinstance(piece, RenamedGroup):
            group = piece.group
            given_files.require_some(names, {report.name for report in piece.wanted})
            given_files.require_some(done.batch.ids, set(names))
        else:
            group = piece
            given_files.require_given(
                group.entries, ((read.folder, read.item) for read in done.read)
            )
            ids = [read.item.id for read in named if not isinstance(read.item, Skipped)]
            if not tuple(ids) == tuple(names) == done.batch.ids:
                raise BadMessageError("other reports than were read")
        path = self.folder / _file_name(group)
        self.disk.rename(self._own_file(group, process), path)
        spilled = dataclasses.replace(done.batch.spilled, path=path)
        batch = dataclasses.replace(done.batch, spilled=spilled)
        return dataclasses.replace(done, entries=len(group.entries), batch=batch)

    def _own_file(self, group: SourceGroup, process: int) -> Path:
        """The file into which a process writes a group; it may be this one."""
        folder = self.folder if self.processes is None else own_folder(self.processes, process)
        return folder / _file_name(group)

    def _inverted(
        self, group: SourceGroup, read: Iterable[ReadEntry], taken: Sequence[MarkedReport]
    ) -> GroupResult:
        path = self._own_file(group, os.getpid())
        if path.exists():  # left by a process that was killed
            self.disk.remove(path)
        return GroupResult(
            len(group.entries), tuple(read), invert(self.analyzer, taken, self.disk, path)
        )

    def _items(self, group: SourceGroup) -> Iterator[tuple[str, Report | Skipped, bytes]]:
        """The reports of a group, each with its file's signature; it is empty to force a new read.

        Files that could not be read completely are read again, and reports without a date: a date
        that is in the future today may be accepted tomorrow.
        """
        rules_of_folders = extract.RulesCache()
        for folder, entry in group.entries:
            if isinstance(entry, Skipped):
                yield folder, entry, b""
                continue
            signature = file_signature.file_signature(entry)
            items: Sequence[Report | Skipped] = ()
            if self.file_cache is not None and signature:
                items = self.file_cache.reports(signature)
            if not items or not all(given_files.is_of(entry, item.path) for item in items):
                items = list(extract.read(entry, rules_of_folders[entry.root]))
            sure = all(isinstance(item, Report) and item.date for item in items)
            yield from ((folder, item, signature if sure else b"") for item in items)


def _file_name(group: SourceGroup) -> str:
    return f"{group.number:06d}{group.part}.batch"


def _parts(group: SourceGroup) -> list[SourceGroup]:
    """A group in two; one of a single file as it is."""
    return _divided(group, file_probe.halves(group.entries))


def _divided(group: SourceGroup, parts: Sequence[file_probe.FolderEntries]) -> list[SourceGroup]:
    """One or two parts of a group as groups; two have files of their own."""
    names = "ab" if len(parts) > 1 else ("",)
    return [
        SourceGroup(group.number, entries, group.part + name)
        for name, entries in zip(names, parts, strict=True)
    ]


def _renamed_parts(piece: RenamedGroup) -> list[RenamedGroup]:
    return [RenamedGroup(part, piece.wanted) for part in _parts(piece.group)]


def groups(entries: Iterable[tuple[str, SourceFile | Skipped]]) -> Iterator[SourceGroup]:
    """Groups of about equal work."""
    some: list[tuple[str, SourceFile | Skipped]] = []
    size = number = 0
    for folder, entry in entries:
        some.append((folder, entry))
        size += _size(entry)
        if size >= GROUP_BYTES:
            yield SourceGroup(number, tuple(some))
            some, size, number = [], 0, number + 1
    if some:
        yield SourceGroup(number, tuple(some))


def _size(entry: SourceFile | Skipped) -> int:
    if isinstance(entry, Skipped):
        return 0
    if entry.data is not None:
        size = len(entry.data)
    else:
        try:
            size = os.stat(entry.file).st_size  # noqa: PTH116 - once per file of the corpus
        except OSError:
            size = 0
    size = size // 4 if entry.kind in PAGE_ENDINGS else size
    return max(size + _ENTRY_BYTES, _MIN_BYTES)


def inverted(
    run: IndexingRun,
    worker: GroupWorker,
    work: Iterable[SourceGroup],
    resources: BuildResources,
    cache_writer: FileCacheWriter,
) -> Iterator[GroupResult]:
    """Read and invert the groups in order; `run` decides on every report.

    `cache_writer` collects the files that need not be read again while they are unchanged. With
    several jobs each worker is a separate process, where a file can do no harm; with one job
    `resources.sandboxed` asks for a separate process.
    """
    ahead = iter(work)
    head = list(itertools.islice(ahead, 2))
    whole = itertools.chain(head, ahead)
    jobs = 1 if len(head) < 2 else resources.jobs
    if jobs > 1 or resources.sandboxed:
        worker = dataclasses.replace(worker, processes=worker.folder / _PROCESSES)
    apart = worker.processes is not None
    with _second_reading(worker) as again:
        for group, done in _read(worker, whole, jobs) if apart else _read_here(worker, whole):
            _note(run, done.read, cache_writer)
            names = [_decided(run, read) for read in done.read]
            if names == [read.name for read in done.read]:
                yield done
            else:
                yield from _renamed(run, again, group, done, names)
    if worker.processes is not None and worker.processes.exists():
        worker.disk.remove_folder(worker.processes)


def _renamed(
    run: IndexingRun,
    again: Callable[[RenamedGroup], list[GroupResult]],
    group: SourceGroup,
    done: GroupResult,
    names: Sequence[ReportId | None],
) -> Iterator[GroupResult]:
    """A group, perhaps in parts, with the reports that have a name, under these names."""
    wanted = tuple(
        WantedReport(read.item, read.fingerprint, name)
        for read, name in zip(done.read, names, strict=True)
        if name is not None and not isinstance(read.item, Skipped)
    )
    parts = again(RenamedGroup(group, wanted))
    written = frozenset(name for part in parts for name in part.batch.ids)
    fingerprints = {
        read.name: read.fingerprint for part in parts for read in part.read if read.name is not None
    }
    same = run.unchanged(
        {name: fingerprint for name, fingerprint in fingerprints.items() if name not in written}
    )
    run.lost(missing_reports(wanted, written | same))
    yield dataclasses.replace(parts[0], read=done.read)
    yield from (dataclasses.replace(part, read=()) for part in parts[1:])


def _read_here(
    worker: GroupWorker, work: Iterable[SourceGroup]
) -> Iterator[tuple[SourceGroup, GroupResult]]:
    return ((group, worker.read(group)) for group in work)


def _read(
    worker: GroupWorker, work: Iterable[SourceGroup], jobs: int
) -> Iterator[tuple[SourceGroup, GroupResult]]:
    # loaded once here, before the workers are forked; it takes a second
    tokens.prepare(worker.analyzer)
    return ordered_map(work, worker.read, _processes(worker, jobs), _without_harm, _parts)


def _processes(worker: GroupWorker, jobs: int) -> ProcessPool[GroupResult]:
    confined = Confinement(_RESULTS, scans_folder(), worker.processes, worker.accept)
    return ProcessPool(jobs, "fork", GROUPS_AHEAD_PER_WORKER, confined)


def _second_reading(
    worker: GroupWorker,
) -> AbstractContextManager[Callable[[RenamedGroup], list[GroupResult]]]:
    """The reader of groups again: the worker itself, or another process like those that read."""
    return single_pieces(
        worker.again,
        _processes(worker, 1) if worker.processes is not None else None,
        _renamed_without_harm,
        _renamed_parts,
    )


def _without_harm(group: SourceGroup, harm_of: Callable[[SourceGroup], Harm]) -> list[SourceGroup]:
    """A group without the file that crashed its reader; in two if files do harm together."""

    def of(entries: file_probe.FolderEntries) -> SourceGroup:
        return dataclasses.replace(group, entries=entries)

    return _divided(
        group, file_probe.without_harm(group.entries, lambda entries: harm_of(of(entries)))
    )


def _renamed_without_harm(
    piece: RenamedGroup, harm_of: Callable[[RenamedGroup], Harm]
) -> list[RenamedGroup]:
    """The same for a group that is redone."""

    def of(group: SourceGroup) -> RenamedGroup:
        return RenamedGroup(group, piece.wanted)

    return list(map(of, _without_harm(piece.group, lambda group: harm_of(of(group)))))


def _note(run: IndexingRun, read: Iterable[ReadEntry], cache_writer: FileCacheWriter) -> None:
    """Note files whose reports all kept their ids; another report's id may be free next time."""
    ids: dict[bytes, list[ReportId]] = {}
    taken: set[ReportId] = set()
    for read_item in read:
        if not isinstance(read_item.item, Skipped):
            free = read_item.item.id not in run.seen and read_item.item.id not in taken
            taken.add(read_item.item.id)
            if read_item.signature:
                ids.setdefault(read_item.signature, []).append(
                    read_item.item.id if free else NO_REPORT
                )
    for signature, report_ids in ids.items():
        if all(report_ids):
            cache_writer.note(signature, report_ids)


def _decided(run: IndexingRun, read: ReadEntry) -> ReportId | None:
    """The id to index a report under, None if it is not indexed."""
    if isinstance(read.item, Skipped):
        run.skipped.append(read.item)
        return None
    report = run.take(read.folder, read.item, read.fingerprint, read.text)
    return None if report is None else report.id
