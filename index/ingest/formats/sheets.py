"""Sheets to drafts: a table gives its rows as lines, an export a report for each row.

A sheet whose first rows name a text and something else that reports have is an export.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.formats import json_records, plain
from index.ingest.source_file import SourceFile
from index.report import Skipped

#: Rows, cells and sheets of a file that are read; the rest is cut, and said.
MAX_ROWS, MAX_CELLS, MAX_SHEETS = 50_000, 1_000_000, 256
#: Characters of a cell, as many as Excel allows, and of all cells.
MAX_CELL, MAX_CHARS = 32_767, 8 << 20
_UNNAMED = re.compile(r"(?:sheet|工作表|feuil|tabelle|foglio|лист)\s?\d*", re.IGNORECASE)

Rows = Iterator[list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name; its rows are read when they are asked for."""

    name: str
    rows: Rows


@dataclass(slots=True)
class SheetBudget:
    """What may still be read of a file."""

    rows: int = MAX_ROWS
    cells: int = MAX_CELLS
    chars: int = MAX_CHARS

    @property
    def spent(self) -> bool:
        """Whether something was left out."""
        return min(self.rows, self.cells, self.chars) < 0

    def take(self, row: list[str]) -> bool:
        """Whether one more row may be read."""
        self.rows -= 1
        self.cells -= len(row)
        self.chars -= sum(map(len, row))
        return not self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What a spreadsheet holds: its sheets, and what may still be read of them.

    `other_lines` gives the lines that stand in no cell, `put_properties` puts what the file states
    about itself into a draft.
    """

    sheets: Iterator[Sheet]
    budget: SheetBudget
    put_properties: Callable[[Draft], None]
    other_lines: Callable[[], list[str]] = list


def drafts(
    entry: SourceFile, workbook: Workbook, guide: ExtractionRules
) -> Iterator[Draft | Skipped]:
    """The drafts of a spreadsheet: one for its tables, one for each row of its exports."""
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
    """Put rows into the draft; only lines of one cell above them can be a title or labels."""
    draft.see("\n".join(lines))
    start = next((place for place, line in enumerate(lines) if " | " in line), len(lines))
    plain.read(draft, "\n".join(lines[:start]), guide)
    draft.paragraphs += lines[start:]


#: Rows at the top of a sheet among which the names of its columns are looked for.
_HEADS = 3


def _is_export(row: list[str]) -> bool:
    """Whether a row names columns that make a report: a text, and something else known."""
    meant = [json_records.meaning(name) for name in row if name and len(name) < 40]
    return "body" in meant and len({field for field in meant if field}) > 1
