"""Reads tables whose first column names the fields, with a report in each further column."""

from collections.abc import Sequence

from index.ingest.structured import json_fields

_MIN_FIELDS = 3
"""The least number of fields in a table with the fields of one report."""


def turned(rows: Sequence[list[str]]) -> list[dict[str, str]]:
    """The reports of a table whose first column names their fields; none for any other table."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    width = max(map(len, filled), default=0)
    if len(filled) > _MAX_FIELDS or width < 2:
        return []
    if all(sum(bool(cell.strip()) for cell in row) == 2 for row in filled):
        return _of_columns([list(filter(str.strip, row)) for row in filled])
    return _of_columns(filled) if width > 2 else []


def _of_columns(rows: Sequence[list[str]]) -> list[dict[str, str]]:
    names = [row[0] for row in rows]
    known = [json_fields.field_of(name) for name in names]
    across = any(json_fields.field_of(cell) for row in rows for cell in row[1:])
    telling = {"title", "body"} <= set(known) and len(set(known) - {""}) >= _MIN_FIELDS
    if across or not telling or known.count("") * 2 > len(known) or len(set(names)) < len(names):
        return []
    width = max(map(len, rows))
    columns = (
        {row[0]: row[at] for row in rows if at < len(row) and row[at].strip()}
        for at in range(1, width)
    )
    return [fields for fields in columns if fields]


_MAX_FIELDS = 60
"""The largest number of rows of a table whose columns are reports."""
