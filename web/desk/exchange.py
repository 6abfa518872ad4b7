"""Collections as JSON: all of a desk or one, exported whole and imported again.

An import never replaces or cuts anything: what is new is added, and a note that differs is put
below the one that is there. What finds no room is named, and then nothing is imported. Importing
the same file twice changes nothing.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from index.errors import OperatorError
from index.report import ReportId
from index.report_date import from_iso
from index.system.toml_file import as_text
from web.desk.database import DeskLimitError, now
from web.desk.dossier import Dossier
from web.desk.reader import MAX_READER_CHARS
from web.desk.records import (
    MAX_CARD_CHARS,
    MAX_COLLECTION_NAME_CHARS,
    MAX_ID_CHARS,
    MAX_ITEMS,
    MAX_NOTE_CHARS,
    MAX_NOTED_CHARS,
    MAX_PASSAGES,
    MAX_TAG_CHARS,
    MAX_TAGS,
    Collection,
    Item,
    ReportCard,
    clean_tags,
    key_of,
    line_of,
)
from web.desk.rows import (
    item_row,
    limit_chars,
    limit_collection,
    limit_introductions,
    new_collection,
    put_item,
    whole_text,
)
from web.desk.store import Desk

EXCHANGE_FORMAT = "baogao-collections"
EXCHANGE_VERSION = 1
_CARD_TEXTS = ("title", "source", "author", "url", "language")


class ImportFileError(OperatorError):
    """A file is no export of collections; nothing of it was imported."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """Counts of what an import added."""

    collections: int
    reports: int
    notes: int


def dossier_json(dossier: Dossier) -> Iterator[bytes]:
    """One collection as JSON."""
    items = [entry.item for entry in dossier.entries]
    value = _file([_collection_json(dossier.collection, items)])
    yield json.dumps(value, ensure_ascii=True, indent=1).encode() + b"\n"


def desk_json(desk: Desk, readers: Iterable[str]) -> Iterator[bytes]:
    """All collections of some readers as JSON, removed ones left out, one after another."""
    return collections_json(
        (known, desk.items(reader, known.id))
        for reader in readers
        for known in desk.collections(reader)
    )


def collections_json(collections: Iterable[tuple[Collection, Iterable[Item]]]) -> Iterator[bytes]:
    """Collections with their items as JSON, one after another."""
    yield json.dumps(_file([]))[:-2].encode() + b"\n"
    mark = b""
    for known, items in collections:
        yield mark + json.dumps(_collection_json(known, items)).encode()
        mark = b",\n"
    yield b"]}\n"


def _file(collections: list[dict[str, object]]) -> dict[str, object]:
    return {"format": EXCHANGE_FORMAT, "version": EXCHANGE_VERSION, "collections": collections}


def _collection_json(known: Collection, items: Iterable[Item]) -> dict[str, object]:
    return {
        "uid": known.uid,
        "reader": known.reader,
        "name": known.name,
        "note": known.note,
        "created": known.created,
        "items": [_item_json(item) for item in items],
    }


def _item_json(item: Item) -> dict[str, object]:
    card = item.card
    return {
        "report": card.report,
        **{name: getattr(card, name) for name in _CARD_TEXTS},
        "date": card.date.isoformat() if card.date else None,
        "note": item.note,
        "tags": list(item.tags),
        "passages": [
            {"quote": passage.quote, "start": passage.start, "note": passage.note}
            for passage in item.passages
        ],
    }


def import_json(desk: Desk, data: bytes, reader: str | None) -> ImportSummary:
    """Import an export in one transaction; ImportFileError if it is none, then nothing changes.

    All goes to `reader`; with None each collection goes to the reader that it names.
    """
    total = ImportSummary(0, 0, 0)
    try:
        collections = _parsed(data)
        with desk.writing() as connection:
            known: dict[str, dict[str, int]] = {}
            for value in collections:
                owner = (
                    line_of(_text(value, "reader"), MAX_READER_CHARS) if reader is None else reader
                )
                if owner not in known:
                    known[owner] = _numbers(connection, owner)
                outcome = _import(connection, owner, value, known[owner])
                total = ImportSummary(
                    total.collections + outcome.collections,
                    total.reports + outcome.reports,
                    total.notes + outcome.notes,
                )
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ImportFileError(
            f"This is no file of collections ({as_text(error)}). Nothing was imported."
        ) from error
    return total


def _parsed(data: bytes) -> list[Mapping[str, Any]]:
    value = json.loads(data)
    if not isinstance(value, dict) or value.get("format") != EXCHANGE_FORMAT:
        raise ValueError(f"its format is not {EXCHANGE_FORMAT}")
    if value.get("version") != EXCHANGE_VERSION:
        raise ValueError(f"its version is {value.get('version')!r}, not {EXCHANGE_VERSION}")
    return _list(value, "collections")


def _numbers(connection: sqlite3.Connection, reader: str) -> dict[str, int]:
    """The collections of a reader by what identifies them in files."""
    rows = connection.execute(
        "SELECT uid, id FROM collection WHERE reader = ? AND uid <> '' ORDER BY id DESC", (reader,)
    )
    return dict(rows.fetchall())


def _import(
    connection: sqlite3.Connection, reader: str, value: Mapping[str, Any], numbers: dict[str, int]
) -> ImportSummary:
    """Add a collection, or what is new in it if the reader has it already.

    `numbers` are the reader's collections, to which a new one is added.
    """
    uid, name = (
        line_of(_text(value, "uid"), 64),
        line_of(_text(value, "name"), MAX_COLLECTION_NAME_CHARS),
    )
    fresh = uid not in numbers
    reports = notes = 0
    if fresh:
        number = new_collection(connection, reader, name or "—", _note(value), uid)
        if uid:
            numbers[uid] = number
    else:
        number = numbers[uid]
        connection.execute("UPDATE collection SET removed = 0 WHERE id = ?", (number,))
        notes = _merge_introduction(connection, reader, number, _note(value))
    position, count = connection.execute(
        "SELECT coalesce(max(position), 0), count(*) FROM item WHERE collection = ?", (number,)
    ).fetchone()
    for item in _list(value, "items"):
        card = _card(item)
        known = item_row(connection, number, card.report)
        if known is None and count >= MAX_ITEMS:
            raise DeskLimitError("items", MAX_ITEMS)
        position += 1
        if known is None or known[1]:
            count += known is None
            reports += 1
            put_item(connection, number, card, position)
        notes += _merge(connection, number, card.report, item)
    limit_collection(connection, number)
    return ImportSummary(int(fresh), reports, notes)


def _merge_introduction(
    connection: sqlite3.Connection, reader: str, collection: int, introduction: str
) -> int:
    """Add the introduction of a collection to the one that is there; how many were added."""
    if not introduction:
        return 0
    known = connection.execute("SELECT note FROM collection WHERE id = ?", (collection,)).fetchone()
    note = _merged_note(known[0], introduction)
    if note == known[0]:
        return 0
    connection.execute(
        "UPDATE collection SET note = ?, version = version + 1 WHERE id = ?", (note, collection)
    )
    limit_introductions(connection, reader)
    return 1


def _merge(
    connection: sqlite3.Connection, collection: int, report: ReportId, value: Mapping[str, Any]
) -> int:
    """Add the notes, tags and passages of an item to what is there; how many notes were added."""
    row = connection.execute(
        "SELECT id, note, tags FROM item WHERE collection = ? AND report = ?",
        (collection, key_of(report)),
    ).fetchone()
    if row is None:
        return 0
    item, known_note, tag_line = row
    known_tags = clean_tags(tag_line.split(","))
    note = _merged_note(known_note, _note(value))
    tags = _merged_tags(known_tags, value.get("tags") or ())
    added = int(note != known_note)
    if (note, tags) != (known_note, known_tags):
        connection.execute(
            "UPDATE item SET note = ?, tags = ?, version = version + 1 WHERE id = ?",
            (note, ",".join(tags), item),
        )
    for passage in _list(value, "passages"):
        added += _merge_passage(connection, item, passage)
    if added:
        limit_chars(connection, item)
    return added


def _merge_passage(connection: sqlite3.Connection, item: int, value: Mapping[str, Any]) -> int:
    quote = whole_text("passage", _text(value, "quote"), MAX_NOTED_CHARS)
    note = _note(value)
    if not quote and note:
        raise ValueError("a passage with a note has no words")
    if not quote:
        return 0
    start = value.get("start")
    start = start if isinstance(start, int) and 0 <= start < 1 << 40 else 0
    row = connection.execute(
        "SELECT id, note, removed FROM passage WHERE item = ? AND quote = ? AND start = ?",
        (item, quote, start),
    ).fetchone()
    if row is None:
        count = connection.execute(
            "SELECT count(*) FROM passage WHERE item = ?", (item,)
        ).fetchone()[0]
        if count >= MAX_PASSAGES:
            raise DeskLimitError("passages", MAX_PASSAGES)
        connection.execute(
            "INSERT INTO passage (item, quote, start, note, version, added, removed) "
            "VALUES (?, ?, ?, ?, 1, ?, 0)",
            (item, quote, start, note, now()),
        )
        return 1
    both = _merged_note(row[1], note)
    if both == row[1] and not row[2]:
        return 0
    connection.execute(
        "UPDATE passage SET note = ?, removed = 0, version = version + 1 WHERE id = ?",
        (both, row[0]),
    )
    return 1


def merged(known: str, other: str) -> str:
    """Both notes, one below the other; one of them if it has the other."""
    if other in known:
        return known
    return other if known in other else f"{known}\n{other}"


def _merged_note(known: str, other: str) -> str:
    return whole_text("note", merged(known, other), MAX_NOTE_CHARS)


def _merged_tags(known: tuple[str, ...], others: Iterable[object]) -> tuple[str, ...]:
    """The tags of an item and those of a file; DeskLimitError if they are too many or too long."""
    lines = (line_of(text.replace(",", " "), len(text)) for text in map(str, others))
    tags = tuple(filter(None, dict.fromkeys((*known, *lines))))
    if len(tags) > MAX_TAGS:
        raise DeskLimitError("tags", MAX_TAGS)
    for tag in tags:
        whole_text("tag", tag, MAX_TAG_CHARS)
    return tags


def _card(value: Mapping[str, Any]) -> ReportCard:
    report = ReportId(_text(value, "report"))
    if not report or len(report) > MAX_ID_CHARS:
        raise ValueError("a report has no id")
    day = value.get("date")
    card = ReportCard(report=report, date=from_iso(day) if isinstance(day, str) else None)
    texts = {name: line_of(_text(value, name), MAX_CARD_CHARS) for name in _CARD_TEXTS}
    return replace(card, **texts)  # type: ignore[arg-type]  # named above


def _note(value: Mapping[str, Any]) -> str:
    return whole_text("note", _text(value, "note"), MAX_NOTE_CHARS)


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name, "")
    if not isinstance(text, str):
        raise TypeError(f"{name} is no text")
    return text


def _list(value: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    values = value.get(name, [])
    if not isinstance(values, list) or not all(isinstance(entry, dict) for entry in values):
        raise TypeError(f"{name} is no list of objects")
    return values
