"""The values in a desk: SQLite takes any value in any column, and a stranger may make a file."""

import datetime
import sqlite3
from collections.abc import Iterator
from typing import Any

from index.errors import DeskError
from index.report_date import ReportDate, from_iso

MAX_STORED_CHARS = 25_000
"""Code points of the longest text that the desk writes, a note, and some more."""
_TIMES = ("created", "changed", "added")
_DATE = "date"


def damaged(what: str) -> DeskError:
    """The error for a value that no desk of ours has."""
    return DeskError(
        f"The desk is damaged: {what}. Look with: baogao check; restore it with: baogao restore "
        "FILE --replace-desk",
        kind="damaged",
    )


def sound_row(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row of a query, as it is; DeskError for bytes, fractions and endless texts."""
    del cursor
    for value in row:
        if isinstance(value, bytes | float) or (
            isinstance(value, str) and len(value) > MAX_STORED_CHARS
        ):
            raise damaged("a value is of the wrong type or too long")
    return row


def sound_number(value: object) -> int:
    """A whole number of a row."""
    if type(value) is not int:
        raise damaged("a number is no number")
    return value


def sound_date(text: str) -> ReportDate | None:
    """A date of a row, None if it is empty."""
    try:
        return from_iso(text) if text else None
    except (TypeError, ValueError):
        raise damaged("a date is no date") from None


def sound_time(text: str) -> str:
    """A time of a row, as it is."""
    try:
        datetime.datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise damaged("a time is no time") from None
    return text


def value_faults(connection: sqlite3.Connection) -> Iterator[str]:
    """A sentence for each column that has values no desk of ours has."""
    connection.row_factory = None
    connection.create_function("written_date", 1, _written_date, deterministic=True)
    connection.create_function("written_time", 1, _written_time, deterministic=True)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema")]
    for table in ("setting", "collection", "item", "passage"):
        if table not in tables:
            continue
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        for _, column, kind, *_ in columns:
            count = connection.execute(
                f"SELECT count(*) FROM {table} WHERE NOT ({_condition(column, kind)})"  # noqa: S608 - ours
            ).fetchone()[0]
            if count:
                yield f"{count} values of {table}.{column} are of the wrong type or too long"


def _condition(column: str, kind: str) -> str:
    """The SQL condition that all sound values of a column of our schema meet."""
    if kind == "INTEGER":
        return f"typeof({column}) = 'integer'"
    sound = f"typeof({column}) = 'text' AND length({column}) <= {MAX_STORED_CHARS}"
    if column == _DATE:
        return f"{sound} AND written_date({column})"
    if column in _TIMES:
        return f"{sound} AND written_time({column})"
    return sound


def _written_date(value: object) -> bool:
    """Whether a value is a day, a month or a year as the desk writes it, or no date."""
    try:
        return value == "" or (isinstance(value, str) and from_iso(value).isoformat() == value)
    except ValueError:
        return False


def _written_time(value: object) -> bool:
    """Whether a value is a time as the desk writes it."""
    try:
        return isinstance(value, str) and bool(datetime.datetime.fromisoformat(value))
    except ValueError:
        return False
