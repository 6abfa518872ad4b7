"""Spreadsheets of Excel (.xlsx, .xlsm, .xls, Kingsoft's .et): a sheet is a table, row by row.

A sheet whose first row names a text and a title is an export: each of its rows is a report.
Old files are read by xlrd; new ones here, cell by cell, so that one cell at the far end of a
sheet costs nothing.
"""

import dataclasses
import datetime
import functools
import io
import json
import math
import re
from collections.abc import Callable, Iterator

import xlrd

from index.reading import plain, records
from index.reading.draft import Draft, UnreadableError
from index.reading.entry import Entry
from index.reading.formats.compound import ENCRYPTED, CompoundFile, moment, put_properties
from index.reading.formats.compound import SIGNATURE as COMPOUND
from index.reading.formats.package import (
    Element,
    Package,
    attribute,
    local,
    relations,
    text_of,
)
from index.reading.formats.presentation import drawing_lines
from index.reading.guide import Guide
from index.report import Skipped

#: Rows and cells of a file that are read; the rest is cut, and said.
MAX_ROWS, MAX_CELLS, MAX_SHEETS = 50_000, 1_000_000, 256
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN = {1: "00", 2: "02", 3: ",0", 4: ",2", 9: "%0", 10: "%2"}
_BUILT_IN |= {number: ",0" for number in (5, 6, 37, 38, 41, 42)}
_BUILT_IN |= {number: ",2" for number in (7, 8, 39, 40, 43, 44)}
_DIGITS = re.compile(r"[^0#?]")
_LITERAL = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.|_.")
_DATE_MARKS = re.compile(r"[yYdD年月日]|[hHsS]|(?i:mmm)|m[/-]|[/-]m")
_EPOCH, _EPOCH_MAC = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_UNNAMED = re.compile(r"(?:sheet|工作表|feuil|tabelle|foglio|лист)\s?\d*", re.IGNORECASE)

Rows = Iterator[list[str]]


@dataclasses.dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name; its rows are read when they are asked for."""

    name: str
    rows: Rows


@dataclasses.dataclass(slots=True)
class _Budget:
    """What may still be read of a file."""

    rows: int = MAX_ROWS
    cells: int = MAX_CELLS

    def take(self, cells: int) -> bool:
        """Whether one more row of so many cells may be read."""
        self.rows -= 1
        self.cells -= cells
        return self.rows >= 0 and self.cells >= 0


def read(entry: Entry, data: bytes, guide: Guide) -> Iterator[Draft | Skipped]:
    """The drafts of a spreadsheet: one, or one for each row of its exports."""
    try:
        yield from (_read_new if data.startswith(b"PK") else _read_old)(entry, data, guide)
    except UnreadableError as error:
        yield Skipped(entry.path, str(error))


def _read_new(entry: Entry, data: bytes, guide: Guide) -> Iterator[Draft | Skipped]:
    budget = _Budget()
    with Package(data) as package:
        sheets, others = _sheets(package, budget)
        properties: Callable[[Draft], None] = functools.partial(_core, package=package, guide=guide)
        yield from drafts(entry, sheets, guide, budget, others, properties)


def drafts(
    entry: Entry,
    sheets: Iterator[Sheet],
    guide: Guide,
    budget: _Budget,
    others: Callable[[], list[str]],
    properties: Callable[[Draft], None],
) -> Iterator[Draft | Skipped]:
    """The drafts of sheets; `others` gives lines that stand in no cell."""
    lines: list[str] = []
    count = 0
    for sheet in sheets:
        names: list[str] = []
        for number, row in enumerate(sheet.rows, start=1):
            if not names and number <= _HEADS and _is_export(row):
                names = [name.strip() for name in row]
            elif names and any(row):
                count += 1
                fields = dict(zip(names, row, strict=False))
                member = entry.member(f"{sheet.name}!{number}", "json", b"")
                yield from records.read(member, json.dumps(fields).encode(), guide.latest)
            elif not names and (line := " | ".join(row).strip(" |")):
                if not lines and not _UNNAMED.fullmatch(sheet.name):
                    lines.append(sheet.name)
                lines.append(line)
    lines += others()
    if lines or not count:
        draft = Draft(entry)
        plain.read(draft, "\n".join(lines), guide)
        properties(draft)
        if budget.rows < 0 or budget.cells < 0:
            draft.note("paragraphs", f"only the first {MAX_ROWS:,} rows were read")
        yield draft


#: Rows at the top of a sheet among which the names of its columns are looked for.
_HEADS = 3


def _is_export(row: list[str]) -> bool:
    """Whether a row names columns that make a report: a text, and something else known."""
    meant = [records.meaning(name) for name in row if name and len(name) < 40]
    return "body" in meant and len({field for field in meant if field}) > 1


def _sheets(
    package: Package, budget: _Budget
) -> tuple[Iterator[Sheet], Callable[[], list[str]]]:
    """The sheets of a workbook, and what gives the text of the shapes in them."""
    main = next(
        (path for path, kind in relations(package, "").values() if kind == "officeDocument"),
        "xl/workbook.xml",
    )
    if not package.has(main):
        raise UnreadableError("The file is damaged (it holds no workbook).")
    if main.endswith(".bin"):
        raise UnreadableError("Binary workbooks (.xlsb) are not read. Save it as .xlsx.")
    named = relations(package, main)
    by_kind = {kind: path for path, kind in named.values()}
    workbook = package.xml(main)
    shared = _shared(package, by_kind.get("sharedStrings", ""))
    formats = _formats(package, by_kind.get("styles", ""))
    mac = any(attribute(e, "date1904") in {"1", "true"} for e in workbook.iter() if local(e) == "workbookPr")
    cells = _Cells(shared, formats, _EPOCH_MAC if mac else _EPOCH)
    found = []
    for element in workbook.iter():
        if local(element) == "sheet" and len(found) < MAX_SHEETS:
            path, kind = named.get(attribute(element, "id"), ("", ""))
            if kind == "worksheet" and package.has(path):
                found.append((attribute(element, "name"), path))

    def sheets() -> Iterator[Sheet]:
        for name, path in found:
            yield Sheet(name, _rows(package.xml(path), cells, budget))

    def others() -> list[str]:
        return [
            line
            for _, path in found
            for other, kind in relations(package, path).values()
            if kind == "drawing" and package.has(other)
            for line in drawing_lines(package.xml(other))
        ]

    return sheets(), others


def _shared(package: Package, path: str) -> list[str]:
    """The texts that cells name by their numbers."""
    if not package.has(path):
        return []
    return [_string(item) for item in package.xml(path) if local(item) == "si"]


def _string(item: Element) -> str:
    """The text of a string, without the reading that may stand above it."""
    return "".join(
        element.text or ""
        for element in item.iter()
        if local(element) == "t" and not _is_reading(element)
    )


def _is_reading(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == "rPh"


def _formats(package: Package, path: str) -> list[str]:
    """For each style of a cell what its format makes of a number."""
    if not package.has(path):
        return []
    root = package.xml(path)
    codes = {
        attribute(element, "numFmtId"): attribute(element, "formatCode")
        for element in root.iter()
        if local(element) == "numFmt"
    }
    styles: list[str] = []
    for element in root.iter():
        parent = element.getparent()
        if local(element) == "xf" and parent is not None and local(parent) == "cellXfs":
            number = attribute(element, "numFmtId")
            styles.append(_format(int(number) if number.isdecimal() else 0, codes.get(number, "")))
    return styles


@functools.lru_cache(maxsize=512)
def _format(number: int, code: str) -> str:
    """What a format makes of a number: `date`, or %, comma or 0 with the number of decimals."""
    if not code or code == "General":
        return "date" if number in _DATE_FORMATS else _BUILT_IN.get(number, "")
    plainly = _LITERAL.sub("", code.partition(";")[0])
    if _DATE_MARKS.search(plainly):
        return "date"
    decimals = len(_DIGITS.sub("", plainly.partition(".")[2]))
    if "%" in plainly:
        return f"%{decimals}"
    if "0" not in plainly or "E" in plainly or "/" in plainly:
        return ""
    return f",{decimals}" if ",0" in plainly or "#,#" in plainly else f"0{decimals}"


@dataclasses.dataclass(frozen=True, slots=True)
class _Cells:
    """What a cell's value means."""

    shared: list[str]
    formats: list[str]
    epoch: datetime.datetime

    def text(self, cell: Element) -> str:
        """The text of a cell."""
        kind, value = attribute(cell, "t"), ""
        for child in cell:
            if local(child) == "v":
                value = child.text or ""
            elif local(child) == "is":
                return _string(child)
        if kind == "s":
            place = int(value) if value.isdecimal() else -1
            return self.shared[place] if 0 <= place < len(self.shared) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind in {"str", "e", "d"} or not value:
            return value
        style = attribute(cell, "s")
        place = int(style) if style.isdecimal() else -1
        form = self.formats[place] if 0 <= place < len(self.formats) else ""
        return number_text(value, form, self.epoch)


def number_text(value: str, form: str, epoch: datetime.datetime = _EPOCH) -> str:
    """A number as a reader of the sheet sees it: a date, a percentage, with its decimals."""
    try:
        number = float(value)
    except ValueError:
        return value
    if form == "date":
        return _date(number, epoch)
    if form and math.isfinite(number) and abs(number) < 1e15:
        decimals = min(int(form[1:] or 0), 8)
        kind = {"%": "%", ",": "f", "0": "f"}[form[0]]
        return f"{number:{',' if form[0] == ',' else ''}.{decimals}{kind}}"
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def _date(number: float, epoch: datetime.datetime) -> str:
    if not 0 <= number < 2_958_466:
        return f"{number:.15g}"
    moment = epoch + datetime.timedelta(days=number)
    moment = (moment + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    if number < 1:
        return moment.strftime("%H:%M")
    return moment.date().isoformat() if number.is_integer() else moment.strftime("%Y-%m-%d %H:%M")


def _rows(root: Element, cells: _Cells, budget: _Budget) -> Rows:
    """The rows of a sheet; columns that are left out between cells are empty."""
    for row in root.iter():
        if local(row) != "row":
            continue
        texts: list[str] = []
        for cell in row:
            if local(cell) != "c":
                continue
            match = _REFERENCE.fullmatch(attribute(cell, "r"))
            column = _column(match[1]) if match else len(texts)
            texts += [""] * min(max(column - len(texts), 0), _GAP)
            texts.append(" ".join(cells.text(cell).split()) if len(cell) else "")
        if not budget.take(len(texts)):
            return
        while texts and not texts[-1]:
            texts.pop()
        yield texts


#: Empty columns that are kept between two cells.
_GAP = 64


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _core(draft: Draft, package: Package, guide: Guide) -> None:
    """Title, author and day of creation, as the file states them."""
    if package.has("docProps/core.xml"):
        core = package.xml("docProps/core.xml")
        created = moment(text_of(core, "created"))
        title, author = text_of(core, "title"), text_of(core, "creator")
        put_properties(draft, guide, "Excel", title, author, created)


def _read_old(entry: Entry, data: bytes, guide: Guide) -> Iterator[Draft | Skipped]:
    """The drafts of a file of Excel 2.0 to 2003."""
    budget = _Budget()
    if data.startswith(COMPOUND) and CompoundFile(data).has("EncryptedPackage"):
        raise UnreadableError(ENCRYPTED)
    try:
        book = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), on_demand=True, ragged_rows=True,
            formatting_info=data.startswith(COMPOUND),
        )  # fmt: skip
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise UnreadableError(ENCRYPTED) from error
        raise UnreadableError(f"The file is damaged ({error}).") from error
    except Exception as error:
        raise UnreadableError(f"The file is damaged ({type(error).__name__}: {error}).") from error

    def properties(draft: Draft) -> None:
        if data.startswith(COMPOUND):
            CompoundFile(data).read_properties(draft, guide, "Excel")

    yield from drafts(entry, _old_sheets(book, budget), guide, budget, list, properties)


def _old_sheets(book: xlrd.Book, budget: _Budget) -> Iterator[Sheet]:
    for number, name in enumerate(book.sheet_names()[:MAX_SHEETS]):
        yield Sheet(name, _old_rows(book, number, budget))
        book.unload_sheet(number)


def _old_rows(book: xlrd.Book, number: int, budget: _Budget) -> Rows:
    try:
        sheet = book.sheet_by_index(number)
        for place in range(sheet.nrows):
            row = [_old_cell(book, cell) for cell in sheet.row(place)]
            if not budget.take(len(row)):
                return
            while row and not row[-1]:
                row.pop()
            yield row
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"The file is damaged ({type(error).__name__}: {error}).") from error


def _old_format(book: xlrd.Book, style: int | None) -> str:
    """What the format of a cell's style makes of a number."""
    if style is None or style >= len(book.xf_list):
        return ""
    form = book.format_map.get(book.xf_list[style].format_key)
    return _format(form.format_key, form.format_str) if form is not None else ""


def _old_cell(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    kind, value = cell.ctype, cell.value
    if kind == xlrd.XL_CELL_DATE:
        return number_text(str(value), "date", _EPOCH_MAC if book.datemode else _EPOCH)
    if kind == xlrd.XL_CELL_NUMBER:
        return number_text(str(value), _old_format(book, cell.xf_index))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, ""))
    return " ".join(str(value).split())
