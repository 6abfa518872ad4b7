"""Joins cells of a row that a separator in a text without quotes has split.

Where the cells of days and addresses stand shows how many belong to the text before them.
"""

import datetime
import functools
import re
from collections.abc import Callable, Sequence

from index.ingest.days import field_dates
from index.ingest.structured import json_fields

_MAX_FURTHER = 200
"""The largest number of cells that a row may have more than the table has columns."""
_LATEST = datetime.date(2199, 12, 31)
_LINK = re.compile(r"https?://\S+$")
JOINED = (
    "Rows with more cells than the table has columns, whose texts have separators without quotes: "
    "{}. Their cells were joined."
)
_ORDER = ("body", "description", "title", "")
"""The fields whose cells may have been split, the most likely first."""


def joined(cells: list[str], names: Sequence[str], delimiter: str) -> list[str]:
    """The cells of a row, joined so that there are as many as names.

    What follows a separator and a space goes on with its sentence. Else days and addresses tell,
    which must stand in their columns; where they do already, the last text has the further cells.
    """
    further = len(cells) - len(names)
    if not 0 < further <= _MAX_FURTHER or not any(map(str.strip, cells[len(names) :])):
        return cells
    fields = _fields(tuple(names))
    whole = _behind_spaces(cells, delimiter)
    if len(whole) == len(names) and _fits(whole, fields) >= _fits(cells, fields):
        return whole
    if _fits(cells, fields):
        goes_on = fields[-1] in _ORDER[:3]
        return _joined_at(cells, len(names) - 1, further, delimiter) if goes_on else cells
    fitting = _fitting(cells, fields, further)
    for wanted in _ORDER:
        for at, field in enumerate(fields):
            if field == wanted and fitting(at):
                return _joined_at(cells, at, further, delimiter)
    return cells


def _fitting(cells: Sequence[str], fields: Sequence[str], further: int) -> Callable[[int], bool]:
    """Tells of a column whether days and addresses fit if its cell has so many cells more.

    Those before it stay in their columns, those behind it move.
    """
    sure = [at for at, field in enumerate(fields) if field in _SURE]
    before = [at for at in sure if cells[at].strip()]
    behind = [at for at in sure if cells[at + further].strip()]
    wrong = (at for at in before if not _is_value(fields[at], cells[at]))
    most = next(wrong, len(fields))
    wrong = (at for at in reversed(behind) if not _is_value(fields[at], cells[at + further]))
    least = next(wrong, -1)
    first, last = min(before, default=len(fields)), max(behind, default=-1)
    return lambda at: least < at < most and (first < at or last > at)


def _joined_at(cells: list[str], at: int, further: int, delimiter: str) -> list[str]:
    """The cells with that at a position and so many behind it in one."""
    end = at + further + 1
    return [*cells[:at], delimiter.join(cells[at:end]).rstrip(delimiter), *cells[end:]]


def _behind_spaces(cells: list[str], delimiter: str) -> list[str]:
    """The cells, each that begins with a space joined to the one before it."""
    whole = cells[:1]
    for cell in cells[1:]:
        if cell[:1] == " " and cell.strip():
            whole[-1] += delimiter + cell
        else:
            whole.append(cell)
    return whole


@functools.lru_cache(maxsize=8)
def _fields(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(json_fields.field_of(name) for name in names)


def fits(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Whether there are days and addresses in a row, all in their columns."""
    return _fits(cells, _fields(tuple(names)))


def _fits(cells: Sequence[str], fields: Sequence[str]) -> bool:
    """Whether there are days and addresses in a row, all in their columns."""
    values = [
        (field, cell.strip())
        for field, cell in zip(fields, cells, strict=False)
        if field in _SURE and cell.strip()
    ]
    return bool(values) and all(_is_value(field, cell) for field, cell in values)


_SURE = frozenset({"date", "url"})
"""Fields whose values are known by how they are written."""


def _is_value(field: str, cell: str) -> bool:
    """Whether a cell is a value of one of these fields."""
    if field == "url":
        return _LINK.match(cell.strip()) is not None
    return field_dates.read(cell.strip(), _LATEST) is not None
