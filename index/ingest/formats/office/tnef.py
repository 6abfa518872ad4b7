"""Reads winmail.dat (TNEF), in which Outlook packs the text and the files of a mail."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.ingest import decode
from index.ingest.formats.office import outlook, rtf_parser

TNEF_SIGNATURE = b"\x78\x9f\x3e\x22"
_BODY, _TITLE, _DATA, _RENDERING, _MESSAGE, _FILE = 0x800C, 0x8010, 0x800F, 0x9002, 0x9003, 0x9005
_MAPI_BODY, _MAPI_RTF, _MAPI_HTML, _LONG_NAME = 0x1000, 0x1009, 0x1013, 0x3707
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Sizes in bytes of the fixed values by MAPI type, padded to four."""
_VARIABLE = frozenset({0x0D, 0x1E, 0x1F, 0x102})
_NAMED_PROPERTIES, _SEVERAL_VALUES, _UNICODE_TYPE = 0x8000, 0x1000, 0x1F
_MAX_ATTRIBUTES = 10_000
"""The largest number of attributes, and of properties of one attribute, that are read."""


@dataclass(slots=True)
class Packed:
    """The text of a mail as HTML or plain text, and its files with their names."""

    html: str = ""
    text: str = ""
    files: list[tuple[str, bytes]] = field(default_factory=list)


def read(data: bytes) -> Packed:
    """The content of a TNEF stream, of a damaged one up to the damage."""
    packed = Packed()
    name = ""
    for attribute, value in _attributes(data):
        if attribute == _BODY:
            packed.text = packed.text or decode.decode(value.rstrip(b"\0")).text
        elif attribute == _MESSAGE:
            _message(packed, dict(_properties(value)))
        elif attribute == _RENDERING:
            name = ""
        elif attribute == _TITLE:
            name = decode.decode(value.rstrip(b"\0")).text
        elif attribute == _DATA:
            packed.files.append((name or f"part {len(packed.files) + 1}", value))
        elif attribute == _FILE and packed.files:
            long_name = dict(_properties(value)).get(_LONG_NAME, "")
            if isinstance(long_name, str) and long_name:
                packed.files[-1] = (long_name, packed.files[-1][1])
    return packed


def _message(packed: Packed, properties: dict[int, str | bytes]) -> None:
    """The texts among the properties of the message."""
    html, body, rich = (properties.get(key) for key in (_MAPI_HTML, _MAPI_BODY, _MAPI_RTF))
    if html:
        packed.html = html if isinstance(html, str) else decode.decode(html).text
    elif isinstance(rich, bytes) and not body:
        text, is_html = rtf_parser.text_of_rtf(outlook.unpack(rich))
        packed.html, packed.text = (text, packed.text) if is_html else ("", packed.text or text)
    if isinstance(body, str) and body:
        packed.text = packed.text or body


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes of a stream: the number of each, and its value."""
    at = 6
    for _ in range(_MAX_ATTRIBUTES):
        if at + 9 > len(data):
            return
        attribute, size = struct.unpack_from("<HxxI", data, at + 1)
        value = data[at + 9 : at + 9 + size]
        if len(value) < size:
            return
        yield attribute, value
        at += 11 + size


def _properties(data: bytes) -> Iterator[tuple[int, str | bytes]]:
    """The texts and bytes among the MAPI properties of an attribute, by their numbers."""
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, _MAX_ATTRIBUTES)):
            kind, number = struct.unpack_from("<HH", data, at)
            at = _after_name(data, at + 4, number)
            values = 1
            if kind & _SEVERAL_VALUES or kind in _VARIABLE:
                (values,) = struct.unpack_from("<I", data, at)
                at += 4
            kind &= ~_SEVERAL_VALUES
            for _ in range(min(values, _MAX_ATTRIBUTES)):
                if kind not in _VARIABLE:
                    at += _FIXED[kind]
                    continue
                (size,) = struct.unpack_from("<I", data, at)
                yield number, _value(kind, data[at + 4 : at + 4 + size])
                at += 4 + size + -size % 4
    except (struct.error, KeyError):
        return  # the rest is damaged, or of a type that no program writes


def _after_name(data: bytes, at: int, number: int) -> int:
    """The position behind the name of a property; only those from 0x8000 on have one."""
    if number < _NAMED_PROPERTIES:
        return at
    is_text, size = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (size + -size % 4 if is_text else 0)


def _value(kind: int, data: bytes) -> str | bytes:
    if kind == _UNICODE_TYPE:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return decode.decode(data.rstrip(b"\0")).text if kind == 0x1E else data
