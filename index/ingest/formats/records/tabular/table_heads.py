"""Finds the row of column names where a table has several, and where its rows have names.

Spreadsheets have groups of columns above their names, or parts of a name below it. R and pandas
write the names of rows in a column that has no name.
"""

from collections.abc import Callable, Sequence

from index.ingest.structured import column_values

FieldOf = Callable[[str], str]
_MAX_HEADS = 3
"""The most rows with names of columns or of groups of them."""
_NAME_CHARS = 24
"""The longest name in a row below another, in code points."""
_MIN_ROWS = 2
"""The least number of rows that tell whether rows have names."""


def lowest(
    rows: Sequence[list[str]], at: int, field_of: FieldOf
) -> tuple[Sequence[list[str]], int]:
    """The rows and the number of that with the names, which groups of columns may stand above.

    A name that is above a gap of that row is put into it.
    """
    best, names = at, _in_groups(rows[at], rows[at - 1], field_of) if at else rows[at]
    for below in range(at + 1, min(at + _MAX_HEADS, len(rows))):
        if not _are_names(rows[below], field_of):
            break
        whole = _in_groups(_filled(rows[below], names, field_of), rows[below - 1], field_of)
        if _known(whole, field_of) > _known(names, field_of):
            best, names = below, whole
    return (rows, at) if names is rows[best] else ([*rows[:best], names, *rows[best + 1 :]], best)


def _in_groups(names: list[str], groups: list[str], field_of: FieldOf) -> list[str]:
    """The names, with that of its group before one that alone does not tell: Publication, Name."""
    filled = [cell.strip() for cell in groups if cell.strip()]
    if len(filled) < _MIN_GROUPS or max(map(len, filled)) > _NAME_CHARS:
        return names
    joined: list[str] = []
    group = ""
    for at, name in enumerate(names):
        group = (groups[at].strip() if at < len(groups) else "") or group
        whole = f"{group} {name.strip()}" if name.isascii() else f"{group}{name.strip()}"
        vague = name.strip().lower() in _VAGUE or not field_of(name.strip())
        own = name.strip() and group and group != name
        joined.append(whole if own and vague and field_of(whole) else name)
    return names if joined == names else joined


_MIN_GROUPS = 2
_VAGUE = frozenset(("name", "title", "名称", "名稱", "姓名"))
"""Names that say what they are of only with that of their group."""


def _are_names(row: list[str], field_of: FieldOf) -> bool:
    """Whether the cells of a row are short and no values, and one is a known name."""
    cells = [cell.strip() for cell in row if cell.strip()]
    short = all(len(cell) <= _NAME_CHARS and not column_values.is_day(cell) for cell in cells)
    return short and any(map(field_of, cells)) and not any(map(str.isdecimal, cells))


def _filled(row: list[str], above: list[str], field_of: FieldOf) -> list[str]:
    """A row of names whose gaps have the known names above them."""
    cells = [*row, *[""] * (len(above) - len(row))]
    return [
        cell if cell.strip() or at >= len(above) or not field_of(above[at]) else above[at]
        for at, cell in enumerate(cells)
    ]


def _known(row: list[str], field_of: FieldOf) -> int:
    """The number of different fields that are named."""
    return len({field for cell in row if (field := field_of(cell.strip()))})


def with_row_names(names: list[str], rows: Sequence[list[str]], field_of: FieldOf) -> list[str]:
    """The names of columns, with an empty one first if each row begins with its own name."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if len(filled) < _MIN_ROWS or (names and field_of(names[0]) == "id"):
        return names
    first = [row[0] for row in filled]
    further = all(len(row) == len(names) + 1 for row in filled)
    numbered = all(map(str.isdecimal, first)) and len(set(first)) == len(first)
    return (
        ["", *names] if further and numbered and any(row[-1].strip() for row in filled) else names
    )


def apart_behind_gap(names: list[str]) -> list[str]:
    """The names, those of a smaller table behind a gap numbered if they come again: 媒体 2."""
    gap = next((at for at, name in enumerate(names) if at and not name), len(names))
    return [
        f"{name} 2" if at > gap and name and name in names[:gap] else name
        for at, name in enumerate(names)
    ]
