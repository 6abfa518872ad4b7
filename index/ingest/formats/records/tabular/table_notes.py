"""Tells rows that are notes below a table from those that are its reports."""

import re
from collections.abc import Sequence

from index.ingest.structured import json_fields

_NOTE = re.compile(
    r"(?:备?[注註]|備註|[说說]明|[资資数數][料据據][来來]源)\s?\d{0,2}\s?[:：]|[*※]\s?\S"
    r"|(?:notes?|sources?|remarks?|nb|disclaimer)\s?\d{0,2}\s?[:：]|(?:©|\(c\)|copyright|版[权權]所有)",
    re.IGNORECASE,
)
"""The beginning of a note below a table."""
_MAX_CHARS = 500
"""The longest note in a row of its own, in code points."""
_MIN_COLUMNS = 3
"""The least number of columns of a table whose rows with one cell are notes."""


def is_note(row: list[str], names: Sequence[str], *, apart: bool) -> bool:
    """Whether a row has one cell, which is no title and no text of the table but a note below it.

    A row is `apart` if a blank one is above it.
    """
    if len(row) > 1 and row[0] and row[1]:
        return False
    filled = [at for at, cell in enumerate(row) if cell.strip()]
    if len(filled) != 1 or len(names) < _MIN_COLUMNS or filled[0] >= len(names):
        return False
    cell = row[filled[0]].strip()
    field = json_fields.field_of(names[filled[0]])
    return field != "body" and len(cell) <= _MAX_CHARS and (apart or _NOTE.match(cell) is not None)


def said(row: list[str]) -> str:
    """The reason for skipping a note."""
    return f"The row is a note below the table: {next(filter(str.strip, row)).strip()[:300]}"
