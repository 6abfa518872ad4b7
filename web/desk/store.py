"""The store of the desk: collections of reports, read and changed in transactions.

Every method takes the reader's name ("" is the shared desk) and touches nothing of another reader.
Nothing is lost by a slip: what is removed is only marked, and can be put back until its collection
is deleted for good. A text is changed only from the version that was read; else EditConflictError.
"""

import json
from collections.abc import Iterable, Sequence

from index.report import ReportId
from web.desk.database import EditConflictError, NotOnDeskError, now
from web.desk.edits import EditConflict, NoteEdit
from web.desk.passage_store import PassageStore
from web.desk.records import (
    MAX_COLLECTION_NAME_CHARS,
    MAX_COLLECTIONS,
    MAX_ITEMS,
    MAX_NOTE_CHARS,
    AddedSummary,
    Collection,
    Item,
    Membership,
    ReportCard,
    clean_tags,
    id_of,
    key_of,
    line_of,
    text_of,
)
from web.desk.rows import (
    COLLECTION_ROWS,
    ITEM_ROWS,
    NUMBERED_ITEM_ROWS,
    change_item,
    change_passage,
    collection_of,
    item_of,
    item_row,
    items_of,
    limit_collection,
    limit_collections,
    limit_introductions,
    new_collection,
    note_change,
    order_of,
    put_card,
    put_item,
    reorder,
    to_collection,
    touch_item,
)

MAX_MEMBERSHIPS = 4
"""Collections that are named for one report of a list."""
ORDERS = ("date", "-date", "source", "title", "added")
"""The orders that a collection can be put into; its own order is by hand."""


class Desk(PassageStore):
    """The collections of all readers in one file."""

    def readers(self) -> tuple[str, ...]:
        """The readers that have collections."""
        with self.reading() as connection:
            if connection is None:
                return ()
            rows = connection.execute("SELECT DISTINCT reader FROM collection ORDER BY reader")
            return tuple(row[0] for row in rows)

    def collections(
        self, reader: str, *, removed: bool = False, start: int = 0, limit: int = MAX_COLLECTIONS
    ) -> tuple[Collection, ...]:
        """The collections of a reader, the last changed first, from number `start` on."""
        with self.reading() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{COLLECTION_ROWS} AND removed = ? ORDER BY changed DESC, id DESC "
                "LIMIT ? OFFSET ?",
                (reader, removed, limit, start),
            )
            return tuple(map(to_collection, rows))

    def collection(self, reader: str, number: int) -> Collection:
        """One collection; NotOnDeskError if there is none, or it is removed."""
        with self.reading() as connection:
            return collection_of(connection, reader, number)

    def items(
        self, reader: str, number: int, start: int = 0, limit: int = MAX_ITEMS
    ) -> tuple[Item, ...]:
        """The reports of a collection in its order, with their passages."""
        with self.reading() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{ITEM_ROWS} collection = ? AND item.removed = 0 ORDER BY position, item.id "
                "LIMIT ? OFFSET ?",
                (reader, number, limit, start),
            ).fetchall()
            return items_of(connection, rows)

    def items_numbered(self, reader: str, numbers: Iterable[int]) -> tuple[Item, ...]:
        """The items with these numbers, those left out that are not there any more."""
        with self.reading() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                NUMBERED_ITEM_ROWS, (reader, json.dumps([*numbers]))
            ).fetchall()
            return items_of(connection, rows)

    def memberships(
        self, reader: str, report_ids: Sequence[ReportId]
    ) -> dict[str, tuple[Membership, ...]]:
        """The collections that hold each of these reports, by the report's id.

        At most MAX_MEMBERSHIPS of each, the last ones it was saved to: a page names no more.
        """
        with self.reading() as connection:
            if connection is None:
                return {}
            rows = connection.execute(
                """SELECT report, collection.id, name, item.id FROM json_each(?) AS wanted
                JOIN item ON item.id IN (
                    SELECT one.id FROM item AS one JOIN collection ON collection.id = collection
                    WHERE one.report = wanted.value AND reader = ? AND one.removed = 0
                    AND collection.removed = 0 ORDER BY one.id DESC LIMIT ?)
                JOIN collection ON collection.id = item.collection ORDER BY item.id DESC""",
                (
                    json.dumps([key_of(report_id) for report_id in report_ids]),
                    reader,
                    MAX_MEMBERSHIPS,
                ),
            ).fetchall()
        known: dict[str, list[Membership]] = {}
        for key, *values in rows:
            known.setdefault(id_of(key), []).append(Membership(*values))
        return {report: tuple(entries) for report, entries in known.items()}

    def create_collection(self, reader: str, name: str, note: str = "") -> int:
        """Make a collection and return its number; DeskLimitError if there are too many."""
        with self.writing() as connection:
            return new_collection(connection, reader, name, note)

    def collection_named(self, reader: str, name: str) -> int:
        """The number of the collection of that name, which is made if there is none."""
        wanted = line_of(name, MAX_COLLECTION_NAME_CHARS)
        with self.writing() as connection:
            row = connection.execute(
                "SELECT id FROM collection WHERE reader = ? AND name = ? AND removed = 0 LIMIT 1",
                (reader, wanted),
            ).fetchone()
            return int(row[0]) if row else new_collection(connection, reader, wanted, "")

    def describe(self, reader: str, number: int, name: str, note: str, version: int) -> None:
        """Change the name and note of a collection; EditConflictError if `version` is old."""
        name, note = line_of(name, MAX_COLLECTION_NAME_CHARS), text_of(note, MAX_NOTE_CHARS)
        with self.writing() as connection:
            known = collection_of(connection, reader, number)
            if (known.name, known.note) == (name or known.name, note):
                return
            if known.version != version:
                raise EditConflictError
            connection.execute(
                "UPDATE collection SET name = ?, note = ?, version = version + 1, changed = ? "
                "WHERE id = ?",
                (name or known.name, note, now(), number),
            )
            if note:
                limit_introductions(connection, reader)

    def remove_collection(self, reader: str, number: int, *, removed: bool = True) -> None:
        """Remove a collection, or put a removed one back."""
        with self.writing() as connection:
            collection_of(connection, reader, number, removed=not removed)
            connection.execute(
                "UPDATE collection SET removed = ?, changed = ? WHERE id = ?",
                (removed, now(), number),
            )

    def delete_collection(self, reader: str, number: int) -> None:
        """Delete a removed collection for good, with all that was noted in it."""
        with self.writing() as connection:
            collection_of(connection, reader, number, removed=True)
            connection.execute("DELETE FROM collection WHERE id = ?", (number,))
            connection.execute("DELETE FROM setting WHERE name = ?", (f"chars {number}",))

    def add(self, reader: str, number: int, cards: Iterable[ReportCard]) -> AddedSummary:
        """Add reports at the end; a removed one comes back with its notes."""
        added = known = left_out = 0
        with self.writing() as connection:
            collection_of(connection, reader, number)
            count, last = connection.execute(
                "SELECT count(*), coalesce(max(position), 0) FROM item WHERE collection = ?",
                (number,),
            ).fetchone()
            for card in cards:
                row = item_row(connection, number, card.report)
                if row is None and count >= MAX_ITEMS:
                    left_out += 1
                elif row is not None and not row[1]:
                    known += 1
                else:
                    added, last, count = added + 1, last + 1, count + (row is None)
                    put_item(connection, number, card, last)
            limit_collection(connection, number)
            note_change(connection, number)
        return AddedSummary(added, known, left_out)

    def refresh(self, reader: str, number: int, cards: Sequence[ReportCard]) -> None:
        """Keep of reports that are still in the archive what they say now."""
        with self.writing() as connection:
            collection_of(connection, reader, number)
            for card in cards:
                put_card(connection, number, card)

    def save_note(
        self, reader: str, number: int, note: str, tags: Sequence[str], version: int
    ) -> Item:
        """Change the note and tags of an item; EditConflictError if `version` is old."""
        note, tags = text_of(note, MAX_NOTE_CHARS), clean_tags(tags)
        edit = NoteEdit(number=number, passage=False, version=version, note=note, tags=tags)
        with self.writing() as connection:
            if change_item(connection, reader, edit) is not None:
                limit_collections(connection, (number,))
            return item_of(connection, reader, number)

    def save_edits(self, reader: str, edits: Iterable[NoteEdit]) -> tuple[EditConflict, ...]:
        """Save the notes of a form in one transaction; the conflicts are returned, not saved.

        Notes of what was removed meanwhile are left out.
        """
        conflicts = []
        changed: set[int] = set()
        with self.writing() as connection:
            for edit in edits:
                try:
                    change = change_passage if edit.passage else change_item
                    if (item := change(connection, reader, edit)) is not None:
                        changed.add(item)
                except NotOnDeskError:
                    continue
                except EditConflictError as error:
                    if error.item is not None:
                        conflicts.append(EditConflict(edit, error.item))
            limit_collections(connection, changed)
        return tuple(conflicts)

    def remove_item(self, reader: str, number: int, *, removed: bool = True) -> None:
        """Take a report out of its collection, or put it back with all that was noted."""
        self.remove_items(reader, (number,), removed=removed)

    def remove_items(self, reader: str, numbers: Iterable[int], *, removed: bool = True) -> None:
        """Take reports out of their collections in one transaction, or put them back."""
        with self.writing() as connection:
            for number in dict.fromkeys(numbers):
                item_of(connection, reader, number, removed=not removed)
                connection.execute("UPDATE item SET removed = ? WHERE id = ?", (removed, number))
                touch_item(connection, number)

    def removed_items(self, reader: str, number: int, limit: int = 20) -> tuple[Item, ...]:
        """Reports that were taken out of a collection and can be put back."""
        with self.reading() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{ITEM_ROWS} collection = ? AND item.removed = 1 ORDER BY item.id DESC LIMIT ?",
                (reader, number, limit),
            ).fetchall()
            return items_of(connection, rows)

    def move(self, reader: str, number: int, moves: Iterable[tuple[int, int]]) -> None:
        """Move reports of a collection, each by some positions, up if negative.

        NotOnDeskError if one of them is not in the collection; then none moves.
        """
        wanted = list(moves)
        if not wanted:
            return
        with self.writing() as connection:
            collection_of(connection, reader, number)
            order = order_of(connection, number)
            known = set(order)
            for item, by in wanted:
                if item not in known:
                    raise NotOnDeskError
                position = order.index(item)
                order.insert(max(0, position + by), order.pop(position))
            reorder(connection, order)
            note_change(connection, number)

    def sort(self, reader: str, number: int, by: str) -> None:
        """Put a collection into one of ORDERS; undated reports come last."""
        with self.writing() as connection:
            collection_of(connection, reader, number)
            rows = connection.execute(
                "SELECT id, date, source, title, added FROM item WHERE collection = ? "
                "AND removed = 0 ORDER BY position, id",
                (number,),
            ).fetchall()
            column = 1 + ("date", "source", "title", "added").index(by.removeprefix("-"))
            rows.sort(key=lambda row: row[column], reverse=by.startswith("-"))
            rows.sort(key=lambda row: not row[column])
            reorder(connection, [row[0] for row in rows])
            note_change(connection, number)
