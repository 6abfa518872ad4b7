"""Joins cells of a row that a separator in a text without quotes has split.

Where the cells of days and addresses stand shows how many belong to the text before them.
"""

import datetime
import functools
import re
from collections.abc import Sequence

from index.ingest import field_dates, json_fields

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
    for wanted in _ORDER:
        for at, field in enumerate(fields):
            if field == wanted:
                tried = _joined_at(cells, at, further, delimiter)
                if _fits(tried, fields):
                    return tried
    return cells


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
        if field in {"date", "url"} and cell.strip()
    ]
    return bool(values) and all(
        _LINK.match(cell) if field == "url" else field_dates.read(cell, _LATEST)
        for field, cell in values
    )
