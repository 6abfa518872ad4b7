"""`baogao read FILE`: shows the fields that are read from a file, and their origins."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from index.errors import CorpusError, ReaderEndedError
from index.fields import READ_FIELDS
from index.indexing import corpus, extract, sandboxed_reading, unread_fields
from index.indexing.unread_fields import UnreadFields
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.source_file import SourceFile
from index.report import Report, Skipped, to_json
from index.system.regular_file import real_path
from index.system.sanitize import sanitize

_SHOWN = READ_FIELDS
_REPORT, _SKIPPED = "+", "-"
"""The first byte of a message: the text of a report follows, or the reason for a skipped file."""


@click.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--corpus", "folder", help="The corpus folder of the file, with its sites.toml.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per report.")
@click.option("--full", is_flag=True, help="Show all paragraphs, not only the first and the last.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="Number of reports shown from an export or archive.",
)
def read_command(file: Path, folder: str | None, *, as_json: bool, full: bool, limit: int) -> None:
    """Show the fields read from FILE, and the origin of each.

    Two files in the corpus folder correct wrong fields: sites.toml has selectors for all pages of a
    site, corrections.toml has values for single reports.
    """
    root = folder or _root(file)
    count = 0
    try:
        for text in sandboxed_reading.texts_apart(_texts(file, root, as_json=as_json, full=full)):
            is_report = text.startswith(_REPORT)
            count += is_report
            if count > limit:
                click.echo(f"… and more; --limit shows them (now {limit}).", err=True)
                break
            click.echo(text[1:], err=not (is_report or as_json))
    except ReaderEndedError as error:
        skipped = _shown(Skipped(str(file), str(error)), as_json=as_json, full=full)
        click.echo(skipped, err=not as_json)
    if not count:
        sys.exit(CorpusError.exit_code)


def _root(file: Path) -> str:
    """The nearest parent folder with rules or corrections, else the folder of the file."""
    above = real_path(file).parents
    roots = (
        folder
        for folder in above
        if any((folder / name).exists() for name in corpus.CONFIGURATION_FILES)
    )
    return str(next(roots, file.parent))


def _texts(file: Path, root: str, *, as_json: bool, full: bool) -> Callable[[], Iterator[str]]:
    """A function that reads a file; it yields what is shown, behind a mark of what that is."""
    if not file.exists():
        raise CorpusError(f"There is no file {file}.")
    name = os.path.relpath(real_path(file), real_path(root)).replace(os.sep, "/")
    rules = extract.rules_of(root)

    def texts() -> Iterator[str]:
        for item in _items(file, name, rules):
            mark = _REPORT if isinstance(item, Report) else _SKIPPED
            yield mark + _shown(item, as_json=as_json, full=full)

    return texts


def _items(file: Path, name: str, rules: ExtractionRules) -> Iterator[Report | Skipped]:
    """The reports of one file, read as when its folder is indexed; then what they left unread."""
    unread = UnreadFields()
    for entry in corpus.of_file(file, name):
        for item in extract.read(entry, rules) if isinstance(entry, SourceFile) else (entry,):
            if isinstance(item, Report):
                unread.add(item.path, unread_fields.names_of(item))
            yield item
    yield from unread.remarks()


def _shown(item: Report | Skipped, *, as_json: bool, full: bool) -> str:
    return _line(item) if as_json else _card(item, full=full)


def _line(item: Report | Skipped) -> str:
    if isinstance(item, Report):
        return to_json(item)
    return json.dumps({"path": item.path, _kind(item): item.reason})


def _kind(item: Skipped) -> str:
    return "remark" if item.remark else "skipped"


def _card(item: Report | Skipped, *, full: bool) -> str:
    """A readable report: the fields with their origins, then the body."""
    if isinstance(item, Skipped):
        return f"{sanitize(item.path)}\n  {_kind(item):<10} {sanitize(item.reason)}\n"
    origins = dict(item.origins)
    lines = [item.path]
    for name in _SHOWN:
        value = getattr(item, name)
        text = ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        origin = origins.get(name, "")
        lines.append(f"  {name:<11} {text or '–'}{f'   [{origin}]' if origin else ''}")
    note = origins.get("paragraphs", "")
    lines.append(
        f"  {'body':<11} {len(item.paragraphs)} paragraphs{f'   [{note}]' if note else ''}"
    )
    if (share := item.completeness) is not None:
        lines.append(f"  {'kept':<11} {share:.0%} of {item.visible} visible characters")
    if item.recognised is not None:
        lines.append(
            f"  {'recognised':<11} by machine on scanned pages, {item.recognised:.0%} sure"
        )
    if item.checks:
        lines.append(f"  {'to check':<11} {', '.join(item.checks)}")
    return "\n".join(map(sanitize, (*lines, *_body(item.paragraphs, full=full), "")))


def _body(paragraphs: tuple[str, ...], *, full: bool) -> Iterator[str]:
    if full or len(paragraphs) <= 6:
        yield from (f"    {paragraph}" for paragraph in paragraphs)
        return
    yield from (f"    {_short(paragraph)}" for paragraph in paragraphs[:3])
    yield f"    … {len(paragraphs) - 5} more (--full shows them)"
    yield from (f"    {_short(paragraph)}" for paragraph in paragraphs[-2:])


def _short(text: str) -> str:
    return text if len(text) <= 160 else text[:159] + "…"
