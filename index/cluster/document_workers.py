"""Reading and analysing for a cluster, in several processes, in the order of the corpus.

A worker reads a group of entries, asks the cluster which of the reports it has as they are, and
makes the documents of the others. Whether they are written is decided elsewhere, in their order.
"""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index import parallel
from index.cluster.address import Address
from index.cluster.connection import Connection
from index.cluster.documents import Document, prepared
from index.cluster.ids import document_id
from index.cluster.mapping import whole
from index.cluster.options import ClusterOptions
from index.ingest import extract
from index.ingest.source_file import SourceFile
from index.quality import TextStats, text_stats
from index.report import Report, ReportSummary, Skipped
from index.text.analysis import Analyzer

#: Bytes of entries that go to a worker at a time, and reports looked up at once.
ITEM_GROUP_BYTES = 1 << 20
FINGERPRINTS_PER_REQUEST = 500
#: Groups per worker that are under way or done and not taken.
ITEM_GROUPS_AHEAD = 3
ItemGroup = tuple[tuple[str, SourceFile | Skipped], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What was read: a report in brief, of whose text `text` is kept, or what was skipped.

    `before` is the fingerprint the cluster has for it, `document` is None where that is the same.
    """

    folder: str
    item: ReportSummary | Skipped
    fingerprint: str = ""
    before: str = ""
    document: Document | None = None
    text: TextStats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWorker:
    """What a worker needs to know; `generation` is the index to compare with, if any."""

    dictionary: tuple[str, ...]
    address: Address
    options: ClusterOptions
    generation: str = ""

    def prepare(self, group: ItemGroup) -> list[Item]:
        """Read a group, and make the documents of what is new in it."""
        read = list(_items(group))
        marks = self._marks([one.id for _, one in read if isinstance(one, Report)])
        texts = iter(text_stats([one for _, one in read if isinstance(one, Report)]))
        return [
            self._item(folder, one, marks, next(texts))
            if isinstance(one, Report)
            else Item(folder=folder, item=one)
            for folder, one in read
        ]

    def again(self, group: ItemGroup, place: int, name: str) -> Document:
        """The document of the report at a place of a group, under another id."""
        report = list(_items(group))[place][1]
        assert isinstance(report, Report)  # noqa: S101 - it was one before
        return prepared(dataclasses.replace(report, id=name), _analyzer(self.dictionary))

    def _item(self, folder: str, item: Report, marks: dict[str, str], text: TextStats) -> Item:
        mark, before = item.fingerprint(), marks.get(item.id, "")
        return Item(
            folder=folder,
            item=item.brief(),
            fingerprint=mark,
            before=before,
            document=prepared(item, _analyzer(self.dictionary)) if mark != before else None,
            text=text,
        )

    def _marks(self, ids: Sequence[str]) -> dict[str, str]:
        """Fingerprints of the reports that the cluster has, by id."""
        found: dict[str, str] = {}
        if self.generation:
            connection = _connection(self.address, self.options)
            for start in range(0, len(ids), FINGERPRINTS_PER_REQUEST):
                found |= fingerprints(
                    connection, self.generation, ids[start : start + FINGERPRINTS_PER_REQUEST]
                )
        return found


def fingerprints(connection: Connection, index: str, ids: Sequence[str]) -> dict[str, str]:
    """Fingerprints of the reports an index holds, by id."""
    asked = {"ids": [document_id(name) for name in ids]}
    found = connection.ask("POST", f"/{index}/_mget", asked, params={"_source": "fingerprint"})
    held = zip(ids, found["docs"], strict=True)
    return {name: doc["_source"]["fingerprint"] for name, doc in held if doc.get("found")}


@functools.cache
def _analyzer(dictionary: tuple[str, ...]) -> Analyzer:
    return Analyzer(dictionary)


@functools.cache
def _connection(address: Address, options: ClusterOptions) -> Connection:
    """A connection of this process's own: sockets cannot be shared with the others."""
    return Connection(address, options)


def _items(group: ItemGroup) -> Iterator[tuple[str, Report | Skipped]]:
    guides = extract.RulesCache()
    for folder, entry in group:
        read = (entry,) if isinstance(entry, Skipped) else extract.read(entry, guides[entry.root])
        for item in read:
            if isinstance(item, Report) and item.id != whole(item.id):
                yield folder, dataclasses.replace(item, id=whole(item.id))
            else:
                yield folder, item


def groups(entries: Iterable[tuple[str, SourceFile | Skipped]]) -> Iterator[ItemGroup]:
    """Entries in groups of about equal size."""
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
) -> Iterator[tuple[ItemGroup, list[Item]]]:
    """The groups in their order, prepared by so many processes."""
    if jobs == 1:
        return ((group, preparer.prepare(group)) for group in work)
    # Not forked: the connection and its threads are there already.
    return parallel.ordered_map(
        work, preparer.prepare, parallel.ProcessPool(jobs, "spawn", ITEM_GROUPS_AHEAD)
    )
