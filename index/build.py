"""One indexing run: from folders of reports to a new generation, with progress and a summary.

Onto a folder here; onto a cluster in `index.cluster.build`.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index import corpus
from index.analysis import Analyzer
from index.check import verify
from index.dictionary import touched
from index.embedded import crew, generations
from index.embedded.batch import Batch
from index.embedded.durable import DISK, Disk
from index.embedded.index import EmbeddedIndex
from index.embedded.remembered import Noted, Remembered
from index.embedded.writing import Generation
from index.errors import CorpusError, IndexMissingError, IndexUnusableError
from index.means import Means
from index.run import Progress, Run, Shown, Summary, nothing, silent
from index.store import Index, RefusedError

Approve = Callable[[Index], None]
"""Looks at a new index before it serves; what it raises keeps the old one serving."""


def build(  # noqa: PLR0913 - each is a choice of its own, all but two have a default
    folders: Sequence[str],
    where: str,
    *,
    dictionary: tuple[str, ...] = (),
    update: bool = False,
    progress: Progress = silent,
    means: Means | None = None,
    approve: Approve | None = None,
    disk: Disk = DISK,
) -> Summary:
    """Index the reports in `folders` as a new generation at `where`.

    With `update` only reports whose fingerprint changed are written, those that vanished are
    removed, and those that hold a word that came to the user dictionary or left it are cut anew;
    where there is none of these, nothing is written. Otherwise everything is. CorpusError where
    there is nothing to read, IndexBusyError while another build writes, IndexUnusableError where
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
            jobs=(means or Means()).jobs,
            approve=approve,
        )
    started = time.monotonic()
    names = tuple(os.path.abspath(folder) for folder in folders)  # noqa: PTH100 - links stay links
    run = Run()
    means = means or Means()

    writing = generations.writing(Path(where), disk=disk, accept=_accept(run, approve))
    with writing as fresh, _before(Path(where), update) as before:
        analyzer = Analyzer(dictionary)
        known = _known(before, analyzer, run) if before and update else {}
        run.known = known
        generation = Generation(disk, fresh, means)
        held = Remembered(before) if before is not None and update else None
        worker = crew.Worker(
            analyzer=analyzer, known=known, disk=disk, folder=fresh, remembered=held
        )
        for batch in _inverted(run, worker, names, means.jobs, progress, generation.noted):
            generation.add(batch)
        if not run.seen:
            raise CorpusError(nothing(folders, run.skipped))
        replaced = before.facts.folders if before else names
        if before is not None and known:
            same = replaced == names and before.facts.analysis == analyzer.signature
            if same and not (run.indexed or run.vanished()):
                name = before.generation.name
                raise generations.Unchanged
            gone = {name for name in known if name not in run.seen} | run.changed
            generation.keep(before, gone)
        generation.finish(names, analyzer.signature, dictionary)
        name = fresh.name.removesuffix(generations.UNFINISHED)
    return run.summary(replaced, names, time.monotonic() - started, name, Path(where))


def _inverted(  # noqa: PLR0913, PLR0917 - the inner half of `build`
    run: Run,
    worker: crew.Worker,
    names: tuple[str, ...],
    jobs: int,
    progress: Progress,
    noted: Noted,
) -> Iterator[Batch]:
    """What the workers made of everything in the folders, in its order, telling the progress."""
    shown = Shown(progress, names)
    for done in crew.inverted(run, worker, crew.groups(corpus.all_entries(names)), jobs, noted):
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
) -> Summary:
    if approve is not None:
        raise RefusedError(
            "Golden queries guard an index in a folder; remove [golden] to build on a cluster."
        )
    from index.cluster.build import build_on_cluster  # noqa: PLC0415 - few need a cluster

    return build_on_cluster(folders, where, dictionary, update=update, progress=progress, jobs=jobs)


def _accept(run: Run, approve: Approve | None) -> Callable[[Path], None]:
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
    except IndexUnusableError:
        if update:
            raise
        before = None
    try:
        yield before
    finally:
        if before is not None:
            before.close()


def _known(before: EmbeddedIndex, analyzer: Analyzer, run: Run) -> dict[str, str]:
    """Fingerprints by id, empty ones for reports that another user dictionary cuts otherwise.

    None where the reports were cut by another analyzer. `run` is told what the dictionary changed.
    """
    cut = Analyzer(before.facts.dictionary)
    if before.facts.analysis == analyzer.signature:
        return dict(before.fingerprints())
    if before.facts.analysis != cut.signature:
        return {}
    found = touched(before, cut, analyzer)
    run.dictionary = found.change
    if found.change.reports is None:
        return {}
    return {name: "" if name in found.ids else mark for name, mark in before.fingerprints()}
