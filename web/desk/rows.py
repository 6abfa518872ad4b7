"""The rows of the desk as records, and the statements that several operations share."""

import json
import secrets
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from index.desk_values import sound_date, sound_number, sound_time
from index.report import ReportId
from web.desk.database import DeskLimitError, EditConflictError, NotOnDeskError, now
from web.desk.edits import NoteEdit
from web.desk.records import (
    MAX_COLLECTION_CHARS,
    MAX_COLLECTION_NAME_CHARS,
    MAX_COLLECTIONS,
    MAX_INTRODUCTION_CHARS,
    MAX_ITEM_CHARS,
    MAX_NAMED_READER_CHARS,
    MAX_NOTE_CHARS,
    MAX_READERS,
    Collection,
    Item,
    NotedPassage,
    ReportCard,
    clean_tags,
    id_of,
    key_of,
    line_of,
    text_of,
)

Row = tuple[Any, ...]
COLLECTION_ROWS = """SELECT id, uid, reader, name, note, version, created, changed, removed,
    (SELECT count(*) FROM item WHERE collection = collection.id AND removed = 0)
    FROM collection WHERE reader = ?"""
ITEM_ROWS = """SELECT item.id, report, title, date, source, author, url, language, item.version,
    item.note, tags FROM item CROSS JOIN collection ON collection.id = item.collection
    WHERE reader = ? AND """
NUMBERED_ITEM_ROWS = f"""{ITEM_ROWS} item.id IN (SELECT value FROM json_each(?))
    AND item.removed = 0 AND collection.removed = 0"""  # noqa: S608 - ours


def new_collection(
    connection: sqlite3.Connection, reader: str, name: str, note: str, uid: str = ""
) -> int:
    """Insert a collection and return its number; DeskLimitError if there are too many."""
    count = connection.execute(
        "SELECT count(*) FROM collection WHERE reader = ?", (reader,)
    ).fetchone()[0]
    if count >= MAX_COLLECTIONS:
        raise DeskLimitError("collections", MAX_COLLECTIONS)
    readers = "SELECT count(DISTINCT reader) FROM collection"
    if not count and connection.execute(readers).fetchone()[0] >= MAX_READERS:
        raise DeskLimitError("readers", MAX_READERS)
    time = now()
    row = connection.execute(
        "INSERT INTO collection (uid, reader, name, note, version, created, changed, removed) "
        "VALUES (?, ?, ?, ?, 1, ?, ?, 0) RETURNING id",
        (
            uid or secrets.token_hex(8),
            reader,
            line_of(name, MAX_COLLECTION_NAME_CHARS),
            text_of(note, MAX_NOTE_CHARS),
            time,
            time,
        ),
    ).fetchone()
    if note:
        limit_introductions(connection, reader)
    return int(row[0])


def item_of(
    connection: sqlite3.Connection, reader: str, number: int, *, removed: bool = False
) -> Item:
    """An item of a reader by its number; NotOnDeskError if there is none."""
    rows = connection.execute(
        f"{ITEM_ROWS} item.id = ? AND item.removed = ? AND collection.removed = 0",
        (reader, number, removed),
    ).fetchall()
    if not rows:
        raise NotOnDeskError
    return items_of(connection, rows)[0]


def change_item(connection: sqlite3.Connection, reader: str, edit: NoteEdit) -> int | None:
    """Change the note and tags of an item; EditConflictError if another changed them.

    The number of the item; None if nothing changed.
    """
    known = item_of(connection, reader, edit.number)
    if (known.note, known.tags) == (edit.note, edit.tags):
        return None
    if known.version != edit.version and (known.note, known.tags) != edit.sent:
        raise EditConflictError(known)
    connection.execute(
        "UPDATE item SET note = ?, tags = ?, version = version + 1 WHERE id = ?",
        (edit.note, ",".join(edit.tags), edit.number),
    )
    limit_chars(connection, edit.number)
    touch_item(connection, edit.number)
    return edit.number


def change_passage(connection: sqlite3.Connection, reader: str, edit: NoteEdit) -> int | None:
    """Change the note of a passage; EditConflictError if another changed it.

    The number of its item; None if nothing changed.
    """
    row = connection.execute(
        "SELECT item, note, version FROM passage WHERE id = ? AND removed = 0", (edit.number,)
    ).fetchone()
    if row is None:
        raise NotOnDeskError
    item = item_of(connection, reader, row[0])
    if row[1] == edit.note:
        return None
    if row[2] != edit.version and (row[1], ()) != edit.sent:
        raise EditConflictError(item)
    connection.execute(
        "UPDATE passage SET note = ?, version = version + 1 WHERE id = ?",
        (edit.note, edit.number),
    )
    limit_chars(connection, row[0])
    touch_item(connection, row[0])
    return int(row[0])


def collection_of(
    connection: sqlite3.Connection | None, reader: str, number: int, *, removed: bool = False
) -> Collection:
    """A collection of a reader by its number; NotOnDeskError if there is none."""
    row = (
        connection
        and connection.execute(
            f"{COLLECTION_ROWS} AND id = ? AND removed = ?", (reader, number, removed)
        ).fetchone()
    )
    if not row:
        raise NotOnDeskError
    return to_collection(row)


def to_collection(row: Row) -> Collection:
    """A collection from a row of COLLECTION_ROWS."""
    number, uid, reader, name, note, version, created, changed, removed, items = row
    return Collection(
        id=number,
        uid=uid,
        reader=reader,
        name=name,
        note=note,
        version=sound_number(version),
        created=sound_time(created),
        changed=sound_time(changed),
        items=items,
        removed=bool(removed),
    )


def items_of(connection: sqlite3.Connection, rows: Sequence[Row]) -> tuple[Item, ...]:
    """Items from rows of ITEM_ROWS, each with its passages."""
    passages: dict[int, list[NotedPassage]] = {}
    item_rows = connection.execute(
        "SELECT item, id, quote, start, note, version FROM passage WHERE removed = 0 AND item IN "
        "(SELECT value FROM json_each(?)) ORDER BY start, id",
        (json.dumps([row[0] for row in rows]),),
    )
    for item, number, text, start, note, version in item_rows:
        passages.setdefault(item, []).append(
            NotedPassage(
                id=number,
                quote=text,
                start=sound_number(start),
                note=note,
                version=sound_number(version),
            )
        )
    return tuple(_item(row, tuple(passages.get(row[0], ()))) for row in rows)


def _item(row: Row, passages: tuple[NotedPassage, ...]) -> Item:
    number, report, title, date, source, author, url, language, version, note, tags = row
    card = ReportCard(
        report=id_of(report),
        title=title,
        date=sound_date(date),
        source=source,
        author=author,
        url=url,
        language=language,
    )
    tags = clean_tags(tags.split(","))
    return Item(
        id=number, card=card, version=sound_number(version), note=note, tags=tags, passages=passages
    )


def item_row(
    connection: sqlite3.Connection, collection: int, report: ReportId
) -> tuple[int, int] | None:
    """The number of a report's item, and whether it is removed."""
    row: tuple[int, int] | None = connection.execute(
        "SELECT id, removed FROM item WHERE collection = ? AND report = ?",
        (collection, key_of(report)),
    ).fetchone()
    return row


def put_item(
    connection: sqlite3.Connection, collection: int, card: ReportCard, position: int
) -> int:
    """Insert an item, or bring a removed one back, at a position; return its number."""
    day = card.date.isoformat() if card.date else ""
    row = connection.execute(
        """INSERT INTO item (collection, report, position, version, note, tags, title, date,
        source, author, url, language, added, removed)
        VALUES (?, ?, ?, 1, '', '', ?, ?, ?, ?, ?, ?, ?, 0)
        ON CONFLICT (collection, report) DO UPDATE SET removed = 0, position = excluded.position
        RETURNING id""",
        (
            *(collection, key_of(card.report), position, card.title, day, card.source),
            *(card.author, card.url, card.language, now()),
        ),
    ).fetchone()
    return int(row[0])


def put_card(connection: sqlite3.Connection, collection: int, card: ReportCard) -> None:
    """Write the card of a report that is in a collection, if it changed."""
    day = card.date.isoformat() if card.date else ""
    fields = (card.title, day, card.source, card.author, card.url, card.language)
    connection.execute(
        "UPDATE item SET title = ?, date = ?, source = ?, author = ?, url = ?, language = ? "
        "WHERE collection = ? AND report = ? "
        "AND (title, date, source, author, url, language) <> (?, ?, ?, ?, ?, ?)",
        (*fields, collection, key_of(card.report), *fields),
    )


def order_of(connection: sqlite3.Connection, collection: int) -> list[int]:
    """The items of a collection, in order."""
    rows = connection.execute(
        "SELECT id FROM item WHERE removed = 0 AND collection = ? ORDER BY position, id",
        (collection,),
    )
    return [row[0] for row in rows]


def reorder(connection: sqlite3.Connection, order: Sequence[int]) -> None:
    """Give items their places."""
    connection.executemany("UPDATE item SET position = ? WHERE id = ?", [*enumerate(order, 1)])


def whole_text(code: str, text: str, most: int) -> str:
    """A text as it is stored; DeskLimitError, which `code` explains, rather than a part of it."""
    stored = text_of(text, len(text))
    if len(stored) > most:
        raise DeskLimitError(code, most)
    return stored


def limit_chars(connection: sqlite3.Connection, item: int) -> None:
    """DeskLimitError if the notes and passages of an item, removed ones too, are too long."""
    chars = connection.execute(
        "SELECT length(note) + (SELECT coalesce(sum(length(quote) + length(note)), 0) "
        "FROM passage WHERE passage.item = item.id) FROM item WHERE id = ?",
        (item,),
    ).fetchone()[0]
    if chars > MAX_ITEM_CHARS:
        raise DeskLimitError("characters", MAX_ITEM_CHARS)


def limit_collections(connection: sqlite3.Connection, items: Iterable[int]) -> None:
    """`limit_collection` for the collections of these items."""
    rows = connection.execute(
        "SELECT DISTINCT collection FROM item WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([*items]),),
    ).fetchall()
    for (collection,) in rows:
        limit_collection(connection, collection)


def limit_collection(connection: sqlite3.Connection, collection: int) -> None:
    """DeskLimitError if all that a collection keeps is too long."""
    chars = connection.execute(
        "SELECT sum(length(title) + length(source) + length(author) + length(url) + length(note) "
        "+ length(tags) + (SELECT coalesce(sum(length(quote) + length(note)), 0) FROM passage "
        "WHERE passage.item = item.id)) FROM item WHERE collection = ?",
        (collection,),
    ).fetchone()[0]
    if (chars or 0) > MAX_COLLECTION_CHARS:
        raise DeskLimitError("collection", MAX_COLLECTION_CHARS)
    _limit_reader(connection, collection, chars or 0)


def _limit_reader(connection: sqlite3.Connection, collection: int, chars: int) -> None:
    """DeskLimitError if all collections of a named reader are too long, this one with `chars`.

    The length of each is kept beside the desk's settings: to count them anew would read all that
    the reader has. A collection that an older version wrote counts from its next change on.
    """
    connection.execute(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (f"chars {collection}", str(chars)),
    )
    total = connection.execute(
        """SELECT sum(CAST(value AS INTEGER)) FROM collection
        JOIN setting ON setting.name = 'chars ' || collection.id
        WHERE reader = (SELECT reader FROM collection WHERE id = ?) AND reader <> ''""",
        (collection,),
    ).fetchone()[0]
    if (total or 0) > MAX_NAMED_READER_CHARS:
        raise DeskLimitError("reader", MAX_NAMED_READER_CHARS)


def limit_introductions(connection: sqlite3.Connection, reader: str) -> None:
    """DeskLimitError if the introductions of a reader's collections are too long."""
    chars = connection.execute(
        "SELECT sum(length(note)) FROM collection WHERE reader = ?", (reader,)
    ).fetchone()[0]
    if chars > MAX_INTRODUCTION_CHARS:
        raise DeskLimitError("introductions", MAX_INTRODUCTION_CHARS)


def note_change(connection: sqlite3.Connection, collection: int) -> None:
    """Note the time at which a collection was changed."""
    connection.execute("UPDATE collection SET changed = ? WHERE id = ?", (now(), collection))


def touch_item(connection: sqlite3.Connection, item: int) -> None:
    """Note the time at which the collection of an item was changed."""
    connection.execute(
        "UPDATE collection SET changed = ? WHERE id = (SELECT collection FROM item WHERE id = ?)",
        (now(), item),
    )
