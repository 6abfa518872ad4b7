"""Gives rows the day and the outlet of the row above, where a person wrote them once for several.

In a list kept by hand the next reports of a day have empty cells in its column. A table in which
days are missing is no such list: there the same day comes again in rows below each other.
"""

import itertools
from collections.abc import Mapping, Sequence

from index.ingest.structured import column_meanings, json_fields

_OF_GROUPS = frozenset({"date", "source"})
_MIN_EMPTY = 0.2
"""The least share of rows with an empty cell in the first column of groups."""
_MIN_GROUPS = 2
"""The least number of cells that are not empty there."""


class GroupCells:
    """The cells at the left of a table that hold for the rows below them."""

    def __init__(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """`rows` are the first below the `names` of the columns."""
        self._positions = _positions(names, rows)
        self._names = [names[at] for at in self._positions]
        self._above: list[str] = []

    def fields(self, row: Sequence[str]) -> dict[str, str]:
        """The names and values of the cells above that hold for a row; none for a row of its own.

        Behind a cell that is filled nothing is carried: another day has outlets of its own.
        """
        cells = [row[at].strip() if at < len(row) else "" for at in self._positions]
        empty = next((at for at, cell in enumerate(cells) if cell), len(cells))
        self._above = [*self._above[:empty], *cells[empty:]]
        above = zip(self._names, self._above[:empty], strict=False)
        return {name: cell for name, cell in above if cell}

    @staticmethod
    def renamed(fields: Mapping[str, str], carried: Mapping[str, str]) -> dict[str, str]:
        """The fields of a row; the names of those carried to it say that they stand above."""
        return {
            _of_rows_above(name) if name in carried else name: value
            for name, value in fields.items()
        }


def _of_rows_above(name: str) -> str:
    plain = name.partition(json_fields.MEANS)[0]
    return column_meanings.meant(f"{plain} of the rows above", json_fields.field_of(name))


def _positions(names: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The columns of groups from the left, behind one of numbers; none for any other table."""
    whole = [row for row in rows if sum(bool(cell.strip()) for cell in row) > 1]
    columns = [
        [row[at].strip() if at < len(row) else "" for row in whole] for at in range(len(names))
    ]
    numbered = int(bool(columns) and all(map(str.isdecimal, columns[0])) and len(names) > 1)
    fields = [json_fields.field_of(name) for name in names[numbered:]]
    leading = len([*itertools.takewhile(_OF_GROUPS.__contains__, fields)])
    if not leading or not whole:
        return ()
    cells = columns[numbered]
    written = [cell for cell in cells if cell]
    apart = all(cell != below for cell, below in itertools.pairwise(written))
    empty = cells.count("") >= _MIN_EMPTY * len(cells) and bool(cells[0])
    if not (empty and apart and len(written) >= _MIN_GROUPS):
        return ()
    return tuple(range(numbered, numbered + leading))
