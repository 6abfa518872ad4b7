"""Reads tables of dBase, FoxPro and geographic programs (.dbf): a report per row.

Long texts are in a file of memos beside the table (.fpt or .dbt). A file beside it (.cpg), or a
number in the table, says its encoding; else the text shows it.
"""

import datetime
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.ingest import decode, decompress, digits
from index.ingest.encoding_names import codec_of
from index.ingest.files import containers
from index.ingest.files.format import CERTAIN, NO, SAMPLE_BYTES, Format, KindOf, Members, Sample
from index.ingest.formats.compound import encoding_of
from index.ingest.formats.records.databases import database
from index.ingest.formats.records.databases.table_join import DatabaseRow
from index.ingest.source_file import SourceFile
from index.report import Skipped
from index.system.regular_file import open_regular

_VERSIONS = frozenset(
    (0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xF5, 0xFB)
)
_CODE_PAGES = {
    0x01: 437, 0x02: 850, 0x03: 1252, 0x13: 932, 0x26: 866, 0x4D: 936, 0x4E: 949, 0x4F: 950,
    0x57: 1252, 0x58: 1252, 0x59: 1252, 0x64: 852, 0x65: 866, 0x78: 950, 0x79: 949, 0x7A: 936,
    0x7B: 932, 0xC8: 1250, 0xC9: 1251,
}  # fmt: skip
"""Code pages by the number that the header of a table states."""
_MAX_ROWS, _MAX_COLUMNS = 1_000_000, 255
_DELETED = b"*"
_NO_MEMOS = "The long texts of this table are in a file that is missing beside it ({})."
_MEMO_ENDINGS = (".fpt", ".FPT", ".dbt", ".DBT")
_BLOCK = 512
_SPARE_BYTES = 1 << 20
_CUT = f"Only the first {_MAX_ROWS:,} rows of its table are read."
_STATED_OFTEN = "The table is damaged: it states more text than it has."


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table: its name, the letter of its type, and the width of its cells."""

    name: str
    kind: str
    width: int


@dataclass(slots=True)
class _Memos:
    """The long texts beside a table, each in blocks; `large` is true for those of FoxPro."""

    data: bytes
    large: bool

    def text(self, number: int) -> bytes:
        """The bytes of the text at a block."""
        if self.large:
            size = struct.unpack_from(">H", self.data, 6)[0] or 1
            if number <= 0 or (number + 1) * size > len(self.data) + size:
                return b""
            at = number * size
            if at + 8 > len(self.data):
                return b""
            length = struct.unpack_from(">I", self.data, at + 4)[0]
            return self.data[at + 8 : at + 8 + length]
        at = number * _BLOCK
        if number <= 0 or at >= len(self.data):
            return b""
        if self.data[at : at + 4] == b"\xff\xff\x08\x00":
            length = struct.unpack_from("<I", self.data, at + 4)[0]
            return self.data[at + 8 : at + max(length, 8)]
        end = self.data.find(b"\x1a", at)
        return self.data[at : end if end >= 0 else len(self.data)]


@dataclass(slots=True)
class _Dbase:
    """A table, whose rows may be read several times."""

    data: bytes
    name: str
    memos: _Memos | None
    encoding: str
    cut: str = ""
    memo_bytes: int = 0
    """The bytes of the memos of the current row, which count also where they are blanks."""

    def layout(self) -> Iterator[_Column]:
        """The columns in order."""
        for at in range(
            32, min(struct.unpack_from("<H", self.data, 8)[0], len(self.data)) - 31, 32
        ):
            if self.data[at] == 0x0D or (at - 32) // 32 >= _MAX_COLUMNS:
                return
            name = self.data[at : at + 11].partition(b"\0")[0]
            kind = chr(self.data[at + 11])
            width, decimals = self.data[at + 16], self.data[at + 17]
            yield _Column(self._text(name), kind, width + (decimals << 8 if kind == "C" else 0))

    def _text(self, data: bytes) -> str:
        """A text in the encoding of the table; without one it is that of its own bytes."""
        if self.encoding:
            return data.decode(self.encoding, "replace").strip(" \0")
        return decode.decode(data).text.strip(" \0") if data.strip(b" \0") else ""

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The names of the columns."""
        return {self.name: tuple(column.name for column in self.layout())}

    def rows(self, tables: frozenset[str]) -> Iterator[DatabaseRow]:
        """The rows that are not marked as deleted."""
        count, start, width = struct.unpack_from("<IHH", self.data, 4)
        columns = list(self.layout())
        if self.name not in tables or width < 1:
            return
        count = min(count, (len(self.data) - start) // width)
        self.cut = _CUT if count > _MAX_ROWS else ""
        left = 2 * (len(self.data) + len(self.memos.data if self.memos else b"")) + _SPARE_BYTES
        for number in range(min(count, _MAX_ROWS)):
            row = self.data[start + number * width : start + (number + 1) * width]
            if row.startswith(_DELETED):
                continue
            fields: dict[str, str] = {}
            at, self.memo_bytes = 1, 0
            for column in columns:
                if value := self._value(column, row[at : at + column.width]):
                    fields[column.name] = value
                at += column.width
            left -= max(sum(map(len, fields.values())), self.memo_bytes)
            if left < 0:
                self.cut = _STATED_OFTEN
                return
            yield DatabaseRow(self.name, fields)

    def _value(self, column: _Column, cell: bytes) -> str:
        """The text of a cell; empty for one without."""
        if column.kind == "M":
            wide = len(cell) == 4
            number = cell.strip(b" \0") if not wide else b""
            block = (
                struct.unpack("<I", cell)[0]
                if wide
                else digits.number_of(number.decode("ascii", "replace"))
            )
            memo = self.memos.text(block) if self.memos is not None else b""
            self.memo_bytes += len(memo)
            return self._text(memo)
        if column.kind == "D" and re.fullmatch(rb"[12]\d{7}", cell):
            day = cell.decode("ascii")
            return f"{day[:4]}-{day[4:6]}-{day[6:]}"
        if column.kind == "T" and len(cell) == 8:
            return _moment(*struct.unpack("<II", cell))
        return self._text(cell) if column.kind in "CNFV" else ""


def _moment(day: int, milliseconds: int) -> str:
    """A moment in days since 4713 BC and milliseconds; empty for none."""
    ordinal = day - 1_721_425
    if not 1 <= ordinal <= 3_000_000:
        return ""
    minute = milliseconds // 60_000 % 1_440
    return f"{datetime.date.fromordinal(ordinal)} {minute // 60:02}:{minute % 60:02}"


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each row, as a JSON object."""
    del kind_of
    with containers.open_container(entry) as stream:
        data = stream.read(decompress.MAX_UNPACKED_BYTES >> 5)
    if not _is_table(Sample(data[:SAMPLE_BYTES])):
        yield Skipped(entry.path, "This is no table of dBase.")
        return
    memos, declared = (_memos(entry), _declared(entry)) if entry.data is None else (None, "")
    stated = _CODE_PAGES.get(data[29])
    encoding = declared or (encoding_of(stated) if stated else "")
    name = re.split(r"[/!]", entry.path)[-1]
    table = _Dbase(data, name, memos, encoding)
    yield from database.members(entry, table)
    if memos is None and any(column.kind == "M" for column in table.layout()):
        yield Skipped(entry.path, _NO_MEMOS.format(", ".join(_MEMO_ENDINGS[::2])))
    if table.cut:
        yield Skipped(entry.path, table.cut)


def _memos(entry: SourceFile) -> _Memos | None:
    """The long texts beside a table; None if there are none."""
    for ending in _MEMO_ENDINGS:
        if data := _beside(entry, ending):
            return _Memos(data, large=ending.lower() == ".fpt") if len(data) >= 8 else None
    return None


def _declared(entry: SourceFile) -> str:
    """The encoding that a file beside the table declares; empty without one."""
    text = (_beside(entry, ".cpg") or _beside(entry, ".CPG")).decode("ascii", "ignore").strip()
    number = re.search(r"\d{3,5}$", text)
    name = encoding_of(int(number[0])) if number and not text.upper().startswith("UTF") else text
    return codec_of(name)


def _beside(entry: SourceFile, ending: str) -> bytes:
    """The bytes of a file with the name of the table and another ending; empty without one."""
    try:
        with open_regular(str(Path(entry.file).with_suffix(ending))) as stream:
            return stream.read(decompress.MAX_UNPACKED_BYTES >> 5)
    except OSError:
        return b""


def _is_table(sample: Sample) -> int:
    """CERTAIN for a header whose sizes fit each other."""
    data = sample.data
    if len(data) < 65 or data[0] not in _VERSIONS or not 1 <= data[2] <= 12 or not data[3] <= 31:
        return NO
    start, width = struct.unpack_from("<HH", data, 8)
    count = (start - 33) // 32
    if start < 65 or start > len(data) or not 1 <= count <= _MAX_COLUMNS + 10:
        return NO
    kinds = {data[32 + 32 * number + 11] for number in range(min(count, 8))}
    named = data[32 : 32 + 11].partition(b"\0")[0]
    return CERTAIN if width > 1 and named and kinds <= set(b"CNFDLMITYBGPV0W@+OQ\0\r") else NO


FORMAT = Format(kind="dbf", endings=(".dbf",), sniff=_is_table, members=_members, rows=True)
