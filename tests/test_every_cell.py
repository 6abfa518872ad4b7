"""Every cell of a table is in a report, or the report or a sentence about the file names it."""

import csv
import dataclasses
import io
import json
import random
import re

import pytest

from index.indexing import extract
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.records.tabular import sheets
from index.ingest.source_file import SourceFile
from index.report import Report

TEXTS = (
    "The harbour board of Larkford agreed on Thursday to rebuild the quay number {}.",
    "澜溪市港务局周四决定重建第{}号码头，工程将分两期进行，鱼市照常营业。",
)
COLUMNS = {
    "Headline": lambda number: f"Larkford rebuilds quay number {number}",
    "Published": lambda number: f"2023-02-{number + 10}",
    "Outlet": lambda number: ("Larkford Tide", "Ostmere Herald")[number % 2],
    "Text": lambda number: TEXTS[number % 2].format(number),
    "Link": lambda number: f"https://tide.example/{number}",
    "Byline": lambda number: ("Ada Quill", "池小鱼")[number % 2],
    "AVE": lambda number: f"{number + 3},200",
    "缩略图": lambda number: f"https://cdn.example/t{number}.jpg",
    "guid": lambda number: f"9f{number}ab77c1",
    "Last changed": lambda number: f"2024-05-0{number + 1} 10:00",
    "Remark of the desk": lambda number: f"Compare what was said about pier {number}; call Tom.",
    "Second outlet": lambda number: f"Hull Gazette {number}",
    "Page": lambda number: f"A{number}",
    "": lambda number: f"stray{number}x",
}
"""The cells of columns, by the name of their column."""
NEEDED = ("Headline", "Published", "Text")
ROWS = 4


def rows_of(seed):
    """A table with some of the columns in some order, a line above it and more below it."""
    chosen = random.Random(seed)
    others = [name for name in COLUMNS if name not in NEEDED]
    names = [*NEEDED, *chosen.sample(others, chosen.randrange(3, len(others)))]
    chosen.shuffle(names)
    rows = [[COLUMNS[name](number) for name in names] for number in range(ROWS)]
    for row in rows:
        optional = [at for at, name in enumerate(names) if name not in NEEDED]
        row[chosen.choice(optional)] = chosen.choice(("", "31 February", "see pier 9"))
    above = [["Cuttings of the harbour desk"]] if chosen.random() < 0.5 else []
    below = [["Total", *[""] * (len(names) - 2), "7"]] if chosen.random() < 0.5 else []
    return names, above, rows, below


def as_csv(delimiter):
    def written(names, above, rows, below):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows([*above, names, *rows, *below])
        return out.getvalue()

    return written


def as_sheet(names, above, rows, below):
    lines = [*above, names, *rows, *below]
    cells = ("".join(f"<td>{cell}</td>" for cell in line) for line in lines)
    return f"<html><table>{''.join(f'<tr>{line}</tr>' for line in cells)}</table></html>"


def as_objects(names, above, rows, below):
    del above, below
    return [
        {name or "unnamed": cell for name, cell in zip(names, row, strict=True)} for row in rows
    ]


FORMATS = {
    "csv": as_csv(","),
    "tsv": as_csv("\t"),
    "xls": as_sheet,
    "json": lambda *table: json.dumps(as_objects(*table)),
    "jsonl": lambda *table: "\n".join(map(json.dumps, as_objects(*table))),
}


def letters(text):
    return re.sub(r"[\W_]+", "", str(text))


def names_said(item):
    """The columns that a report says were not read."""
    note = dict(item.origins).get("paragraphs", "")
    said = next((part for part in note.split("; ") if part.startswith("fields that were")), "")
    return said.partition(": ")[2].split(", ")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("seed", range(12))
def test_every_cell_is_in_a_report_or_is_said_to_be_left_out(kind, seed):
    names, above, rows, below = rows_of(seed)
    data = FORMATS[kind](names, above, rows, below).encode()
    items = list(extract.read(SourceFile(path=f"a.{kind}", file="", kind=kind, data=data)))
    reports = [item for item in items if isinstance(item, Report)]
    assert len(reports) == ROWS
    for row, report in zip(rows, reports, strict=True):
        texts = (report.id, report.date, *report.keywords, *report.paragraphs)
        fields = (report.title, report.source, report.author, report.url, report.description)
        kept = letters("".join(map(str, (*texts, *fields))))
        lost = {name for name, cell in zip(names, row, strict=True) if letters(cell) not in kept}
        unnamed = {"": "cells without a name"} if kind in {"csv", "tsv", "xls"} else {"": "unnamed"}
        said = {*names_said(report)}
        assert {unnamed.get(name, name) for name in lost} <= said
        assert said.isdisjoint(NEEDED)
    noted = " ".join(dict(report.origins).get("paragraphs", "") for report in reports)
    if kind in {"csv", "tsv", "xls"}:
        assert all(line[0] in noted for line in above)


def reports_in(rows, most):
    return sheets.drafts(
        SourceFile(path="a.xlsx", file="", kind="xlsx"),
        sheets.Workbook(
            sheets=(sheets.Sheet(f"desk {number}", most.limited(rows)) for number in range(300)),
            budget=most,
            put_properties=lambda _: None,
        ),
        ExtractionRules(),
    )


def sentences(items):
    """What is said of a file as a whole, or of its only report."""
    for item in items:
        if isinstance(item, sheets.Skipped):
            yield item.reason
        else:
            yield item.origins.get("paragraphs", "")


NAMES = list(NEEDED)
REPORTS = [[COLUMNS[name](number) for name in NAMES] for number in range(ROWS)]


@pytest.mark.parametrize("rows", [[NAMES, *REPORTS], [["Berths", "7"], ["Piers", "3"]]])
@pytest.mark.parametrize(
    ("budget", "said"),
    [
        (sheets.SheetBudget(), "nly the first 256 sheets were read"),
        (sheets.SheetBudget(rows=3), "nly the first 50,000 rows were read"),
    ],
)
def test_rows_and_sheets_that_are_not_read_are_said_of_reports_and_of_tables(rows, budget, said):
    items = list(reports_in(list(map(list, rows)), dataclasses.replace(budget)))
    assert any(said in sentence for sentence in sentences(items))
