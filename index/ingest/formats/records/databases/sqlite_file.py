"""Reads files of SQLite: the rows of a table of articles, one member for each.

The file is only read, and nothing that its author wrote into it is executed: no view, no trigger,
no virtual table, no computed column. What is read is limited by the size of the file, since a
damaged one may state the same page many times.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.ingest import decode
from index.ingest.files import containers
from index.ingest.files.format import Format, KindOf, Members
from index.ingest.formats.records.databases import database
from index.ingest.formats.records.databases.table_join import DatabaseRow
from index.ingest.source_file import SourceFile
from index.report import Skipped

_MAGIC = b"SQLite format 3\0"
_MAX_TABLES, _MAX_ROWS = 10_000, 1_000_000
"""The largest number of tables, and of rows in all, that are read."""
_VERSIONS = slice(18, 20)
"""The bytes of the header that say whether changes are in another file, 2, or in this one, 1."""
_SPARE_BYTES = 1 << 20
_READS = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ))
_VIRTUAL = re.compile(r"CREATE\s{1,9}VIRTUAL\b", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
_CUT = f"Only the first {_MAX_ROWS:,} rows of its tables are read."
_DAMAGED = "The database is damaged: it states more text than it has."


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table: its name there, and the one that says what it means.

    `since_2001` says that its days are counted in seconds since 2001, as Apple's programs do.
    """

    name: str
    shown: str
    since_2001: bool = False

    def value(self, value: str | float | None) -> str | int | float | None:
        """A value of the column; a day is counted from 1970."""
        return value + _YEAR_2001 if self.since_2001 and isinstance(value, int | float) else value


_YEAR_2001 = 978_307_200
"""The first second of 2001, counted from 1970."""


def _columns_of(declared: list[tuple[str, str]]) -> tuple[_Column, ...]:
    """The columns of a table with their types; Core Data puts a Z before each name."""
    if not any(name == "Z_PK" for name, _ in declared):
        return tuple(_Column(name, name) for name, _ in declared)
    return tuple(
        _Column(name, re.sub("^Z(?=[A-Z])", "", name), kind.upper() == "TIMESTAMP")
        for name, kind in declared
    )


@dataclass(slots=True)
class _SqliteFile:
    """An open file of SQLite; `cut` says why not all of its rows were read, if so.

    `most_bytes` is the largest size of the rows that are read.
    """

    connection: sqlite3.Connection
    most_bytes: int
    cut: str = ""
    _columns: dict[str, tuple["_Column", ...]] = field(default_factory=dict)

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The names of the columns of each table that has rows, without computed ones."""
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' LIMIT ?"
        made = list(self.connection.execute(query, (_MAX_TABLES,)))
        tables = [str(name) for name, sql in made if sql and not _VIRTUAL.match(str(sql))]
        for table in tables:
            info = self.connection.execute(f"PRAGMA table_info({_quoted(table)})")
            columns = _columns_of([(str(row[1]), str(row[2])) for row in info])
            head = f"SELECT 1 FROM {_quoted(table)} LIMIT 1"  # noqa: S608 - the name is quoted
            if not table.startswith("sqlite_") and self.connection.execute(head).fetchone():
                self._columns[table] = columns
        return {
            table: tuple(column.shown for column in columns)
            for table, columns in self._columns.items()
        }

    def rows(self, tables: frozenset[str]) -> Iterator[DatabaseRow]:
        """The rows of some tables, whose columns are known by now, up to the limits."""
        bytes_left, rows_left = self.most_bytes, _MAX_ROWS
        for table in sorted(tables):
            columns = self._columns[table]
            listed = ", ".join(_quoted(column.name) for column in columns)
            query = f"SELECT {listed} FROM {_quoted(table)}"  # noqa: S608 - the names are quoted
            for row in self.connection.execute(query):
                rows_left -= 1
                bytes_left -= sum(len(cell) if isinstance(cell, str | bytes) else 1 for cell in row)
                if min(bytes_left, rows_left) < 0:
                    self.cut = _CUT if rows_left < 0 else _DAMAGED
                    return
                values = zip(columns, map(_value, row), strict=True)
                fields = {
                    column.shown: column.value(value)
                    for column, value in values
                    if value not in {None, ""}
                }
                yield DatabaseRow(table, fields)


def _quoted(name: str) -> str:
    """The name of a table or a column as SQL writes it."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _value(cell: object) -> str | int | float | None:
    """The value of a cell; bytes are one if they are text."""
    if isinstance(cell, bytes):
        text = cell.decode("utf-8", "replace")
        return None if _CONTROLS.search(text) else text
    return cell if isinstance(cell, str | int | float) else None


def _text(data: bytes) -> str:
    """The text of a cell, which programs may have written in another encoding than they say."""
    return decode.line_text(data, "gb18030")


def _only_reads(action: int, name: str | None, *_: str | None) -> int:
    """Permits what reading tables needs; see sqlite3_set_authorizer."""
    permitted = action in _READS or (action == sqlite3.SQLITE_PRAGMA and name == "table_info")
    return sqlite3.SQLITE_OK if permitted else sqlite3.SQLITE_DENY


@contextlib.contextmanager
def _opened(entry: SourceFile) -> Iterator[_SqliteFile]:
    """The file of SQLite, in memory or on disk."""
    with contextlib.ExitStack() as stack:
        if entry.data is not None:
            connection = stack.enter_context(contextlib.closing(sqlite3.connect(":memory:")))
            image = bytearray(entry.data)
            image[_VERSIONS] = b"\1\1"
            connection.deserialize(bytes(image))
            size = len(image)
        else:
            stream = stack.enter_context(containers.open_stored(entry))
            address = f"file:/dev/fd/{stream.fileno()}?mode=ro&immutable=1"
            connection = stack.enter_context(contextlib.closing(sqlite3.connect(address, uri=True)))
            size = Path(f"/dev/fd/{stream.fileno()}").stat().st_size
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, containers.MAX_MEMBER_BYTES)
        connection.text_factory = _text
        connection.set_authorizer(_only_reads)
        yield _SqliteFile(connection, 2 * size + _SPARE_BYTES)


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each row of a table with texts, as a JSON object."""
    del kind_of
    try:
        with _opened(entry) as file:
            yield from database.members(entry, file)
            if file.cut:
                yield Skipped(entry.path, file.cut)
    except (sqlite3.Error, sqlite3.Warning, MemoryError, OverflowError) as error:
        yield Skipped(entry.path, f"The database is damaged or encrypted ({error}).")


FORMAT = Format(
    kind="sqlite",
    endings=(".sqlite", ".sqlite3", ".db", ".db3", ".sqlitedb"),
    magic=(_MAGIC,),
    members=_members,
    rows=True,
)
