"""Lists the source files of folders in a sandboxed process, where archives are unpacked.

What comes back is data only. If the process ends or stops, another one continues behind what was
listed; a file that ends two of them becomes a Skipped.
"""

import contextlib
import functools
import mmap
import os
import signal
import struct
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection

from index.errors import CorpusError
from index.indexing import corpus, file_probe
from index.indexing.corpus import Listed
from index.ingest.source_file import SourceFile
from index.report import Skipped
from index.system import sandbox, worker_process
from index.system.parallel import ProcessPool, ordered_map
from index.system.reader_pool import Confinement
from index.system.typed_codec import BadMessageError, TypedCodec

BATCH_ENTRIES, BATCH_BYTES, BATCH_SECONDS = 128, 256 << 10, 1.0
"""Entries, bytes in them, and seconds, after which entries are sent."""
LISTING_STALLED_SECONDS = 900.0
"""Seconds without a message after which the process is considered stopped."""
_MAX_MESSAGE_BYTES = 1 << 30
_MAX_PATH_BYTES = 1 << 16
MAX_ENDED = 8
"""Processes that may end before a file is listed or skipped."""
_LENGTH = struct.Struct("<I")
_PARTS, _END, _ERROR = b".", b"e", b"!"
"""The first byte of a message: parts of files, the end of the folder, or the trace of an error."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """Entries of one file, `path`; `done` if they are the last of it."""

    path: str
    entries: tuple[Listed, ...]
    done: bool


_CODEC: TypedCodec[tuple[FilePart, ...]] = TypedCodec(tuple[FilePart, ...])
_COUNT: TypedCodec[int] = TypedCodec(int)


def all_entries(folders: Sequence[str], *, apart: bool) -> Iterator[tuple[str, Listed]]:
    """The source files of several folders, each with its folder; see `corpus.entries`.

    They are listed in this process unless `apart`.
    """
    for folder in folders:
        listed = _Listing(folder, folders).entries() if apart else corpus.entries(folder, folders)
        for entry in listed:
            yield folder, entry


def files_without_rows(folders: Sequence[str]) -> Iterator[Listed]:
    """The source files of several folders but those in tables, mailboxes and the like."""
    for folder in folders:
        yield from _Listing(folder, folders, rows=False).entries()


def estimated_count(folders: Sequence[str]) -> int:
    """The estimated number of source files in folders; one that ends the process counts 0."""
    pool = ProcessPool(1, "fork", 1, Confinement(_COUNT))
    count_in = functools.partial(_estimated, tuple(folders))
    return sum(count for _, count in ordered_map(folders, count_in, pool, lambda *_: [""]))


def _estimated(named: tuple[str, ...], folder: str) -> int:
    return corpus.estimated_count(folder, named) if folder else 0


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder is listed: up to a path, and how many entries of it or all."""

    path: str = ""
    entries: int = 0
    done: bool = False

    def behind(self, part: FilePart) -> "Position":
        """The position behind a part."""
        known = self.entries if part.path == self.path else 0
        return Position(part.path, known + len(part.entries), part.done)

    def reaches(self, path: str) -> bool:
        """Whether something of this path is behind the position; a folder's path ends in "/"."""
        if path == self.path:
            return not self.done
        inside = path.endswith("/") and self.path.startswith(path)
        return inside or _parts(path) > _parts(self.path)


def _parts(path: str) -> list[str]:
    """The parts of a path, which sort as the files of a folder are listed."""
    return path.rstrip("/").split("/") if path else []


class _BegunPath:
    """The path that a process is about to open, in memory that it shares with its parent."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _MAX_PATH_BYTES + _LENGTH.size)

    def set(self, path: str) -> None:
        """Note a path."""
        data = path.encode("utf-8", "surrogatepass")[:_MAX_PATH_BYTES]
        self._memory[: _LENGTH.size + len(data)] = _LENGTH.pack(len(data)) + data

    def get(self) -> str:
        """The path noted last."""
        (length,) = _LENGTH.unpack_from(self._memory)
        data = self._memory[_LENGTH.size : _LENGTH.size + min(length, _MAX_PATH_BYTES)]
        return data.decode("utf-8", "replace" if length > _MAX_PATH_BYTES else "surrogatepass")


class _Listing:
    """The listing of one of the folders `named`, in one process after the other to its end."""

    def __init__(self, folder: str, named: Sequence[str], *, rows: bool = True) -> None:
        self._folder = folder
        self._named = tuple(named)
        self._rows = rows
        self._position = Position()
        self._begun = _BegunPath()

    def entries(self) -> Iterator[Listed]:
        """The source files of the folder."""
        corpus.check(self._folder)
        suspect, ended = "", 0
        while why := (yield from self._process_entries(suspect)):
            at = self._begun.get()
            ended += 1
            if ended > MAX_ENDED or not self._position.reaches(at):
                raise CorpusError(f"The files in {self._folder} cannot be listed. {why}")
            if not at or at != suspect:
                suspect = at  # once may be chance
                continue
            yield Skipped(at.rstrip("/"), why)
            self._position, suspect, ended = Position(at, 0, done=True), "", 0

    def _process_entries(self, suspect: str) -> Generator[Listed, None, str]:
        """The entries that one process lists; returns why there are no more, "" at the end.

        Nothing waits to be sent while the file `suspect` is opened.
        """
        listed = functools.partial(corpus.files, self._folder, named=self._named, rows=self._rows)
        ours, theirs = file_probe.CONTEXT.Pipe(duplex=False)
        process = file_probe.CONTEXT.Process(
            target=_list,
            args=(listed, self._position, suspect, self._begun, theirs),
            daemon=True,
        )
        process.start()
        theirs.close()
        try:
            while ours.poll(LISTING_STALLED_SECONDS):
                message = ours.recv_bytes(_MAX_MESSAGE_BYTES)
                if not message.startswith(_PARTS):
                    return "" if message == _END else message[1:].decode("utf-8", "replace")
                for part in _CODEC.loads(message[1:]):
                    yield from self._accepted(part)
            return file_probe.timeout_reason(LISTING_STALLED_SECONDS)
        except BadMessageError as error:
            raise CorpusError(
                f"The files in {self._folder} cannot be listed: one of them made the process that "
                f"lists them send something else ({error})."
            ) from error
        except (EOFError, OSError):
            process.join(file_probe.READ_TIMEOUT_SECONDS)
            return file_probe.end_reason(process.exitcode)
        finally:
            process.kill()
            process.join()
            ours.close()

    def _accepted(self, part: FilePart) -> Iterator[Listed]:
        """The entries of a part; BadMessageError if one is not of this folder."""
        roots = {entry.root for entry in part.entries if isinstance(entry, SourceFile)}
        if roots - {self._folder} or not self._position.reaches(part.path):
            raise BadMessageError("entries of another folder")
        self._position = self._position.behind(part)
        yield from part.entries


@dataclass(slots=True)
class _Batch:
    """Entries that wait to be sent."""

    out: Connection
    suspect: str
    parts: list[FilePart] = field(default_factory=list)
    size: int = 0
    sent: float = field(default_factory=time.monotonic)

    def add(self, path: str, entries: tuple[Listed, ...], *, done: bool) -> None:
        """Add entries of a file; send what waits if it is enough."""
        self.parts.append(FilePart(path, entries, done))
        self.size += len(entries)
        if self.size >= BATCH_ENTRIES or path == self.suspect:
            self.send()

    def send(self) -> None:
        """Send what waits."""
        if self.parts:
            self.out.send_bytes(_PARTS + _CODEC.dumps(tuple(self.parts)))
        self.parts, self.size, self.sent = [], 0, time.monotonic()


_Files = Callable[[corpus.PathVisitor], Iterator[tuple[str, Iterator[Listed]]]]
"""Lists files as `corpus.files` does."""


def _list(
    listed: _Files, position: Position, suspect: str, begun: _BegunPath, out: Connection
) -> None:
    """List the files behind a position; never return."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    worker_process.close_inherited(out.fileno())
    sandbox.enter()
    worker_process.prepare()  # begins a thread, confined as this one
    with contextlib.suppress(BrokenPipeError):
        try:
            batch = _Batch(out, suspect)
            _send(listed, position, begun, batch)
            out.send_bytes(_END)
        except MemoryError:
            os._exit(file_probe.NO_MEMORY)
        except BrokenPipeError:
            raise
        except Exception:  # noqa: BLE001 - the parent says it
            out.send_bytes(_ERROR + traceback.format_exc().encode("utf-8", "replace"))
    os._exit(0)


def _send(listed: _Files, position: Position, begun: _BegunPath, batch: _Batch) -> None:
    """Send the files behind a position."""

    def visit(path: str) -> bool:
        begun.set(path)
        if path == batch.suspect:
            batch.send()
        return not path or position.reaches(path)

    for path, items in listed(visit):
        skipped = position.entries if path == position.path else 0
        _send_file(path, islice(items, skipped, None), batch)
    batch.send()


def _send_file(path: str, items: Iterator[Listed], batch: _Batch) -> None:
    """Send the entries of a file, as many at once as BATCH_ENTRIES and its like allow."""
    entries: list[Listed] = []
    size = 0
    for item in items:
        entries.append(item)
        size += len(item.data or b"") if isinstance(item, SourceFile) else 0
        waited = time.monotonic() - batch.sent > BATCH_SECONDS
        full = size > BATCH_BYTES or len(entries) + batch.size >= BATCH_ENTRIES
        if full or waited or path == batch.suspect:
            batch.add(path, tuple(entries), done=False)
            batch.send()
            entries, size = [], 0
    batch.add(path, tuple(entries), done=True)
