"""`baogao index`: build or update an index."""

import dataclasses
import json
import os
import sys
from collections.abc import Iterable

import click
from tqdm import tqdm

from index import settings
from index.indexing.build_resources import BuildResources
from index.indexing.dictionary_changes import DictionaryChange
from index.indexing.loss import LossPolicy
from index.indexing.progress import Progress, no_progress
from index.indexing.quality import Checked
from index.indexing.run import Summary
from index.indexing.scan_pages import read_ahead
from index.indexing.writer import Approve
from index.ingest.files.scans_folder import use_scans_folder
from index.ingest.scans.pages import WAITING
from index.operations.build import build
from index.operations.meaning import wants_vectors
from index.report import CheckReason
from index.system.sanitize import sanitize

SHOWN_SKIPPED = 20
"""The number of skipped files that are listed, and of remarks."""
VECTORS_STEP = "Vectors of meaning"
MANY_ENCODED = 2_000
"""From this many passages, which take some ten seconds, the summary says how to omit vectors."""


@click.command("index")
@click.argument("folders", nargs=-1, metavar="[FOLDER]...")
@click.option("--index", "where", help="The index: a folder or an http(s) URL.")
@click.option(
    "--update",
    is_flag=True,
    help="Process only files that changed or vanished since the last build.",
)
@click.option(
    "--allow-loss",
    is_flag=True,
    help="Build even if a folder or site loses more than a fifth of its reports.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Number of processes that read and analyse files."
)
@click.option(
    "--memory",
    type=click.IntRange(64, 1 << 20),
    default=BuildResources().memory,
    show_default=True,
    help="Memory limit in MB for building the index; one scan is read per GB.",
)
@click.option(
    "--meaning/--no-meaning",
    default=None,
    help="Make vectors of passages for searches by meaning (default: if installed).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", is_flag=True, help="Do not show progress.")
def index_command(  # noqa: PLR0913 - one per option
    *,
    folders: tuple[str, ...],
    where: str | None,
    update: bool,
    allow_loss: bool,
    jobs: int | None,
    memory: int,
    meaning: bool | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Index the reports in FOLDERS (default: `corpus`), replacing the previous index.

    The previous index remains in use until the new one is complete. Exit codes: 0 done, 1 done but
    some files were skipped (remarks are no errors), 2 and above nothing changed (it says why).
    """
    configured = settings.current_settings()
    hidden = quiet or as_json or not sys.stderr.isatty()
    chosen = folders or configured.corpus
    resources = BuildResources(jobs or os.cpu_count() or 1, memory, sandboxed=True)
    use_scans_folder(configured.scans)
    with _bar(" scanned pages", hidden=hidden) as bar:
        read_ahead(chosen, resources, no_progress if hidden else _onto(bar))
    location = where or configured.index
    vectors = wants_vectors(meaning, configured.meaning, location, update=update)
    with _bar(" reports", hidden=hidden) as bar, _bar(" passages", hidden=hidden) as passages:
        summary = build(
            chosen,
            location,
            dictionary=configured.dictionary,
            update=update,
            progress=no_progress if hidden else _onto(bar),
            resources=resources,
            approve=golden_approval(configured),
            losses=LossPolicy.ALLOW if allow_loss else LossPolicy.ASK,
            meaning=(no_progress if hidden else _onto(passages)) if vectors else None,
        )
    click.echo(json.dumps(dataclasses.asdict(summary)) if as_json else _sentences(summary))
    sys.exit(1 if summary.skipped else 0)


def golden_approval(configured: settings.Settings) -> Approve | None:
    """The approval by golden queries; `baogao` provides it, because only search can run them."""
    if not configured.golden:
        return None
    approve: Approve = click.get_current_context().obj(configured)
    return approve


def _bar(unit: str, *, hidden: bool) -> "tqdm[int]":
    tqdm.monitor_interval = 0  # else a thread, and a warning where there may be none
    nothing: Iterable[int] = ()  # updated by hand; this only sets the type for mypy
    return tqdm(
        nothing,
        desc=VECTORS_STEP if unit == " passages" else None,
        unit=unit,
        disable=hidden,
        miniters=1,
        leave=unit == " reports",
        delay=0.2 if unit == " passages" else 0,
    )


def _onto(bar: "tqdm[int]") -> Progress:
    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress


def _sentences(summary: Summary) -> str:
    lines = []
    if summary.replaced:
        lines.append(f"Replaces the index of {', '.join(summary.replaced)}.")
    lines.append(
        f"{summary.indexed} indexed, {summary.unchanged} unchanged, {summary.removed} removed, "
        f"{len(summary.skipped)} skipped, in {summary.seconds:.1f} s."
    )
    lines += [f"Kept though not read again: {loss}." for loss in summary.kept]
    if summary.dictionary is not None:
        lines.append(_dictionary(summary.dictionary))
    if summary.undated or summary.sourceless or summary.short or summary.copies:
        lines.append(
            f"Without a date: {summary.undated}. Without a source: {summary.sourceless}. "
            f"Very short: {summary.short}. Near copies: {summary.copies}."
        )
    if summary.meaning is not None:
        lines.append(
            f"Vectors of meaning: {summary.meaning.passages} passages, {summary.meaning.encoded} "
            f"of them encoded now, in {summary.meaning.seconds:.1f} s."
        )
        if summary.meaning.encoded >= MANY_ENCODED:
            lines.append("To build without them: baogao index --no-meaning.")
    lines += map(_checked, summary.checked)
    for kind, files in (("skipped", summary.skipped), ("remark", summary.remarks)):
        lines += [f"  {kind} {file.path}: {file.reason}" for file in files[:SHOWN_SKIPPED]]
        if len(files) > SHOWN_SKIPPED:
            lines.append(f"  … and {len(files) - SHOWN_SKIPPED} more")
    if waiting := sum(WAITING in skipped.reason for skipped in summary.skipped):
        lines.append(f"Scans and pictures that wait: {waiting}. To read them: make scans")
    if summary.listed:
        lines.append(f"All of these are listed in {summary.listed}.")
    return "\n".join(map(sanitize, lines))


_REASONS = {
    CheckReason.RECOGNISED: ("was recognised on scanned pages", "were recognised on scanned pages"),
    CheckReason.CUT: ("is too long and was cut", "are too long and were cut"),
    CheckReason.INCOMPLETE: (
        "keeps less than half of its page",
        "keep less than half of their page",
    ),
    CheckReason.SHORT: ("is very short", "are very short"),
    CheckReason.UNDATED: ("has no date", "have no date"),
}
"""The phrase for each reason to check a report, for one report and for several."""


def _checked(checked: Checked) -> str:
    """The number of reports to check for a reason, with the first paths."""
    single, several = _REASONS[checked.reason]
    what = f"1 report {single}" if checked.reports == 1 else f"{checked.reports} reports {several}"
    more = ", …" if checked.reports > len(checked.paths) else ""
    return f"  {what}: {', '.join(checked.paths)}{more}"


def _dictionary(change: DictionaryChange) -> str:
    """A summary of changes in the user dictionary."""
    words = (
        f"The dictionary changed: {change.added} words added, {change.removed} removed, "
        f"{change.weighed} with another weight"
    )
    if change.reports is None:
        return f"{words}. The change affects every text, so all reports were segmented again."
    return f"{words}. Reports that contain one of them, segmented again: {change.reports}."
