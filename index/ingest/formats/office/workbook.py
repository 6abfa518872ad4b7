"""Reads spreadsheets of Excel since 2007 (.xlsx, .xlsm, .xlsb) cell by cell.

Empty cells cost nothing, however far the last cell is.
"""

import datetime
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.ingest import digits
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.compound import Properties, parsed_time, put_properties
from index.ingest.formats.office import (
    default_password,
    embedded_objects,
    workbook_binary,
    workbook_package_binary,
)
from index.ingest.formats.office.presentation import drawing_lines
from index.ingest.formats.office.workbook_package_binary import BinaryWorkbook
from index.ingest.formats.package import READ_ONCE, Package, addresses, relations
from index.ingest.formats.records.tabular.cell_marks import CellMarks
from index.ingest.formats.records.tabular.cell_numbers import (
    EPOCH,
    EPOCH_MAC,
    number_format,
    number_text,
)
from index.ingest.formats.records.tabular.hidden_cells import HiddenCells
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
from index.ingest.formats.xml_elements import XmlElement, attribute, local_name, text_of
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UnreadableError
from index.report import Skipped

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """The drafts of a spreadsheet: one, or one for each row of an export."""
    if not data.startswith(b"PK") and not default_password.is_encrypted_package(data):
        yield from workbook_binary.read(entry, data, rules)
        return
    budget, hidden = SheetBudget(), HiddenCells()
    try:
        with Package(default_password.clear_package(data)) as package:
            sheets, other_lines = _sheets(package, budget, hidden)
            workbook = Workbook(
                sheets=sheets,
                budget=budget,
                put_properties=functools.partial(_core, package=package, rules=rules),
                other_lines=other_lines,
                objects=functools.partial(_objects, entry, package),
                hidden=hidden,
            )
            yield from drafts(entry, workbook, rules)
            if package.repeats:
                yield Skipped(entry.path, f"{READ_ONCE.capitalize()}.", remark=True)
    except UnreadableError as error:
        yield Skipped(entry.path, str(error))


def _objects(entry: SourceFile, package: Package) -> list[SourceFile]:
    """The files in the objects on the sheets."""
    sheets = [name for name in package.names() if _SHEET_PART.fullmatch(name)]
    return embedded_objects.in_package(entry, package, sheets[:MAX_LISTED_SHEETS])


_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.(?:xml|bin)", re.IGNORECASE)


def _sheets(
    package: Package, budget: SheetBudget, hidden: HiddenCells
) -> tuple[Iterator[Sheet], Callable[[], list[str]]]:
    """The sheets of a workbook, and a function for the text of their shapes."""
    main = next(
        (path for path, kind in relations(package, "").values() if kind == "officeDocument"),
        "xl/workbook.bin" if package.has("xl/workbook.bin") else "xl/workbook.xml",
    )
    if not package.has(main):
        raise UnreadableError("The file is damaged (it holds no workbook).")
    named = relations(package, main)
    by_kind = {kind: path for path, kind in named.values()}
    if main.endswith(".bin"):
        return _binary_sheets(package, main, named, budget)
    workbook = package.xml(main)
    shared = _shared(package, by_kind.get("sharedStrings", ""))
    formats = _formats(package, by_kind.get("styles", ""))
    mac = any(
        attribute(element, "date1904") in {"1", "true"}
        for element in workbook.iter()
        if local_name(element) == "workbookPr"
    )
    cells = _Cells(shared, formats, EPOCH_MAC if mac else EPOCH)
    sheet_parts: list[tuple[str, str]] = []
    for element in workbook.iter():
        if local_name(element) == "sheet" and len(sheet_parts) < MAX_LISTED_SHEETS:
            path, kind = named.get(attribute(element, "id"), ("", ""))
            if kind == "worksheet" and package.is_first(path):
                sheet_parts.append((attribute(element, "name"), path))
                if attribute(element, "state") in {"hidden", "veryHidden"}:
                    hidden.sheets.append(attribute(element, "name"))

    def sheets() -> Iterator[Sheet]:
        for name, path in sheet_parts:
            root = package.xml(path)
            marks = _marks(root, addresses(package, path))
            _count_hidden(root, hidden)
            yield Sheet(name, budget.limited(_rows(root, cells, budget, marks)), marks)

    return sheets(), functools.partial(_other_lines, package, sheet_parts)


def _binary_sheets(
    package: Package, main: str, named: dict[str, tuple[str, str]], budget: SheetBudget
) -> tuple[Iterator[Sheet], Callable[[], list[str]]]:
    """The same of a binary workbook (.xlsb)."""
    parts = {kind: path for path, kind in named.values() if package.has(path)}
    strings, styles = (
        package.read(parts[kind]) if kind in parts else b"" for kind in ("sharedStrings", "styles")
    )
    book = BinaryWorkbook.of(package.read(main), strings, styles)
    sheet_parts: list[tuple[str, str]] = []
    for name, relation in book.sheets:
        path, kind = named.get(relation, ("", ""))
        if kind == "worksheet" and package.is_first(path):
            sheet_parts.append((name, path))
    sheets = (Sheet(name, book.rows(package.read(path), budget)) for name, path in sheet_parts)
    return sheets, functools.partial(_other_lines, package, sheet_parts)


def _other_lines(package: Package, sheet_parts: list[tuple[str, str]]) -> list[str]:
    """The lines outside the cells of the sheets: shapes, charts, comments."""
    return [
        line
        for _, path in sheet_parts
        for line in (*_drawn(package, path), *_comments(package, path))
    ]


def _drawn(package: Package, path: str) -> Iterator[str]:
    """The lines of the shapes and charts on a sheet."""
    for drawing, kind in relations(package, path).values():
        if kind == "drawing" and package.is_first(drawing):
            yield from drawing_lines(package.xml(drawing))
            for chart, inner in relations(package, drawing).values():
                if inner in {"chart", "diagramData"} and package.is_first(chart):
                    yield from drawing_lines(package.xml(chart))


def _comments(package: Package, path: str) -> Iterator[str]:
    """The comments on the cells of a sheet, with the names of their authors."""
    for part, kind in relations(package, path).values():
        if kind != "comments" or not package.is_first(part):
            continue
        if part.endswith(".bin"):
            yield from workbook_package_binary.comment_lines(package.read(part))
            continue
        root = package.xml(part)
        authors = [element.text or "" for element in root.iter() if local_name(element) == "author"]
        for element in root.iter():
            if local_name(element) == "comment":
                number = attribute(element, "authorId")
                position = digits.number_of(number, len(authors))
                author = authors[position].strip() if position < len(authors) else ""
                text = " ".join(_string(element).split())
                named = author and not author.startswith("tc=") and not text.startswith(author)
                yield f"{author}: {text}" if named else text


def _shared(package: Package, path: str) -> list[str]:
    """The shared strings, which cells refer to by number."""
    if not package.has(path):
        return []
    return [_string(item) for item in package.xml(path) if local_name(item) == "si"]


def _string(item: XmlElement) -> str:
    """The text of a string without its phonetic reading."""
    text = "".join(
        element.text or ""
        for element in item.iter()
        if local_name(element) == "t" and not _is_reading(element)
    )
    return _unescaped(text)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
"""Controls, and the underscore before what only looks like one, as Excel writes them."""


def _is_reading(element: XmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) == "rPh"


def _formats(package: Package, path: str) -> list[str]:
    """The number format of each cell style."""
    if not package.has(path):
        return []
    root = package.xml(path)
    codes = {
        attribute(element, "numFmtId"): attribute(element, "formatCode")
        for element in root.iter()
        if local_name(element) == "numFmt"
    }
    styles: list[str] = []
    for element in root.iter():
        parent = element.getparent()
        if local_name(element) == "xf" and parent is not None and local_name(parent) == "cellXfs":
            number = attribute(element, "numFmtId")
            styles.append(number_format(digits.number_of(number), codes.get(number, "")))
    return styles


@dataclass(frozen=True, slots=True)
class _Cells:
    """Converts the values of cells to text."""

    shared: list[str]
    formats: list[str]
    epoch: datetime.datetime

    def text(self, cell: XmlElement) -> str:
        """The text of a cell."""
        kind, value = attribute(cell, "t"), ""
        for child in cell:
            if local_name(child) == "v":
                value = child.text or ""
            elif local_name(child) == "is":
                return _string(child)
        if kind == "s":
            position = digits.number_of(value, -1)
            return self.shared[position] if 0 <= position < len(self.shared) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind in {"str", "e", "d"} or not value:
            return _unescaped(value)
        style = attribute(cell, "s")
        position = digits.number_of(style, -1)
        form = self.formats[position] if 0 <= position < len(self.formats) else ""
        return number_text(value, form, self.epoch)


def _marks(root: XmlElement, addresses_: dict[str, str]) -> CellMarks:
    """The joined cells of a sheet, and the links of its cells."""
    marks = CellMarks()
    for element in root.iter():
        kind = local_name(element)
        if kind not in {"mergeCell", "hyperlink"}:
            continue
        ends = [_REFERENCE.fullmatch(end) for end in attribute(element, "ref").split(":")]
        first, last = ends[0], ends[-1]
        if first is None or last is None:
            continue
        top, column = int(first[2]), _column(first[1])
        if kind == "mergeCell":
            marks.join(top, int(last[2]), column)
        else:
            marks.link(top, column, addresses_.get(attribute(element, "id"), ""))
    return marks


def _count_hidden(root: XmlElement, hidden: HiddenCells) -> None:
    """Count the rows and columns with cells that a sheet hides or gives no height."""
    columns: list[range] = []
    filled: set[int] = set()
    for element in root.iter():
        kind = local_name(element)
        unseen = attribute(element, "hidden") in {"1", "true"} or attribute(element, "ht") == "0"
        if kind == "col" and unseen and len(columns) < _MAX_HIDDEN_RANGES:
            first, last = (digits.number_of(attribute(element, end)) for end in ("min", "max"))
            columns.append(range(first - 1, last))
        elif kind == "row" and len(element):
            hidden.rows += unseen
        elif kind == "c" and columns and (match := _REFERENCE.fullmatch(attribute(element, "r"))):
            column = _column(match[1])
            filled.update(column for hidden_range in columns if column in hidden_range)
    hidden.columns += len(filled)


_MAX_HIDDEN_RANGES = 64
"""The largest number of ranges of hidden columns of a sheet that are looked at."""


def _rows(root: XmlElement, cells: _Cells, budget: SheetBudget, marks: CellMarks) -> Rows:
    """The rows of a sheet; missing cells are empty, also those beyond what the budget has left."""
    number = 0
    for row in root.iter():
        if local_name(row) != "row":
            continue
        written = attribute(row, "r")
        number = digits.number_of(written, number + 1)
        texts: list[str] = []
        room = budget.chars
        for cell in row:
            if local_name(cell) != "c" or room < 0:
                continue
            match = _REFERENCE.fullmatch(attribute(cell, "r"))
            column = _column(match[1]) if match else len(texts)
            texts += [""] * min(max(column - len(texts), 0), MAX_GAP)
            texts.append(cell_text(cells.text(cell)) if len(cell) else "")
            room -= len(texts[-1])
        marks.note(number, texts)
        yield texts


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _core(draft: Draft, package: Package, rules: ExtractionRules) -> None:
    """Put title, author and creation date of the file into the draft."""
    if package.has("docProps/core.xml"):
        core = package.xml("docProps/core.xml")
        created = parsed_time(text_of(core, "created"))
        title, author = text_of(core, "title"), text_of(core, "creator")
        put_properties(draft, rules, "Excel", Properties(title, author, created))


def _is_workbook(sample: Sample) -> int:
    return CERTAIN if sample.members & {"xl/workbook.xml", "xl/workbook.bin"} else NO


FORMAT = Format(
    kind="xlsx",
    endings=(".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb"),
    sniff=_is_workbook,
    read_drafts=read,
    attachable=True,
)
