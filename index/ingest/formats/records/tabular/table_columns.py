"""Finds the names of the columns of a table, what they mean, and how its dates are written."""

import contextlib
import csv
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from index.ingest import zero_width
from index.ingest.days import field_dates
from index.ingest.files import site_rules
from index.ingest.formats.records import json_records, table_day_order
from index.ingest.formats.records.tabular import (
    survey_columns,
    table_heads,
    table_row_kinds,
    table_years,
)
from index.ingest.prose import is_prose
from index.ingest.source_file import SourceFile
from index.ingest.structured import (
    column_meanings,
    column_names,
    column_values,
    json_fields,
    json_inner_fields,
)

MAX_HEAD_ROWS = 10
"""The number of rows at the top of a table that are searched for column names."""
_MIN_FIELDS = 3
"""The least number of fields in a table with the fields of one report."""
_MAX_NAME_CHARS = 60
_NAMES_NOTHING = re.compile(r"https?://|\d[\d\s.,:/-]*$")
"""A cell that is no name of a column: an address or a number."""


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The names of the columns with what they mean, and the number of the row that has them.

    The number is 0 for a table without such a row. `meanings` has the fields of unknown names.
    `day_first` says for a column of dates whether the day comes before the month, and `year` is
    that of the columns of days `without_year`. Below the names there may be rows with the forms of
    columns. There are no names if none are known. Cells may be objects with the reports in them.
    """

    names: tuple[str, ...] = ()
    head: int = 0
    forms: int = 0
    day_first: dict[str, bool] = field(default_factory=dict)
    meanings: dict[str, str] = field(default_factory=dict)
    without_year: frozenset[str] = frozenset()
    year: str = ""
    has_objects: bool = False

    def dated(self, fields: dict[str, str], year: str = "") -> dict[str, str]:
        """The fields of a row with whole days that have their year first, as far as is known.

        `year` is that of the heading above the row, if it has one.
        """
        if not self.day_first and not self.without_year:
            return fields
        for name in self.day_first.keys() & fields.keys():
            fields[name] = table_day_order.year_first(fields[name], day_first=self.day_first[name])
        for name in self.without_year & fields.keys():
            fields[name] = table_years.with_year(fields[name], year or self.year)
        return fields

    def has_forms(self, number: int) -> bool:
        """Whether the row with this number says how the columns are written."""
        return self.head < number <= self.head + self.forms


def first_rows(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows at the beginning of a table, without one that breaks off."""
    first: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        first.extend(itertools.islice(rows, table_day_order.MAX_COMPARED_ROWS))
    return first


def is_titled(rows: Sequence[list[str]]) -> bool:
    """Whether these are all rows of a table, below a title that is alone in its row."""
    counts = [count for row in rows if (count := sum(bool(cell.strip()) for cell in row))]
    if len(rows) >= table_day_order.MAX_COMPARED_ROWS or counts[:1] != [1]:
        return False
    title = next(cell for row in rows for cell in row if cell.strip())
    alone = next((at for at, count in enumerate(counts) if count > 1), len(counts))
    rows_below = [count for count in counts[alone:] if count > 1]
    return (
        alone <= _MAX_ABOVE and len(rows_below) >= _MIN_BELOW and _WORDY.search(title) is not None
    )


_MAX_ABOVE, _MIN_BELOW = 4, 3
"""The largest number of lines above a table, and the least number of rows below them."""
_WORDY = re.compile(r"[^\W\d_]{2}")


def columns_of(
    rows: Sequence[list[str]],
    fields: dict[str, str],
    positions: tuple[str, ...],
    place: Sequence[str] = (),
) -> TableColumns:
    """The columns of a table with these first rows.

    `fields` has the fields of columns that the rules of the corpus name, `positions` those of a
    table without names; `place` has the names of its file and sheet, which may state a year.
    """
    if positions:
        return TableColumns(positions)
    rows = survey_columns.named(rows)
    at = next(
        (at for at, row in enumerate(rows[:MAX_HEAD_ROWS]) if names_columns(row, fields)), None
    )
    if at is not None:
        return _in_years(_named(rows, at, fields, surely=True), rows, place)
    for at, row in enumerate(rows[:MAX_HEAD_ROWS]):
        if any(cell.strip() for cell in row):
            columns = (
                _named(rows, at, fields, surely=False) if _can_be_names(row) else _unnamed(rows)
            )
            return _in_years(columns, rows, place)
    return TableColumns()


def columns_of_sheet(
    rows: Sequence[list[str]], fields: dict[str, str], place: Sequence[str] = ()
) -> TableColumns:
    """The columns of a sheet of reports with these first rows; no names for any other table."""
    return _in_years(_of_sheet(rows, fields), rows, place)


def _in_years(
    columns: TableColumns, rows: Sequence[list[str]], place: Sequence[str]
) -> TableColumns:
    """The columns with the year of their days, if those have none and it is stated beside."""
    below = [dict(zip(columns.names, row, strict=False)) for row in rows[columns.head :]]
    dates = {
        name
        for name in columns.names
        if name in columns.day_first or json_fields.field_of(name) == "date"
    }
    without = table_years.of_names(below, dates.__contains__) if dates else frozenset()
    above = ("\n".join(row) for row in rows[: max(columns.head - 1, 0)])
    year = table_years.stated((*above, *place)) if without else ""
    return replace(columns, without_year=without, year=year) if without else columns


def _of_sheet(rows: Sequence[list[str]], fields: dict[str, str]) -> TableColumns:
    """The columns of a sheet of reports.

    Sheets hold other tables as well: a text, or a summary, must be known by its name beside other
    fields, or the columns have a text, a title and a day by what they hold.
    """
    rows = survey_columns.named(rows)
    for at, row in enumerate(rows[:MAX_HEAD_ROWS]):
        meant = {fields.get(name) or json_fields.field_of(name) for name in row if len(name) < 40}
        dated = "date" in meant or any(map(_is_year, row))
        summed_up = dated and {"title", "description"} <= meant and bool(meant & _PUBLISHED)
        ended = meant | set(map(column_names.field_of_ending, row))
        listed = {"title", "date", "url"} <= ended and _has_links(rows[at + 1 :])
        if listed or summed_up or ("body" in meant and len(meant - {""}) > 1):
            return _named(rows, at, fields, surely=True)
    wide = [at for at, row in enumerate(rows[:MAX_HEAD_ROWS]) if _can_be_names(row)]
    for at in wide[:_SHEET_HEADS]:
        columns = _named(rows, at, fields, surely=False)
        found = {fields.get(name) or json_fields.field_of(name) for name in columns.names if name}
        if {"title", "body", "date"} <= found or _are_named(columns):
            return columns
    if wide and wide[0] < _SHEET_HEADS:
        return TableColumns()
    columns = _unnamed(rows)
    return (
        columns if {"title", "body", "date"} <= set(columns.meanings.values()) else TableColumns()
    )


def _is_year(name: str) -> bool:
    """Whether a name is that of the year of a paper, as databases of literature keep it."""
    return _name(name).lower() in field_dates.PART_NAMES


def _are_named(columns: TableColumns) -> bool:
    """Whether the ends of the names say which columns are title, text and another field."""
    fields = {
        json_fields.field_of(plain) or column_names.field_of_ending(plain)
        for name in columns.names
        if (plain := name.partition(json_fields.MEANS)[0])
    }
    return {"title", "body"} <= fields and bool(fields & (_PUBLISHED | {"number"}))


def _has_links(rows: Sequence[list[str]]) -> bool:
    """Whether rows have addresses, as those of a list of announcements without their texts."""
    filled = [row for row in rows if sum(bool(cell.strip()) for cell in row) >= _MIN_FIELDS]
    linked = sum(any(cell.startswith(("http://", "https://")) for cell in row) for row in filled)
    return len(filled) > 1 and linked * 2 > len(filled)


_PUBLISHED = frozenset(("source", "url", "author", "issuer"))
"""One of these fields is beside the summaries of reports; a table of projects has none."""
_SHEET_HEADS = 3
"""The number of rows that can be names at the top of a sheet that are compared."""


def names_columns(row: list[str], fields: dict[str, str]) -> bool:
    """Whether a row has column names, among them one of a title or a text."""
    meant = [fields.get(name) or json_fields.field_of(name) for name in map(_name, row)]
    return bool({"title", "body", "description"} & set(meant)) and all(
        len(name) < _MAX_NAME_CHARS and not column_values.is_link(name) for name in map(_name, row)
    )


def _name(cell: str) -> str:
    return zero_width.without(cell).strip()


def _can_be_names(row: list[str]) -> bool:
    """Whether the cells of a row can be names of columns: short, distinct, no values."""
    names = [name for name in map(_name, row) if name]
    return (
        len(names) > 1
        and len(set(names)) == len(names)
        and all(
            len(name) < _MAX_NAME_CHARS
            and not _NAMES_NOTHING.match(name)
            and not is_prose(name)
            and not column_values.is_day(name)
            for name in names
        )
    )


def _named(
    rows: Sequence[list[str]], at: int, fields: dict[str, str], *, surely: bool
) -> TableColumns:
    """The columns named by row `at`, and what those mean whose names are unknown."""

    def field_of(name: str) -> str:
        return fields.get(name) or json_fields.field_of(name)

    rows, at = table_heads.lowest(
        rows, at, lambda name: field_of(name) or column_names.field_of_ending(name)
    )
    names = table_heads.with_row_names([_name(cell) for cell in rows[at]], rows[at + 1 :], field_of)
    names = table_heads.apart_behind_gap(names)
    forms = table_row_kinds.forms_below(rows, at)
    below = [
        dict(zip(names, row, strict=False))
        for row in rows[at + forms + 1 :]
        if not table_row_kinds.is_of_sums(row)
    ]
    meanings = column_meanings.meanings(below, field_of)
    told = {field_of(name) for name in names} | set(meanings.values())
    objects = set[str]()
    if not surely and not _tell_enough(told):
        objects = json_inner_fields.columns_of_objects(below)
        if not _tell_enough(told | json_inner_fields.in_cells(below)):
            return TableColumns()
    named = tuple(
        column_meanings.meant(name, meanings[name])
        if name in meanings
        else json_inner_fields.CELL.format(name)
        if name in objects
        else name
        for name in names
    )
    orders = _day_orders(
        named, rows[at + 1 :], {**fields, **dict.fromkeys(_of_days(named, meanings), "date")}
    )
    return TableColumns(named, at + 1, forms, orders, meanings, has_objects=bool(objects))


def _of_days(names: tuple[str, ...], meanings: dict[str, str]) -> list[str]:
    return [name for name in names if name.endswith(f"{json_fields.MEANS}date") and meanings]


def _tell_enough(fields: set[str]) -> bool:
    """Whether columns are those of reports: a text, and its title, day or address."""
    return "body" in fields and bool(fields & {"title", "date", "url"})


def _unnamed(rows: Sequence[list[str]]) -> TableColumns:
    """The columns of a table without names, by what they hold."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    width = max(map(len, filled), default=0)
    same = sum(len(row) == width for row in filled)
    if len(filled) < 2 or same * 10 < len(filled) * 9:
        return TableColumns()
    if width < _MIN_FIELDS:
        return _labelled(filled, width)
    names = [f"cell {number}" for number in range(1, width + 1)]
    below = [dict(zip(names, row, strict=False)) for row in filled]
    meanings = column_meanings.meanings(below, json_fields.field_of)
    if not _tell_enough(set(meanings.values())):
        return TableColumns()
    named = tuple(
        column_meanings.meant(name, meanings[name]) if name in meanings else name for name in names
    )
    days = dict.fromkeys(_of_days(named, meanings), "date")
    return TableColumns(named, 0, 0, _day_orders(named, filled, days), meanings)


def _labelled(rows: Sequence[list[str]], width: int) -> TableColumns:
    """The columns of texts and their labels, which several texts share: 经济, 社会, 社会.

    A table of two languages, or of questions and answers, has no labels.
    """
    whole = [row for row in rows if len(row) == width]
    for text_at, label_at in ((1, 0), (0, 1)) if width == _MIN_FIELDS - 1 else ():
        labels = [row[label_at].strip() for row in whole]
        shared = len(set(labels)) < len(labels)
        short = all(0 < len(label) <= _MAX_LABEL_CHARS for label in labels)
        if shared and short and all(is_prose(row[text_at]) for row in whole):
            meant = {text_at: "body", label_at: "keywords"}
            names = [f"cell {number}" for number in (1, 2)]
            return TableColumns(
                tuple(column_meanings.meant(name, meant[at]) for at, name in enumerate(names)),
                meanings={name: meant[at] for at, name in enumerate(names)},
            )
    return TableColumns()


_MAX_LABEL_CHARS = 20


def notice(path: str, columns: TableColumns) -> str:
    """The sentence about columns that are taken by what they hold; empty if their names tell."""
    if columns.head or not columns.meanings:
        return column_meanings.notice(path, columns.meanings)
    fields = [
        columns.meanings.get(name.partition(json_fields.MEANS)[0], "") for name in columns.names
    ]
    listed = ", ".join(f'"{field}"' for field in fields)
    return (
        "The table has no row with the names of its columns, so they are taken by what they hold. "
        f"If that is wrong, say what they are in {_rule(path)} columns = [{listed}]."
    )


def unknown(entry: SourceFile, first: list[str]) -> str:
    """The reason for skipping a table with missing or unknown column names."""
    names = [name for name in map(_name, first) if name]
    data = any(len(name) > 40 or re.search(r"\d{4}[-/年.]\d|^https?:", name) for name in names)
    if not data:
        return f"No column has a title or a text. {json_records.unknown_names(entry, names)}"
    return (
        "The table has no row with the names of its columns: say what they are in "
        f'{_rule(entry.path)} columns = ["title", "date", "body"].'
    )


def _rule(path: str) -> str:
    """The beginning of a rule for a file, with where it belongs."""
    file = re.split(r"[/!]", path)[-1]
    return f'{site_rules.SITE_RULES_FILE}, as ["{file}"]'


def _day_orders(
    names: tuple[str, ...], rows: Sequence[list[str]], fields: dict[str, str]
) -> dict[str, bool]:
    """Whether the day comes before the month, for each column of dates whose rows tell."""
    orders: dict[str, bool] = {}
    for at, name in enumerate(names):
        if (fields.get(name) or json_fields.field_of(name)) == "date":
            order = table_day_order.of_column([(row[at], row) for row in rows if at < len(row)])
            if order is not None:
                orders[name] = order
    return orders
