"""Reads spreadsheets of Excel 2 to 2003 (.xls, Kingsoft's .et) with xlrd, and Excel 2003 XML."""

import functools
import io
import struct
from collections.abc import Iterator
from typing import Any

from index.ingest import digits
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.compound import ENCRYPTED, SIGNATURE, CompoundFile, stream_sniffer
from index.ingest.formats.office import default_password, embedded_objects
from index.ingest.formats.office.encrypted_records import clear_records, workbook_records
from index.ingest.formats.office.workbook_shapes import box_lines
from index.ingest.formats.package import READ_ONCE, parse_xml
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
    Sheet,
    SheetBudget,
    Workbook,
    cell_text,
    drafts,
)
from index.ingest.formats.xml_elements import attribute, local_name
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UnreadableError, cause
from index.report import Skipped

_BARE = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""Signatures of Excel 2, 3 and 4, which are not compound files."""
_SPARE_RECORDS = frozenset((0x18, 0x1C))
"""Records that are not needed here, but that xlrd may stumble over: names of ranges and notes."""
_UNKNOWN_RECORD = b"\xff\x0f"
_DATE, _NUMBER, _BOOLEAN, _ERROR = 3, 2, 4, 5  # xlrd's numbers for the kinds of cells


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """The drafts of a spreadsheet: one, or one for each row of an export."""
    budget = SheetBudget()

    def properties(draft: Draft) -> None:
        if data.startswith(SIGNATURE):
            CompoundFile(data).read_properties(draft, rules, "Excel")

    try:
        sheets = _xml_sheets(data, budget) if _is_xml(data) else _sheets(data, budget)
        workbook = Workbook(
            sheets=sheets,
            budget=budget,
            put_properties=properties,
            other_lines=functools.partial(_boxes, data),
            objects=functools.partial(_objects, entry, data),
        )
        yield from drafts(entry, workbook, rules)
        if budget.repeats:
            yield Skipped(entry.path, f"{READ_ONCE.capitalize()}.", remark=True)
    except UnreadableError as error:
        yield Skipped(entry.path, str(error))


def _objects(entry: SourceFile, data: bytes) -> list[SourceFile]:
    """The files in the objects on the sheets."""
    if not data.startswith(SIGNATURE):
        return []
    return embedded_objects.in_compound(entry, CompoundFile(data))


def _boxes(data: bytes) -> list[str]:
    """The lines of the boxes, shapes and comments on the sheets."""
    if not data.startswith(SIGNATURE):
        return []
    return box_lines(clear_records(CompoundFile(data).stream("Workbook")))


def _opened(data: bytes) -> Any:
    """The workbook, opened with xlrd, which raises various errors on damaged files."""
    if default_password.is_encrypted_package(data):
        raise UnreadableError(ENCRYPTED)
    try:
        return _book(_readable(data), data)
    except Exception as error:
        if isinstance(error, UnreadableError):
            raise
        if "encrypted" in str(error).lower():
            raise UnreadableError(ENCRYPTED) from error
        return _without_spare_records(data, error)


def _book(records: bytes, data: bytes) -> Any:
    import xlrd  # noqa: PLC0415 - most runs meet no such file

    return xlrd.open_workbook(
        file_contents=records,
        logfile=io.StringIO(),
        on_demand=True,
        ragged_rows=True,
        formatting_info=data.startswith(SIGNATURE),
    )


def _without_spare_records(data: bytes, error: Exception) -> Any:
    """The workbook after an error, without what is not needed; UnreadableError if that fails too.

    Its records are taken from the compound file by another reader than xlrd, which is stricter.
    """
    try:
        package = CompoundFile(data)
        stream = clear_records(package.stream("Workbook") or package.stream("Book"))
        return _book(_without(_without_wide_links(stream), _SPARE_RECORDS), data)
    except Exception:  # noqa: BLE001 - xlrd raises various errors
        raise UnreadableError(f"The file is damaged ({cause(error)}).") from error


def _readable(data: bytes) -> bytes:
    """The bytes that xlrd reads: the file, or its records where they were encrypted."""
    if not data.startswith(SIGNATURE):
        return data
    stream = CompoundFile(data).stream("Workbook")
    clear = _without_wide_links(clear_records(stream))
    return data if clear is stream else clear


def _without_wide_links(records: bytes) -> bytes:
    """The records without links, which are not read, if those lie over very many cells.

    xlrd makes an entry for each cell.
    """
    links = [(start, size) for kind, start, size in workbook_records(records) if kind == _LINK]
    cells = 0
    for start, size in links:
        if size >= _RANGE.size and start + size <= len(records):
            top, bottom, left, right = _RANGE.unpack_from(records, start)
            cells += max(bottom - top + 1, 0) * max(right - left + 1, 0)
    return _without(records, frozenset((_LINK,))) if cells > _MAX_LINKED_CELLS else records


_LINK, _RANGE = 0x1B8, struct.Struct("<4H")
"""The record of a link, and what it begins with: the rows and the columns of its cells."""
_MAX_LINKED_CELLS = 200_000
"""The largest number of cells with links that is left to xlrd: a quarter of a second of work."""


def _without(records: bytes, kinds: frozenset[int]) -> bytes:
    """The records without those of some kinds, which are given a kind that nobody reads."""
    out = bytearray(records)
    for kind, start, _ in workbook_records(records):
        if kind in kinds:
            out[start - 4 : start - 2] = _UNKNOWN_RECORD
    return bytes(out)


def _sheets(data: bytes, budget: SheetBudget) -> Iterator[Sheet]:
    book = _opened(data)
    known: set[object] = set()
    for number, name in enumerate(book.sheet_names()[:MAX_LISTED_SHEETS]):
        place = dict(enumerate(getattr(book, "_sh_abs_posn", ()))).get(number, number)
        if place in known:
            budget.repeats = True
            continue
        known.add(place)
        yield Sheet(name, _rows(_with_sheet(book, number, data), number, budget))
        book.unload_sheet(number)


def _with_sheet(book: Any, number: int, data: bytes) -> Any:
    """A workbook of which a sheet can be read."""
    try:
        book.sheet_by_index(number)
    except Exception as error:  # noqa: BLE001 - xlrd raises various errors
        return _without_spare_records(data, error)
    return book


def _rows(book: Any, number: int, budget: SheetBudget) -> Rows:
    try:
        sheet = book.sheet_by_index(number)
        for position in range(sheet.nrows):
            row = [_cell(book, cell) for cell in sheet.row(position)]
            if not budget.take(row):
                return
            while row and not row[-1]:
                row.pop()
            yield row
    except Exception as error:
        raise UnreadableError(f"The file is damaged ({cause(error)}).") from error


def _form(book: Any, style: int | None) -> str:
    """The number format of a cell style."""
    if style is None or style >= len(book.xf_list):
        return ""
    form = book.format_map.get(book.xf_list[style].format_key)
    return number_format(form.format_key, form.format_str) if form is not None else ""


def _cell(book: Any, cell: Any) -> str:
    kind, value = cell.ctype, cell.value
    if kind == _DATE:
        return number_text(str(value), "date", EPOCH_MAC if book.datemode else EPOCH)
    if kind == _NUMBER:
        return number_text(str(value), _form(book, cell.xf_index))
    if kind == _BOOLEAN:
        return "TRUE" if value else "FALSE"
    return "" if kind == _ERROR else cell_text(str(value))


def _is_xml(data: bytes) -> bool:
    return b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4_000]


def _xml_sheets(data: bytes, budget: SheetBudget) -> Iterator[Sheet]:
    for element in parse_xml(data).iter():
        if local_name(element) == "Worksheet":
            yield Sheet(attribute(element, "Name"), _xml_rows(element, budget))


def _xml_rows(sheet: Any, budget: SheetBudget) -> Rows:
    for row in sheet.iter():
        if local_name(row) != "Row":
            continue
        texts: list[str] = []
        for cell in row:
            if local_name(cell) != "Cell":
                continue
            column = attribute(cell, "Index")
            texts += [""] * min(max(digits.number_of(column) - 1 - len(texts), 0), MAX_GAP)
            data = [
                " ".join(map(str, part.itertext())) for part in cell if local_name(part) == "Data"
            ]
            texts.append(cell_text(" ".join(data)).removesuffix("T00:00:00.000"))
        if not budget.take(texts):
            return
        yield texts


_IN_COMPOUND = stream_sniffer("Workbook", "Book", "WORKBOOK", "BOOK")


def _is_workbook(sample: Sample) -> int:
    if sample.data.startswith(_BARE) or (sample.markup and _is_xml(sample.data)):
        return CERTAIN
    return _IN_COMPOUND(sample) if sample.data.startswith(SIGNATURE) else NO


FORMAT = Format(
    kind="xls",
    endings=(".xls", ".xlt", ".et", ".ett"),
    sniff=_is_workbook,
    read_drafts=read,
    attachable=True,
)
