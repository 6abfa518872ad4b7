"""Reads Outlook mails (.msg): subject, sender, date, text and attachments.

Each property is a stream of a compound file, named after its number and type.
"""

import datetime
import struct
from collections.abc import Iterator

from index.ingest import decode, visible_text
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.compound import CompoundFile, encoding_of, file_time, stream_sniffer
from index.ingest.formats.markup_paragraphs import paragraphs_of_markup
from index.ingest.formats.office import rtf_parser
from index.ingest.formats.office.mail_headers import plain_subject
from index.ingest.formats.plain_text import lost_lines
from index.ingest.source_file import member_name

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_SENDERS = ("0C1A", "0042", "5D01", "5D02", "0C1F", "0065")
_SENT, _DELIVERED, _CREATED = 0x0039, 0x0E06, 0x3007
_CODEPAGES = (0x3FFD, 0x3FDE)
MAX_ATTACHED = 200
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""The text that Microsoft's compression of RTF starts from: its dictionary."""


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Put a mail into the draft, with its attachments as parts."""
    message = _Message(CompoundFile(data))
    draft.put("title", plain_subject(message.text(_SUBJECT)), "mail subject")
    sent = message.day(_SENT) or message.day(_DELIVERED) or message.day(_CREATED)
    draft.put("date", sent if sent and sent <= rules.latest else None, "mail date")
    sender = next(filter(None, map(message.text, _SENDERS)), "")
    draft.put("author", sender, "mail sender")
    markup = message.markup()
    if markup:
        draft.add_visible(visible_text.of_page(markup))
        draft.paragraphs = paragraphs_of_markup(markup)
    if not draft.paragraphs:
        text = message.text(_BODY) or message.unpacked()
        draft.add_visible(text)
        lost_lines.read(draft, text.splitlines(), rules)
    draft.parts.extend(
        draft.entry.member(name, "", content) for name, content in message.attached()
    )


class _Message:
    """The properties of a mail."""

    def __init__(self, file: CompoundFile) -> None:
        self._file = file
        self._numbers = self._fixed()
        page = next((self._numbers[n] for n in _CODEPAGES if self._numbers.get(n)), 1252)
        self._encoding = encoding_of(page & 0xFFFF)

    def _fixed(self) -> dict[int, int]:
        """The properties that are numbers or times, by their own numbers."""
        data = self._file.stream("__properties_version1.0")
        fixed: dict[int, int] = {}
        for position in range(32, len(data) - 15, 16):
            _, number, _, value = struct.unpack_from("<HHIQ", data, position)
            fixed[number] = value
        return fixed

    def day(self, number: int) -> datetime.date | None:
        """The date of a time property; None if it is missing."""
        moment = file_time(self._numbers.get(number, 0))
        return moment.date() if moment is not None else None

    def text(self, number: str, folder: str = "") -> str:
        """A property that is text, in UTF-16 or in the mail's code page."""
        wide = self._file.stream(f"{folder}__substg1.0_{number}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").strip("\x00")
        narrow = self._file.stream(f"{folder}__substg1.0_{number}001E")
        return narrow.decode(self._encoding, "replace").strip("\x00")

    def markup(self) -> str:
        """The HTML text of the mail; or empty."""
        data = self._file.stream(f"__substg1.0_{_HTML}0102")
        if data:
            return decode.decode(data, self._encoding).text
        if html := self.text(_HTML):
            return html
        text, from_html = self._rich()
        return text if from_html else ""

    def unpacked(self) -> str:
        """The text of a mail that has only RTF."""
        return self._rich()[0]

    def _rich(self) -> tuple[str, bool]:
        packed = self._file.stream(f"__substg1.0_{_RTF}0102")
        return rtf_parser.text_of_rtf(unpack(packed)) if packed else ("", False)

    def attached(self) -> list[tuple[str, bytes]]:
        """Names and contents of the attachments."""
        folders = dict.fromkeys(
            name.partition("/")[0] for name in self._file.names if name.startswith("__attach_")
        )
        files: dict[str, bytes] = {}
        for folder in list(folders)[:MAX_ATTACHED]:
            name = self.text("3707", f"{folder}/") or self.text("3704", f"{folder}/")
            data = self._file.stream(f"{folder}/__substg1.0_37010102")
            name = member_name(name)
            if name and data:
                files.setdefault(name, data)
        return list(files.items())


MAX_RTF = 8 << 20
"""The largest decompressed size of RTF in a mail, in bytes."""


def unpack(data: bytes) -> bytes:
    """RTF as mails keep it, unpacked: each mark of eight bits says which pieces repeat."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<I4s", data, 4)
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu":
        return b""
    return bytes(_pieces(data, min(size, MAX_RTF)))


def _pieces(data: bytes, size: int) -> bytearray:
    """The bytes that are written out, or repeated from the last 4,096."""
    window = bytearray(_DICTIONARY.ljust(4096, b"\x00"))
    write = len(_DICTIONARY)
    unpacked = bytearray()
    for offset, length, byte in _steps(data):
        if length and offset == write:
            break
        for step in range(length or 1):
            window[write] = window[(offset + step) & 0xFFF] if length else byte
            unpacked.append(window[write])
            write = (write + 1) & 0xFFF
        if len(unpacked) >= size:
            break
    return unpacked


def _steps(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where and how many bytes to copy from the window; a length of 0 means one new byte."""
    position = 16
    while position < len(data):
        marks = data[position]
        position += 1
        for bit in range(8):
            if marks >> bit & 1:
                if position + 2 > len(data):
                    return
                pair = data[position] << 8 | data[position + 1]
                position += 2
                yield pair >> 4, (pair & 0xF) + 2, 0
            elif position < len(data):
                yield 0, 0, data[position]
                position += 1


FORMAT = Format(
    kind="msg",
    endings=(".msg",),
    sniff=stream_sniffer("__properties_version1.0"),
    read_file=read,
    attachable=True,
)
