"""One indexing run onto a cluster: what `index.build` does, with another place to write to."""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.cluster import generations
from index.cluster.address import parse_address
from index.cluster.connection import Connection
from index.cluster.document_workers import (
    DocumentWorker,
    Item,
    ItemGroup,
    fingerprints,
    groups,
    in_order,
)
from index.cluster.generations import ClusterGeneration, ClusterGenerationInfo
from index.cluster.index import ClusterIndex
from index.cluster.writing import ClusterGenerationWriter, ClusterUnchanged, writing
from index.errors import CorpusError, IndexMissingError, IndexUnusableError
from index.ingest import corpus
from index.loss import LossPolicy, refusal
from index.report import Skipped
from index.run import IndexingRun, Progress, ProgressReporter, Summary, nothing_indexed_message
from index.settings import current_settings
from index.text.analysis import Analyzer

#: Where the list of what is to be checked is written: beside what else a working folder holds.
LISTS = "var"


def build_on_cluster(  # noqa: PLR0913 - what `index.build.build` hands on
    folders: Sequence[str],
    where: str,
    dictionary: tuple[str, ...],
    *,
    update: bool,
    progress: Progress,
    jobs: int,
    losses: LossPolicy = LossPolicy.ALLOW,
) -> Summary:
    """Index `folders` as a new generation of the alias at `where`; see `index.build.build`.

    ClusterError where the cluster is not reached or refuses.
    """
    started = time.monotonic()
    options = current_settings().cluster
    names = tuple(os.path.abspath(folder) for folder in folders)  # noqa: PTH100 - links stay links
    connection = Connection(parse_address(where, options), options)
    run = IndexingRun()
    try:
        before = _before(connection, update=update)
        facts = ClusterGenerationInfo(
            analysis=Analyzer(dictionary).signature, dictionary=dictionary
        )
        same = before if update and before and before.facts.analysis == facts.analysis else None
        replaced = before.facts.folders if before else names
        run.known = known = FetchedReports(connection, same)
        preparer = DocumentWorker(
            dictionary=dictionary,
            address=connection.address,
            options=options,
            generation=same.name if same else "",
        )
        with writing(connection, facts, same) as fresh:
            sending = _Sending(run, known, preparer, fresh)
            shown = ProgressReporter(progress, names)
            for group, items in in_order(preparer, groups(corpus.all_entries(names)), jobs):
                sending.send(group, items)
                shown.more(len(group))
            shown.all()
            if not run.seen:
                raise CorpusError(nothing_indexed_message(folders, run.skipped))
            if same and losses is not LossPolicy.ALLOW and set(replaced) <= set(names):
                _guard(run, losses, ClusterIndex(connection, same), names)
            for name in run.vanished():
                fresh.remove(name)
            changed = run.indexed or run.vanished() or replaced != names
            if same and not changed:
                generation = same.short
                raise ClusterUnchanged
            fresh.finish(names)
            generation = fresh.short
        run.refused(fresh.skipped)
        seconds = time.monotonic() - started
        return run.summary(replaced, names, seconds, generation, Path(LISTS))
    finally:
        connection.close()


def _guard(
    run: IndexingRun, losses: LossPolicy, before: ClusterIndex, names: Sequence[str]
) -> None:
    """Ask, or keep them, where reports would be lost; only an update knows what was before."""
    found = run.ledger.losses(run.vanished(), before.reports, names, run.skipped)
    if found and losses is LossPolicy.KEEP:
        run.keep_lost(found)
    elif found:
        raise refusal(found, run.skipped)


class FetchedReports:
    """Fingerprints of the generation before: those that came with a group, others asked for."""

    def __init__(self, connection: Connection, generation: ClusterGeneration | None) -> None:
        self._connection = connection
        self._generation = generation
        self.near: dict[str, str] = {}

    def get(self, name: str, /) -> str | None:
        """The fingerprint a report had, None where there was none of that id."""
        if self._generation is None:
            return None
        if name not in self.near:
            found = fingerprints(self._connection, self._generation.name, [name])
            self.near[name] = found.get(name, "")
        return self.near[name] or None

    def __iter__(self) -> Iterator[str]:
        """Every id, as a stream."""
        if self._generation is None:
            return iter(())
        index = ClusterIndex(self._connection, self._generation)
        return (report_id for report_id, _ in index.fingerprints())


class _Sending:
    """Decides on what was prepared, report by report in their order, and sends it."""

    def __init__(
        self,
        run: IndexingRun,
        known: FetchedReports,
        preparer: DocumentWorker,
        fresh: ClusterGenerationWriter,
    ) -> None:
        self._run = run
        self._known = known
        self._preparer = preparer
        self._fresh = fresh

    def send(self, group: ItemGroup, items: Sequence[Item]) -> None:
        """Send what is new of a group."""
        self._known.near = {
            one.item.id: one.before for one in items if not isinstance(one.item, Skipped)
        }
        for place, one in enumerate(items):
            if isinstance(one.item, Skipped):
                self._run.skipped.append(one.item)
                continue
            report = self._run.take(one.folder, one.item, one.fingerprint, one.text)
            if report is None:
                continue
            document = one.document
            if document is None or report.id != one.item.id:
                document = self._preparer.again(group, place, report.id)
            known = self._known.get(report.id) is not None
            self._fresh.put(report.id, report.path, document, known=known)


def _before(connection: Connection, *, update: bool) -> ClusterGeneration | None:
    """What serves now; one of another format does not stop a rebuild, a foreign one does."""
    generations.serving(connection)
    try:
        return generations.current(connection)
    except IndexMissingError:
        return None
    except IndexUnusableError:
        if update:
            raise
        return None
