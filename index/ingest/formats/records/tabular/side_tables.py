"""Puts tables that stand beside each other, with the same names of columns, below each other."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from index.ingest.structured import json_fields

Cuts = tuple[tuple[int, int], ...]
"""The first column of each table, and the one behind its last."""
_HEAD_ROWS, _MIN_NAMES = 10, 2
"""The rows at the top that may have the names, and the least number of names of each table."""


def cuts(rows: Sequence[list[str]]) -> Cuts:
    """Where the tables are in these first rows; none if there is only one.

    They have an empty column between them, or nothing.
    """
    for row in rows[:_HEAD_ROWS]:
        names = [cell.strip() for cell in row]
        if {"title", "body"} & {json_fields.field_of(name) for name in names if name}:
            return _between_gaps(names, rows) or _side_by_side(names)
    return ()


def _between_gaps(names: list[str], rows: Sequence[list[str]]) -> Cuts:
    gaps = [
        at
        for at, name in enumerate(names)
        if not name and not any(row[at].strip() for row in rows if at < len(row))
    ]
    edges = itertools.pairwise((-1, *gaps, len(names)))
    found = tuple((start + 1, end) for start, end in edges if end > start + 1)
    return found if _have_same_names([names[start:end] for start, end in found]) else ()


def _side_by_side(names: list[str]) -> Cuts:
    """The tables in a row whose names come again: 标题, 媒体, 正文, 标题, 媒体, 正文."""
    width = next((at for at, name in enumerate(names) if at and name == names[0]), len(names))
    if len(names) % width:
        return ()
    found = tuple((start, start + width) for start in range(0, len(names), width))
    return found if _have_same_names([names[start:end] for start, end in found]) else ()


def _have_same_names(tables: Sequence[list[str]]) -> bool:
    same = len(tables) > 1 and all(names == tables[0] for names in tables)
    return same and len(set(tables[0])) == len(tables[0]) >= _MIN_NAMES


def below_each_other(rows: Iterable[list[str]], found: Cuts) -> Iterator[list[str]]:
    """The rows of all tables, those of one row behind each other; as they are if there is one."""
    for row in rows:
        if not found:
            yield row
            continue
        parts = [row[start:end] for start, end in found]
        filled = [part for part in parts if any(cell.strip() for cell in part)]
        names = all(part == parts[0] for part in parts)
        yield from parts[:1] if names else filled
