"""Reads the rows that stand on the whole pages of a damaged SQLite file, without SQLite.

SQLite reads nothing behind a damaged page. But a leaf page of a table describes itself: each of its
rows can be read, whatever happened to the pages above it. Freed pages are left out if the list of
them is whole. Every size is compared with the file before it is believed.
"""

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CellValue = int | str | None
CellValues = tuple[CellValue, ...]

_LEAF = 0x0D
_PAGE_BYTES = 4096
_OVERFLOW_MARK = 4
"""Bytes that name the next overflow page: at the beginning of one, and behind a row that is cut."""
MAX_ROW_BYTES = 1 << 20
"""A longer row was not written by us."""
_MAX_COLUMNS = 32
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)
_DAMAGED = (IndexError, ValueError)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its number, and its columns."""

    number: int
    columns: CellValues


def table_rows(file: BinaryIO) -> Iterator[TableRow]:
    """The rows on the leaf pages of all tables, page by page; what is damaged is left out."""
    pages = _Pages(file)
    free = pages.free()
    for number in range(1, pages.count + 1):
        if number not in free:
            yield from _leaf_rows(pages, number)


class _Pages:
    """The pages of a file, which count from 1."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.count = file.seek(0, 2) // _PAGE_BYTES

    def page(self, number: int) -> bytes:
        """A page; ValueError if there is none of that number."""
        if not 1 <= number <= self.count:
            raise ValueError("no such page")
        self._file.seek((number - 1) * _PAGE_BYTES)
        return self._file.read(_PAGE_BYTES)

    def free(self) -> frozenset[int]:
        """The pages that hold nothing any more."""
        free: set[int] = set()
        with contextlib.suppress(ValueError):
            trunk = _number(self.page(1), 32)
            while trunk and trunk not in free:
                page = self.page(trunk)
                count = min(_number(page, 4), _PAGE_BYTES // 4 - 2)
                free.add(trunk)
                free.update(_number(page, 8 + 4 * slot) for slot in range(count))
                trunk = _number(page, 0)
        return frozenset(free)


def _number(page: bytes, start: int, size: int = 4) -> int:
    return int.from_bytes(page[start : start + size])


def _leaf_rows(pages: _Pages, number: int) -> Iterator[TableRow]:
    """The rows of a page, none if it is no leaf page of a table."""
    page = pages.page(number)
    head = 100 if number == 1 else 0  # the first page begins with the header of the file
    if page[head] != _LEAF:
        return
    count = min(_number(page, head + 3, 2), (_PAGE_BYTES - head - 8) // 2)
    for slot in range(count):
        with contextlib.suppress(*_DAMAGED):
            yield _row(pages, page, _number(page, head + 8 + 2 * slot, 2))


def _row(pages: _Pages, page: bytes, start: int) -> TableRow:
    size, start = _varint(page, start)
    number, start = _varint(page, start)
    if size > MAX_ROW_BYTES:
        raise ValueError("too long")
    local = _local_bytes(size)
    data = page[start : start + local]
    if local < size:
        data += _overflow(pages, _number(page, start + local), size - local)
    if len(data) < size:
        raise ValueError("cut")
    return TableRow(number, tuple(_values(data)))


def _local_bytes(size: int) -> int:
    """How many bytes of a row are on its page, as the file format says."""
    most = _PAGE_BYTES - 35
    if size <= most:
        return size
    least = (_PAGE_BYTES - 12) * 32 // 255 - 23
    some = least + (size - least) % (_PAGE_BYTES - _OVERFLOW_MARK)
    return some if some <= most else least


def _overflow(pages: _Pages, number: int, size: int) -> bytes:
    """The rest of a row, from pages of its own."""
    parts = []
    while size > 0:
        page = pages.page(number)
        parts.append(page[_OVERFLOW_MARK : _OVERFLOW_MARK + size])
        size -= len(parts[-1])
        number = _number(page, 0)
    return b"".join(parts)


def _values(data: bytes) -> Iterator[CellValue]:
    """The columns of a row; ValueError if there are too many, or bytes or fractions."""
    end, start = _varint(data, 0)
    kinds = []
    while start < end:
        kind, start = _varint(data, start)
        kinds.append(kind)
        if len(kinds) > _MAX_COLUMNS:
            raise ValueError("too many columns")
    for kind in kinds:
        size = (kind - 13) // 2 if kind >= 13 and kind % 2 else _integer_bytes(kind)
        part = data[end : end + size]
        if len(part) < size:
            raise ValueError("cut")
        end += size
        yield _value(kind, part)


def _integer_bytes(kind: int) -> int:
    if kind in {8, 9}:
        return 0
    if kind >= len(_INTEGER_BYTES):
        raise ValueError("neither a number nor a text")
    return _INTEGER_BYTES[kind]


def _value(kind: int, part: bytes) -> CellValue:
    if kind == 0:
        return None
    if kind in {8, 9}:
        return kind - 8
    return part.decode("utf-8") if kind >= 13 else int.from_bytes(part, signed=True)


def _varint(data: bytes, start: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for byte_position in itertools.count(start):
        byte = data[byte_position]
        if byte_position == start + 8:
            return value << 8 | byte, byte_position + 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, byte_position + 1
    raise AssertionError  # the count has no end
