"""Parses the properties that Microsoft compound files (OLE) keep in a stream: title, author, time.

Entries of the stream say where the values are. Many may name the same long one, so only the wanted
ones are taken, each up to a limit.
"""

import struct
from dataclasses import dataclass

STREAM = "\x05SummaryInformation"
"""The name of the stream."""
_CODE_PAGE, _TITLE, _AUTHOR, _CREATED = 1, 2, 4, 12
"""The numbers of the properties."""
_SHORT_NUMBER, _CODE_PAGE_TEXT, _UTF_16_TEXT, _FILE_TIME = 2, 30, 31, 64
"""The types of their values: a number, texts in the code page and in UTF-16, a time of Windows."""
_MAX_ENTRIES, _MAX_TEXT_BYTES = 1_000, 16_000
"""The most entries of a stream that are looked at, and the most bytes of a text."""
_SECTION_AT, _ENTRY_BYTES = 44, 8


@dataclass(frozen=True, slots=True)
class SummaryInformation:
    """The properties; texts are bytes in the code page or decoded, a time is in ticks."""

    code_page: int = 0
    title: bytes | str = b""
    author: bytes | str = b""
    created: int = 0


def parsed(stream: bytes) -> SummaryInformation:
    """The properties in a stream; empty ones where it lacks them or is damaged."""
    values = _values(stream)

    def number(key: int) -> int:
        value = values.get(key, 0)
        return value if isinstance(value, int) else 0

    def text(key: int) -> bytes | str:
        value = values.get(key, b"")
        return b"" if isinstance(value, int) else value

    return SummaryInformation(number(_CODE_PAGE), text(_TITLE), text(_AUTHOR), number(_CREATED))


def _values(stream: bytes) -> dict[int, int | bytes | str]:
    """The values of the wanted properties by number."""
    values: dict[int, int | bytes | str] = {}
    try:
        (section,) = struct.unpack_from("<I", stream, _SECTION_AT)
        (count,) = struct.unpack_from("<I", stream, section + 4)
    except struct.error:
        return values
    for entry in range(min(count, _MAX_ENTRIES)):
        try:
            key, at = struct.unpack_from("<II", stream, section + _ENTRY_BYTES * (entry + 1))
            if key in {_CODE_PAGE, _TITLE, _AUTHOR, _CREATED}:
                values[key] = _value(stream, section + at)
        except struct.error:
            continue
    return values


def _value(stream: bytes, at: int) -> int | bytes | str:
    """The value at a position; empty for one of another type. struct.error if it is damaged."""
    (kind,) = struct.unpack_from("<I", stream, at)
    at += 4
    if kind == _SHORT_NUMBER:
        return int(struct.unpack_from("<H", stream, at)[0])
    if kind == _FILE_TIME:
        return int(struct.unpack_from("<Q", stream, at)[0])
    if kind not in {_CODE_PAGE_TEXT, _UTF_16_TEXT}:
        return b""
    (size,) = struct.unpack_from("<I", stream, at)
    size = min(size * (2 if kind == _UTF_16_TEXT else 1), _MAX_TEXT_BYTES)
    text = stream[at + 4 : at + 4 + size]
    return text.decode("utf-16-le", "replace") if kind == _UTF_16_TEXT else text
