"""One indexing run: from folders of reports to a new generation, with progress and a summary.

Onto a folder here; onto a cluster in `index.cluster.build`.
"""

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.analysis import Analyzer
from index.check import verify
from index.embedded import generations
from index.embedded.durable import DISK, Disk
from index.embedded.index import EmbeddedIndex, write_facts
from index.embedded.storage import GenerationStorage
from index.errors import CorpusError, IndexMissingError, IndexUnusableError
from index.run import Progress, Run, Summary, nothing, read, silent
from index.schema import document, schema


def build(  # noqa: PLR0913 - each is a choice of its own, all but two have a default
    folders: Sequence[str],
    where: str,
    *,
    dictionary: tuple[str, ...] = (),
    update: bool = False,
    progress: Progress = silent,
    disk: Disk = DISK,
) -> Summary:
    """Index the reports in `folders` as a new generation at `where`.

    With `update` only reports whose fingerprint changed are written and those that vanished are
    removed; where there is neither, nothing is written. Otherwise everything is. CorpusError where
    there is nothing to read, IndexBusyError while another build writes, IndexUnusableError where
    `where` is not an index folder, IndexWriteError where the disk refuses; then nothing changed.
    """
    if where.startswith(("http://", "https://")):
        from index.cluster.build import build_on_cluster  # noqa: PLC0415 - few need a cluster

        return build_on_cluster(folders, where, dictionary, update=update, progress=progress)
    started = time.monotonic()
    names = tuple(os.path.abspath(folder) for folder in folders)  # noqa: PTH100 - links stay links
    root = Path(where)
    run = Run()

    def accept(folder: Path) -> None:
        verify(folder, len(run.seen))

    writing = generations.writing(root, disk=disk, accept=accept)
    with writing as fresh, _before(root, update) as before:
        known = _known(before, dictionary) if update else {}
        run.known = known
        writer = _writer(GenerationStorage(fresh, disk), before if known else None, dictionary)
        for report in run.fresh(read(names, progress)):
            if report.id in known:
                writer.delete_by_term("id", report.id)
            writer.add_document(**document(report))
        for vanished in run.vanished():
            writer.delete_by_term("id", vanished)
        if not run.seen:
            raise CorpusError(nothing(folders, run.skipped))
        replaced = before.about().folders if before else names
        if known and before and replaced == names and not (run.indexed or run.vanished()):
            generation = before.generation.name
            raise generations.Unchanged
        writer.commit()
        write_facts(fresh, names, Analyzer(dictionary).signature, disk)
        generation = fresh.name.removesuffix(generations.UNFINISHED)
    return run.summary(replaced, names, time.monotonic() - started, generation)


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


def _known(before: EmbeddedIndex | None, dictionary: tuple[str, ...]) -> dict[str, str]:
    """Fingerprints by id; none where the reports were cut by another analyzer."""
    if before is None or before.about().analysis != Analyzer(dictionary).signature:
        return {}
    return dict(before.fingerprints())


def _writer(
    fresh: GenerationStorage, before: EmbeddedIndex | None, dictionary: tuple[str, ...]
) -> Any:
    """A Whoosh writer on a new generation that begins as links to the files of the one before."""
    if before is None:
        return fresh.create_index(schema(dictionary)).writer(limitmb=256)
    fresh.link(before.files())
    return fresh.open_index().writer(limitmb=256)
