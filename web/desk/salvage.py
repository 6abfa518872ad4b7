"""The collections that can still be read from a damaged desk."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.desk_values import MAX_STORED_CHARS
from index.report import ReportId
from index.report_date import ReportDate, from_iso
from index.sqlite_pages import TableRow, table_rows
from index.system.regular_file import open_regular
from web.desk.records import Collection, Item, NotedPassage, ReportCard, clean_tags, id_of

LOST = "?"
"""The beginning of a collection's name, and of a report's id, if their own row is lost."""
_ORPHANS = 0
"""The number of the collection with passages whose report is lost; SQLite counts from 1."""
_TYPES: dict[str, tuple[type, ...]] = {
    "collection": (str, str, str, str, int, str, str, int),
    "item": (int, str, int, int, *(str,) * 9, int),
    "passage": (int, str, int, str, int, str, int),
}
"""The types of the columns of our tables behind the number, which stands outside of a row."""

_Rows = dict[int, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class SalvagedDesk:
    """The rows of each table by number, without the column of the number, removed ones included."""

    collections: _Rows
    items: _Rows
    passages: _Rows

    def in_order(self) -> Iterator[tuple[Collection, tuple[Item, ...]]]:
        """The collections with their items; what is removed is left out.

        What has lost its collection or its report comes in one named LOST.
        """
        passages = _by_owner(self.passages)
        items = _by_owner(self.items)
        orphans = sorted(passages.keys() - self.items.keys())
        for number in sorted(self.collections.keys() | items.keys()):
            collection = _collection(number, self.collections.get(number))
            inner = sorted(items.get(number, {}).items(), key=lambda pair: (pair[1][2], pair[0]))
            if not collection.removed:
                yield (
                    collection,
                    tuple(
                        _item(item, row, passages.get(item, {}))
                        for item, row in inner
                        if not row[-1]
                    ),
                )
        if orphans:
            yield (
                _collection(_ORPHANS, None),
                tuple(_orphan(number, passages[number]) for number in orphans),
            )


def salvaged(path: Path) -> SalvagedDesk:
    """All rows of a desk that stand on whole pages; OSError if it cannot be opened."""
    desk = SalvagedDesk({}, {}, {})
    tables = {"collection": desk.collections, "item": desk.items, "passage": desk.passages}
    with open_regular(path) as file:
        for row in table_rows(file):
            name = next((name for name in _TYPES if _is_of(row, name)), None)
            if name is not None:
                tables[name][row.number] = row.columns[1:]
    return desk


def _is_of(row: TableRow, table: str) -> bool:
    """Whether a row has the columns of a table; their number differs from table to table."""
    columns, types = row.columns[1:], _TYPES[table]
    return (
        len(columns) == len(types)
        and row.columns[0] is None
        and all(map(isinstance, columns, types))
        and all(len(value) <= MAX_STORED_CHARS for value in columns if isinstance(value, str))
    )


def _by_owner(rows: _Rows) -> dict[int, _Rows]:
    """Rows by the number in their first column."""
    owned: dict[int, _Rows] = {}
    for number, row in rows.items():
        owned.setdefault(row[0], {})[number] = row
    return owned


def _collection(number: int, row: tuple[Any, ...] | None) -> Collection:
    name = f"{LOST}{number or ''}"
    uid, reader, name, note, version, created, changed, removed = row or (
        *("", "", name, "", 1),
        *("", "", 0),
    )
    return Collection(
        id=number,
        uid=uid,
        reader=reader,
        name=name,
        note=note,
        version=version,
        created=created,
        changed=changed,
        items=0,
        removed=bool(removed),
    )


def _item(number: int, row: tuple[Any, ...], passages: _Rows) -> Item:
    _, report, _, version, note, tags, title, date, source, author, url, language, _, _ = row
    card = ReportCard(
        report=id_of(report),
        title=title,
        date=_date(date),
        source=source,
        author=author,
        url=url,
        language=language,
    )
    return Item(
        id=number,
        card=card,
        version=version,
        note=note,
        tags=clean_tags(tags.split(",")),
        passages=_passages(passages),
    )


def _orphan(number: int, passages: _Rows) -> Item:
    """An item for passages whose own is lost."""
    card = ReportCard(report=ReportId(f"{LOST}{number}"))
    return Item(id=number, card=card, version=1, note="", tags=(), passages=_passages(passages))


def _passages(rows: _Rows) -> tuple[NotedPassage, ...]:
    noted = (
        NotedPassage(id=number, quote=quote, start=start, note=note, version=version)
        for number, (_, quote, start, note, version, _, removed) in rows.items()
        if not removed
    )
    return tuple(sorted(noted, key=lambda passage: (passage.start, passage.id)))


def _date(text: str) -> ReportDate | None:
    try:
        return from_iso(text) if text else None
    except ValueError:
        return None
