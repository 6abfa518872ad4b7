"""One indexing run: from folders of reports to a new generation, with progress and a summary.

Onto a folder here; onto a cluster in `index.cluster.build`.
"""

import contextlib
import os
import time
from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path

from index.api import Index, RefusedError
from index.build_resources import BuildResources
from index.dictionary_changes import affected_reports
from index.embedded import generations
from index.embedded.check import verify
from index.embedded.disk import DISK, Disk
from index.embedded.index import EmbeddedIndex
from index.embedded.write import ingest_workers
from index.embedded.write.batch import Batch
from index.embedded.write.file_cache import FileCache, FileCacheWriter
from index.embedded.write.writing import GenerationWriter
from index.errors import CorpusError, IndexMissingError
from index.index_folder import UNFINISHED
from index.ingest import corpus
from index.loss import LossPolicy, refusal
from index.run import (
    IndexingRun,
    Progress,
    ProgressReporter,
    Summary,
    nothing_indexed_message,
    silent,
)
from index.text.analysis import Analyzer

Approve = Callable[[Index], None]
"""Looks at a new index before it serves; what it raises keeps the old one serving."""


def build(  # noqa: PLR0913 - each is a choice of its own, all but two have a default
    folders: Sequence[str],
    where: str,
    *,
    dictionary: tuple[str, ...] = (),
    update: bool = False,
    progress: Progress = silent,
    means: BuildResources | None = None,
    approve: Approve | None = None,
    losses: LossPolicy = LossPolicy.ALLOW,
    disk: Disk = DISK,
) -> Summary:
    """Index the reports in `folders` as a new generation at `where`.

    With `update` only reports whose fingerprint changed are written, those that vanished are
    removed, and those that hold a word that came to the user dictionary or left it are cut anew;
    where there is none of these, nothing is written. Otherwise everything is. CorpusError where
    there is nothing to read, LossError where a folder or site would lose too much and `losses` says
    to ask (see `index.loss`), IndexBusyError while another build writes, IndexUnusableError where
    `where` is not an index folder, IndexWriteError where the disk refuses, and what `approve`
    raises that is shown the new index before it serves; then nothing changed.
    """
    if where.startswith(("http://", "https://")):
        return _on_cluster(
            folders,
            where,
            dictionary,
            update=update,
            progress=progress,
            jobs=(means or BuildResources()).jobs,
            approve=approve,
            losses=losses,
        )
    started = time.monotonic()
    names = tuple(os.path.abspath(folder) for folder in folders)  # noqa: PTH100 - links stay links
    run = IndexingRun()
    means = means or BuildResources()
    writing = generations.writing(Path(where), disk=disk, accept=_accept(run, approve))
    with writing as fresh, _before(Path(where), update) as before:
        analyzer = Analyzer(dictionary)
        run.known = known = _known(before, analyzer, run) if before and update else {}
        run.served = _served(before, known, losses)
        generation = GenerationWriter(disk, fresh, means)
        held = FileCache(before) if before is not None and update else None
        worker = ingest_workers.GroupWorker(
            analyzer=analyzer, known=known, disk=disk, folder=fresh, remembered=held
        )
        for batch in _inverted(run, worker, names, means, progress, generation.noted):
            generation.add(batch)
        if not run.seen:
            raise CorpusError(nothing_indexed_message(folders, run.skipped))
        replaced = before.facts.folders if before else names
        _guard(run, losses, before, names, keep=bool(known))
        if before is not None and known:
            name = before.generation.name
            _carry_over(run, generation, before, names, analyzer)
        generation.finish(names, analyzer.signature, dictionary)
        name = fresh.name.removesuffix(UNFINISHED)
    return run.summary(replaced, names, time.monotonic() - started, name, Path(where))


def _carry_over(
    run: IndexingRun,
    generation: GenerationWriter,
    before: EmbeddedIndex,
    names: tuple[str, ...],
    analyzer: Analyzer,
) -> None:
    """Take over what stays as it is; Unchanged where that is everything."""
    same = before.facts.folders == names and before.facts.analysis == analyzer.signature
    if same and not (run.indexed or run.vanished()):
        raise generations.Unchanged
    generation.keep(before, {name for name in run.known if name not in run.seen} | run.changed)


def _served(
    before: EmbeddedIndex | None, known: dict[str, str], losses: LossPolicy
) -> Container[str]:
    """The ids that are indexed now, where it matters which of them are lost."""
    if before is None or losses is LossPolicy.ALLOW:
        return ()
    return known or {name for name, _ in before.fingerprints()}


def _guard(
    run: IndexingRun,
    losses: LossPolicy,
    before: EmbeddedIndex | None,
    names: Sequence[str],
    *,
    keep: bool,
) -> None:
    """Ask, or `keep` them where that can be done, where reports of these folders would be lost."""
    if losses is LossPolicy.ALLOW or before is None or not set(before.facts.folders) <= set(names):
        return
    gone = (name for name, _ in before.fingerprints() if name not in run.seen)
    found = run.ledger.losses(gone, before.reports, names, run.skipped)
    if found and losses is LossPolicy.KEEP and keep:
        run.keep_lost(found)
    elif found:
        raise refusal(found, run.skipped)


def _inverted(  # noqa: PLR0913, PLR0917 - the inner half of `build`
    run: IndexingRun,
    worker: ingest_workers.GroupWorker,
    names: tuple[str, ...],
    means: BuildResources,
    progress: Progress,
    noted: FileCacheWriter,
) -> Iterator[Batch]:
    """What the workers made of everything in the folders, in its order, telling the progress."""
    shown = ProgressReporter(progress, names)
    work = ingest_workers.groups(corpus.all_entries(names))
    for done in ingest_workers.inverted(run, worker, work, means, noted):
        yield done.batch
        shown.more(done.entries)
    shown.all()


def _on_cluster(  # noqa: PLR0913 - what `build` is given
    folders: Sequence[str],
    where: str,
    dictionary: tuple[str, ...],
    *,
    update: bool,
    progress: Progress,
    jobs: int,
    approve: Approve | None,
    losses: LossPolicy,
) -> Summary:
    if approve is not None:
        raise RefusedError(
            "Golden queries guard an index in a folder; remove [golden] to build on a cluster."
        )
    from index.cluster.build import build_on_cluster  # noqa: PLC0415 - few need a cluster

    return build_on_cluster(
        folders, where, dictionary, update=update, progress=progress, jobs=jobs, losses=losses
    )


def _accept(run: IndexingRun, approve: Approve | None) -> Callable[[Path], None]:
    """What looks at a new generation before it serves."""

    def accept(folder: Path) -> None:
        verify(folder, len(run.seen))
        if approve is not None:
            with contextlib.closing(EmbeddedIndex.of(folder)) as index:
                approve(index)

    return accept


@contextlib.contextmanager
def _before(root: Path, update: bool) -> Iterator[EmbeddedIndex | None]:  # noqa: FBT001 - build's own
    """What serves now; a damaged index does not stop a rebuild, which is the way out of it."""
    try:
        before = EmbeddedIndex.open(str(root))
    except IndexMissingError:
        before = None
    except Exception:
        if update:
            raise
        before = None  # whatever is wrong with it: a rebuild is the way out
    try:
        yield before
    finally:
        if before is not None:
            before.close()


def _known(before: EmbeddedIndex, analyzer: Analyzer, run: IndexingRun) -> dict[str, str]:
    """Fingerprints by id, empty ones for reports that another user dictionary cuts otherwise.

    None where the reports were cut by another analyzer. `run` is told what the dictionary changed.
    """
    cut = Analyzer(before.facts.dictionary)
    if before.facts.analysis == analyzer.signature:
        return dict(before.fingerprints())
    if before.facts.analysis != cut.signature:
        return {}
    found = affected_reports(before, cut, analyzer)
    run.dictionary = found.change
    if found.change.reports is None:
        return {}
    return {name: "" if name in found.ids else mark for name, mark in before.fingerprints()}
