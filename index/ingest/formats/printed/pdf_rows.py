"""Finds the rows of tables at the beginning of a PDF, which name no author or day of the text.

A line with wide gaps alone may be a byline; below another one it is a row, unless it has a label.
"""

import bisect
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.ingest.days import dates
from index.ingest.formats.printed import line_shapes, table_marks
from index.ingest.formats.printed.line_shapes import LineShapes
from index.ingest.heads import header_lines


@dataclass(frozen=True, slots=True)
class MarkedLines:
    """The paragraphs with a mark instead of each table, and the rows of the tables."""

    lines: list[str]
    tables: list[list[str]]


def marked(paragraphs: Sequence[str], page: Sequence[str], shapes: LineShapes) -> MarkedLines:
    """The paragraphs without the tables of the first page, whose lines have shapes."""
    rows = tuple(_rows(page, shapes))
    found = MarkedLines([], [])
    for is_row, group in itertools.groupby(
        enumerate(paragraphs),
        key=lambda item: bool(rows) and item[0] > 0 and _begins(item[1], rows),
    ):
        lines = [line for _, line in group]
        if is_row:
            found.lines.append(table_marks.of_table(len(found.tables)))
            found.tables.append(lines)
        else:
            found.lines.extend(lines)
    return found


def _begins(paragraph: str, rows: tuple[str, ...]) -> bool:
    return paragraph.startswith(rows)


def _rows(page: Sequence[str], shapes: LineShapes) -> list[str]:
    """The lines of a page that stand as rows near another one, if figures are in one of them."""
    known = line_shapes.of_lines(page, shapes)
    at_rows = [at for at, shape in enumerate(known) if shape is not None and shape.is_row]
    rows: list[str] = []
    for at, near in ((at, _near(at, at_rows)) for at in at_rows):
        figures = any(char.isdecimal() for other in near for char in page[other])
        if len(near) > 1 and figures and not _has_field(page[at]):
            rows.append(page[at])
    return rows


_NEAR_LINES = 3
"""Between two rows of a table are fewer lines than this."""


def _near(at: int, rows: Sequence[int]) -> list[int]:
    """Those of some rows that are near a line; rows are in order."""
    begin = bisect.bisect_left(rows, at - _NEAR_LINES)
    return list(rows[begin : bisect.bisect_right(rows, at + _NEAR_LINES)])


_LABELLED = re.compile(r"(?:[A-Z][A-Za-z ]{1,20}|[\u3400-\u9fff]{2,8})\s?[:：]\s?(?=\S)(?!.*[:：])")
"""The only label of a line, with which it begins, as those of a memorandum or of a case do."""


def _has_field(line: str) -> bool:
    """Whether a line has a label and its value, or a day: TO: Harbour Board."""
    return (
        _LABELLED.match(line) is not None
        or header_lines.is_header(line)
        or bool(dates.find_dates(line))
    )
