"""Transactions on the file of the desk, and the errors that readers get."""

import contextlib
import datetime
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from index.desk_file import begin_writing, desk_connection
from index.desk_values import sound_row
from index.system import interruption
from web.desk.records import Item


class DeskLimitError(Exception):
    """A limit is reached; `code` is a key of web.errors.LIMIT_MESSAGES."""

    def __init__(self, code: str, most: int) -> None:
        super().__init__(f"at most {most} {code}")
        self.code = code
        self.most = most


class NotOnDeskError(Exception):
    """There is no such collection, report in it or passage, or it is another reader's."""


class EditConflictError(Exception):
    """Somebody else changed the text since it was read; `item` is as they left it."""

    def __init__(self, item: Item | None = None) -> None:
        super().__init__("changed meanwhile")
        self.item = item


class Database:
    """The file of the desk; it is made by the first change, not by reading.

    One transaction is one connection; an object of this class is for one request. Writers begin
    with the lock for writing, so that a transaction never fails half way because another wrote.
    """

    def __init__(self, path: Path, secret: str = "") -> None:
        self.path = path
        self._secret = secret or secrets.token_hex(32)
        self._shared: sqlite3.Connection | None = None

    @contextlib.contextmanager
    def sharing(self) -> Iterator[None]:
        """One connection for all that is read in the block: opening one takes most of the time."""
        with self.reading() as connection:
            self._shared = connection
            try:
                yield
            finally:
                self._shared = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A connection with one state of the desk; None if nothing was ever written."""
        if self._shared is not None:
            yield self._shared
            return
        if not self.path.exists() and not self.path.is_symlink():
            yield None
            return
        with desk_connection(self.path) as connection:
            connection.row_factory = sound_row
            connection.execute("BEGIN")
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: durable once the block has ended, undone if it raises an error."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with desk_connection(self.path, create=True) as connection:
            connection.row_factory = sound_row
            begin_writing(connection)
            connection.execute(
                "INSERT OR IGNORE INTO setting VALUES ('secret', ?)", (self._secret,)
            )
            yield connection
            interruption.finish_first()
            connection.execute("COMMIT")

    def secret(self) -> str:
        """The key that signs form tokens: the same in all processes and after a restart."""
        with self.reading() as connection:
            row = (
                connection
                and connection.execute("SELECT value FROM setting WHERE name = 'secret'").fetchone()
            )
        return str(row[0]) if row else self._secret

    def create(self) -> None:
        """Make the file if there is none, so that all workers share its secret."""
        with self.writing():
            pass


def now() -> str:
    """The time of a change, in UTC."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
