"""Reads and analyses source files for a cluster in several processes, in the order of the corpus.

A worker is sandboxed: it reads a group of files and makes the documents of reports that the cluster
seems not to have. The parent alone asks the cluster, and decides in order what is written.
"""

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np

from index.arrays import Array
from index.cluster.connection import Connection
from index.cluster.documents import Document, prepared_document
from index.cluster.ids import document_id
from index.cluster.mapping import encodable
from index.cluster.strange_answers import docs_in, reads_answers
from index.indexing import extract, file_probe, given_files
from index.indexing.build_resources import BuildResources
from index.indexing.quality import TextStats, text_stats
from index.indexing.second_reading import Wanted, renamed_reports
from index.ingest.scans.store import scans_folder
from index.ingest.source_file import SourceFile
from index.report import NO_FINGERPRINT, Fingerprint, Report, ReportId, ReportSummary, Skipped
from index.system.parallel import Harm, ProcessPool, ordered_map, single_pieces
from index.system.reader_pool import Confinement, TaskResult
from index.system.typed_codec import TypedCodec
from index.text.analysis import Analyzer

ITEM_GROUP_BYTES = 1 << 20
"""Bytes of source files per group."""
ITEM_GROUPS_AHEAD = 3
"""Groups per worker that are being processed or waiting to be collected."""
ItemGroup = tuple[tuple[str, SourceFile | Skipped], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedItem:
    """A report in brief with statistics of its text, or the reason why a file was skipped.

    `document` is None if the report seems to be unchanged.
    """

    folder: str
    item: ReportSummary | Skipped
    fingerprint: Fingerprint = NO_FINGERPRINT
    document: Document | None = None
    text: TextStats | None = None


PreparedGroup = tuple[PreparedItem, ...]


@dataclass(frozen=True, slots=True)
class RenamedItems:
    """A group to be read again for the documents of the wanted reports."""

    group: ItemGroup
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class RenamedDocument:
    """The document and the fingerprint of a report under the id that it has now."""

    name: ReportId
    document: Document
    fingerprint: Fingerprint


RenamedDocuments = tuple[RenamedDocument, ...]
_PREPARED: TypedCodec[PreparedGroup] = TypedCodec(PreparedGroup)
_RENAMED: TypedCodec[RenamedDocuments] = TypedCodec(RenamedDocuments)


@dataclass(frozen=True, slots=True)
class FingerprintSet:
    """The beginnings of fingerprints, sorted: eight bytes for each report of an index."""

    beginnings: Array

    @classmethod
    def of(cls, fingerprints: Iterable[Fingerprint]) -> "FingerprintSet":
        """The set of these fingerprints."""
        numbers = np.fromiter(map(_beginning, fingerprints), np.uint64)
        return cls(np.sort(numbers))

    def __contains__(self, fingerprint: Fingerprint) -> bool:
        """Whether it seems to be among them; another one hardly ever has the same beginning."""
        beginning = np.uint64(_beginning(fingerprint))
        at = int(self.beginnings.searchsorted(beginning))
        return at < len(self.beginnings) and bool(self.beginnings[at] == beginning)


def _beginning(fingerprint: Fingerprint) -> int:
    return int(fingerprint[:16] or "0", 16)


@dataclass(frozen=True, slots=True)
class DocumentWorker:
    """The settings of a worker; reports with a `known` fingerprint need no document."""

    dictionary: tuple[str, ...]
    known: FingerprintSet

    def prepare(self, group: ItemGroup) -> PreparedGroup:
        """Read a group, and make the documents of its new reports."""
        read = list(_items(group))
        texts = iter(text_stats([item for _, item in read if isinstance(item, Report)]))
        return tuple(
            self._item(folder, item, next(texts))
            if isinstance(item, Report)
            else PreparedItem(folder=folder, item=item)
            for folder, item in read
        )

    def again(self, piece: RenamedItems) -> RenamedDocuments:
        """The documents of some reports of a group under other ids."""
        items = (item for _, item in _items(piece.group))
        return tuple(
            RenamedDocument(
                report.id,
                prepared_document(report, _analyzer(self.dictionary)),
                report.fingerprint(),
            )
            for report in renamed_reports(items, piece.wanted)
        )

    @staticmethod
    def accept(group: ItemGroup, done: PreparedGroup, process: int) -> PreparedGroup:
        """The result of a process apart; BadMessageError if it is not about the files of its group.

        The documents are compared with the ids where it is decided on them.
        """
        del process
        given_files.require_given(group, ((read.folder, read.item) for read in done))
        return done

    def _item(self, folder: str, item: Report, text: TextStats) -> PreparedItem:
        mark = item.fingerprint()
        new = mark not in self.known
        return PreparedItem(
            folder=folder,
            item=item.brief(),
            fingerprint=mark,
            document=prepared_document(item, _analyzer(self.dictionary)) if new else None,
            text=text,
        )


@reads_answers
def fingerprints(
    connection: Connection, index: str, ids: Sequence[ReportId]
) -> dict[ReportId, Fingerprint]:
    """The fingerprints of the reports in an index, by id."""
    asked = {"ids": [document_id(name) for name in ids]}
    response = connection.ask("POST", f"/{index}/_mget", asked, params={"_source": "fingerprint"})
    found_docs = zip(ids, docs_in(response, asked["ids"]), strict=True)
    return {name: doc["_source"]["fingerprint"] for name, doc in found_docs if doc.get("found")}


@functools.cache
def _analyzer(dictionary: tuple[str, ...]) -> Analyzer:
    return Analyzer(dictionary)


def _items(group: ItemGroup) -> Iterator[tuple[str, Report | Skipped]]:
    rules_of_folders = extract.RulesCache()
    for folder, entry in group:
        read = (
            (entry,)
            if isinstance(entry, Skipped)
            else extract.read(entry, rules_of_folders[entry.root])
        )
        for item in read:
            if isinstance(item, Report) and item.id != encodable(item.id):
                yield folder, dataclasses.replace(item, id=ReportId(encodable(item.id)))
            else:
                yield folder, item


def item_groups(entries: Iterable[tuple[str, SourceFile | Skipped]]) -> Iterator[ItemGroup]:
    """Groups of about equal size."""
    group: list[tuple[str, SourceFile | Skipped]] = []
    size = 0
    for folder, entry in entries:
        group.append((folder, entry))
        size += 2000 if isinstance(entry, Skipped) or entry.data is None else len(entry.data)
        if size >= ITEM_GROUP_BYTES:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


def in_order(
    worker: DocumentWorker, work: Iterable[ItemGroup], resources: BuildResources
) -> Iterator[tuple[ItemGroup, PreparedGroup]]:
    """Prepare the groups in several processes; yields them in order."""
    if not resources.apart:
        return ((group, worker.prepare(group)) for group in work)
    confined = Confinement(_PREPARED, scans_folder(), accept=worker.accept)
    processes = _processes(resources.jobs, confined)
    return ordered_map(work, worker.prepare, processes, file_probe.without_harm, file_probe.halves)


def second_reading(
    worker: DocumentWorker, resources: BuildResources
) -> AbstractContextManager[Callable[[RenamedItems], list[RenamedDocuments]]]:
    """The process that reads groups again: another one like those that read, or this one."""
    return single_pieces(
        worker.again,
        _processes(1, Confinement(_RENAMED, scans_folder())) if resources.apart else None,
        _renamed_without_harm,
        lambda piece: [RenamedItems(part, piece.wanted) for part in file_probe.halves(piece.group)],
    )


def _renamed_without_harm(
    piece: RenamedItems, harm_of: Callable[[RenamedItems], Harm]
) -> list[RenamedItems]:
    """A group to be read again without the files that crash or take over their reader."""

    def of(group: ItemGroup) -> RenamedItems:
        return RenamedItems(group, piece.wanted)

    parts = file_probe.without_harm(piece.group, lambda group: harm_of(of(group)))
    return list(map(of, parts))


def _processes(number: int, confined: Confinement[TaskResult]) -> ProcessPool[TaskResult]:
    """Processes that are spawned, not forked: the connection and its threads already exist."""
    return ProcessPool(number, "spawn", ITEM_GROUPS_AHEAD, confined)
