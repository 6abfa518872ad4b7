"""Writes a compound file (OLE) with some streams, so that an object in another file can be read."""

import struct
from collections.abc import Mapping

from index.ingest.formats.compound import SIGNATURE

_SECTOR = 512
_END, _FREE, _TABLE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_ENTRIES = _SECTOR // 4
_MIN_STREAM_BYTES = 4_096
"""The size in bytes below which a stream is kept in another way."""
_FIRST_TABLES = 109
"""The number of sectors of the table that the header names; more need lists of their own."""


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with streams by name in its root, in sectors of 512 bytes.

    Short streams are filled up with zero bytes, or they would need a table of their own.
    """
    table: list[int] = []
    content: list[bytes] = []

    def placed(data: bytes) -> int:
        """Put data into sectors of their own; returns the first."""
        first, count = len(table), -(-len(data) // _SECTOR)
        content.append(data.ljust(count * _SECTOR, b"\0"))
        table.extend([*range(first + 1, first + count), _END])
        return first

    entries = [_entry("Root Entry", 5, _END, 0, child=1 if streams else _FREE)]
    for number, (name, data) in enumerate(streams.items(), start=1):
        following = number + 1 if number < len(streams) else _FREE
        filled = data.ljust(_MIN_STREAM_BYTES, b"\0")
        entries.append(_entry(name, 2, placed(filled), len(filled), right=following))
    directory = placed(b"".join(entries))
    return _with_header(table, b"".join(content), directory)


def _with_header(table: list[int], content: bytes, directory: int) -> bytes:
    """The file from its sectors and their table, which needs sectors itself."""
    tables = lists = 0
    while True:
        needed = -(-(len(table) + tables + lists) // _ENTRIES)
        listed = -(-max(needed - _FIRST_TABLES, 0) // (_ENTRIES - 1))
        if (needed, listed) == (tables, lists):
            break
        tables, lists = needed, listed
    first = len(table)
    numbers = list(range(first, first + tables))
    full = [*table, *[_TABLE] * tables, *[0xFFFFFFFC] * lists]
    full += [_FREE] * (-len(full) % _ENTRIES)
    rest = numbers[_FIRST_TABLES:]
    further = b"".join(
        _numbers(rest[at : at + _ENTRIES - 1], _ENTRIES - 1)
        + struct.pack("<I", first + tables + number + 1 if number + 1 < lists else _END)
        for number, at in enumerate(range(0, len(rest), _ENTRIES - 1))
    )
    header = SIGNATURE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIII", tables, directory, 0, _MIN_STREAM_BYTES, _END)
    header += struct.pack("<III", 0, first + tables if lists else _END, lists)
    header += _numbers(numbers[:_FIRST_TABLES], _FIRST_TABLES)
    return header + content + _numbers(full, len(full)) + further


def _numbers(numbers: list[int], count: int) -> bytes:
    """Numbers of sectors, filled up to a count."""
    return struct.pack(f"<{count}I", *numbers, *[_FREE] * (count - len(numbers)))


def _entry(  # noqa: PLR0913 - the fields of an entry
    name: str, kind: int, first: int, size: int, *, right: int = _FREE, child: int = _FREE
) -> bytes:
    """An entry of the directory, of 128 bytes."""
    written = name[:31].encode("utf-16-le") + b"\0\0"
    head = written.ljust(64, b"\0") + struct.pack("<HBB", len(written), kind, 1)
    return (
        head
        + struct.pack("<III", _FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )
