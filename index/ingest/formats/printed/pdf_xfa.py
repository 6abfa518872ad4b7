"""Reads what was filled into an XFA form, whose pages only say that another program is needed."""

import ctypes
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from index.ingest.formats.package import parse_xml
from index.ingest.formats.xml_elements import XmlElement, local_name
from index.ingest.unreadable import UnreadableError

MAX_PACKETS, MAX_FORM_LINES, MAX_PACKET_BYTES = 50, 20_000, 8 << 20
"""The largest number of packets and lines of a form, and of bytes of a packet, that are read."""
_WORDS = frozenset({"text", "exData"})
"""Parts of a template that are settings; the others are what a person reads beside the fields."""


def lines(document: pypdfium2.PdfDocument) -> list[str]:
    """The captions of a form, then the values of its fields with their names."""
    packets = [_packet(document, number) for number in range(_count(document))]
    texts: list[str] = []
    for root in (root for data in packets if (root := _root(data)) is not None):
        for element in root.iter():
            if len(texts) >= MAX_FORM_LINES:
                return texts
            if local_name(element) == "template":
                texts += dict.fromkeys(_captions(element))
            elif local_name(element) == "data" and element is not root:
                texts += _values(element)
    return texts[:MAX_FORM_LINES]


def _count(document: pypdfium2.PdfDocument) -> int:
    return min(int(pdfium.FPDF_GetXFAPacketCount(document.raw)), MAX_PACKETS)


def _packet(document: pypdfium2.PdfDocument, number: int) -> bytes:
    """The bytes of a part of the form."""
    size = ctypes.c_ulong()
    pdfium.FPDF_GetXFAPacketContent(document.raw, number, None, 0, ctypes.byref(size))
    if not 0 < size.value <= MAX_PACKET_BYTES:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    pdfium.FPDF_GetXFAPacketContent(document.raw, number, buffer, size, ctypes.byref(size))
    return buffer.raw


def _root(data: bytes) -> XmlElement | None:
    if b"<" not in data:
        return None
    try:
        return parse_xml(data)
    except UnreadableError:
        return None


def _captions(template: XmlElement) -> Iterator[str]:
    for element in template.iter():
        if local_name(element) in _WORDS and (text := _text(element)):
            yield text


def _values(data: XmlElement) -> Iterator[str]:
    """The values of fields, each with its name."""
    for element in data.iter():
        if element is not data and not len(element) and (text := _text(element)):
            yield f"{local_name(element)}: {text}"


def _text(element: XmlElement) -> str:
    return " ".join(" ".join(map(str, element.itertext())).split())
