"""Reads tables with a row for each field of each report: its key, the name of a field, the value.

Databases of forms and statisticians keep reports so: 1, title, Quay rebuilt; 1, source, Tide.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.ingest.formats.records.tabular import turned_tables
from index.ingest.structured import json_fields

_WIDTHS = (2, 3)
"""The numbers of columns of such tables; without keys a name that comes again begins a report."""
_MIN_REPORTS, _MAX_NAMES, _MAX_NAME_CHARS = 2, 60, 40
"""The least number of reports, the most names of fields, and the longest one in code points."""
_KNOWN_SHARE = 0.5
"""The least share of the names that must be known."""


@dataclass(frozen=True, slots=True)
class LongTable:
    """Where the columns of a long table are; `key` is negative where there are no keys."""

    key: int
    name: int
    value: int

    def reports(self, rows: Iterable[list[str]]) -> Iterator[dict[str, str]]:
        """The fields of each report; the names of the columns, in the first row, are left out."""
        fields: dict[str, list[str]] = {}
        current = ""
        for number, row in enumerate(rows):
            cells = [cell.strip() for cell in row]
            if max(self.key, self.name, self.value) >= len(cells) or (
                not number and not json_fields.field_of(cells[self.name])
            ):
                continue
            name = cells[self.name]
            again = cells[self.key] != current if self.key >= 0 else name in fields
            if again and fields:
                yield _joined(fields)
                fields = {}
            current = cells[self.key] if self.key >= 0 else ""
            if value := cells[self.value]:
                fields.setdefault(name, []).append(value)
        if fields:
            yield _joined(fields)


def _joined(fields: dict[str, list[str]]) -> dict[str, str]:
    """The fields, each with its values below each other."""
    return {name: "\n".join(values) for name, values in fields.items()}


def reports_of(
    first: Sequence[list[str]], rows: Iterable[list[str]], *, whole: bool
) -> Iterable[dict[str, str]] | None:
    """The reports of a table whose names of fields stand in a column; None for any other table.

    `whole` says whether the table is small enough to have its reports in columns.
    """
    if (long := find(first)) is not None:
        return long.reports(rows)
    return (turned_tables.turned(first) if whole else []) or None


def find(rows: Sequence[list[str]]) -> LongTable | None:
    """Where the columns are, if these are the first rows of a long table."""
    filled = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    width = max(map(len, filled), default=0)
    if width not in _WIDTHS or any(len(row) < width for row in filled):
        return None
    columns = [[row[at] for row in filled] for at in range(width)]
    name = next((at for at, values in enumerate(columns) if _are_names(values)), -1)
    if name < 0:
        return None
    others = [at for at in range(width) if at != name]
    key = others[0] if len(others) > 1 else -1
    return LongTable(key, name, others[-1]) if key < 0 or _are_keys(columns[key]) else None


def _are_names(values: Sequence[str]) -> bool:
    """Whether values are the names of fields, those of a title and a text twice at least."""
    if not values or max(map(len, values)) > _MAX_NAME_CHARS or len(set(values)) > _MAX_NAMES:
        return False
    fields = [json_fields.field_of(value) for value in values]
    told = all(fields.count(field) >= _MIN_REPORTS for field in ("title", "body"))
    return told and sum(map(bool, fields)) >= _KNOWN_SHARE * len(values)


def _are_keys(values: Sequence[str]) -> bool:
    """Whether each value stands in rows that follow each other."""
    runs = [value for at, value in enumerate(values) if not at or values[at - 1] != value]
    return len(runs) == len(set(runs)) >= _MIN_REPORTS and len(runs) < len(values)
