"""Reads and analyses source files for a cluster in several processes, in the order of the corpus.

A worker reads a group of files, asks the cluster which reports are unchanged, and makes the
documents of the others. The parent decides in order which of them are written.
"""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.cluster.address import Address
from index.cluster.connection import Connection
from index.cluster.documents import Document, prepared
from index.cluster.ids import document_id
from index.cluster.mapping import encodable
from index.cluster.options import ClusterOptions
from index.indexing.quality import TextStats, text_stats
from index.ingest import extract
from index.ingest.source_file import SourceFile
from index.report import NO_FINGERPRINT, Fingerprint, Report, ReportId, ReportSummary, Skipped
from index.system import parallel
from index.text.analysis import Analyzer

ITEM_GROUP_BYTES = 1 << 20
FINGERPRINTS_PER_REQUEST = 500
"""Bytes of source files per group, and reports per look-up request."""
ITEM_GROUPS_AHEAD = 3
"""Groups per worker that are being processed or waiting to be collected."""
ItemGroup = tuple[tuple[str, SourceFile | Skipped], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedItem:
    """A report in brief with statistics of its text, or the reason why a file was skipped.

    `before` is its fingerprint on the cluster; `document` is None if the report is unchanged.
    """

    folder: str
    item: ReportSummary | Skipped
    fingerprint: Fingerprint = NO_FINGERPRINT
    before: Fingerprint = NO_FINGERPRINT
    document: Document | None = None
    text: TextStats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWorker:
    """The settings of a worker; `generation` is the index to compare with, if any."""

    dictionary: tuple[str, ...]
    address: Address
    options: ClusterOptions
    generation: str = ""

    def prepare(self, group: ItemGroup) -> list[PreparedItem]:
        """Read a group, and make the documents of its new reports."""
        read = list(_items(group))
        marks = self._marks([item.id for _, item in read if isinstance(item, Report)])
        texts = iter(text_stats([item for _, item in read if isinstance(item, Report)]))
        return [
            self._item(folder, item, marks, next(texts))
            if isinstance(item, Report)
            else PreparedItem(folder=folder, item=item)
            for folder, item in read
        ]

    def again(self, group: ItemGroup, position: int, name: ReportId) -> Document:
        """The document of one report of a group under another id."""
        report = list(_items(group))[position][1]
        assert isinstance(report, Report)  # noqa: S101 - it was a report before
        return prepared(dataclasses.replace(report, id=name), _analyzer(self.dictionary))

    def _item(
        self, folder: str, item: Report, marks: dict[ReportId, Fingerprint], text: TextStats
    ) -> PreparedItem:
        mark, before = item.fingerprint(), marks.get(item.id, NO_FINGERPRINT)
        return PreparedItem(
            folder=folder,
            item=item.brief(),
            fingerprint=mark,
            before=before,
            document=prepared(item, _analyzer(self.dictionary)) if mark != before else None,
            text=text,
        )

    def _marks(self, ids: Sequence[ReportId]) -> dict[ReportId, Fingerprint]:
        """The fingerprints of the reports that are on the cluster, by id."""
        marks: dict[ReportId, Fingerprint] = {}
        if self.generation:
            connection = _connection(self.address, self.options)
            for start in range(0, len(ids), FINGERPRINTS_PER_REQUEST):
                marks |= fingerprints(
                    connection, self.generation, ids[start : start + FINGERPRINTS_PER_REQUEST]
                )
        return marks


def fingerprints(
    connection: Connection, index: str, ids: Sequence[ReportId]
) -> dict[ReportId, Fingerprint]:
    """The fingerprints of the reports in an index, by id."""
    asked = {"ids": [document_id(name) for name in ids]}
    response = connection.ask("POST", f"/{index}/_mget", asked, params={"_source": "fingerprint"})
    found_docs = zip(ids, response["docs"], strict=True)
    return {name: doc["_source"]["fingerprint"] for name, doc in found_docs if doc.get("found")}


@functools.cache
def _analyzer(dictionary: tuple[str, ...]) -> Analyzer:
    return Analyzer(dictionary)


@functools.cache
def _connection(address: Address, options: ClusterOptions) -> Connection:
    """A connection of this process: sockets cannot be shared between processes."""
    return Connection(address, options)


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


def groups(entries: Iterable[tuple[str, SourceFile | Skipped]]) -> Iterator[ItemGroup]:
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
    preparer: DocumentWorker, work: Iterable[ItemGroup], jobs: int
) -> Iterator[tuple[ItemGroup, list[PreparedItem]]]:
    """Prepare the groups in several processes; yields them in order."""
    if jobs == 1:
        return ((group, preparer.prepare(group)) for group in work)
    # Spawned, not forked, because the connection and its threads already exist.
    return parallel.ordered_map(
        work, preparer.prepare, parallel.ProcessPool(jobs, "spawn", ITEM_GROUPS_AHEAD)
    )
