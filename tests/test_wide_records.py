"""Rows of very many columns, objects of very many fields: reading takes as long as they are."""

import functools
import json

import pytest

from index.ingest.formats.records.tabular import split_cells
from tests.growth import STEEP, exponent
from tests.packages import SAID, cells, items, text, xlsx

EXCEL = "<table xmlns:x='urn:schemas-microsoft-com:office:excel'>"


def fields(count, value):
    return {f"field {number}": value.format(number) for number in range(count)}


def csv(count):
    """A row with one cell more than it has columns."""
    return f"title,body,{','.join('x' * count)}\nQuay,{SAID},a,{','.join('a' * count)}\n"


def objects(value):
    def made(count):
        return json.dumps({"title": "Quay", "body": f"{SAID} " * count, **value(count)})

    return made


def long_table(count):
    """A table with a row for each field, of which a report has one very often."""
    first = f"key,field,value\n1,title,Quay\n1,body,{SAID}\n2,title,Quay\n2,body,Boats\n"
    return first + "2,body,x\n" * count


def joined(count):
    """A sheet of which as many cells reach down over the rows."""
    names = cells(1, ["Title", "Text", *(f"x{number}" for number in range(count))])
    first = cells(2, ["Quay", SAID, *("x" * count)])
    rows = "".join(cells(number, ["Quay", SAID]) for number in range(3, count))
    return xlsx(names + first + rows)


WIDE = {
    "a cell too many": ("csv", csv),
    "texts": ("json", objects(lambda count: fields(count, "Sentence number {} is one of them."))),
    "texts inside": (
        "json",
        objects(lambda count: {f"zz{n}": {"body": f"Number {n}. It is."} for n in range(count)}),
    ),
    "values of one field": ("csv", long_table),
    "rows in cells": ("xls", lambda count: f"{EXCEL}<tr><td>{SAID}" + "<tr><td><div>a" * count),
}


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_record_takes_as_long_as_it_is(name):
    kind, make = WIDE[name]

    def read(made):
        return text(kind, made.encode())

    assert SAID in read(make(20))
    assert exponent(read, make, (300, 3_000)) < STEEP


@pytest.mark.parametrize(
    ("row", "whole"),
    [
        ("Quay,2024-05-06,a,b,c", ["Quay", "2024-05-06", "a,b,c"]),
        ("Quay,a,2024-05-06,c", ["Quay,a", "2024-05-06", "c"]),
        ("Quay,a,b,2024-05-06,c", ["Quay,a,b", "2024-05-06", "c"]),
        ("Quay,2024-05-06,c", ["Quay", "2024-05-06", "c"]),
        ("Quay,a,b,c", ["Quay", "a", "b", "c"]),
        ("Quay,a,2024-05-06,b,c", ["Quay", "a", "2024-05-06", "b", "c"]),
    ],
)
def test_cells_are_joined_where_days_then_stand_in_their_column(row, whole):
    assert split_cells.joined(row.split(","), ("title", "date", "body"), ",") == whole


def test_a_row_inside_a_cell_is_read_once():
    [report] = items("xls", f"{EXCEL}<tr><td><div>Pier<tr><td>{SAID}</table>".encode())

    assert (report.title, report.body) == ("Pier", SAID)
    inner = text("xls", f"{EXCEL}<tr><td>Pier<table><tr><td>{SAID}</table></table>".encode())
    assert inner.count(SAID) == 1


def test_what_is_beyond_the_texts_that_are_compared_is_named():
    made = objects(functools.partial(fields, value="Sentence number {} is one of them."))(400)
    *_, report = items("json", made.encode())

    assert "fields that were not read: field " in dict(report.origins)["paragraphs"]
