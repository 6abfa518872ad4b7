"""The cluster engine's Writer: builds a new generation of an alias."""

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from index.api import RefusedError
from index.cluster import generations
from index.cluster.address import parse_address
from index.cluster.connection import Connection
from index.cluster.document_workers import (
    DocumentWorker,
    FingerprintSet,
    ItemGroup,
    PreparedGroup,
    RenamedDocuments,
    RenamedItems,
    fingerprints,
    in_order,
    item_groups,
    second_reading,
)
from index.cluster.documents import Document, is_document_of
from index.cluster.generations import ClusterGeneration, ClusterGenerationInfo
from index.cluster.index import ClusterIndex
from index.cluster.knn_plugin import require_plugin
from index.cluster.passage_vectors import (
    DecidedDocuments,
    PlacedDocument,
    VectorWork,
    with_vectors,
)
from index.cluster.writing import ClusterGenerationWriter, new_generation
from index.cluster_options import ClusterOptions
from index.errors import IndexMissingError, IndexUnusableError
from index.indexing.build_outcome import Unchanged
from index.indexing.loss import LossPolicy
from index.indexing.run import EncodedPassages, IndexingRun
from index.indexing.second_reading import Wanted, WantedReport, missing_reports
from index.indexing.writer import Entries, WriteOptions
from index.report import NO_FINGERPRINT, Fingerprint, Report, ReportId, Skipped
from index.text import encoder
from index.text.analysis import Analyzer

LISTS = "var"
"""The folder for the list of reports to check, below the working folder."""
FINGERPRINTS_PER_REQUEST = 500
"""Reports per look-up request."""


class ClusterWriter:
    """See `index.indexing.writer.Writer`.

    `before` is the current generation; an update continues from it.
    """

    def __init__(
        self,
        run: IndexingRun,
        options: WriteOptions,
        connection: Connection,
        fresh: ClusterGenerationWriter,
        before: ClusterGeneration | None,
    ) -> None:
        self.folders = before.info.folders if before else ()
        self.generation = fresh.short
        self.list_folder = Path(LISTS)
        self._run = run
        self._resources = options.resources
        self._meaning = options.meaning
        self._encoding = options.encoding
        self._vectors = VectorWork()
        self._connection = connection
        self._fresh = fresh
        self._before = before
        self._same = same = fresh.before
        self._known = FetchedReports(connection, same)
        run.known = self._known
        if same is None and options.losses is not LossPolicy.ALLOW:
            run.served = set(self.served())
        known = ClusterIndex(connection, same).fingerprints() if same else ()
        self._worker = DocumentWorker(
            options.dictionary, FingerprintSet.of(fingerprint for _, fingerprint in known)
        )

    @property
    def carries(self) -> bool:
        """Only an update continues from the previous generation."""
        return self._same is not None

    def write(self, entries: Entries) -> Iterator[int]:
        """Read, analyse and send new reports, group by group."""
        with second_reading(self._worker, self._resources) as again:
            prepared = in_order(self._worker, item_groups(entries), self._resources)
            decided: Iterator[DecidedDocuments] = (
                self._decided(group, items, again) for group, items in prepared
            )
            if self._meaning:
                decided = with_vectors(decided, self._resources, self._vectors)
            for part in decided:
                for placed in part.documents:
                    self._fresh.put(placed.name, placed.path, placed.document, known=placed.known)
                self._encoding(self._vectors.encoded, self._vectors.encoded)
                yield part.entries

    def served(self) -> Iterator[ReportId]:
        """See `index.indexing.writer.Writer`."""
        if self._before is None:
            return iter(())
        index = ClusterIndex(self._connection, self._before)
        return (report_id for report_id, _ in index.fingerprints())

    def reports(self, ids: Sequence[ReportId]) -> Sequence[Report | None]:
        """Reports of the current generation."""
        if self._before is None:
            return [None] * len(ids)
        return ClusterIndex(self._connection, self._before).reports(ids)

    def finish(self, folders: tuple[str, ...]) -> None:
        """Remove vanished reports, write the terms, and finish the generation."""
        for name in self._run.vanished():
            self._fresh.remove(name)
        changed = self._run.indexed or self._run.vanished() or self.folders != folders
        if self._same is not None and not changed:
            self.generation = self._same.short
            raise Unchanged
        self._fresh.finish(folders)
        if self._meaning:
            work = self._vectors
            self._run.meaning = EncodedPassages(work.passages, work.encoded, work.seconds)

    def _decided(
        self,
        group: ItemGroup,
        items: PreparedGroup,
        again: Callable[[RenamedItems], list[RenamedDocuments]],
    ) -> DecidedDocuments:
        """Decide on every report of a group in order; return the documents of the new ones."""
        self._known.fetch([item.item.id for item in items if not isinstance(item.item, Skipped)])
        wanted: list[WantedReport] = []
        documents: dict[ReportId, Document] = {}
        for item in items:
            if isinstance(item.item, Skipped):
                self._run.skipped.append(item.item)
                continue
            report = self._run.take(item.folder, item.item, item.fingerprint, item.text)
            if report is None:
                continue
            wanted.append(WantedReport(item.item, item.fingerprint, report.id))
            if item.document is not None and is_document_of(item.document, report.id):
                documents[report.id] = item.document
        same: frozenset[ReportId] = frozenset()
        if lacking := tuple(asked for asked in wanted if asked.name not in documents):
            parts = again(RenamedItems(group, lacking))
            redone = tuple(itertools.chain.from_iterable(parts))
            asked_for = {asked.name for asked in lacking}
            same = self._run.unchanged(
                {item.name: item.fingerprint for item in redone if item.name in asked_for}
            )
            documents |= {
                item.name: item.document
                for item in redone
                if is_document_of(item.document, item.name)
            }
        new = tuple(asked for asked in wanted if asked.name not in same)
        return DecidedDocuments(len(group), tuple(self._placed(new, documents)))

    def _placed(
        self, wanted: Wanted, documents: Mapping[ReportId, Document]
    ) -> Iterator[PlacedDocument]:
        """The documents of reports; one without a document is said to have changed."""
        self._run.lost(missing_reports(wanted, documents))
        for report in wanted:
            if (document := documents.get(report.name)) is not None:
                known = self._known.get(report.name) is not None
                yield PlacedDocument(report.name, report.first.path, document, known)


class FetchedReports:
    """Fingerprints of the previous generation: those of a group, others on request."""

    def __init__(self, connection: Connection, generation: ClusterGeneration | None) -> None:
        self._connection = connection
        self._generation = generation
        self._near: dict[ReportId, Fingerprint] = {}

    def fetch(self, ids: Sequence[ReportId]) -> None:
        """Ask for the fingerprints of the reports of a group; those of the last one are dropped."""
        if self._generation is None:
            return
        self._near = dict.fromkeys(ids, NO_FINGERPRINT)
        for start in range(0, len(ids), FINGERPRINTS_PER_REQUEST):
            some = ids[start : start + FINGERPRINTS_PER_REQUEST]
            self._near |= fingerprints(self._connection, self._generation.name, some)

    def get(self, name: ReportId, /) -> Fingerprint | None:
        """The fingerprint that a report had, None if its id did not exist."""
        if self._generation is None:
            return None
        if name not in self._near:
            marks = fingerprints(self._connection, self._generation.name, [name])
            self._near[name] = marks.get(name, NO_FINGERPRINT)
        return self._near[name] or None

    def __iter__(self) -> Iterator[ReportId]:
        """All ids, as a stream."""
        if self._generation is None:
            return iter(())
        index = ClusterIndex(self._connection, self._generation)
        return (report_id for report_id, _ in index.fingerprints())


@contextlib.contextmanager
def cluster_writer(
    where: str, run: IndexingRun, options: WriteOptions, cluster: ClusterOptions
) -> Iterator[ClusterWriter]:
    """Open a Writer to the alias at the URL `where`; IndexBusyError during another build.

    RefusedError for golden queries, ClusterError if the cluster cannot be reached or refuses.
    """
    if options.approve is not None:
        raise RefusedError(
            "Golden queries guard an index in a folder; remove [golden] to build on a cluster."
        )
    with contextlib.closing(Connection(parse_address(where, cluster), cluster)) as connection:
        before = _before(connection, update=options.update)
        if options.meaning:
            require_plugin(connection)
        info = ClusterGenerationInfo(
            analysis=Analyzer(options.dictionary).signature,
            dictionary=options.dictionary,
            meaning=encoder.signature() if options.meaning else "",
        )
        same = before if before and _continues(before.info, info) and options.update else None
        with new_generation(connection, info, same) as fresh:
            yield ClusterWriter(run, options, connection, fresh, before)
        run.refused(fresh.skipped)


def _continues(before: ClusterGenerationInfo, info: ClusterGenerationInfo) -> bool:
    """Whether reports that have not changed would be written as they are."""
    return (before.analysis, before.meaning) == (info.analysis, info.meaning)


def _before(connection: Connection, *, update: bool) -> ClusterGeneration | None:
    """The current generation; a rebuild ignores one of another format, but not a foreign index."""
    generations.serving(connection)
    try:
        return generations.current(connection)
    except IndexMissingError:
        return None
    except IndexUnusableError:
        if update:
            raise
        return None
