"""`baogao desk`: exports the collections of all readers, and imports them again."""

from pathlib import Path

import click

from index import settings
from index.desk.desk_file import desk_path
from index.system.regular_file import read_regular
from web.desk.exchange import ImportFileError, desk_json, import_json
from web.desk.store import Desk

MAX_IMPORT_BYTES = 1 << 30
"""Maximum bytes of a file to import; it is read into memory."""

_INDEX = click.option("--index", "where", help="The index whose desk it is: a folder or a URL.")
_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.group("desk")
def desk_command() -> None:
    """Export and import the readers' collections."""


@desk_command.command("export")
@_FILE
@_INDEX
def export_command(*, file: Path, where: str | None) -> None:
    """Write the collections of all readers to FILE as JSON, also while they are in use."""
    desk = _desk(where)
    try:
        with file.open("xb") as out:
            out.writelines(desk_json(desk, desk.readers()))
    except FileExistsError:
        raise ImportFileError(f"{file} exists already. Choose another name.") from None
    except OSError as error:
        raise ImportFileError(f"{file} cannot be written ({error.strerror}).") from error
    click.echo(
        f"{file}: {sum(len(desk.collections(reader)) for reader in desk.readers())} collections."
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
    done = import_json(_desk(where), data, reader)
    click.echo(f"{done.collections} collections, {done.reports} reports, {done.notes} notes added.")


def _desk(where: str | None) -> Desk:
    chosen = settings.current_settings()
    return Desk(desk_path(where or chosen.index, chosen.desk))
