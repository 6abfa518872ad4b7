"""`baogao desk`: exports the collections of all readers, and imports them again."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

import click

from index import settings
from index.desk_file import PRIVATE_MODE, desk_faults, desk_path
from index.errors import DeskError
from index.system import interruption
from index.system.console import typed_text
from index.system.new_file import put_in_place
from index.system.regular_file import read_regular
from index.system.sanitize import sanitize
from index.system.tempfiles import folder_beside
from web.desk import salvage
from web.desk.database import DeskLimitError
from web.desk.exchange import ImportFileError, collections_json, desk_json, import_json
from web.desk.reader import MAX_READER_CHARS
from web.desk.records import line_of
from web.desk.store import Desk
from web.errors import LIMIT_MESSAGES

MAX_IMPORT_BYTES = 1 << 30
"""Maximum bytes of a file to import; it is read into memory."""
INCOMPLETE_EXIT_CODE = 1
"""The exit code of an export of a damaged desk."""

_INDEX = click.option("--index", "where", help="The index whose desk it is: a folder or a URL.")
_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.group("desk")
def desk_command() -> None:
    """Export and import the readers' collections."""


@desk_command.command("export")
@_FILE
@_INDEX
def export_command(*, file: Path, where: str | None) -> None:
    """Write the collections of all readers to FILE as JSON, also while they are in use.

    Of a damaged desk what can still be read is written; the exit code is 1 then.
    """
    desk = _desk(where)
    try:
        count, warning = _write(file, desk)
    except FileExistsError:
        raise ImportFileError(f"{file} exists already. Choose another name.") from None
    except OSError as error:
        raise ImportFileError(f"{file} cannot be written ({error.strerror}).") from error
    click.echo(sanitize(f"{file}: {count} collections."))
    if warning:
        click.echo(sanitize(warning), err=True)
        sys.exit(INCOMPLETE_EXIT_CODE)


def _write(file: Path, desk: Desk) -> tuple[int, str]:
    """Write the export; the number of collections, and a warning if the desk is damaged.

    The file has its name once it is whole, and nothing remains after an error. FileExistsError if
    something has that name.
    """
    if os.path.lexists(file):
        raise FileExistsError(file)
    with folder_beside(file) as folder:
        part = folder / "export"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
        with os.fdopen(descriptor, "wb") as out:
            written = _write_desk(out, file, desk)
        interruption.finish_first()
        put_in_place(part, file)
        return written


def _write_desk(out: BinaryIO, file: Path, desk: Desk) -> tuple[int, str]:
    """As `_write`: a damaged page may hide rows without an error, so the desk is checked first."""
    try:
        readers = desk.readers()
        if not any(desk_faults(desk.path)):
            out.writelines(desk_json(desk, readers))
            return sum(len(desk.collections(reader)) for reader in readers), ""
    except DeskError as error:
        if error.kind != "damaged":
            raise
    out.seek(0)
    out.truncate()
    collections = list(salvage.salvaged(desk.path).in_order())
    out.writelines(collections_json(collections))
    return len(collections), (
        f"The desk {desk.path} is damaged: {file} has what can still be read. Collections and "
        f"reports whose own row is lost are named {salvage.LOST}. What is missing may be in a "
        "backup."
    )


@desk_command.command("import")
@_FILE
@click.option("--reader", help="Give all to this reader, instead of the readers named in FILE.")
@_INDEX
def import_command(*, file: Path, reader: str | None, where: str | None) -> None:
    """Add the collections in FILE to those there are; importing it again changes nothing."""
    try:
        data = read_regular(file, MAX_IMPORT_BYTES)
    except OSError as error:
        raise ImportFileError(f"{file} cannot be read ({error.strerror}).") from error
    try:
        name = None if reader is None else line_of(typed_text(reader), MAX_READER_CHARS)
        done = import_json(_desk(where), data, name)
    except DeskLimitError as error:
        raise ImportFileError(
            f"Of {file} nothing was imported. {LIMIT_MESSAGES[error.code].format(error.most)}"
        ) from error
    click.echo(f"{done.collections} collections, {done.reports} reports, {done.notes} notes added.")


def _desk(where: str | None) -> Desk:
    chosen = settings.current_settings()
    return Desk(desk_path(where or chosen.index, chosen.desk))
