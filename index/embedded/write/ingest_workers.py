"""Reading, analysing and inverting in several processes, in the order of the corpus.

Entries go out in groups; a worker reads a group, inverts what it thinks is new, and sends back
what it read without the texts. Whether it thought right is decided here, report by report in
their order: an id that an earlier group used makes the group be done again with the right names.
So what comes out does not depend on how many workers there are.
"""

import dataclasses
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from index.build_resources import BuildResources
from index.embedded.disk import Disk
from index.embedded.write import tokens
from index.embedded.write.batch import Batch, MarkedBatch, invert
from index.embedded.write.file_cache import FileCache, FileCacheWriter
from index.ingest import extract, file_probe, file_signature
from index.ingest.source_file import SourceFile
from index.parallel import ProcessPool, ordered_map
from index.quality import TextStats, text_stats
from index.report import Report, ReportSummary, Skipped
from index.run import IndexingRun, KnownReports
from index.text.analysis import Analyzer

GROUP_BYTES = 2 << 20
"""Bytes of entries that go to a worker at a time; a page counts a quarter, it is mostly markup.
Twice as many take 100 MB more in each process."""
PAGE_ENDINGS = frozenset({"html", "mhtml"})
GROUPS_AHEAD_PER_WORKER = 2
"""Groups per worker that are under way or done and not taken."""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Entries to read together, each with the folder it is in."""

    number: int
    entries: tuple[tuple[str, SourceFile | Skipped], ...]


class ReadGroup(NamedTuple):
    """A report in brief, of whose text `text` is kept, or what was skipped.

    `name` is the id it was inverted under, `stamp` that of the file it is from.
    """

    folder: str
    item: ReportSummary | Skipped
    fingerprint: str = ""
    name: str | None = None
    text: TextStats | None = None
    stamp: bytes = b""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group read and inverted."""

    entries: int
    read: tuple[ReadGroup, ...]
    batch: Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWorker:
    """What a worker needs to know: the same for all of them."""

    analyzer: Analyzer
    known: KnownReports
    disk: Disk
    folder: Path
    remembered: FileCache | None = None

    def read(self, group: SourceGroup) -> GroupResult:
        """Read a group and invert what is not known yet."""
        names: dict[str, None] = {}
        taken = []
        read = []
        items = list(self._items(group))
        texts = iter(text_stats([item for _, item, _ in items if isinstance(item, Report)]))
        for folder, item, stamp in items:
            if isinstance(item, Skipped):
                read.append(ReadGroup(folder, item))
                continue
            marked = MarkedBatch.of(item)
            mark = marked.fingerprint
            new = item.id not in names and self.known.get(item.id) != mark
            names[item.id] = None
            if new:
                taken.append(marked)
            name = item.id if new else None
            read.append(ReadGroup(folder, item.brief(), mark, name, next(texts), stamp))
        return self._inverted(group, read, taken)

    def again(
        self, group: SourceGroup, done: GroupResult, names: Sequence[str | None]
    ) -> GroupResult:
        """Do a group again, each report under the name given, those without one left out."""
        self.disk.remove(done.batch.spilled.path)
        taken = []
        for (_, item, _), name in zip(self._items(group), names, strict=True):
            if name is not None and isinstance(item, Report):
                named = item if item.id == name else dataclasses.replace(item, id=name)
                taken.append(MarkedBatch.of(named))
        return self._inverted(group, done.read, taken)

    def _inverted(
        self, group: SourceGroup, read: Iterable[ReadGroup], taken: Sequence[MarkedBatch]
    ) -> GroupResult:
        path = self.folder / f"{group.number:06d}.batch"
        if path.exists():  # of a process that was ended on the way
            self.disk.remove(path)
        return GroupResult(
            len(group.entries), tuple(read), invert(self.analyzer, taken, self.disk, path)
        )

    def _items(self, group: SourceGroup) -> Iterator[tuple[str, Report | Skipped, bytes]]:
        """What is in a group, each with the stamp of its file; empty for what is to be read again.

        That is what could not be read whole, and a report without a date: one that lies in the
        future today is believed tomorrow.
        """
        guides = extract.RulesCache()
        for folder, entry in group.entries:
            if isinstance(entry, Skipped):
                yield folder, entry, b""
                continue
            mark = file_signature.file_signature(entry)
            held: Sequence[Report | Skipped] = ()
            if self.remembered is not None and mark:
                held = self.remembered.reports(mark)
            if not held:
                held = list(extract.read(entry, guides[entry.root]))
            sure = all(isinstance(item, Report) and item.date for item in held)
            yield from ((folder, item, mark if sure else b"") for item in held)


def groups(entries: Iterable[tuple[str, SourceFile | Skipped]]) -> Iterator[SourceGroup]:
    """Entries in groups of about equal work."""
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
    return (size // 4 if entry.kind in PAGE_ENDINGS else size) + 256


def inverted(
    run: IndexingRun,
    worker: GroupWorker,
    work: Iterable[SourceGroup],
    means: BuildResources,
    noted: FileCacheWriter,
) -> Iterator[GroupResult]:
    """The groups, read and inverted, in their order; `run` has decided on every report.

    `noted` takes the files that need not be read again while they are as they are. Several jobs
    are processes apart, in which a file can do no harm; `means.sandboxed` makes a single one so.
    """
    ahead = iter(work)
    head = list(itertools.islice(ahead, 2))
    whole = itertools.chain(head, ahead)
    for group, done in _read(worker, whole, 1 if len(head) < 2 else means.jobs, means):
        _note(run, done.read, noted)
        names = [_decided(run, read) for read in done.read]
        thought = [read.name for read in done.read]
        yield done if names == thought else worker.again(group, done, names)


def _read(
    worker: GroupWorker, work: Iterable[SourceGroup], jobs: int, means: BuildResources
) -> Iterator[tuple[SourceGroup, GroupResult]]:
    if jobs == 1 and not means.sandboxed:
        return ((group, worker.read(group)) for group in work)
    tokens.prepare(worker.analyzer)  # what takes a second to load is then there in all of them
    processes = ProcessPool(jobs, "fork", GROUPS_AHEAD_PER_WORKER, sandboxed=True)
    return ordered_map(work, worker.read, processes, _without_harm)


def _without_harm(group: SourceGroup) -> SourceGroup:
    """A group with a Skipped in place of what ends the process that reads it."""
    entries = [entry for _, entry in group.entries if not isinstance(entry, Skipped)]
    harm = file_probe.harmful(entries)
    return SourceGroup(
        group.number,
        tuple((folder, harm.get(entry.path, entry)) for folder, entry in group.entries),
    )


def _note(run: IndexingRun, read: Iterable[ReadGroup], noted: FileCacheWriter) -> None:
    """Note the files whose reports all keep their own ids; another's may be free the next time."""
    ids: dict[bytes, list[str]] = {}
    taken: set[str] = set()
    for one in read:
        if not isinstance(one.item, Skipped):
            free = one.item.id not in run.seen and one.item.id not in taken
            taken.add(one.item.id)
            if one.stamp:
                ids.setdefault(one.stamp, []).append(one.item.id if free else "")
    for stamp, own in ids.items():
        if all(own):
            noted.note(stamp, own)


def _decided(run: IndexingRun, read: ReadGroup) -> str | None:
    """The id to index a report under, None where it is not to be."""
    if isinstance(read.item, Skipped):
        run.skipped.append(read.item)
        return None
    report = run.take(read.folder, read.item, read.fingerprint, read.text)
    return None if report is None else report.id
