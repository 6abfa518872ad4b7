"""Reads CSV and TSV, one member for each row."""

import collections
import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from typing import IO

from index.ingest import decode
from index.ingest.files import containers, site_rules
from index.ingest.files.format import CERTAIN, NO, Format, KindOf, Members, Sample
from index.ingest.formats.records import rejoined, unread_values
from index.ingest.formats.records.tabular import (
    cell_quotes,
    clean_lines,
    html_sheets,
    long_tables,
    side_tables,
    split_cells,
    table_columns,
    table_notes,
    table_row_kinds,
    table_rows,
    table_years,
)
from index.ingest.source_file import SourceFile
from index.ingest.structured import column_names, json_fields, json_inner_fields
from index.report import Skipped

_BACKSLASH = re.compile(r"[^\\\n]\\\"(?!\s*+(?:[,;|\t]|\Z))")
"""A quote behind a backslash that does not end a field, as MySQL writes one inside a field."""
_SEPARATOR = re.compile(r"\A\ufeff?\"?sep=(.)\"?\r?\n")
csv.field_size_limit(containers.MAX_MEMBER_BYTES)


def _csv(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member per row, as a JSON object under the names of its columns."""
    del kind_of
    sites = site_rules.load(entry.root) if entry.root else ()
    with containers.open_container(entry) as stream:
        sample = stream.read(1 << 20)
        encoding = decode.encoding_of(sample)
        text = decoded_lines(rejoined.rejoined(sample, stream), encoding, sample)
        begin = sample.decode(encoding.split(" and ")[-1], "replace").lstrip("\ufeff")
        delimiter = _delimiter(entry.kind, begin)
        escape = "\\" if _BACKSLASH.search(begin) else None
        quoted = not cell_quotes.is_unquoted(begin, delimiter)

        opening = cell_quotes.opening(begin, delimiter) if quoted and not escape else None

        apostrophes = cell_quotes.are_apostrophes(begin, delimiter)

        def repaired(lines: Iterable[str]) -> Iterable[str]:
            if apostrophes:
                return cell_quotes.between_quotes(lines, delimiter)
            return lines if opening is None else cell_quotes.closed(lines, opening)

        def parsed(lines: Iterable[str]) -> Iterator[list[str]]:
            if not quoted:
                return csv.reader(
                    lines, delimiter=delimiter, escapechar=escape, quoting=csv.QUOTE_NONE
                )
            return csv.reader(lines, delimiter=delimiter, escapechar=escape)

        rows = parsed(repaired(clean_lines.cleaned(text, entities=delimiter == ";")))
        begin_lines = list(repaired(begin.splitlines(keepends=True)))
        first = table_columns.first_rows(parsed(begin_lines))
        found = side_tables.cuts(first)
        rows = side_tables.below_each_other(rows, found)
        first = list(side_tables.below_each_other(first, found))
        whole = len(sample) < _MAX_FIELDS_BYTES
        if (reports := long_tables.reports_of(first, rows, whole=whole)) is not None:
            for number, fields in enumerate(reports, start=1):
                yield entry.member(str(number), "json", json.dumps(fields).encode())
            return
        columns = table_columns.columns_of(
            first,
            site_rules.columns_of(sites, entry.path),
            site_rules.positions_of(sites, entry.path),
            entry.path.split("/")[::-1],
        )
        if columns.names:
            if said := table_columns.notice(entry.path, columns):
                yield Skipped(entry.path, said, remark=True)
            yield from _rows(entry, rows, columns, delimiter)
        elif whole and table_columns.is_titled(first):
            yield entry.member("sheet", html_sheets.FORMAT.kind, html_sheets.written(first))
        else:
            yield _refused(entry, first)


def _refused(entry: SourceFile, first: list[list[str]]) -> Skipped:
    """Why a table with these first rows has no reports."""
    filled = next((row for row in first if any(cell.strip() for cell in row)), None)
    reason = _NO_ROW if filled is None else table_columns.unknown(entry, filled)
    return Skipped(entry.path, reason)


_MAX_FIELDS_BYTES = 1 << 19
"""The size in bytes below which the columns of a table may be reports."""
_NO_ROW = "There is no row in the table."


def decoded_lines(stream: IO[bytes], encoding: str, sample: bytes) -> Iterator[str]:
    """The lines of a table; a line in another encoding is decoded by itself."""
    if encoding.startswith("utf-16") or (b"\r" in sample and b"\n" not in sample):
        end = "\r" if b"\n" not in sample else ""
        yield from io.TextIOWrapper(
            stream, encoding.split(" ", maxsplit=1)[0], errors="replace", newline=end
        )
        return
    first, _, other = encoding.partition(" and ")
    for line in stream:
        if first == "utf-8":
            yield decode.line_text(line, other or "gb18030")
        else:
            yield line.decode(first, "replace")


def _rows(
    entry: SourceFile,
    rows: Iterable[list[str]],
    columns: table_columns.TableColumns,
    delimiter: str,
) -> Members:
    """One member for each row below the column names, which some programs repeat on each page."""
    names = list(columns.names)
    whole_rows = table_rows.WholeRows(names)
    empty, joined, year = True, 0, ""
    apart: set[int] = set()
    above: list[str] = []
    below_names = whole_rows.of(_below_names(rows, columns.head, apart, above))
    for (number, row), below in table_rows.with_next(below_names):
        empty = False
        if columns.has_forms(number):
            yield Skipped(f"{entry.path}!{number}", table_row_kinds.ONLY_FORMS, remark=True)
            continue
        if reason := _no_report(row, below, names, apart=number in apart):
            if reason == table_row_kinds.ONLY_HEADING:
                year = table_years.stated(row) or year
            yield Skipped(f"{entry.path}!{number}", reason, remark=True)
            continue
        if table_row_kinds.names_again(row):
            names = [cell.strip() for cell in row]
            continue
        for part, cells in enumerate(table_rows.split(row, len(names), delimiter)):
            row_number = f"{number}.{part}" if part else str(number)
            whole = split_cells.joined(cells, names, delimiter)
            joined += whole is not cells
            fields = columns.dated(_fields(names, whole), year)
            fields |= _lines(above)
            item = json_inner_fields.with_cells(fields) if columns.has_objects else fields
            yield entry.member(row_number, "json", json.dumps(item).encode())
    if joined:
        yield Skipped(entry.path, split_cells.JOINED.format(joined), remark=True)
    yield from whole_rows.notices(entry.path)
    if empty:
        yield Skipped(entry.path, _NO_ROW)


def _lines(above: list[str]) -> dict[str, str]:
    """The lines above the names of columns, for the first report; they are taken once."""
    lines = {unread_values.ABOVE: "; ".join(above)} if above else {}
    above.clear()
    return lines


def _no_report(row: list[str], below: list[str], names: list[str], *, apart: bool) -> str:
    """Why a row is no report but a heading, a note or sums; empty for a report."""
    if table_row_kinds.is_heading(row, below):
        return table_row_kinds.ONLY_HEADING
    if table_row_kinds.is_of_sums(row):
        return table_row_kinds.ONLY_SUMS
    return table_notes.said(row) if table_notes.is_note(row, names, apart=apart) else ""


def _below_names(
    rows: Iterable[list[str]], names_at: int, apart: set[int], above: list[str]
) -> Iterator[tuple[int, list[str]]]:
    """The rows below that of the names, which may be repeated, with their numbers.

    The numbers of rows below a blank one, and of short rows below those, are put into `apart`, and
    the rows above the names as lines into `above`.
    """
    head: list[str] = []
    blank = False
    for number, row in enumerate(rows, start=1):
        if number < names_at and (line := " | ".join(filter(None, map(str.strip, row)))):
            above.append(line)
        if number == names_at:
            head = row
        if number > names_at and row != head:
            if any(cell.strip() for cell in row):
                if blank:
                    apart.add(number)
                    blank = sum(bool(cell.strip()) for cell in row) < _MIN_REPORT_CELLS
                yield number, row
            else:
                blank = True


_MIN_REPORT_CELLS = 3
"""The least number of cells of a row that is surely no note."""


def _fields(names: list[str], row: list[str]) -> dict[str, str]:
    """A row by column name; a repeated name gets both values."""
    values: dict[str, list[str]] = {}
    for name, cell in zip(names, row, strict=False):
        if name and cell and cell not in _NULLS:
            values.setdefault(name, []).append(cell)
    fields = {name: "\n".join(cells) for name, cells in values.items()}
    unnamed = [cell for name, cell in zip(names, row, strict=False) if not name]
    if others := [cell for cell in (*unnamed, *row[len(names) :]) if cell.strip()]:
        fields[unread_values.UNNAMED] = " | ".join(others)
    return fields


_NULLS = frozenset(
    {"\\N", "NULL", "null", "(null)", "NaN", "nan", "#N/A", "None", "<NA>", "NaT", "<null>"}
)
"""Texts that databases and programs write into a cell without a value."""


def _delimiter(kind: str, sample: str) -> str:
    """The column separator: the declared one, else the one that yields known names."""
    if (declared := _SEPARATOR.match(sample)) is not None:
        return declared[1]
    if kind == "tsv":
        return "\t"
    lines = sample[: 1 << 16].splitlines(keepends=True)[:30]
    if lines and cell_quotes.SPACED.fullmatch(lines[0].rstrip()):
        return " "

    def worth(delimiter: str) -> tuple[int, int, int]:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0, 0, 0
        known = max(
            (
                sum(bool(json_fields.field_of(cell)) for cell in row)
                for row in rows[: table_columns.MAX_HEAD_ROWS]
            ),
            default=0,
        )
        widths = collections.Counter(len(row) for row in rows if len(row) > 1)
        return known, widths.total(), max(widths, key=widths.__getitem__, default=0)

    return max(cell_quotes.CELL_DELIMITERS, key=worth)


_MIN_KNOWN = 4
"""The number of known names in a line with tabs that are names of columns, whatever others are."""
_RULE = re.compile(r"[\s|:+=-]+")


def _is_table(sample: Sample) -> int:
    """CERTAIN if the first line has names of columns that are known, and the next as many cells."""
    head = sample.start[:_SNIFFED]
    if _is_bare_table(sample):
        return CERTAIN
    first = head.partition(b"\n")[0]
    marks = max(first.count(mark.encode()) for mark in (*cell_quotes.CELL_DELIMITERS, '" "'))
    if not head or head[:1] in b"<{[#-" or marks < 2 or b"\0" in first:
        return NO
    lines = decode.decode(head).text.splitlines()[: table_columns.MAX_HEAD_ROWS]
    delimiter = _delimiter("", "\n".join(lines))
    try:
        rows = list(itertools.islice(csv.reader(lines, delimiter=delimiter), 2))
    except csv.Error:
        return NO
    names = [
        json_fields.field_of(cell) or column_names.field_of_ending(cell)
        for row in rows[:1]
        for cell in row
    ]
    known, named = (
        sum(map(bool, names)),
        sum(bool(cell.strip()) for row in rows[:1] for cell in row),
    )
    row_names = delimiter == " " and len(rows) > 1 and len(rows[1]) == len(names) + 1
    if len(rows) < 2 or (len(rows[1]) != len(names) and not row_names) or _RULE.fullmatch(lines[1]):
        return NO
    tabs = delimiter == "\t" and known >= _MIN_KNOWN
    reports = {"title", "body"} & set(names) and known >= 3 and (tabs or known * 3 >= 2 * named)
    return CERTAIN if reports else NO


def _is_bare_table(sample: Sample) -> bool:
    """Whether lines with tabs or | have as many cells each, among them a text and a day."""
    head, more, _ = sample.start[:_SNIFFED].rpartition(b"\n")
    mark = b"\t" if b"\t" in head[:200] else b"|"
    if head.count(mark) < _MIN_TABS * head.count(b"\n") or not more or b"\0" in head:
        return False
    lines = decode.decode(head).text.splitlines()
    rows = [line.split(mark.decode()) for line in lines if line.strip()]
    columns = table_columns.columns_of(rows, {}, ())
    return not columns.head and {"title", "body", "date"} <= set(columns.meanings.values())


_MIN_TABS = 2
_SNIFFED = 8_192
_LINE = re.compile(rb"\n")
CSV = Format(
    kind="csv", endings=(".csv",), sniff=_is_table, members=_csv, rows=True, member_pattern=_LINE
)
TSV = Format(kind="tsv", endings=(".tsv",), members=_csv, rows=True, member_pattern=_LINE)
