"""One indexing run onto a cluster: what `index.build` does, with another place to write to."""

import dataclasses
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from index.analysis import Analyzer
from index.cluster import generations
from index.cluster.address import address
from index.cluster.connection import Connection
from index.cluster.generations import Facts, Generation
from index.cluster.ids import document_id
from index.cluster.index import ClusterIndex
from index.cluster.mapping import whole
from index.cluster.writing import LOOKED_UP, Unchanged, writing
from index.errors import CorpusError, IndexMissingError, IndexUnusableError
from index.report import Report, Skipped
from index.run import Progress, Run, Summary, nothing, read
from index.settings import here


class Known:
    """Fingerprints of the generation before, looked up for a few reports at a time."""

    def __init__(self, connection: Connection, generation: Generation | None) -> None:
        self._connection = connection
        self._generation = generation
        self._near: dict[str, str] = {}

    def ahead(
        self, read: Iterable[tuple[str, Report | Skipped]]
    ) -> Iterator[tuple[str, Report | Skipped]]:
        """What is read; the fingerprints of the next reports are asked for at once."""
        items = iter(read)
        while batch := [(folder, _plain(one)) for folder, one in islice(items, LOOKED_UP)]:
            self._near = self._look_up([one.id for _, one in batch if isinstance(one, Report)])
            yield from batch

    def get(self, report_id: str) -> str | None:
        """The fingerprint a report had, None where there was none of that id."""
        if report_id not in self._near:
            self._near |= self._look_up([report_id])
        return self._near[report_id] or None

    def __iter__(self) -> Iterator[str]:
        """Every id, as a stream."""
        if self._generation is None:
            return iter(())
        index = ClusterIndex(self._connection, self._generation)
        return (report_id for report_id, _ in index.fingerprints())

    def _look_up(self, ids: Sequence[str]) -> dict[str, str]:
        if self._generation is None or not ids:
            return dict.fromkeys(ids, "")
        asked = {"ids": [document_id(name) for name in ids]}
        path = f"/{self._generation.name}/_mget"
        found = self._connection.ask("POST", path, asked, params={"_source": "fingerprint"})
        marks = (doc["_source"]["fingerprint"] if doc.get("found") else "" for doc in found["docs"])
        return dict(zip(ids, marks, strict=True))


def _plain(item: Report | Skipped) -> Report | Skipped:
    """A report under an id that can be sent."""
    if isinstance(item, Skipped) or item.id == whole(item.id):
        return item
    return dataclasses.replace(item, id=whole(item.id))


def build_on_cluster(
    folders: Sequence[str],
    where: str,
    dictionary: tuple[str, ...],
    *,
    update: bool,
    progress: Progress,
) -> Summary:
    """Index `folders` as a new generation of the alias at `where`; see `index.build.build`.

    ClusterError where the cluster is not reached or refuses.
    """
    started = time.monotonic()
    options = here().cluster
    names = tuple(os.path.abspath(folder) for folder in folders)  # noqa: PTH100 - links stay links
    connection = Connection(address(where, options), options)
    run = Run()
    try:
        before = _before(connection, update=update)
        facts = Facts(analysis=Analyzer(dictionary).signature, dictionary=dictionary)
        same = update and before is not None and before.facts.analysis == facts.analysis
        replaced = before.facts.folders if before else names
        known = run.known = Known(connection, before if same else None)
        with writing(connection, facts, before, update=same) as fresh:
            for report in run.fresh(known.ahead(read(names, progress))):
                fresh.put(report, known=known.get(report.id) is not None)
            if not run.seen:
                raise CorpusError(nothing(folders, run.skipped))
            for name in run.vanished():
                fresh.remove(name)
            if (
                same
                and before
                and not (run.indexed or run.vanished())
                and before.facts.folders == names
            ):
                generation = before.short
                raise Unchanged
            fresh.finish(names)
            generation = fresh.short
        run.refused(fresh.skipped)
        return run.summary(replaced, names, time.monotonic() - started, generation)
    finally:
        connection.close()


def _before(connection: Connection, *, update: bool) -> Generation | None:
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
