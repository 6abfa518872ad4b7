"""Turns sheets into drafts: a table becomes lines of text, an export one report per row.

A sheet is an export if one of its first rows names a text and another field of reports.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.formats import json_fields, json_records, plain
from index.ingest.source_file import SourceFile
from index.report import Skipped

MAX_ROWS, MAX_CELLS, MAX_SHEETS = 50_000, 1_000_000, 256
"""The largest number of rows, cells and sheets that are read; the rest is cut and reported."""
MAX_CELL, MAX_CHARS = 32_767, 8 << 20
"""Maximum characters of a cell (the limit of Excel), and of all cells."""
_UNNAMED = re.compile(r"(?:sheet|工作表|feuil|tabelle|foglio|лист)\s?\d*", re.IGNORECASE)

Rows = Iterator[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its name; the rows are read on demand."""

    name: str
    rows: Rows


@dataclass(slots=True)
class SheetBudget:
    """The rest of the limits of a file."""

    rows: int = MAX_ROWS
    cells: int = MAX_CELLS
    chars: int = MAX_CHARS

    @property
    def spent(self) -> bool:
        """Whether a limit was exceeded, so that something was cut."""
        return min(self.rows, self.cells, self.chars) < 0

    def take(self, row: list[str]) -> bool:
        """Take a row from the limits; False if it exceeds them."""
        self.rows -= 1
        self.cells -= len(row)
        self.chars -= sum(map(len, row))
        return not self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """The sheets of a spreadsheet, and the rest of its limits.

    `other_lines` returns the lines outside cells; `put_properties` puts the metadata of the file
    into a draft.
    """

    sheets: Iterator[Sheet]
    budget: SheetBudget
    put_properties: Callable[[Draft], None]
    other_lines: Callable[[], list[str]] = list


def drafts(
    entry: SourceFile, workbook: Workbook, guide: ExtractionRules
) -> Iterator[Draft | Skipped]:
    """The drafts of a spreadsheet: one for all tables, one for each row of an export."""
    lines: list[str] = []
    count = 0
    for sheet in workbook.sheets:
        names: list[str] = []
        for number, row in enumerate(sheet.rows, start=1):
            if not names and number <= _HEADS and _is_export(row):
                names = [name.strip() for name in row]
            elif names and any(row):
                count += 1
                fields = dict(zip(names, row, strict=False))
                member = entry.member(f"{sheet.name}!{number}", "json", b"")
                yield from json_records.read(member, json.dumps(fields).encode(), guide)
            elif not names and (line := " | ".join(row).strip(" |")):
                if not lines and not _UNNAMED.fullmatch(sheet.name):
                    lines.append(sheet.name)
                lines.append(line)
    lines += workbook.other_lines()
    if lines or not count:
        draft = Draft(entry)
        _read_table(draft, lines, guide)
        workbook.put_properties(draft)
        if workbook.budget.spent:
            draft.cut_off(f"only the first {MAX_ROWS:,} rows were read")
        yield draft


def _read_table(draft: Draft, lines: list[str], guide: ExtractionRules) -> None:
    """Read rows into the draft; only single-cell lines above them can be a title or fields."""
    draft.see("\n".join(lines))
    start = next((position for position, line in enumerate(lines) if " | " in line), len(lines))
    plain.read(draft, "\n".join(lines[:start]), guide)
    draft.paragraphs += lines[start:]


_HEADS = 3
"""The number of rows at the top of a sheet that are searched for column names."""


def _is_export(row: list[str]) -> bool:
    """Whether a row names the columns of reports: a text and another known field."""
    meant = [json_fields.meaning(name) for name in row if name and len(name) < 40]
    return "body" in meant and len({field for field in meant if field}) > 1
