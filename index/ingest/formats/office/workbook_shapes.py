"""The text of boxes, shapes and comments on the sheets of an old spreadsheet (BIFF8 records)."""

import struct
from collections.abc import Iterator

_BOX, _CONTINUE = 0x01B6, 0x003C
_BOX_HEAD = 18
MAX_BOXES, MAX_BOX_CHARS = 10_000, 1 << 20
"""The largest number of boxes that are read, and of characters in all of them."""


def box_lines(stream: bytes) -> list[str]:
    """The lines of all boxes in the stream of a workbook, in their order."""
    lines: list[str] = []
    left = MAX_BOX_CHARS
    for number, text in enumerate(_boxes(stream)):
        if number >= MAX_BOXES or left <= 0:
            break
        lines += [" ".join(line.split()) for line in text[:left].splitlines() if line.strip()]
        left -= len(text)
    return lines


def _boxes(stream: bytes) -> Iterator[str]:
    """The text of each box; it is in the records that continue the box."""
    if struct.pack("<HH", _BOX, _BOX_HEAD) not in stream:
        return
    wanted, parts = 0, []
    for kind, data in _records(stream):
        if kind == _CONTINUE and wanted > 0 and data:
            wide = data[0] & 1
            text = data[1:].decode("utf-16-le" if wide else "latin-1", "replace")[:wanted]
            parts.append(text)
            wanted -= len(text)
        else:
            wanted = struct.unpack_from("<H", data, 10)[0] if _is_box(kind, data) else 0
            parts = []
        if wanted == 0 and parts:
            yield "".join(parts)
            parts = []


def _is_box(kind: int, data: bytes) -> bool:
    return kind == _BOX and len(data) >= _BOX_HEAD


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length
