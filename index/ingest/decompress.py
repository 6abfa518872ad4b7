"""Decompresses gzip, bzip2, xz and Zstandard as a stream, in bounded memory.

A few bytes may unpack to terabytes, also where nothing of it becomes a report. So all that one file
unpacks to, with the archives inside it, is counted against a budget.
"""

import bz2
import contextlib
import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    import zstandard

GZIP, BZIP2, XZ, ZSTANDARD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
"""The first bytes of compressed streams."""
ZSTANDARD_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""The first bytes of a Zstandard dictionary before the frames, as in web archives."""
_SKIPPABLE = tuple(bytes((first,)) + b"\x2a\x4d\x18" for first in range(0x50, 0x60))
"""The first bytes of what a Zstandard stream has beside its data, as pzstd writes them."""
SIGNATURES = (GZIP, BZIP2, XZ, ZSTANDARD, *_SKIPPABLE)
MAX_WINDOW_BYTES = 128 << 20
"""The largest memory, in bytes, that decompressing a stream may need."""
MAX_UNPACKED_BYTES = 8 << 30
"""The largest size that a file may unpack to with all archives in it, in bytes."""
MAX_UNPACKED_TIMES, FREE_UNPACKED_BYTES = 1_000, 256 << 20
"""A file may unpack to so many times its size, and to some more bytes."""


class UnpackedTooLongError(ValueError):
    """A file unpacks to more than its budget."""


@dataclass(slots=True)
class UnpackingBudget:
    """The bytes that a file with the archives in it may still unpack to; below 0 if it is more."""

    left: int

    @classmethod
    def of(cls, packed: int) -> "UnpackingBudget":
        """The budget of a file of so many bytes."""
        return cls(min(MAX_UNPACKED_BYTES, packed * MAX_UNPACKED_TIMES + FREE_UNPACKED_BYTES))


_Item = TypeVar("_Item")
_budget: ContextVar[UnpackingBudget | None] = ContextVar("unpacking_budget", default=None)


def next_within(budget: UnpackingBudget, items: Iterator[_Item]) -> _Item | None:
    """The next item, if any; what is unpacked for it is counted against a budget."""
    token = _budget.set(budget)
    try:
        return next(items, None)
    finally:
        _budget.reset(token)


@contextlib.contextmanager
def looked_through() -> Iterator[None]:
    """A first look at what is unpacked again afterwards, and counted only then."""
    budget = _budget.get()
    left = budget.left if budget is not None else 0
    try:
        yield
    finally:
        if budget is not None:
            budget.left = left


def count_unpacked(size: int) -> None:
    """Count unpacked bytes; UnpackedTooLongError where they are more than the budget has."""
    budget = _budget.get()
    if budget is None:
        return
    budget.left -= size
    if budget.left < 0:
        raise UnpackedTooLongError("it unpacks to more than is read")


def unpacked(raw: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    """The bytes of a stream, decompressed if necessary; closing the result closes `raw` too."""
    head = raw.read(6)
    raw.seek(0)
    if head.startswith(GZIP):
        stream = _Gzip(fileobj=raw, mode="rb")
        stream.myfileobj = raw  # type: ignore[assignment]  # closed with it, as gzip.open does
        return cast(IO[bytes], stream)
    if head.startswith(BZIP2):
        return cast(IO[bytes], io.BufferedReader(_Streams(raw, bz2.BZ2Decompressor)))
    if head.startswith(XZ):
        return cast(IO[bytes], io.BufferedReader(_Streams(raw, _xz)))
    if head.startswith((ZSTANDARD, *_SKIPPABLE)):
        import zstandard  # noqa: PLC0415 - few archives use Zstandard

        dictionary = _dictionary(raw) if head.startswith(ZSTANDARD_DICTIONARY) else None
        reader = zstandard.ZstdDecompressor(dict_data=dictionary, max_window_size=MAX_WINDOW_BYTES)
        return cast(IO[bytes], io.BufferedReader(_Zstandard(reader.stream_reader(
            raw, read_across_frames=True, closefd=True
        ))))  # fmt: skip
    return raw


def _dictionary(raw: IO[bytes]) -> "zstandard.ZstdCompressionDict":
    """The Zstandard dictionary at the beginning of a stream; it may be compressed itself."""
    import zstandard  # noqa: PLC0415

    from index.system.zstandard_limit import unpack  # noqa: PLC0415

    size = int.from_bytes(raw.read(8)[4:], "little")
    if size > MAX_WINDOW_BYTES:
        raise ValueError("its dictionary is too large")
    data = raw.read(size)
    if data.startswith(ZSTANDARD):
        try:
            unpacker = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
            data = unpack(data, MAX_WINDOW_BYTES, unpacker)
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error
    try:
        dictionary = zstandard.ZstdCompressionDict(data)
        zstandard.ZstdDecompressor(dict_data=dictionary)  # validates the dictionary
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error
    return dictionary


def _xz() -> lzma.LZMADecompressor:
    return lzma.LZMADecompressor(memlimit=MAX_WINDOW_BYTES)


def counted(stream: IO[bytes]) -> IO[bytes]:
    """A stream of unpacked bytes that are counted."""
    return cast(IO[bytes], io.BufferedReader(_Counted(stream)))


class _Counted(io.RawIOBase):
    """A stream whose bytes are counted."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the stub's Buffer is wider than what BufferedReader passes
        piece = self._stream.read(len(buffer))
        count_unpacked(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)


class _Gzip(gzip.GzipFile):
    """A gzip stream whose bytes are counted."""

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        count_unpacked(len(piece))
        return piece

    def read1(self, size: int = -1) -> bytes:
        piece = super().read1(size)
        count_unpacked(len(piece))
        return piece

    def readline(self, size: int | None = -1) -> bytes:
        line = super().readline(size)
        count_unpacked(len(line))
        return line


class _Zstandard(io.RawIOBase):
    """A Zstandard stream that raises ValueError for damaged data."""

    def __init__(self, reader: IO[bytes]) -> None:
        super().__init__()
        self._reader = reader

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the stub's Buffer is wider than what BufferedReader passes
        import zstandard  # noqa: PLC0415

        try:
            piece = self._reader.read(len(buffer))
        except zstandard.ZstdError as error:
            raise ValueError(str(error)) from error
        count_unpacked(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._reader.close()
        super().close()


class _Streams(io.RawIOBase):
    """Concatenated compressed streams, each read by a new decompressor."""

    def __init__(
        self, raw: IO[bytes], new: Callable[[], "bz2.BZ2Decompressor | lzma.LZMADecompressor"]
    ) -> None:
        super().__init__()
        self._raw = raw
        self._new = new
        self._stream = new()
        self._pending = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the stub's Buffer is wider than what BufferedReader passes
        piece = b""
        while not piece:
            if self._stream.eof:
                self._pending = (self._stream.unused_data or self._raw.read(1 << 16)).lstrip(b"\0")
                if not self._pending:
                    return 0
                self._stream = self._new()
            elif self._stream.needs_input and not self._pending:
                self._pending = self._raw.read(1 << 16)
                if not self._pending:
                    raise EOFError("it ends before its end is marked")
            data, self._pending = self._pending, b""
            try:
                piece = self._stream.decompress(data, len(buffer))
            except lzma.LZMAError as error:
                raise ValueError(str(error)) from error
        count_unpacked(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._raw.close()
        super().close()
