"""Finds the rows of a table in a JSON document that keeps it by columns, or as names and rows."""

from collections.abc import Callable
from typing import Any

from index.json_types import JsonObject as JsonItem


def of_columns(
    value: JsonItem, field_of: Callable[[str], str], has_name: Callable[[JsonItem], bool]
) -> list[JsonItem]:
    """The rows of a table of reports stored by columns, or as names and rows; else none."""
    names = next(filter(None, map(value.get, ("columns", "fields", "header", "headers"))), None)
    found = value.get("data")
    found = found if isinstance(found, list) else with_plain_cells(value.get("rows"))
    names = names or names_beside(found, value)
    if isinstance(names, list) and isinstance(found, list):
        table = [
            [name.get("name") if isinstance(name, dict) else name for name in names],
            *found,
        ]
        return list(filter(has_name, rows(table)))
    titles = [inner for name, inner in value.items() if field_of(name) == "title"]
    if not titles or not all(isinstance(title, dict | list) for title in titles):
        return []
    by_row = transposed(value)
    plain = all(not isinstance(cell, dict) for row in by_row[:20] for cell in row.values())
    return by_row if plain and all(map(has_name, by_row)) else []


def with_plain_cells(rows: Any) -> Any:
    """The rows of a table, where BigQuery wraps rows and cells: {"f": [{"v": …}]}."""
    first = rows[0] if isinstance(rows, list) and rows else None
    if not isinstance(first, dict) or not isinstance(first.get("f"), list):
        return rows
    return [
        [cell.get("v") if isinstance(cell, dict) else cell for cell in row.get("f", ())]
        for row in rows
        if isinstance(row, dict)
    ]


def names_beside(rows: object, value: object, depth: int = 0) -> object:
    """The list of as many objects with names as rows have cells, in an object beside the rows."""
    first = rows[0] if isinstance(rows, list) and rows else None
    if not isinstance(first, list) or not isinstance(value, dict) or depth > _NAMES_DEPTH:
        return None
    for inner in value.values():
        if isinstance(inner, list) and inner is not rows and len(inner) == len(first):
            if all(isinstance(name, dict) and isinstance(name.get("name"), str) for name in inner):
                return inner
        elif found := names_beside(rows, inner, depth + 1):
            return found
    return None


_NAMES_DEPTH = 3


def transposed(value: JsonItem) -> list[JsonItem]:
    """The rows of a table with a list, or an object by row number, for each column."""
    columns = {
        name: column for name, column in value.items() if isinstance(column, dict) and column
    }
    listed = {name: column for name, column in value.items() if isinstance(column, list) and column}
    if len(columns) > 1 and len(columns) == len(value):
        keys = next(iter(columns.values())).keys()
        numbered = all(str(key).isdecimal() for key in keys)
        return [
            {name: column.get(key) for name, column in columns.items()} for key in keys if numbered
        ]
    lengths = {len(column) for column in listed.values()}
    if len(listed) > 1 and len(lengths) == 1 and (lengths != {1} or len(listed) == len(value)):
        return [dict(zip(listed, row, strict=True)) for row in zip(*listed.values(), strict=True)]
    return []


def rows(values: list[object]) -> list[JsonItem]:
    """The rows below a first row of names, as objects."""
    if len(values) < 2 or not all(isinstance(value, list) for value in values[:20]):
        return []
    names = values[0]
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        return []
    return [dict(zip(names, row, strict=False)) for row in values[1:] if isinstance(row, list)]
