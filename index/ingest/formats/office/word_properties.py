"""Reads the properties of characters and paragraphs of a Word file of 1997 to 2003.

They are in pages of 512 bytes, which a table of the file lists by what they describe.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_BINS = 20_000
"""Maximum number of pages of properties."""
_CHARACTERS, _PARAGRAPHS = 0xFA, 0x102
"""Where the file says where the tables of those pages are."""
_OPERANDS = (1, 1, 2, 4, 2, 2, 0, 3)
"""The size in bytes of the operand of a property, by the top three bits of its number."""


@dataclass(frozen=True, slots=True)
class PropertyRun:
    """A range of bytes with the operands of its properties by number, and its style."""

    begin: int
    end: int
    operands: dict[int, int]
    style: int = 0


def of_characters(main: bytes, table: bytes) -> Iterator[PropertyRun]:
    """The ranges of characters that differ from the style of their paragraph."""
    for page in _pages(main, table, _CHARACTERS):
        yield from _runs(page, paragraphs=False)


def of_paragraphs(main: bytes, table: bytes) -> Iterator[PropertyRun]:
    """The ranges of paragraphs."""
    for page in _pages(main, table, _PARAGRAPHS):
        yield from _runs(page, paragraphs=True)


def _pages(main: bytes, table: bytes, entry: int) -> Iterator[bytes]:
    start, length = struct.unpack_from("<II", main, entry)
    bins = table[start : start + length]
    count = min(max(len(bins) - 4, 0) // 8, _MAX_BINS)
    for number in range(count):
        page = struct.unpack_from("<I", bins, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        yield main[page * 512 : page * 512 + 512]


def _runs(page: bytes, *, paragraphs: bool) -> Iterator[PropertyRun]:
    """The ranges of one page; the properties of paragraphs begin with the number of the style."""
    if len(page) < 512:
        return
    runs = page[511]
    step = 13 if paragraphs else 1
    if 4 * (runs + 1) + step * runs > 511:
        return
    borders = struct.unpack_from(f"<{runs + 1}I", page)
    for run in range(runs):
        position = 2 * page[4 * (runs + 1) + step * run]
        if not position:
            continue
        size = page[position]
        begin, end = position + 1, position + 1 + (2 * size - 1 if paragraphs else size)
        if paragraphs and not size:
            begin, end = position + 2, position + 2 + 2 * page[position + 1]
        style = int.from_bytes(page[begin : begin + 2], "little") if paragraphs else 0
        operands = operands_of(page[begin + (2 if paragraphs else 0) : min(end, 511)])
        if operands or style:
            yield PropertyRun(borders[run], borders[run + 1], operands, style)


def operands_of(data: bytes) -> dict[int, int]:
    """The properties of one and two bytes by number."""
    operands: dict[int, int] = {}
    position = 0
    while position + 3 <= len(data):
        name = struct.unpack_from("<H", data, position)[0]
        size = _OPERANDS[name >> 13]
        if size in {1, 2}:
            operands[name] = int.from_bytes(data[position + 2 : position + 2 + size], "little")
        position += 2 + (size or data[position + 2] + 1)
    return operands
