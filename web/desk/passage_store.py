"""The passages of reports that readers noted."""

from dataclasses import dataclass

from web.desk.database import Database, DeskLimitError, NotOnDeskError, now
from web.desk.records import (
    MAX_NOTE_CHARS,
    MAX_NOTED_CHARS,
    MAX_PASSAGES,
    Item,
    key_of,
    text_of,
)
from web.desk.rows import ITEM_ROWS, item_of, items_of, touch_item


@dataclass(frozen=True, slots=True)
class ReportNotes:
    """What a reader noted on a report in one collection."""

    collection: int
    name: str
    item: Item


class PassageStore(Database):
    """Passages and notes by the report that they belong to."""

    def notes_on(self, reader: str, report_id: str) -> tuple[ReportNotes, ...]:
        """All that was noted on a report, in the collections last changed first."""
        with self.reading() as connection:
            if connection is None:
                return ()
            places = connection.execute(
                "SELECT item.id, collection.id, name FROM item JOIN collection "
                "ON collection.id = item.collection WHERE report = ? AND reader = ? "
                "AND item.removed = 0 AND collection.removed = 0 ORDER BY collection.changed DESC",
                (key_of(report_id), reader),
            ).fetchall()
            rows = connection.execute(
                f"{ITEM_ROWS} report = ? AND item.removed = 0 AND collection.removed = 0",
                (reader, key_of(report_id)),
            ).fetchall()
            items = {item.id: item for item in items_of(connection, rows)}
        return tuple(ReportNotes(place, name, items[item]) for item, place, name in places)

    def keep_passage(self, reader: str, item: int, quote: str, start: int, note: str) -> int:
        """Note a passage of the report of an item, and return its number.

        The same words at the same position are one passage: its note is then added to. A removed
        one comes back. DeskLimitError if the report has too many, ValueError without words.
        """
        quote, note = text_of(quote, MAX_NOTED_CHARS), text_of(note, MAX_NOTE_CHARS)
        if not quote:
            raise ValueError("a passage needs words")
        with self.writing() as connection:
            item_of(connection, reader, item)
            known = connection.execute(
                "SELECT id, note FROM passage WHERE item = ? AND quote = ? AND start = ?",
                (item, quote, start),
            ).fetchone()
            if known is None:
                count = connection.execute(
                    "SELECT count(*) FROM passage WHERE item = ?", (item,)
                ).fetchone()[0]
                if count >= MAX_PASSAGES:
                    raise DeskLimitError("passages", MAX_PASSAGES)
                known = connection.execute(
                    "INSERT INTO passage (item, quote, start, note, version, added, removed) "
                    "VALUES (?, ?, ?, ?, 1, ?, 0) RETURNING id, note",
                    (item, quote, start, note, now()),
                ).fetchone()
            elif note not in known[1]:
                note = text_of(f"{known[1]}\n{note}", MAX_NOTE_CHARS)
                connection.execute(
                    "UPDATE passage SET note = ?, version = version + 1 WHERE id = ?",
                    (note, known[0]),
                )
            connection.execute("UPDATE passage SET removed = 0 WHERE id = ?", (known[0],))
            touch_item(connection, item)
            return int(known[0])

    def remove_passage(self, reader: str, number: int, *, removed: bool = True) -> None:
        """Remove a passage, or put a removed one back."""
        with self.writing() as connection:
            row = connection.execute(
                "SELECT item FROM passage WHERE id = ? AND removed = ?", (number, not removed)
            ).fetchone()
            if row is None:
                raise NotOnDeskError
            item_of(connection, reader, row[0])
            connection.execute("UPDATE passage SET removed = ? WHERE id = ?", (removed, number))
            touch_item(connection, row[0])
