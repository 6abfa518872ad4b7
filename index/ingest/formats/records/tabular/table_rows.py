"""Puts the rows of a table together that breaks in a text have cut, and apart those they hide.

A spreadsheet goes on with a long text in the next row, whose other cells are empty; a program
writes the line breaks of a text without quotes.
"""

import csv
import itertools
from collections.abc import Iterable, Iterator, Sequence

from index.ingest.formats.records.tabular import split_cells
from index.ingest.prose import is_prose
from index.ingest.structured import json_fields
from index.report import Skipped

Numbered = tuple[int, list[str]]
_ROWS_JOINED = "Rows that go on with the text of the row above them were joined to it: {}."
_MIN_FIELDS = 3
"""The least number of fields of a row that another may continue."""


class WholeRows:
    """The rows of a table with those that continue them; `joined` counts the latter."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.joined = 0
        fields = [json_fields.field_of(name) for name in names]
        self._body = max((at for at, field in enumerate(fields) if field == "body"), default=-1)
        self._plain_names = {name.partition(json_fields.MEANS)[0].strip() for name in names}

    def of(self, rows: Iterable[Numbered]) -> Iterator[Numbered]:
        """The whole rows, each with the number of its first line."""
        before: Numbered | None = None
        more: list[str] = []
        width = len(self.names)
        for number, row in rows:
            alone = bool(row and row[0]) and len(row) >= width
            if before and not alone and len(self.names) >= _MIN_FIELDS and row:
                if text := self._continued(before[1], row):
                    self.joined += 1
                    more.append(text)
                    continue
                if (whole := self._joined(before[1], row)) is not None:
                    self.joined += 1
                    before = before[0], whole
                    continue
            if before is not None:
                yield self._with_more(before, more)
            before, more = (number, row), []
        if before is not None:
            yield self._with_more(before, more)

    def _with_more(self, before: Numbered, more: list[str]) -> Numbered:
        """A row with the texts of those that continue it."""
        number, row = before
        if not more:
            return before
        at = self._body
        return number, [*row[:at], "\n".join((row[at], *more)), *row[at + 1 :]]

    def notices(self, path: str) -> list[Skipped]:
        """The notice that rows were joined, if some were."""
        return [Skipped(path, _ROWS_JOINED.format(self.joined), remark=True)] if self.joined else []

    def _joined(self, above: list[str], row: list[str]) -> list[str] | None:
        """A row that is too short with the one that has its rest; None for a row of its own."""
        width = len(self.names)
        if max(len(above), len(row)) >= width or len(above) + len(row) - 1 != width:
            return None
        whole = [*above[:-1], f"{above[-1]}\n{row[0]}", *row[1:]]
        return whole if split_cells.fits(whole, self.names) else None

    def _continued(self, above: list[str], row: list[str]) -> str:
        """The text of a whole row that stands alone in the next row; empty for a row of its own."""
        at = self._body
        if len(above) < len(self.names) or at < 0 or not above[at].strip():
            return ""
        if sum(map(bool, above)) < _MIN_FIELDS:
            return ""
        if self._plain_names.issuperset(map(str.strip, filter(None, above))):  # has only names
            return ""
        alone = len(row) == 1 and at == len(self.names) - 1 and is_prose(row[0])
        text = row[0] if alone else row[at] if at < len(row) else ""
        if not text.strip() or (not alone and sum(bool(cell.strip()) for cell in row) > 1):
            return ""
        return text


def with_next(rows: Iterable[Numbered]) -> Iterator[tuple[Numbered, list[str]]]:
    """Each row, and the cells of the next one, which are none behind the last."""
    for before, (_, cells) in itertools.pairwise(itertools.chain(rows, ((0, []),))):
        yield before, cells


def split(row: list[str], width: int, delimiter: str) -> Iterator[list[str]]:
    """A row, and the rows that a quote without an end in it has swallowed.

    Such a row has too few cells, and its last cell has lines that are rows of the right width.
    """
    if not row or len(row) >= width or "\n" not in row[-1]:
        yield row
        return
    first, *lines = row[-1].split("\n")
    cells = [next(csv.reader([line], delimiter=delimiter), []) for line in lines if line.strip()]
    if not cells or sum(len(cell) >= width for cell in cells) * 2 <= len(cells):
        yield row
        return
    yield [*row[:-1], *next(csv.reader([first], delimiter=delimiter), [])]
    yield from cells
