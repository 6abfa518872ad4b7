"""The embedded engine's Writer: builds a new generation beside the current one."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.api import Index
from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import arrivals, generation_info, generations
from index.embedded.segment.array_file import damaged_error
from index.embedded.segment.corruption import CORRUPTION_ERRORS
from index.embedded.segment.disk import Disk
from index.embedded.write import ingest_workers
from index.embedded.write.check import faults, verify
from index.embedded.write.file_cache import FileCache
from index.embedded.write.kept_vectors import remove_kept_vectors
from index.embedded.write.vector_stage import VectorStage, wanted_signature
from index.embedded.write.writing import GenerationWriter
from index.errors import IndexMissingError, IndexUnusableError
from index.index_folder import UNFINISHED
from index.indexing.build_outcome import Unchanged
from index.indexing.dictionary_changes import affected_reports
from index.indexing.loss import LossPolicy
from index.indexing.run import IndexingRun
from index.indexing.writer import Entries, WriteOptions
from index.report import NO_FINGERPRINT, Fingerprint, Report, ReportId
from index.text.analysis import Analyzer


class EmbeddedWriter:
    """See `index.indexing.writer.Writer`; `fresh` is the folder of the generation being written."""

    def __init__(
        self,
        run: IndexingRun,
        options: WriteOptions,
        fresh: Path,
        before: EmbeddedIndex | None,
        disk: Disk,
    ) -> None:
        self.folders = before.info.folders if before else ()
        self.generation = fresh.name.removesuffix(UNFINISHED)
        self.list_folder = fresh.parent
        self._fresh = fresh
        self._disk = disk
        self._run = run
        self._options = options
        self._before = before
        self._analyzer = Analyzer(options.dictionary)
        self._known: dict[ReportId, Fingerprint] = {}
        if before is not None and options.update:
            self._known = _known(before, self._analyzer, run)
        run.known = self._known
        if before is not None and options.losses is not LossPolicy.ALLOW:
            run.served = self._known or set(self.served())
        vectors = VectorStage(disk, fresh, before, options) if options.meaning else None
        if vectors is None:
            remove_kept_vectors(disk, fresh.parent)
        self._generation = GenerationWriter(disk, fresh, options.resources, vectors)
        self._worker = ingest_workers.GroupWorker(
            analyzer=self._analyzer,
            known=self._known,
            disk=disk,
            folder=fresh,
            file_cache=FileCache(before) if before is not None and options.update else None,
        )

    @property
    def carries(self) -> bool:
        """Only an update continues from the previous generation."""
        return bool(self._known)

    def write(self, entries: Entries) -> Iterator[int]:
        """Read, invert and add new reports, group by group."""
        groups = ingest_workers.groups(entries)
        resources, cache_writer = self._options.resources, self._generation.cache_writer
        for done in ingest_workers.inverted(
            self._run, self._worker, groups, resources, cache_writer
        ):
            self._generation.add(done.batch)
            yield done.entries

    def served(self) -> Iterator[ReportId]:
        """The ids of the reports in the current generation; up to the damage, if it is damaged.

        An update ends there with an error, as a rebuild is the way out of damage.
        """
        try:
            yield from self._served()
        except IndexUnusableError:
            if self._options.update:
                raise

    def _served(self) -> Iterator[ReportId]:
        return (name for name, _ in self._before.fingerprints()) if self._before else iter(())

    def reports(self, ids: Sequence[ReportId]) -> Sequence[Report | None]:
        """Reports of the current generation; none if a rebuild finds them damaged."""
        try:
            return self._before.reports(ids) if self._before else [None] * len(ids)
        except IndexUnusableError:
            if self._options.update:
                raise
            return [None] * len(ids)

    def finish(self, folders: tuple[str, ...]) -> None:
        """Take over unchanged reports, and write segments, tables and metadata."""
        if self._before is not None and self._known:
            self._carry_over(self._before, folders)
        self._generation.finish(folders, self._analyzer)
        self._run.meaning = self._generation.encoded
        if self._before is not None:
            self._write_arrivals(self._before)

    def _write_arrivals(self, before: EmbeddedIndex) -> None:
        """Write which reports the generation before did not have; nothing if it is damaged."""
        try:
            listed = arrivals.read(before.generation)
            arrived = self._run.seen.difference(self._known or self._served())
        except IndexUnusableError:
            if self._options.update:
                raise
            return
        number, built = int(self.generation[1:]), generation_info.now()
        arrivals.write(arrivals.following(listed, number, built, arrived), self._fresh, self._disk)

    def _carry_over(self, before: EmbeddedIndex, folders: tuple[str, ...]) -> None:
        """Continue from the previous generation; Unchanged if nothing is new."""
        run = self._run
        same = before.info.folders == folders and before.info.analysis == self._analyzer.signature
        same = same and before.info.meaning == wanted_signature(meaning=self._options.meaning)
        if same and not (run.indexed or run.vanished()):
            self.generation = before.generation.name
            raise Unchanged
        gone = {name for name in run.known if name not in run.seen} | run.changed
        self._generation.keep(before, gone)


@contextlib.contextmanager
def embedded_writer(
    where: str, run: IndexingRun, options: WriteOptions, disk: Disk
) -> Iterator[EmbeddedWriter]:
    """Open a Writer to the index folder `where`; IndexBusyError while another build writes there.

    IndexUnusableError if it is not an index folder, IndexWriteError if the disk fails.
    """
    accept = _accept(run, options.approve)
    writing = generations.writing(Path(where), disk=disk, accept=accept)
    with writing as fresh, _before(Path(where), update=options.update) as before:
        try:
            yield EmbeddedWriter(run, options, fresh, before, disk)
        except CORRUPTION_ERRORS as error:
            if before is not None and options.update and any(faults(before.generation)):
                raise damaged_error(
                    before.generation, f"its content is inconsistent ({error})"
                ) from error
            raise


def _accept(run: IndexingRun, approve: Callable[[Index], None] | None) -> Callable[[Path], None]:
    """The checks of a new generation before it becomes current."""

    def accept(folder: Path) -> None:
        verify(folder, len(run.seen))
        if approve is not None:
            with contextlib.closing(EmbeddedIndex.of(folder)) as index:
                approve(index)

    return accept


@contextlib.contextmanager
def _before(root: Path, *, update: bool) -> Iterator[EmbeddedIndex | None]:
    """The current generation; a rebuild ignores a damaged one, because it repairs the index."""
    try:
        before = EmbeddedIndex.open(str(root))
    except IndexMissingError:
        before = None
    except Exception:
        if update:
            raise
        before = None  # ignores any damage, because a rebuild repairs it
    try:
        yield before
    finally:
        if before is not None:
            before.close()


def _known(
    before: EmbeddedIndex, analyzer: Analyzer, run: IndexingRun
) -> dict[ReportId, Fingerprint]:
    """Fingerprints by id; empty for reports that a changed user dictionary segments differently.

    Nothing if another analyzer tokenised the reports. `run` records the changes of the dictionary.
    """
    cut = Analyzer(before.info.dictionary)
    if before.info.analysis == analyzer.signature:
        return dict(before.fingerprints())
    if before.info.analysis != cut.signature:
        return {}
    affected = affected_reports(before, cut, analyzer)
    run.dictionary = affected.change
    if affected.change.reports is None:
        return {}
    known = dict(before.fingerprints())
    return known | dict.fromkeys(known.keys() & affected.ids, NO_FINGERPRINT)
