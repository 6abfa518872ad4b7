"""The commands that keep an index well: check, stats, backup, restore and rollback."""

import dataclasses
import json
import sys
from pathlib import Path

import click

from index import settings
from index.api import IndexInfo, RefusedError
from index.embedded import backup, check, generations, manifest
from index.errors import IndexMissingError
from index.opening import open_index
from index.sanitize import sanitize

UNWELL = 1
"""Exit code of `baogao check` where something is not as it should be."""

_INDEX = click.option("--index", "where", help="Where the index is: a folder or an http(s) URL.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("check")
@_INDEX
@_JSON
def check_command(*, where: str | None, as_json: bool) -> None:
    """Read every byte of the index and say what is damaged, missing or foreign, and what to do.

    Exit codes: 0 whole, 1 something is wrong, 2 and above an error.
    """
    root = _folder(where)
    findings = list(check.check(root))
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(finding) for finding in findings]))
    else:
        click.echo("\n".join(map(_sentence, findings)) or f"{root} is whole.")
    sys.exit(UNWELL if findings else 0)


@click.command("stats")
@_INDEX
@_JSON
def stats_command(*, where: str | None, as_json: bool) -> None:
    """Say what is indexed, since when, and what it takes on the disk."""
    place = where or settings.current_settings().index
    index = open_index(place)
    try:
        about = index.about()
    finally:
        index.close()
    kept = _generations(Path(place)) if Path(place).is_dir() else {}
    if as_json:
        facts = dataclasses.asdict(about) | {"generations": kept}
        click.echo(json.dumps(facts, default=str))
    else:
        click.echo(_stats(about, kept))


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_INDEX
def backup_command(*, file: Path, where: str | None) -> None:
    """Save the index that serves to FILE, also while it serves; the file is read back first."""
    saved = backup.backup(_folder(where), file)
    click.echo(f"{file}: {saved.generation}, {saved.reports} reports, {saved.bytes} bytes.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_INDEX
def restore_command(*, file: Path, where: str | None) -> None:
    """Let the backup in FILE serve; what served before stays for `baogao rollback`."""
    saved = backup.restore(file, _folder(where))
    click.echo(f"{saved.reports} reports serve again as {saved.generation}.")


@click.command("rollback")
@click.option("--to", metavar="NAME", default="", help="This generation (default: the one before).")
@_INDEX
def rollback_command(*, to: str, where: str | None) -> None:
    """Let the generation that served before serve again; `--to` leads forward again."""
    root = _folder(where)
    if not root.is_dir():
        raise IndexMissingError(f"There is no index at {root}.")
    click.echo(f"{generations.rollback(root, to)} serves now.")


def _folder(where: str | None) -> Path:
    place = where or settings.current_settings().index
    if place.startswith(("http://", "https://")):
        raise RefusedError(
            f"{place} is a cluster, which has its own snapshots and checks; this command is for an "
            "index in a folder."
        )
    return Path(place)


def _generations(root: Path) -> dict[str, int]:
    """Bytes on disk by generation; what two share is counted with the older one."""
    seen: set[tuple[int, int]] = set()
    kept = {}
    for name in generations.names(root):
        stats = [
            entry.stat()
            for entry in (root / name).iterdir()
            if entry.name != manifest.MANIFEST_FILE
        ]
        fresh = [stat for stat in stats if (stat.st_dev, stat.st_ino) not in seen]
        seen |= {(stat.st_dev, stat.st_ino) for stat in fresh}
        kept[name] = sum(stat.st_size for stat in fresh)
    return kept


def _stats(about: IndexInfo, kept: dict[str, int]) -> str:
    dates = f"{about.first or 'no date'} to {about.last or 'no date'}"
    size = f"{about.bytes} bytes"
    lines = [
        f"{about.reports} reports of {about.sources} sources, {dates}, {about.undated} undated",
        f"generation {about.generation}, built {about.built:%Y-%m-%d %H:%M:%S} UTC, {size}",
        f"from {', '.join(about.folders)}",
        f"analysed by {about.analysis}",
    ]
    lines += [f"on disk {name}: {size} bytes" for name, size in kept.items()]
    return "\n".join(map(sanitize, lines))


def _sentence(finding: check.Finding) -> str:
    return sanitize(f"{finding.where}: {finding.what}. {finding.advice}".rstrip())
