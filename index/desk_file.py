"""The file of the desk: one SQLite database with what readers collected and noted.

It is the only state that cannot be rebuilt, so no build touches it, and backups and checks, which
live in this package, must know it. `web/desk` reads and writes its rows.

No function here opens the file except through SQLite: closing any other descriptor of it would
drop the locks that SQLite holds on it for another thread.
"""

import contextlib
import errno
import itertools
import os
import random
import re
import secrets
import sqlite3
import stat
import time
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from index.desk_values import value_faults
from index.errors import DeskError
from index.index_address import is_cluster
from index.index_folder import DESK_ENDING, SIDE_ENDINGS

APPLICATION_ID = 0x42474B44
"""The mark of our files in their header; a database with another one is refused."""
SCHEMA_VERSION = 1
BUSY_SECONDS = 15.0
"""How long a statement waits for another process that writes."""
MAX_DESK_BYTES = 2 << 30
PRIVATE_MODE = 0o600
"""The mode of a new file with collections: what readers note is nobody else's."""
_PAGE_BYTES = 4096
_CHECKED: dict[tuple[int, int], None] = {}
"""Files whose tables were compared with ours; that takes longer than most questions."""
_MAX_CHECKED = 64
_SCHEMA = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE collection (
    id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL, reader TEXT NOT NULL,
    name TEXT NOT NULL, note TEXT NOT NULL, version INTEGER NOT NULL,
    created TEXT NOT NULL, changed TEXT NOT NULL, removed INTEGER NOT NULL
);
CREATE INDEX collection_reader ON collection (reader, removed, changed);
CREATE TABLE item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL REFERENCES collection ON DELETE CASCADE,
    report TEXT NOT NULL, position INTEGER NOT NULL, version INTEGER NOT NULL,
    note TEXT NOT NULL, tags TEXT NOT NULL,
    title TEXT NOT NULL, date TEXT NOT NULL, source TEXT NOT NULL, author TEXT NOT NULL,
    url TEXT NOT NULL, language TEXT NOT NULL, added TEXT NOT NULL, removed INTEGER NOT NULL,
    UNIQUE (collection, report)
);
CREATE INDEX item_position ON item (collection, removed, position);
CREATE INDEX item_report ON item (report);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item INTEGER NOT NULL REFERENCES item ON DELETE CASCADE,
    quote TEXT NOT NULL, start INTEGER NOT NULL, note TEXT NOT NULL, version INTEGER NOT NULL,
    added TEXT NOT NULL, removed INTEGER NOT NULL
);
CREATE INDEX passage_item ON passage (item, removed, start);
"""


def desk_path(where: str, configured: str = "") -> Path:
    """The configured file, else one beside the index, or in `var/` if that is on a cluster."""
    if configured:
        return Path(configured)
    if is_cluster(where):
        path = re.split("[?#]", where.partition("://")[2])[0].partition("/")[2]
        name = re.sub(r"[^\w.-]", "", path.rpartition("/")[2])
        return Path("var") / f"{name or 'index'}{DESK_ENDING}"
    folder = Path(os.path.normpath(where))
    if folder.name in {"", ".."}:  # the working folder, or one above
        folder = Path(os.path.abspath(where))  # noqa: PTH100 - without following links
    return folder.parent / f"{folder.name or 'index'}{DESK_ENDING}"


@contextlib.contextmanager
def desk_connection(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to the desk, closed behind the block; with `create` a missing file is made.

    Every error of SQLite or the disk in the block is a DeskError. A connection is made for each
    block, as none may be carried over a fork. A reader opens the file for writing too, or it could
    not roll back what a killed writer left; SQLite reads a file that it may not write all the same.
    """
    try:
        with contextlib.closing(_connect(path, create=create)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise explained(path, error) from error
    except OSError as error:
        raise DeskError(f"The desk {path} cannot be used: {error.strerror or error}.") from error


def _connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """An open connection whose file is a desk of this version."""
    known = _refuse_irregular(path)
    if create and known is None:
        _make(path)
    connection = sqlite3.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?mode={'rwc' if create else 'rw'}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,  # a stream may be closed by another thread than began it
    )
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute(f"PRAGMA max_page_count = {MAX_DESK_BYTES // _PAGE_BYTES}")
        if create:
            _create(connection)
        if known is None or known not in _CHECKED:
            _refuse_foreign(path, connection)
            _note_checked(known)
    except BaseException:
        connection.close()
        raise
    return connection


def _note_checked(identity: tuple[int, int] | None) -> None:
    if identity is not None:
        _CHECKED[identity] = None
    if len(_CHECKED) > _MAX_CHECKED:
        _CHECKED.clear()


def _refuse_irregular(path: Path) -> tuple[int, int] | None:
    """DeskError if the file, or one that SQLite would open beside it, is no regular file.

    The identity of the file, its device and inode; None if there is none yet.
    """
    identity = None
    for name in (path, *(Path(f"{path}{ending}") for ending in SIDE_ENDINGS)):
        try:
            state = name.stat()
            mode = state.st_mode
            identity = identity or (state.st_dev, state.st_ino)
        except OSError as error:
            if error.errno not in {errno.ENOENT, errno.ELOOP}:
                raise
            if not name.is_symlink():
                continue
            mode = 0  # a link that leads nowhere
        if not stat.S_ISREG(mode):
            raise DeskError(
                f"{name} is no plain file, so there is no desk. Move it away, or name another "
                "file as desk in baogao.toml."
            )
    return identity


def _make(path: Path) -> None:
    """Put an empty desk in its place in one step: a full disk leaves no half of one."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        _make_private(fresh)
        uri = f"file:{quote(os.fsencode(fresh.absolute()))}?mode=rwc"
        with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = EXTRA")
            _create(connection)
        with contextlib.suppress(OSError):  # another process was faster, or the disk has no links
            os.link(fresh, path)
    finally:
        remove(fresh)


def _make_private(path: Path) -> None:
    """Make an empty file that this user alone may open: it gets notes, and what signs forms.

    SQLite takes an empty file for an empty database, and makes those beside it with its mode. By
    itself it would open what another user has put there, or write through a link.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_MODE))


def _create(connection: sqlite3.Connection) -> None:
    """Write the tables into an empty database; several processes may do so at once."""
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        return
    begin_writing(connection)
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        for statement in _SCHEMA.split(";")[:-1]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def begin_writing(connection: sqlite3.Connection) -> None:
    """Begin a transaction with the lock for writing; sqlite3.OperationalError if it stays taken.

    SQLite itself asks for the lock ever more rarely, so that one who writes without pause would
    keep another out for good.
    """
    end = time.monotonic() + BUSY_SECONDS
    connection.execute("PRAGMA busy_timeout = 0")
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0.001, 0.01))  # noqa: S311 - only to take turns
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _refuse_foreign(path: Path, connection: sqlite3.Connection) -> None:
    """DeskError unless the tables are exactly ours: a foreign trigger or view would be run."""
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    if not mark and not _tables(connection):
        raise DeskError(
            f"{path} is empty. Restore it from a backup: baogao restore FILE --replace-desk; or "
            "remove it, if nothing was collected.",
            kind="damaged",
        )
    if mark != APPLICATION_ID:
        raise DeskError(
            f"{path} is a database of another program. Move it away, or name another file as desk "
            "in baogao.toml."
        )
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != SCHEMA_VERSION:
        raise DeskError(
            f"{path} is a desk of version {version}, this program reads version {SCHEMA_VERSION}. "
            "Use the version of baogao that wrote it."
        )
    if _tables(connection) != _expected():
        raise DeskError(
            f"{path} has other tables than a desk. Restore it from a backup: baogao restore FILE "
            "--replace-desk",
            kind="damaged",
        )


def _tables(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL LIMIT 99")
    return frozenset((name, sql) for name, sql in rows if name != "sqlite_sequence")


@lru_cache(maxsize=1)
def _expected() -> frozenset[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_SCHEMA)
        return _tables(connection)


def explained(path: Path, error: sqlite3.Error) -> DeskError:
    """The sentence for an error of SQLite."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}:
        return DeskError(
            f"The desk {path} is damaged ({error}). Look with: baogao check; restore it with: "
            "baogao restore FILE --replace-desk",
            kind="damaged",
        )
    sentences = {
        sqlite3.SQLITE_FULL: ("full", "cannot grow: the disk is full, or it has 2 GB already"),
        sqlite3.SQLITE_READONLY: ("read-only", "may not be written by this user"),
        sqlite3.SQLITE_CANTOPEN: ("read-only", "cannot be opened, or its folder not be written"),
        sqlite3.SQLITE_IOERR: ("full", "meets a failing or full disk"),
        sqlite3.SQLITE_PERM: ("read-only", "may not be opened by this user"),
        sqlite3.SQLITE_BUSY: ("busy", "is being written by another process"),
        sqlite3.SQLITE_LOCKED: ("busy", "is being written by another process"),
    }
    kind, sentence = sentences.get(code, ("damaged", f"cannot be used ({error})"))
    return DeskError(f"The desk {path} {sentence}. Nothing was changed.", kind=kind)


def copy(source: Path, target: Path, *, new: bool = False) -> None:
    """Copy a desk, while others may write it, into another file in one transaction.

    A desk at `target` is replaced; servers that have it open see the new one. With `new` nothing
    may be there, be it put there at this very moment.
    """
    with desk_connection(source) as read:
        fresh = _refuse_irregular(target) is None or new
        try:
            if fresh:
                _make_private(target)
            uri = f"file:{quote(os.fsencode(target.absolute()))}?mode=rwc"
            with contextlib.closing(
                sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            ) as written:
                written.execute("PRAGMA synchronous = EXTRA")
                read.backup(written)
        except (sqlite3.Error, OSError) as error:
            if fresh and not isinstance(error, FileExistsError):
                remove(target)
            if isinstance(error, OSError):
                raise
            raise explained(target, error) from error


def remove(path: Path) -> None:
    """Remove a copy that was made for a moment, and what SQLite left beside it."""
    for name in (path, *(Path(f"{path}{ending}") for ending in SIDE_ENDINGS)):
        name.unlink(missing_ok=True)


class RestoredDesk(StrEnum):
    """The outcome of a restore for the desk of a backup."""

    NONE = "none"
    PUT_BACK = "put back"
    KEPT = "kept"
    REPLACED = "replaced"


def restore(copy_of: Path, path: Path, *, replace: bool) -> RestoredDesk:
    """Put a saved desk back at `path`.

    A desk with collections that is there is kept, unless `replace`; then it is first copied beside
    itself, as nothing that readers wrote may be lost. The secret of forms is made anew: whoever
    made the backup knows the old one.
    """
    damaged = False
    try:
        empty = is_empty(path)
    except DeskError:
        empty, damaged = False, True
    if not empty and not replace:
        return RestoredDesk.KEPT
    if not empty:
        before = _free_name(path)
        if damaged:
            _move_away(path, before)
        else:
            copy(path, before, new=True)
    copy(copy_of, path)
    with desk_connection(path) as connection:
        connection.execute("DELETE FROM setting WHERE name = 'secret'")
    return RestoredDesk.PUT_BACK if empty else RestoredDesk.REPLACED


def _free_name(path: Path) -> Path:
    """A name beside a desk that nothing has yet."""
    names = (path.with_name(f"{path.name}.before-{number}") for number in itertools.count(1))
    return next(name for name in names if not os.path.lexists(name))


def _move_away(path: Path, target: Path) -> None:
    """Rename a damaged desk and what SQLite left beside it."""
    try:
        path.rename(target)
        for ending in SIDE_ENDINGS:
            side = path.with_name(path.name + ending)
            if os.path.lexists(side):
                side.rename(target.with_name(target.name + ending))
    except OSError as error:
        raise DeskError(f"{path} cannot be moved away ({error.strerror}).") from error


def is_empty(path: Path) -> bool:
    """Whether a desk is missing or has no collection, not even a removed one."""
    if not path.exists() and not path.is_symlink():
        return True
    with desk_connection(path) as connection:
        return connection.execute("SELECT 1 FROM collection LIMIT 1").fetchone() is None


def exposure(path: Path) -> str:
    """How the mode of a desk gives it to others than a group, as a sentence; "" if it does not."""
    try:
        with desk_connection(path):
            mode = stat.S_IMODE(path.stat().st_mode)
    except DeskError:
        return ""
    doings = {stat.S_IROTH: "read", stat.S_IWOTH: "change"}
    allowed = " and ".join(doings[bit] for bit in doings if mode & bit)
    return allowed and f"has mode {mode:o}, so that other users may {allowed} what readers noted"


def desk_faults(path: Path) -> Iterator[str]:
    """The faults of a desk, as sentences; none if there is no such file."""
    if not path.exists() and not path.is_symlink():
        return
    try:
        with desk_connection(path) as connection:
            for (text,) in connection.execute("PRAGMA integrity_check(20)"):
                if text != "ok":
                    yield str(text)
            for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
                yield f"row {row} of {table} belongs to no {parent}"
            yield from value_faults(connection)
    except DeskError as error:
        yield str(error)
