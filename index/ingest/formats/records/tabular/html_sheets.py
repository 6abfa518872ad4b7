"""Reads spreadsheets that web systems export as HTML tables under the name of Excel."""

import html
import re
from collections.abc import Iterable, Iterator

from bs4.element import NavigableString, PageElement, Tag

from index.ingest import decode, markup_tree
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.records.tabular import sheets
from index.ingest.formats.records.tabular.cell_marks import CellMarks
from index.ingest.source_file import SourceFile
from index.report import Skipped

_EXCEL = re.compile(
    rb"schemas-microsoft-com:office:excel|mso-number-format|<x:excelworkbook|application/vnd\.ms-excel"
    rb"|<table class=\"waffle"
)
_MARKUP = re.compile(rb"<(?:html|table|head|meta|style)\b")
_MAX_CHARS = 8_000_000


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """The reports in the tables, or one report with all of their rows."""
    text = decode.decode(data, entry.charset).text
    soup = markup_tree.parsed(text[:_MAX_CHARS])
    budget = sheets.SheetBudget()
    tables = (
        _sheet(f"sheet {number}", table, budget)
        for number, table in enumerate(
            soup.find_all("table", limit=sheets.MAX_LISTED_SHEETS), start=1
        )
        if table.find_parent("table") is None
    )

    def beside() -> list[str]:
        """The text outside of the tables."""
        for table in soup.find_all(["table", "style", "script", "title", "xml"]):
            table.decompose()
        return [line.strip() for line in soup.get_text("\n").split("\n") if line.strip()]

    workbook = sheets.Workbook(
        sheets=tables, budget=budget, put_properties=lambda _: None, other_lines=beside
    )
    yield from sheets.drafts(entry, workbook, rules)
    if len(text) > _MAX_CHARS:
        yield Skipped(entry.path, f"Only the first {_MAX_CHARS:,} characters were read.")


def _sheet(name: str, table: Tag, budget: sheets.SheetBudget) -> sheets.Sheet:
    marks = CellMarks()
    return sheets.Sheet(name, _rows(table, budget, marks), marks)


def _rows(table: Tag, budget: sheets.SheetBudget, marks: CellMarks) -> sheets.Rows:
    """The rows; a cell has its column also beside one that reaches down from a row above."""
    last_rows: dict[int, int] = {}  # of the cells above, by column
    number = 0
    cells_of = "td" if "waffle" in table.get_attribute_list("class") else ["td", "th"]
    for row in _inside(table, tables=False):
        if not isinstance(row, Tag) or row.name != "tr":
            continue
        number += 1
        cells: list[str] = []
        for cell in row.find_all(cells_of, recursive=False):
            while last_rows.get(len(cells), 0) >= number:
                cells.append("")
            if (bottom := number + _span(cell, "rowspan") - 1) > number:
                last_rows[len(cells)] = bottom
                marks.join(number, bottom, len(cells))
            marks.link(number, len(cells), _link(cell))
            cells += [_cell(cell), *[""] * (_span(cell, "colspan") - 1)]
        if not budget.take(cells):
            return
        marks.note(number, cells)
        yield cells


def _inside(outer: Tag, *, tables: bool) -> Iterator[PageElement]:
    """What is inside a cell with its `tables`, or inside a table without those in its cells.

    A row inside a cell, whose end somebody forgot, is a row and no part of the cell.
    """
    waiting = outer.contents[::-1]
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, Tag):
            continue
        if part.name == "table":
            yield from part.descendants if tables else ()
        elif part.name != "tr" or not tables:
            waiting.extend(reversed(part.contents))


def _link(cell: Tag) -> str:
    """The first address in a cell; empty without one."""
    parts = (part for part in _inside(cell, tables=True) if isinstance(part, Tag))
    links = (part.get("href") for part in parts if part.name == "a")
    return next((str(link) for link in links if link is not None), "")


def _span(cell: Tag, name: str) -> int:
    """The number of rows or columns of a cell."""
    written = str(cell.get(name) or "")
    return max(min(int(written), sheets.MAX_GAP), 1) if _COUNT.fullmatch(written) else 1


_COUNT = re.compile("[0-9]{1,4}")


def _cell(cell: Tag) -> str:
    """The text of a cell; line breaks stay."""
    text = "".join(
        str(part) if type(part) is NavigableString else "\n"
        for part in _inside(cell, tables=True)
        if type(part) is NavigableString or (isinstance(part, Tag) and part.name == "br")
    )
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(filter(None, lines))[: sheets.MAX_CELL]


def is_published(sample: Sample) -> bool:
    """Whether a page is a sheet as Google publishes it, with the numbers of its rows."""
    return b'<table class="waffle"' in sample.start


def written(rows: Iterable[list[str]]) -> bytes:
    """A table as those systems write it, for the reader of this module."""
    cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    lines = "".join(f"<tr>{row}</tr>" for row in cells)
    return f'<meta charset="utf-8"><table>{lines}</table>'.encode("utf-8", "replace")


def _is_sheet(sample: Sample) -> int:
    start = sample.start[:16_384].lower()
    has_table = b"<table" in sample.start.lower()
    return CERTAIN if has_table and _MARKUP.match(start) and _EXCEL.search(start) else NO


FORMAT = Format(kind="xls-html", endings=(), sniff=_is_sheet, read_drafts=read)
