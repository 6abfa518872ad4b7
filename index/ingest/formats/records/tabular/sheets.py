"""Turns sheets into drafts: a table becomes lines of text, an export one report per row.

A sheet is an export if one of its first rows names a text, or a summary, and other fields.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.ingest.draft import Draft
from index.ingest.files import site_rules
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.formats.records import json_records, unread_values
from index.ingest.formats.records.tabular import (
    group_cells,
    long_tables,
    side_tables,
    table_columns,
    table_notes,
    table_row_kinds,
    table_rows,
    table_years,
)
from index.ingest.formats.records.tabular.cell_marks import CellMarks
from index.ingest.formats.records.tabular.hidden_cells import HiddenCells
from index.ingest.heads import dated_outlet, field_labels, header_fields
from index.ingest.source_file import SourceFile
from index.ingest.structured import column_meanings
from index.report import Skipped

MAX_ROWS, MAX_CELLS, MAX_SHEETS = 50_000, 1_000_000, 256
"""The largest number of rows, cells and sheets that are read; the rest is cut and reported."""
MAX_LISTED_SHEETS = MAX_SHEETS + 1
"""The number of sheets that a file lists: one more than are read tells that some are not."""
MAX_CELL, MAX_SHEETS_CHARS = 32_767, 8 << 20
"""Maximum characters of a cell (the limit of Excel), and of all cells."""
MAX_GAP = 64
"""The largest number of empty columns that are kept between two cells."""
_COLON = re.compile("[:：]")
_UNNAMED = re.compile(r"(?:sheet|工作表|feuil|tabelle|foglio|лист)\s?\d*", re.IGNORECASE)

Rows = Iterator[list[str]]


def cell_text(text: str) -> str:
    """The text of a cell up to the limit, on one line."""
    return " ".join(text[:MAX_CELL].split())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its name and what it says of its cells; the rows are read on demand."""

    name: str
    rows: Rows
    marks: CellMarks = field(default_factory=CellMarks)


@dataclass(slots=True)
class SheetBudget:
    """The rest of the limits of a file."""

    rows: int = MAX_ROWS
    cells: int = MAX_CELLS
    chars: int = MAX_SHEETS_CHARS
    repeats: bool = False
    """Whether a sheet was named again, which is read once."""
    more_sheets: bool = False
    """Whether there are more sheets than are read."""

    @property
    def spent(self) -> bool:
        """Whether a limit was exceeded, so that something was cut."""
        return min(self.rows, self.cells, self.chars) < 0

    def said(self) -> str:
        """What was cut; empty if nothing was."""
        if self.spent:
            return f"only the first {MAX_ROWS:,} rows were read"
        return f"only the first {MAX_SHEETS} sheets were read" if self.more_sheets else ""

    def take(self, row: list[str]) -> bool:
        """Take a row from the limits; False if it exceeds them."""
        self.rows -= 1
        self.cells -= len(row)
        self.chars -= sum(map(len, row))
        return not self.spent

    def limited(self, rows: Iterable[list[str]]) -> Rows:
        """The rows without empty cells at their ends, to the first that exceeds the limits."""
        for row in rows:
            goes_on = self.take(row)
            while row and not row[-1]:
                row.pop()
            yield row
            if not goes_on:
                return


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """The sheets of a spreadsheet, and the rest of its limits.

    `other_lines` returns the lines outside cells, `objects` the files in it; `put_properties` puts
    the metadata of the file into a draft; `hidden` grows while the sheets are read.
    """

    sheets: Iterator[Sheet]
    budget: SheetBudget
    put_properties: Callable[[Draft], None]
    other_lines: Callable[[], list[str]] = list
    objects: Callable[[], list[SourceFile]] = list
    hidden: HiddenCells = field(default_factory=HiddenCells)


def drafts(
    entry: SourceFile, workbook: Workbook, rules: ExtractionRules
) -> Iterator[Draft | Skipped]:
    """The drafts of a spreadsheet: one for all tables, one for each row of an export."""
    tables: list[tuple[str, list[str]]] = []
    has_reports = False
    for sheet in itertools.islice(workbook.sheets, MAX_SHEETS):
        lines: list[str] = []
        for report in _reports(entry, _one_table(sheet), lines, rules):
            has_reports = True
            yield report
        if lines:
            tables.append(("" if _UNNAMED.fullmatch(sheet.name) else sheet.name, lines))
    workbook.budget.more_sheets = next(workbook.sheets, None) is not None
    if others := workbook.other_lines():
        tables.append(("", others))
    if tables or not has_reports:
        draft = Draft(entry)
        _read_tables(draft, tables, rules)
        _put_rest(draft, workbook)
        yield draft
        return
    if workbook.objects():
        yield Skipped(entry.path, _OBJECTS)
    if said := workbook.hidden.said():
        yield Skipped(entry.path, f"{said[0].upper()}{said[1:]}.", remark=True)
    if said := workbook.budget.said():
        yield Skipped(entry.path, f"{said[0].upper()}{said[1:]}.")


def _one_table(sheet: Sheet) -> Sheet:
    """A sheet whose tables beside each other stand below each other, without the marks of cells."""
    first = list(itertools.islice(sheet.rows, column_meanings.COMPARED_ROWS))
    rows = itertools.chain(first, sheet.rows)
    if found := side_tables.cuts(first):
        return Sheet(sheet.name, side_tables.below_each_other(rows, found))
    return replace(sheet, rows=rows)


def _by_name(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """The cells of a row by the names of their columns; a repeated name has them all."""
    values: dict[str, list[str]] = {}
    for name, cell in zip(names, row, strict=False):
        values.setdefault(name or unread_values.UNNAMED, []).extend([cell] if cell else [])
    if others := [cell for cell in row[len(names) :] if cell]:
        values.setdefault(unread_values.UNNAMED, []).extend(others)
    return {name: "\n".join(cells) for name, cells in values.items()}


def _reports(
    entry: SourceFile, sheet: Sheet, lines: list[str], rules: ExtractionRules
) -> Iterator[Draft | Skipped]:
    """The drafts of the rows of an export; other rows are added to the lines."""
    first = list(itertools.islice(sheet.rows, column_meanings.COMPARED_ROWS))
    renamed = site_rules.columns_of(rules.sites, entry.path)
    place = (sheet.name, *entry.path.split("/")[::-1])
    columns = table_columns.columns_of_sheet(first, renamed, place)
    every = itertools.chain(first, sheet.rows)
    if not columns.names and (found := long_tables.reports_of(first, every, whole=True)):
        yield from _field_drafts(entry, sheet.name, found, rules)
        return
    names = () if columns.head else columns.names
    if names:
        yield Skipped(entry.path, table_columns.notice(entry.path, columns), remark=True)
    apart, year = False, ""
    whole_rows = table_rows.WholeRows(columns.names)
    groups = group_cells.GroupCells(columns.names, first[columns.head :])
    rows = _padded(every, columns, sheet.marks)
    for (number, row), below in table_rows.with_next(whole_rows.of(rows)):
        if number == columns.head:
            names, apart = columns.names, False
        elif reason := _no_report(row, names, forms=columns.has_forms(number)):
            yield Skipped(f"{entry.path}!{sheet.name}!{number}", reason, remark=True)
        elif names and table_row_kinds.names_again(row):
            names = tuple(cell.strip() for cell in row)
        elif names and any(row) and not table_row_kinds.is_note(row, below, names, apart=apart):
            member = entry.member(f"{sheet.name}!{number}", "json", b"")
            link = sheet.marks.address(number, row, names)
            carried = groups.fields(row)
            fields = columns.dated({**_by_name(names, row), **carried}, year)
            linked = {**groups.renamed(fields, carried), **({"url": link} if link else {})}
            yield from _below(_row_drafts(member, linked, row, rules), lines)
            lines.clear()
        elif line := " | ".join(row).strip(" |"):
            year = (names and table_years.stated(row[:1])) or year
            lines.append(line)
        else:
            apart = True
    yield from whole_rows.notices(entry.path)


def _no_report(row: list[str], names: Sequence[str], *, forms: bool) -> str:
    """Why a row below names is no report but has the forms of columns or a note; or empty."""
    if names and forms:
        return table_row_kinds.ONLY_FORMS
    noted = names and table_notes.is_note(row, names, apart=False)
    return table_notes.said(row) if noted else ""


def _field_drafts(
    entry: SourceFile, sheet: str, reports: Iterable[dict[str, str]], rules: ExtractionRules
) -> Iterator[Draft | Skipped]:
    """The drafts of a sheet whose reports have their names in a column, not in a row."""
    for number, fields in enumerate(reports, start=1):
        member = entry.member(f"{sheet}!{number}", "json", b"")
        yield from json_records.read(member, json.dumps(fields).encode(), rules)


def _padded(
    rows: Iterable[list[str]], columns: table_columns.TableColumns, marks: CellMarks
) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers; those below the names of columns have a cell for each."""
    for number, row in enumerate(rows, start=1):
        gap = len(columns.names) - len(row) if number > columns.head and row else 0
        padded = [*row, *[""] * gap]
        below = bool(columns.head) and number > columns.head
        yield number, marks.completed(number, padded, columns.names) if below else padded


def _row_drafts(
    member: SourceFile, fields: dict[str, str], row: list[str], rules: ExtractionRules
) -> Iterator[Draft | Skipped]:
    """The drafts of a row of an export; a row of sums is skipped."""
    if table_row_kinds.is_of_sums(row):
        yield Skipped(member.path, table_row_kinds.ONLY_SUMS, remark=True)
    else:
        yield from json_records.read(member, json.dumps(fields).encode(), rules)


def _put_rest(draft: Draft, workbook: Workbook) -> None:
    """Put what stands in no cell into the draft: files, properties, and whether rows were cut."""
    draft.parts += workbook.objects()
    workbook.put_properties(draft)
    if said := workbook.hidden.said():
        draft.note("paragraphs", said)
    if cut := workbook.budget.said():
        draft.cut_off(cut)


_OBJECTS = "The files inside this table of reports are not read."


def _below(rows: Iterator[Draft | Skipped], above: list[str]) -> Iterator[Draft | Skipped]:
    """The reports of rows; the lines above the names of the columns are noted at the first."""
    for row in rows:
        if above and isinstance(row, Draft):
            unread_values.note_above(row, "; ".join(above))
            above.clear()
        yield row


def _put_labels_below(draft: Draft, rows: list[str], rules: ExtractionRules) -> None:
    """Put what the lines of one cell below a table state with a label into the draft."""
    below = itertools.takewhile(lambda line: not _is_row(line), reversed(rows[-_MAX_LINES_BELOW:]))
    labels = [label for line in below for label in field_labels.scan(line)]
    header_fields.put_fields(draft, labels, rules.latest)
    header_fields.put_late_date(draft, labels, rules.latest)


_MAX_LINES_BELOW = 8
"""The largest number of lines below a table that are looked at."""


def _is_row(line: str) -> bool:
    """Whether a line has several cells, and not only labels with their values."""
    cells = _cells(line)
    labels = all(map(_PAIR.match, cells)) and any(map(field_labels.scan, cells))
    return len(cells) > 1 and not labels


_PAIR = re.compile(r"[^:：]{1,12}[:：]\s?\S")
"""A label with its value in a cell."""


def _cells(line: str) -> list[str]:
    """The cells of a row that are not empty."""
    return [cell for cell in line.split(" | ") if cell.strip()]


def _read_tables(draft: Draft, tables: list[tuple[str, list[str]]], rules: ExtractionRules) -> None:
    """Read the named tables into the draft; only lines of one cell above rows are a title.

    The name of the first sheet is the title where there is nothing above its table.
    """
    draft.add_visible("\n".join(line for name, lines in tables for line in (name, *lines)))
    for number, (name, lines) in enumerate(tables):
        start = next((at for at, line in enumerate(lines) if _is_row(line)), len(lines))
        head, rows = ([], lines) if number else (lines[:start], lines[start:])
        head = [cell for line in head for cell in _cells(line)]
        if head and name and dated_outlet.find(head[0]):
            head = [name, *head]
        if head:
            lost_lines.read(draft, head, rules)
        bare = bool(head) and not _COLON.search(head[0])
        if bare and not draft.has("title") and field_lines.is_title(head[0]):
            draft.put("title", head[0], "line above the table")
            draft.paragraphs = [line for line in draft.paragraphs if line != head[0]]
        if not number:
            draft.put("title", name, "name of the sheet")
        named = (name,) if name and name != draft.text("title") else ()
        draft.paragraphs = (
            [*draft.paragraphs, *named, *rows] if number else [*named, *draft.paragraphs, *rows]
        )
        if not number:
            _put_labels_below(draft, rows, rules)
