"""Reads the binary parts of .xlsb workbooks (BIFF12): records of a kind, a length and data."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.ingest.formats.records.tabular.cell_numbers import (
    EPOCH,
    EPOCH_MAC,
    number_format,
    number_text,
)
from index.ingest.formats.records.tabular.sheets import (
    MAX_GAP,
    MAX_LISTED_SHEETS,
    Rows,
    SheetBudget,
    cell_text,
)
from index.ingest.unreadable import UnreadableError

_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_FORMULA_TEXT, _FORMULA_REAL, _FORMULA_BOOL, _FORMULA_ERROR = range(8, 12)
_STRING, _FORMAT, _STYLE = 19, 44, 47
_WORKBOOK, _SHEET = 153, 156
_STYLES_BEGIN, _STYLES_END, _COMMENT = 617, 618, 637
_MAX_STRINGS = 2_000_000
"""The largest number of shared strings that are read."""


@dataclass(slots=True)
class BinaryWorkbook:
    """The parts of a workbook that its cells refer to: its sheets, strings and number formats.

    `sheets` are the names and relations of the sheets; `mac` says that days count from 1904.
    """

    sheets: list[tuple[str, str]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    mac: bool = False

    @classmethod
    def of(cls, main: bytes, strings: bytes, styles: bytes) -> "BinaryWorkbook":
        """The workbook from its main part, its shared strings and its styles."""
        try:
            book = cls()
            book._read_main(main)
            for kind, data in _records(strings):
                if kind == _STRING and len(book.strings) < _MAX_STRINGS:
                    book.strings.append(_string(data, 1)[0])
            book._read_styles(styles)
        except (struct.error, IndexError, ValueError) as error:
            raise UnreadableError(f"The file is damaged ({error}).") from error
        return book

    def _read_main(self, data: bytes) -> None:
        for kind, record in _records(data):
            if kind == _WORKBOOK:
                self.mac = bool(record[0] & 1)
            elif kind == _SHEET and len(self.sheets) < MAX_LISTED_SHEETS:
                relation, end = _string(record, 8)
                self.sheets.append((_string(record, end)[0], relation))

    def _read_styles(self, data: bytes) -> None:
        codes: dict[int, str] = {}
        inside = False
        for kind, record in _records(data):
            if kind == _FORMAT:
                codes[struct.unpack_from("<H", record)[0]] = _string(record, 2)[0]
            elif kind in {_STYLES_BEGIN, _STYLES_END}:
                inside = kind == _STYLES_BEGIN
            elif kind == _STYLE and inside:
                number = struct.unpack_from("<H", record, 2)[0]
                self.formats.append(number_format(number, codes.get(number, "")))

    def rows(self, data: bytes, budget: SheetBudget) -> Rows:
        """The rows of a sheet; missing cells are empty."""
        try:
            yield from budget.limited(self._rows(data, budget))
        except (struct.error, IndexError, ValueError) as error:
            raise UnreadableError(f"The file is damaged ({error}).") from error

    def _rows(self, data: bytes, budget: SheetBudget) -> Rows:
        texts: list[str] | None = None
        room = budget.chars
        for kind, record in _records(data):
            if kind == _ROW:
                if texts is not None:
                    yield texts
                texts, room = [], budget.chars
            elif texts is not None and _BLANK < kind <= _FORMULA_ERROR and room >= 0:
                column = struct.unpack_from("<I", record)[0]
                texts += [""] * min(max(column - len(texts), 0), MAX_GAP)
                texts.append(cell_text(self._text(kind, record)))
                room -= len(texts[-1])
        if texts is not None:
            yield texts

    def _text(self, kind: int, record: bytes) -> str:
        """The text of a cell; errors have none."""
        if kind in {_TEXT, _FORMULA_TEXT}:
            return _string(record, 8)[0]
        if kind == _SHARED:
            number = struct.unpack_from("<I", record, 8)[0]
            return self.strings[number] if number < len(self.strings) else ""
        if kind in {_BOOL, _FORMULA_BOOL}:
            return "TRUE" if record[8] else "FALSE"
        if kind in {_ERROR, _FORMULA_ERROR}:
            return ""
        value = _rk(record) if kind == _RK else struct.unpack_from("<d", record, 8)[0]
        style = struct.unpack_from("<I", record, 4)[0] & 0xFFFFFF
        form = self.formats[style] if style < len(self.formats) else ""
        return number_text(repr(value), form, EPOCH_MAC if self.mac else EPOCH)


def comment_lines(data: bytes) -> Iterator[str]:
    """The lines of the comments in a part."""
    for kind, record in _records(data):
        if kind == _COMMENT and len(record) > 4:
            yield cell_text(_string(record, 1)[0])


def _rk(record: bytes) -> float:
    """A number in four bytes: an integer or the upper half of a float, or a hundredth of it."""
    raw = struct.unpack_from("<i", record, 8)[0]
    value = raw >> 2 if raw & 2 else struct.unpack("<d", struct.pack("<q", (raw & ~3) << 32))[0]
    return float(value / 100 if raw & 1 else value)


def _string(data: bytes, start: int) -> tuple[str, int]:
    """A text with its length in front of it, and where it ends; a missing one is empty."""
    length = struct.unpack_from("<I", data, start)[0]
    if length == 0xFFFFFFFF:
        return "", start + 4
    end = start + 4 + 2 * length
    return data[start + 4 : end].decode("utf-16-le", "replace"), end


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part; kind and length take as many bytes as their size needs."""
    position = 0
    while position < len(data):
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[position] & 0x7F) << 7
            position += 1
        length = 0
        for shift in range(0, 28, 7):
            byte = data[position]
            position += 1
            length |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, data[position : position + length]
        position += length
