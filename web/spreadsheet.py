"""Streams rows as CSV and as an Excel workbook.

A cell that begins like a formula is made plain text in CSV by an apostrophe before it, as
spreadsheets understand it. So is what follows a semicolon or a line break: where Excel takes the
semicolon for the separator it heeds no quotes inside a field. In a workbook text is text by its
type. The workbook is written by hand, a row at a time into the running zip, because the libraries
for it hold all until the end.
"""

import csv
import datetime
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from index.report_date import PartialDate, ReportDate
from web.highlight_html import without_controls
from web.zip_buffer import ZipBuffer

SheetCell = str | int | float | ReportDate | None
SheetRow = Sequence[SheetCell]

MAX_SHEET_ROWS = 1_048_575
"""Rows of an Excel sheet below its header; CSV has no limit."""
MAX_CELL_CHARS = 32_767
_FORMULA = re.compile(
    r"\A(?=[\s\x00]*+[=+\-@＝＋－＠])|(?<=[;\n])(?=[\s\x00]{0,8}(?:[=+@＝＋＠]|[\-－](?! )))"
)
"""Where a formula may begin in the text of a cell; "- " begins an entry of a list."""
_PART_BYTES = 1 << 16
"""Bytes collected before a part is sent."""
_DAY_ZERO = datetime.date(1899, 12, 30)
_FIRST_NUMBERED_DAY = datetime.date(1900, 3, 1)
"""The first day on whose number spreadsheets agree: Excel knows a 29th of February 1900. Days
before it are written as text."""
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FRAME = (
    (
        "[Content_Types].xml",
        (
            f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
            "</Types>"
        ),
    ),
    (
        "_rels/.rels",
        (
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{OFFICE_NS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
    ),
    (
        "xl/workbook.xml",
        (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{OFFICE_NS}"><sheets>'
            '<sheet name="reports" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
    ),
    (
        "xl/_rels/workbook.xml.rels",
        (
            f'<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="r1" Type="{OFFICE_NS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{OFFICE_NS}/styles" Target="styles.xml"/></Relationships>'
        ),
    ),
    (
        "xl/styles.xml",
        (
            f'<styleSheet xmlns="{_MAIN}">'
            '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
            "</borders>"
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
            '</cellStyleXfs><cellXfs count="2">'
            '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
            '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
            '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
            "</cellStyles></styleSheet>"
        ),
    ),
)


def csv_of(head: SheetRow, rows: Iterable[SheetRow]) -> Iterator[bytes]:
    """CSV in UTF-8 with a byte order mark, so that Excel reads it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    yield b"\xef\xbb\xbf"
    for row in itertools.chain([head], rows):
        writer.writerow([_harmless(cell) for cell in row])
        if text.tell() > _PART_BYTES:
            yield _drained(text)
    yield _drained(text)


def _drained(text: io.StringIO) -> bytes:
    """Empty the buffer; returns the bytes written since the last call."""
    written = text.getvalue()
    text.seek(0)
    text.truncate()
    return written.encode("utf-8", "replace")


def _harmless(cell: SheetCell) -> SheetCell:
    if isinstance(cell, str):
        return _FORMULA.sub("'", cell)
    return cell.isoformat() if isinstance(cell, datetime.date | PartialDate) else cell


def xlsx_of(head: SheetRow, rows: Iterable[SheetRow], full: str) -> Iterator[bytes]:
    """A workbook of one sheet; `full` replaces the rows from MAX_SHEET_ROWS on."""
    running = ZipBuffer()
    with zipfile.ZipFile(running, "w", zipfile.ZIP_DEFLATED) as book:  # type: ignore[call-overload]  # writing needs no more
        for name, text in _FRAME:
            book.writestr(name, XML_HEAD + text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{XML_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for row in itertools.chain([head], _fitting(rows, full)):
                sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode("utf-8", "replace"))
                if running.size > _PART_BYTES:
                    yield running.drain()
            sheet.write(b"</sheetData></worksheet>")
    yield running.drain()


def _fitting(rows: Iterable[SheetRow], full: str) -> Iterator[SheetRow]:
    for number, row in enumerate(rows, 1):
        if number == MAX_SHEET_ROWS:
            yield [full]
            return
        yield row


def _cell(cell: SheetCell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, PartialDate):
        return _cell(cell.isoformat())
    if isinstance(cell, datetime.date):
        if cell < _FIRST_NUMBERED_DAY:
            return _cell(cell.isoformat())
        return f'<c s="1"><v>{(cell - _DAY_ZERO).days}</v></c>'
    if isinstance(cell, str):
        text = escape(without_controls(cell[:MAX_CELL_CHARS]))
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c><v>{cell}</v></c>"
