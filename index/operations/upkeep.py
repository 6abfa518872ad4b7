"""The maintenance commands: check, stats, backup, restore and rollback."""

import contextlib
import dataclasses
import json
import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import click

from index import settings
from index.api import IndexInfo, RefusedError
from index.desk_file import RestoredDesk, desk_faults, desk_path, exposure
from index.embedded.segment import generations, manifest
from index.embedded.write import backup, check
from index.errors import IndexMissingError
from index.index_address import is_cluster, without_credentials
from index.operations.opening import open_index
from index.system.sanitize import sanitize

UNWELL_EXIT_CODE = 1
"""The exit code of `baogao check` if it found a problem."""

_RESTORED_DESK = MappingProxyType(
    {
        RestoredDesk.PUT_BACK: "The readers' collections are back.",
        RestoredDesk.KEPT: "The readers' collections stayed as they are. To have those of the "
        "backup instead: baogao restore FILE --replace-desk",
        RestoredDesk.REPLACED: "The readers' collections are those of the backup; what was there "
        "lies beside them.",
    }
)
_INDEX = click.option("--index", "where", help="The index: a folder or an http(s) URL.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("check")
@_INDEX
@_JSON
def check_command(*, where: str | None, as_json: bool) -> None:
    """Read every byte of the index and report damaged, missing and foreign files, with advice.

    Exit codes: 0 no problem, 1 problems found, 2 and above an error.
    """
    root = _folder(where)
    desk = _desk(root)
    findings = list(check.check(root))
    findings += [
        check.Finding(where=str(desk), what=fault, advice="") for fault in desk_faults(desk)
    ]
    if exposed := exposure(desk):
        advice = f"Make it private: chmod 600 {shlex.quote(str(desk))}"
        findings.append(check.Finding(where=str(desk), what=exposed, advice=advice))
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(finding) for finding in findings]))
    else:
        click.echo("\n".join(map(_sentence, findings)) or sanitize(f"{root} is whole."))
    sys.exit(UNWELL_EXIT_CODE if findings else 0)


@click.command("stats")
@_INDEX
@_JSON
def stats_command(*, where: str | None, as_json: bool) -> None:
    """Show the size and age of the index, and its space on disk."""
    location = where or settings.current_settings().index
    index = open_index(location)
    try:
        about = index.about()
    finally:
        index.close()
    sizes = _generations(Path(location)) if Path(location).is_dir() else {}
    if as_json:
        facts = dataclasses.asdict(about) | {"generations": sizes}
        click.echo(json.dumps(facts, default=str))
    else:
        click.echo(_stats(about, sizes))


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_INDEX
def backup_command(*, file: Path, where: str | None) -> None:
    """Save the active index to FILE, even while it is in use; the file is then verified."""
    root = _folder(where)
    saved = backup.backup(root, file, desk=_desk(root))
    click.echo(
        f"{sanitize(str(file))}: {saved.generation}, {saved.reports} reports, {saved.bytes} bytes."
    )
    if saved.desk is RestoredDesk.PUT_BACK:
        click.echo("The readers' collections are in it too.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--replace-desk",
    is_flag=True,
    help="Put the collections of the backup in place of those there are, which are kept beside.",
)
@_INDEX
def restore_command(*, file: Path, replace_desk: bool, where: str | None) -> None:
    """Activate the backup in FILE; `baogao rollback` returns to the previous index."""
    root = _folder(where)
    saved = backup.restore(file, root, desk=_desk(root), replace_desk=replace_desk)
    click.echo(f"{saved.reports} reports serve again as {saved.generation}.")
    if saved.desk is not RestoredDesk.NONE:
        click.echo(_RESTORED_DESK[saved.desk])


@click.command("rollback")
@click.option(
    "--to",
    metavar="NAME",
    default="",
    help="The generation to activate (default: the previous one).",
)
@_INDEX
def rollback_command(*, to: str, where: str | None) -> None:
    """Activate the previous generation; `--to` activates any other, also a newer one."""
    root = _folder(where)
    if not root.is_dir():
        raise IndexMissingError(f"There is no index at {root}.")
    click.echo(f"{generations.rollback(root, to)} serves now.")


def _folder(where: str | None) -> Path:
    location = where or settings.current_settings().index
    if is_cluster(location):
        raise RefusedError(
            f"{without_credentials(location)} is a cluster, which has its own snapshots and "
            "checks; this command is for an index in a folder."
        )
    return Path(location)


def _desk(root: Path) -> Path:
    return desk_path(str(root), settings.current_settings().desk)


def _generations(root: Path) -> dict[str, int]:
    """Bytes on disk by generation; a file shared by two is counted for the older one.

    A build may remove a generation meanwhile: what is gone takes no room.
    """
    seen: set[tuple[int, int]] = set()
    sizes = {}
    for name in generations.names(root):
        stats = list(_stats_of_files(root / name))
        fresh = [stat for stat in stats if (stat.st_dev, stat.st_ino) not in seen]
        seen |= {(stat.st_dev, stat.st_ino) for stat in fresh}
        if stats or (root / name).is_dir():
            sizes[name] = sum(stat.st_size for stat in fresh)
    return sizes


def _stats_of_files(generation: Path) -> Iterator[os.stat_result]:
    """What the system says of the files of a generation that are still there."""
    with contextlib.suppress(FileNotFoundError):
        for entry in generation.iterdir():
            if entry.name != manifest.MANIFEST_FILE:
                with contextlib.suppress(FileNotFoundError):
                    yield entry.stat()


def _stats(about: IndexInfo, sizes: dict[str, int]) -> str:
    dates = f"{about.first or 'no date'} to {about.last or 'no date'}"
    size = f"{about.bytes} bytes"
    lines = [
        f"{about.reports} reports of {about.sources} sources, {dates}, {about.undated} undated",
        f"generation {about.generation}, built {about.built:%Y-%m-%d %H:%M:%S} UTC, {size}",
        f"from {', '.join(about.folders)}",
        f"analysed by {about.analysis}",
        f"{about.passages} passages with vectors of meaning, made by {about.meaning}"
        if about.meaning
        else "without vectors of meaning",
    ]
    lines += [f"on disk {name}: {size} bytes" for name, size in sizes.items()]
    return "\n".join(map(sanitize, lines))


def _sentence(finding: check.Finding) -> str:
    return sanitize(f"{finding.where}: {finding.what}. {finding.advice}".rstrip())
