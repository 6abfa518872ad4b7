"""Reads books of help pages (.chm), in which collections of laws and manuals were kept.

A directory names the pages, which are packed together. The format was described by Matthew Russotto
("Microsoft's HTML Help (.chm) format").
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest.files.containers import (
    OUTSIDE_ARCHIVE,
    is_hidden,
    is_outside,
    member_or_reason,
    open_container,
)
from index.ingest.files.format import MAX_FILE_BYTES, TOO_LARGE, Format, KindOf, Members
from index.ingest.formats import lzx
from index.ingest.source_file import SourceFile
from index.report import Skipped

MAX_BOOK_PAGES = 200_000
"""The largest number of files of a book that are read."""
MAX_BOOK_BYTES = 64 << 20
"""The largest size of all pages that are unpacked; about a minute of work."""
MAX_STRETCH = 4 << 20
"""The most bytes between two fresh starts of the compressor; compilers choose 64 kB."""
_OTHER_ENDINGS = frozenset(
    ["css", "js", "gif", "jpg", "jpeg", "png", "bmp", "ico", "cur", "wav", "swf"]
) | {"hhc", "hhk", "hhp", "htc", "stp"}
"""Endings of files that belong to the look of the pages, or list them."""
_STORE = "::DataSpace/Storage/MSCompressed/"
_CONTROL, _CONTENT = f"{_STORE}ControlData", f"{_STORE}Content"
_RESETS = f"{_STORE}Transform/{{7FC28940-9D31-11D0-9B27-00A0C91E9C7C}}/InstanceData/ResetTable"
_PACKED = 1
"""The number of the section of packed files; 0 is that of the others."""
_DAMAGED = (struct.error, IndexError, KeyError, UnicodeDecodeError, OverflowError)


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a book: its name, its section, and its range in that section."""

    name: str
    section: int
    offset: int
    length: int


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each page of the book, in the order in which they are packed."""
    with open_container(entry) as stream:
        data = stream.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        yield Skipped(entry.path, TOO_LARGE)
        return
    try:
        book = _Book(data)
    except _DAMAGED as error:
        raise ValueError(f"no directory ({error})") from error
    read = 0
    for number, file in enumerate(book.pages()):
        read += file.length
        if number >= MAX_BOOK_PAGES or read > MAX_BOOK_BYTES:
            yield Skipped(entry.path, f"Only the first {number:,} pages are read; it is too long.")
            return
        yield _member(entry, book, file, kind_of)


def _member(entry: SourceFile, book: "_Book", file: _File, kind_of: KindOf) -> SourceFile | Skipped:
    path = f"{entry.path}!{file.name}"
    if is_outside(file.name):
        return Skipped(path, OUTSIDE_ARCHIVE)
    try:
        data = book.read(file)
    except (*_DAMAGED, ValueError) as error:
        return Skipped(path, f"The archive is damaged here ({error}).")
    return member_or_reason(entry, file.name, data, kind_of)


class _Book:
    """The files of a book; its packed section is unpacked stretch by stretch, in order."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        directory, _, self._start = struct.unpack_from("<QQQ", data, 0x48)
        self._files = {file.name: file for file in self._listed(directory)}
        self._unpacked: dict[int, bytes] = {}
        self._starts: tuple[int, ...] = ()
        self._step, self._window, self._size = lzx.FRAME_BYTES, 0, 0
        if _CONTENT in self._files:
            self._open_packed()

    def pages(self) -> list[_File]:
        """The files that may be pages, in the order in which they are stored."""
        pages = [
            file
            for file in self._files.values()
            if file.length
            and not file.name.startswith(("#", "$", "::"))
            and not is_hidden(file.name)
            and file.name.rpartition(".")[2].lower() not in _OTHER_ENDINGS
        ]
        return sorted(pages, key=lambda file: (file.section, file.offset))

    def read(self, file: _File) -> bytes:
        """The bytes of a file; ValueError if its place is damaged."""
        stop = file.offset + file.length
        if file.section != _PACKED:
            start = self._start + file.offset
            return self._data[start : start + file.length]
        if stop > self._size:
            raise ValueError("behind its end")
        pieces = []
        for stretch in range(file.offset // self._step, (stop - 1) // self._step + 1):
            begin = stretch * self._step
            unpacked = self._unpack(stretch)
            pieces.append(unpacked[max(file.offset - begin, 0) : stop - begin])
        return b"".join(pieces)

    def _open_packed(self) -> None:
        control = self.read(self._files[_CONTROL])
        version, interval, window = struct.unpack_from("<III", control, 8)
        unit = lzx.FRAME_BYTES if version >= 2 else 1
        self._step, self._window = interval * unit, (window * unit).bit_length() - 1
        if not lzx.FRAME_BYTES <= self._step <= MAX_STRETCH or self._step % lzx.FRAME_BYTES:
            raise struct.error("damaged settings of the compression")
        resets = self.read(self._files[_RESETS])
        count, _, header, self._size = struct.unpack_from("<IIIQ", resets, 4)
        frames = struct.unpack_from(f"<{count}Q", resets, header)
        self._content = self.read(self._files[_CONTENT])
        self._starts = (*frames[:: self._step // lzx.FRAME_BYTES], len(self._content))

    def _unpack(self, stretch: int) -> bytes:
        """The bytes between two fresh starts of the compressor; the last two are kept."""
        if stretch not in self._unpacked:
            size = min(self._step, self._size - stretch * self._step)
            packed = self._content[self._starts[stretch] : self._starts[stretch + 1]]
            last = dict(list(self._unpacked.items())[-1:])
            self._unpacked = last | {stretch: lzx.unpack(packed, size, self._window)}
        return self._unpacked[stretch]

    def _listed(self, directory: int) -> Iterator[_File]:
        """The files in the leaves of the directory."""
        header, _, size = struct.unpack_from("<III", self._data, directory + 8)
        count = struct.unpack_from("<I", self._data, directory + 0x2C)[0]
        if size < 32:
            raise struct.error("damaged directory")
        for start in range(
            directory + header, min(directory + header + count * size, len(self._data)), size
        ):
            leaf = self._data[start : start + size]
            if leaf.startswith(b"PMGL"):
                yield from _entries(leaf, len(leaf) - struct.unpack_from("<I", leaf, 4)[0])


def _entries(leaf: bytes, stop: int) -> Iterator[_File]:
    """The files in one leaf."""
    at = 20
    while at < stop:
        length, at = _number(leaf, at)
        name = leaf[at : at + length].decode("utf-8", "replace").removeprefix("/")
        section, at = _number(leaf, at + length)
        offset, at = _number(leaf, at)
        length, at = _number(leaf, at)
        yield _File(name, section, offset, length)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the position behind it."""
    value = 0
    for position in range(at, at + 9):
        value = value << 7 | data[position] & 0x7F
        if data[position] < 0x80:
            return value, position + 1
    raise IndexError("a number without an end")


FORMAT = Format(kind="chm", endings=(".chm",), magic=(b"ITSF",), members=_members, rows=True)
