"""One indexing run: builds a new generation from folders of reports, and returns a summary."""

import time
from collections.abc import Sequence

from index.embedded.segment.disk import DISK, Disk
from index.errors import CorpusError
from index.indexing.build_resources import BuildResources
from index.indexing.listing import all_entries
from index.indexing.loss import LossPolicy, loss_error
from index.indexing.named_folders import distinct_folders
from index.indexing.progress import Progress, no_progress
from index.indexing.run import IndexingRun, ProgressReporter, Summary, nothing_indexed_message
from index.indexing.writer import Approve, WriteOptions, Writer
from index.operations.opening import open_writer
from index.system.garbage import collecting_rarely


def build(  # noqa: PLR0913 - each is a choice of its own, all but two have a default
    folders: Sequence[str],
    where: str,
    *,
    dictionary: tuple[str, ...] = (),
    update: bool = False,
    progress: Progress = no_progress,
    resources: BuildResources | None = None,
    approve: Approve | None = None,
    losses: LossPolicy = LossPolicy.ALLOW,
    meaning: Progress | None = None,
    disk: Disk = DISK,
) -> Summary:
    """Index the reports in `folders` as a new generation at `where`, a folder or a cluster's URL.

    With `update`, only reports with a changed fingerprint are written, vanished reports are
    removed, and reports that contain an added or removed word of the user dictionary are tokenised
    again; if nothing changed, nothing is written. Without it, everything is written. `meaning` asks
    for vectors of passages and is told how many have theirs; unchanged reports keep them.

    CorpusError if there is nothing to read, LossError if a folder or site would lose too much and
    `losses` is ASK (see `index.indexing.loss`), IndexBusyError while another build writes,
    IndexUnusableError if `where` is not an index folder, IndexWriteError if the disk fails,
    ClusterError if a cluster cannot be reached or refuses, and any error of `approve`, which checks
    the new index before it becomes current. Nothing changes after an error.
    """
    started = time.monotonic()
    names, remarks = distinct_folders(folders)
    options = WriteOptions(
        dictionary=dictionary,
        update=update,
        resources=resources or BuildResources(),
        approve=approve,
        losses=losses,
        meaning=meaning is not None,
        encoding=meaning or no_progress,
    )
    run = IndexingRun()
    run.skipped.extend(remarks)
    with collecting_rarely(), open_writer(where, run, options, disk) as writer:
        shown = ProgressReporter(progress, names)
        for entries in writer.write(all_entries(names, apart=options.resources.apart)):
            shown.more(entries)
        shown.all()
        if not run.seen:
            raise CorpusError(nothing_indexed_message(folders, run.skipped))
        _guard(run, losses, writer, names)
        writer.finish(names)
    seconds = time.monotonic() - started
    return run.summary(
        writer.folders or names, names, seconds, writer.generation, writer.list_folder
    )


def _guard(run: IndexingRun, losses: LossPolicy, writer: Writer, names: Sequence[str]) -> None:
    """Raise LossError if reports of these folders would be lost, or keep them by policy.

    An update keeps those of files that the machine does not give, unless somebody let them go.
    """
    if losses is LossPolicy.ALLOW or not writer.folders or not set(writer.folders) <= set(names):
        return
    gone = [name for name in writer.served() if name not in run.seen]
    if writer.carries:
        run.keep_lost(run.ledger.out_of_reach(gone, writer.reports, run.skipped))
    gone = [name for name in gone if name not in run.seen]
    lost = run.ledger.losses(gone, writer.reports, names, run.skipped)
    if lost and losses is LossPolicy.KEEP and writer.carries:
        run.keep_lost(lost)
    elif lost:
        raise loss_error(lost, run.skipped)
