"""One indexing run: from folders of reports to a new generation, with progress and a summary."""

import contextlib
import dataclasses
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index import corpus, extract
from index.analysis import Analyzer
from index.check import verify
from index.embedded import generations
from index.embedded.durable import DISK, Disk
from index.embedded.index import EmbeddedIndex, write_facts
from index.embedded.storage import GenerationStorage
from index.errors import CorpusError, IndexMissingError, IndexUnusableError
from index.report import Report, Skipped, report_id
from index.schema import document, schema

Progress = Callable[[int, int], None]
"""Called with entries done and entries in all, as they are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did. `replaced` are the folders indexed before, where they were others."""

    indexed: int
    unchanged: int
    removed: int
    skipped: tuple[Skipped, ...]
    undated: int
    sourceless: int
    seconds: float
    generation: str
    replaced: tuple[str, ...] = ()


def silent(done: int, total: int) -> None:
    """A Progress that shows nothing."""
    del done, total


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
    removed; otherwise everything is. CorpusError where there is nothing to read, IndexBusyError
    while another build writes, IndexUnusableError where `where` is not an index folder,
    IndexWriteError where the disk refuses; then nothing has changed.
    """
    started = time.monotonic()
    names = tuple(os.path.abspath(folder) for folder in folders)  # noqa: PTH100 - links stay links
    root = Path(where)
    run = _Run()

    def accept(folder: Path) -> None:
        verify(folder, len(run.seen))

    writing = generations.writing(root, disk=disk, accept=accept)
    with writing as fresh, _before(root, update) as before:
        known = run.known = _known(before, dictionary) if update else {}
        writer = _writer(GenerationStorage(fresh, disk), before if known else None, dictionary)
        for report in run.fresh(_read(names, progress)):
            if report.id in known:
                writer.delete_by_term("id", report.id)
            writer.add_document(**document(report))
        for vanished in run.vanished():
            writer.delete_by_term("id", vanished)
        if not run.seen:
            raise CorpusError(_nothing(folders, run.skipped))
        writer.commit()
        write_facts(fresh, names, Analyzer(dictionary).signature, disk)
        generation = fresh.name.removesuffix(generations.UNFINISHED)
        replaced = before.about().folders if before else names
    return run.summary(replaced, names, time.monotonic() - started, generation)


class _Run:
    """The bookkeeping of a run: what was seen, what changed, what was skipped."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.seen: set[str] = set()
        self.skipped: list[Skipped] = []
        self.indexed = self.undated = self.sourceless = 0

    def fresh(self, read: Iterable[tuple[str, Report | Skipped]]) -> Iterator[Report]:
        """The reports that are to be written, each with an id of its own."""
        for folder, item in read:
            if isinstance(item, Skipped):
                self.skipped.append(item)
                continue
            report = self._named(item, folder)
            if report is None:
                continue
            self.seen.add(report.id)
            self.undated += report.date is None
            self.sourceless += not report.source
            if self.known.get(report.id) != report.fingerprint():
                self.indexed += 1
                yield report

    def _named(self, report: Report, folder: str) -> Report | None:
        """The report under an id no other has.

        An export that uses an id twice loses nothing, nor do two folders with files of one name.
        """
        if report.id not in self.seen:
            return report
        for name in (
            report.path,
            f"{Path(folder).name}/{report.path}",
            f"{folder}/{report.path}",
        ):
            again = dataclasses.replace(report, id=report_id(name))
            if again.id not in self.seen:
                return again
        self.skipped.append(Skipped(report.path, f"Its id {report.id!r} was read before."))
        return None

    def vanished(self) -> list[str]:
        """Ids that were indexed before and were not read now."""
        return sorted(self.known.keys() - self.seen)

    def summary(
        self,
        before: tuple[str, ...],
        folders: tuple[str, ...],
        seconds: float,
        generation: str,
    ) -> Summary:
        """The run in numbers; `before` are the folders that were indexed until now."""
        return Summary(
            indexed=self.indexed,
            unchanged=len(self.seen) - self.indexed,
            removed=len(self.vanished()),
            skipped=tuple(self.skipped),
            undated=self.undated,
            sourceless=self.sourceless,
            seconds=seconds,
            generation=generation,
            replaced=() if before == folders else before,
        )


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


def _read(folders: Sequence[str], progress: Progress) -> Iterator[tuple[str, Report | Skipped]]:
    """Each folder's reports, with the folder."""
    total = sum(1 for folder in folders for _ in corpus.entries(folder))
    done = 0
    for folder in folders:
        for entry in corpus.entries(folder):
            read = iter((entry,)) if isinstance(entry, Skipped) else extract.read(entry)
            yield from ((folder, item) for item in read)
            done += 1
            progress(done, total)


def _nothing(folders: Sequence[str], skipped: list[Skipped]) -> str:
    where = ", ".join(str(folder) for folder in folders)
    if skipped:
        first = f"{skipped[0].path}: {skipped[0].reason}"
        return f"None of the {len(skipped)} files in {where} could be read; {first}"
    return f"There is no report in {where}. Put pages or text copies there, or name another folder."
