"""`baogao watch`: updates the index when files change."""

import datetime
import functools
import signal

import click

from index import settings
from index.errors import OperatorError
from index.indexing.build_resources import BuildResources
from index.indexing.loss import LossPolicy
from index.indexing.progress import no_progress
from index.indexing.run import Summary
from index.indexing.scan_pages import read_ahead
from index.indexing.watch import Pace, Watch
from index.ingest.files.scans_folder import use_scans_folder
from index.operations.build import build
from index.operations.index import golden_approval
from index.operations.meaning import wants_vectors
from index.system.interruption import SIGNALS
from index.system.number_range import NumberRange
from index.system.sanitize import sanitize


@click.command("watch")
@click.argument("folders", nargs=-1, metavar="[FOLDER]...")
@click.option("--index", "where", help="The index: a folder or an http(s) URL.")
@click.option(
    "--settle",
    type=NumberRange(0.05, 3600),
    default=Pace().settle,
    show_default=True,
    help="Seconds without a change before an update.",
)
@click.option(
    "--every",
    type=NumberRange(1, 86400),
    default=Pace().every,
    show_default=True,
    help="Seconds between full comparisons of all files.",
)
@click.option(
    "--poll", is_flag=True, help="Poll the files instead of receiving events; for network drives."
)
def watch_command(
    *, folders: tuple[str, ...], where: str | None, settle: float, every: float, poll: bool
) -> None:
    """Update the index when files in FOLDERS (default: `corpus`) are added, changed or removed.

    Ctrl-C, SIGTERM or SIGHUP ends it after the current update. Each update prints one line.
    """
    configured = settings.current_settings()
    chosen = folders or configured.corpus
    location = where or configured.index
    update = functools.partial(_update, chosen, location)
    watch = Watch(chosen, location, update, Pace(settle=settle, every=every, poll=poll))
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:  # as of nohup
            signal.signal(number, lambda *_: watch.stop())
    click.echo(sanitize(f"Watching {', '.join(chosen)} (Ctrl-C stops)"))
    last = ""
    for outcome in watch.run():
        message = _message(outcome)
        if message != last or (isinstance(outcome, Summary) and outcome.indexed + outcome.removed):
            click.echo(
                f"{datetime.datetime.now(datetime.UTC):%Y-%m-%dT%H:%M:%SZ} {sanitize(message)}"
            )
        last = message


def _update(folders: tuple[str, ...], where: str) -> Summary:
    """Runs one update with the current dictionary and golden queries."""
    now = settings.current_settings()
    use_scans_folder(now.scans)
    read_ahead(folders, BuildResources())
    return build(
        folders,
        where,
        dictionary=now.dictionary,
        update=True,
        resources=BuildResources(sandboxed=True),
        approve=golden_approval(now),
        losses=LossPolicy.KEEP,
        meaning=no_progress if wants_vectors(None, now.meaning, where, update=True) else None,
    )


def _message(outcome: Summary | OperatorError) -> str:
    if isinstance(outcome, OperatorError):
        return f"not updated: {outcome}"
    losses = "".join(f"; kept though not read again: {loss}" for loss in outcome.kept)
    if losses:
        losses += " (baogao index --update --allow-loss lets them go)"
    return (
        f"{outcome.indexed} indexed, {outcome.removed} removed, {len(outcome.skipped)} skipped, "
        f"{outcome.unchanged} unchanged{losses}"
    )
