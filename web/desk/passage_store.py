"""The passages of reports that readers noted."""

from dataclasses import dataclass

from index.report import ReportId
from web.desk.database import Database, DeskLimitError, NotOnDeskError, now
from web.desk.records import MAX_NOTE_CHARS, MAX_NOTED_CHARS, MAX_PASSAGES, Item, key_of, text_of
from web.desk.rows import item_of, limit_chars, limit_collections, touch_item, whole_text

MAX_NOTED_PLACES = 20
"""Collections whose notes the page of one report shows."""


@dataclass(frozen=True, slots=True)
class ReportNotes:
    """The notes of a reader on a report, in one collection."""

    collection: int
    name: str
    item: Item


class PassageStore(Database):
    """Passages and notes by the report that they belong to."""

    def notes_on(self, reader: str, report_id: ReportId) -> tuple[ReportNotes, ...]:
        """The notes on a report, in the last MAX_NOTED_PLACES collections it was saved to."""
        with self.reading() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                "SELECT item.id, collection.id, name FROM item CROSS JOIN collection "
                "ON collection.id = item.collection WHERE report = ? AND reader = ? "
                "AND item.removed = 0 AND collection.removed = 0 ORDER BY item.id DESC LIMIT ?",
                (key_of(report_id), reader, MAX_NOTED_PLACES),
            ).fetchall()
            return tuple(
                ReportNotes(collection, name, item_of(connection, reader, item))
                for item, collection, name in rows
            )

    def keep_passage(self, reader: str, item: int, quote: str, start: int, note: str) -> int:
        """Note a passage of the report of an item, and return its number.

        The same words at the same position are one passage: its note is then added to. A removed
        one comes back. DeskLimitError if the report has too many or the note becomes too long,
        ValueError without words.
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
                note = whole_text("note", f"{known[1]}\n{note}", MAX_NOTE_CHARS)
                connection.execute(
                    "UPDATE passage SET note = ?, version = version + 1 WHERE id = ?",
                    (note, known[0]),
                )
            connection.execute("UPDATE passage SET removed = 0 WHERE id = ?", (known[0],))
            limit_chars(connection, item)
            limit_collections(connection, (item,))
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
