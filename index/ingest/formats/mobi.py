"""Reads books of Kindle and Mobipocket (.mobi, .azw, .azw3, .prc), which contain HTML.

A book is a list of records, each compressed in one of two ways. Protected books are refused.
"""

import struct
from collections.abc import Iterator

from index.ingest import decode
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.compound import encoding_of
from index.ingest.formats.markup_paragraphs import paragraphs_of_markup
from index.ingest.heads import header_lines
from index.ingest.unreadable import UnreadableError

MAX_TEXT = 32 << 20
"""The largest decompressed size of the text, in bytes."""
_NO_COMPRESSION, _PALMDOC_COMPRESSION, _HUFFMAN_COMPRESSION = 1, 2, 17480
_AUTHOR, _PUBLISHER, _DESCRIPTION, _SUBJECT, _DATE, _TITLE = 100, 101, 103, 105, 106, 503


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read a book into the draft; raises UnreadableError if it is protected or damaged."""
    try:
        book = _Book(data)
        text = book.text()
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableError(f"The book is damaged ({error}).") from error
    draft.put("title", book.metadata(_TITLE) or book.name, "book title")
    draft.put("author", book.metadata(_AUTHOR), "book creator")
    draft.put("source", book.metadata(_PUBLISHER), "book publisher")
    draft.put("description", book.metadata(_DESCRIPTION), "book description")
    draft.put("keywords", header_lines.keywords(book.metadata(_SUBJECT)), "book subject")
    draft.put("date", dates.moment(book.metadata(_DATE), rules.latest), "book date")
    if book.is_text:
        draft.paragraphs = [line for line in text.splitlines() if line.strip()]
    else:
        draft.paragraphs = paragraphs_of_markup(text)
    if book.cut:
        draft.cut_off(f"only the first {MAX_TEXT >> 20} MB were read")


class _Book:
    """The records of a book; the first describes the others."""

    def __init__(self, data: bytes) -> None:
        if data[60:68] not in {b"BOOKMOBI", b"TEXtREAd"}:
            raise UnreadableError("The book is damaged, or of a form that is not read.")
        count = struct.unpack_from(">H", data, 76)[0]
        starts = [struct.unpack_from(">I", data, 78 + 8 * position)[0] for position in range(count)]
        if starts != sorted(starts):
            raise UnreadableError("The book is damaged (its records overlap).")
        self._records = [data[a:b] for a, b in zip(starts, [*starts[1:], len(data)], strict=True)]
        head = self._records[0]
        self._compression, self._texts = struct.unpack_from(">H6xH", head)
        if struct.unpack_from(">H", head, 12)[0]:
            raise UnreadableError("The book is protected (DRM). Export it from the shop's reader.")
        self.is_text = head[16:20] != b"MOBI"
        self.cut = False
        self.name = ""
        self._encoding, self._trailing = "cp1252", 0
        self._metadata: dict[int, bytes] = {}
        if not self.is_text:
            self._head(head)

    def _head(self, head: bytes) -> None:
        """Read the header of a Kindle book."""
        length, _, page = struct.unpack_from(">III", head, 20)
        self._encoding = encoding_of(page)
        position, size = struct.unpack_from(">II", head, 84)
        self.name = self._decoded(head[position : position + min(size, 1_000)])
        if length >= 228 and len(head) >= 244:
            self._trailing = struct.unpack_from(">H", head, 242)[0]
        if len(head) >= 132 and struct.unpack_from(">I", head, 128)[0] & 0x40:
            self._read_metadata(head, 16 + length)

    def _read_metadata(self, head: bytes, position: int) -> None:
        """Read author, title and other metadata after the header."""
        if head[position : position + 4] != b"EXTH":
            return
        count = struct.unpack_from(">I", head, position + 8)[0]
        position += 12
        for _ in range(min(count, 1_000)):
            kind, size = struct.unpack_from(">II", head, position)
            if size < 8:
                return
            self._metadata.setdefault(kind, head[position + 8 : position + size])
            position += size

    def metadata(self, kind: int) -> str:
        """A metadata value; empty if it is missing."""
        return self._decoded(self._metadata.get(kind, b"")[:4_000])

    def _decoded(self, data: bytes) -> str:
        return data.decode(self._encoding, "replace").strip("\x00 ")

    def text(self) -> str:
        """The text of all records."""
        if self._compression not in {_NO_COMPRESSION, _PALMDOC_COMPRESSION}:
            huffman = self._compression == _HUFFMAN_COMPRESSION
            compression = "Huffman codes" if huffman else f"number {self._compression}"
            raise UnreadableError(f"The book is packed in a way that is not read ({compression}).")
        text = b"".join(self._unpacked())
        decoded = decode.decode(text, self._encoding)
        return decoded.text

    def _unpacked(self) -> Iterator[bytes]:
        left = MAX_TEXT
        for record in self._records[1 : self._texts + 1]:
            data = self._without_trailing(record)
            piece = unpack(data) if self._compression == _PALMDOC_COMPRESSION else data
            left -= len(piece)
            yield piece
            if left < 0:
                self.cut = True
                return

    def _without_trailing(self, record: bytes) -> bytes:
        """A record without the data after its text."""
        flags, end = self._trailing, len(record)
        for bit in range(15, 0, -1):
            if flags >> bit & 1:
                size = 0
                for shift, byte in enumerate(reversed(record[max(end - 4, 0) : end])):
                    size |= (byte & 0x7F) << (7 * shift)
                    if byte & 0x80:
                        break
                end = max(end - size, 0)
        if flags & 1 and end:
            end -= (record[end - 1] & 3) + 1
        return record[: max(end, 0)]


def unpack(data: bytes) -> bytes:
    """Decompress PalmDoc text: pairs of bytes refer back to an earlier piece."""
    text = bytearray()
    position = 0
    while position < len(data):
        byte = data[position]
        position += 1
        if 1 <= byte <= 8:
            text += data[position : position + byte]
            position += byte
        elif byte < 0x80:
            text.append(byte)
        elif byte >= 0xC0:
            text += bytes((0x20, byte ^ 0x80))
        elif position < len(data):
            pair = (byte << 8 | data[position]) & 0x3FFF
            position += 1
            back = pair >> 3
            if not 0 < back <= len(text):
                continue
            for _ in range((pair & 7) + 3):
                text.append(text[-back])
    return bytes(text)


def _is_book(sample: Sample) -> int:
    return CERTAIN if sample.data[60:68] in {b"BOOKMOBI", b"TEXtREAd"} else NO


FORMAT = Format(
    kind="mobi", endings=(".mobi", ".azw", ".azw3", ".prc"), sniff=_is_book, read_file=read
)
