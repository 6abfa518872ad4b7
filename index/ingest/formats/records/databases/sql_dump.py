"""Reads the dumps of databases (.sql): the rows of a table of articles, one member for each.

MySQL, PostgreSQL, SQLite, SQL Server and Oracle write a table as INSERT statements, PostgreSQL also
as COPY. A dump is read twice: first which tables there are, then the rows of those with texts.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.ingest import decode
from index.ingest.files import containers
from index.ingest.files.format import CERTAIN, LIKELY, NO, Format, KindOf, Members, Sample
from index.ingest.formats.records import rejoined
from index.ingest.formats.records.databases import database, sql_values
from index.ingest.formats.records.databases.table_join import DatabaseRow
from index.ingest.formats.records.tabular import tables
from index.ingest.source_file import SourceFile

_NAME = r"(?:[\w$#]+|`[^`\n]{1,200}`|\"[^\"\n]{1,200}\"|\[[^\]\n]{1,200}\])"
_TABLE = rf"(?P<table>(?:{_NAME}\s?\.\s?){{0,3}}{_NAME})"
_HEAD = re.compile(
    rf"\s*+(?:INSERT\s+(?:IGNORE\s+|LOW_PRIORITY\s+|DELAYED\s+|OR\s+\w+\s+)?(?:INTO\s+)?"
    rf"|REPLACE\s+(?:INTO\s+)?)(?:ONLY\s+)?{_TABLE}\s*+(?:\((?P<columns>[^()]{{1,8000}})\))?\s*+"
    r"(?:OVERRIDING\s+\w+\s+VALUE\s+)?(?=VALUES?\b|SELECT\b|$)",
    re.IGNORECASE,
)
_COPY = re.compile(
    rf"COPY\s+{_TABLE}\s*+(?:\((?P<columns>[^()]{{1,8000}})\))?\s*+FROM\s+stdin", re.IGNORECASE
)
_CREATE = re.compile(
    rf"\s*+CREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_TABLE}\s*+\(", re.IGNORECASE
)
_NO_COLUMN = re.compile(
    r"(?:PRIMARY|UNIQUE|KEY|INDEX|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN|CHECK|EXCLUDE)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\s*+(?:INSERT|REPLACE|COPY|CREATE|ALTER|DROP|SET|GO|LOCK|UNLOCK|COMMIT|BEGIN|UPDATE|DELETE)\b",
    re.IGNORECASE,
)
"""The beginning of a statement, which ends one that has no semicolon."""
_COMMENT = re.compile(r"--[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?")


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement about a table: `head` matched its beginning; `text` are its values.

    `copied` is true for a line behind COPY.
    """

    head: re.Match[str]
    text: str
    copied: bool = False
    creates: bool = False

    @property
    def table(self) -> str:
        """The name of the table."""
        return _plain(self.head["table"])

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns; empty if the statement does not give them."""
        if self.creates:
            return _declared(self.text, self.head.end())
        return tuple(map(_plain, (self.head["columns"] or "").split(",")[: 1 << 10]))

    def rows(self, *, escapes: bool) -> Iterator[sql_values.SqlRow]:
        """The rows that the statement puts into the table."""
        if self.copied:
            yield sql_values.copied(self.text)
        elif not self.creates:
            yield from sql_values.rows(self.text, self.head.end(), escapes=escapes)


def _plain(name: str) -> str:
    """The name of a table or a column without quotes and without that of its database."""
    return name.rpartition(".")[2].strip(' `"[]\r\n\t')


def _declared(statement: str, begin: int) -> tuple[str, ...]:
    """The names of the columns in a CREATE TABLE whose list begins at `begin`."""
    names = []
    for part in sql_values.pieces(statement, begin):
        column = _COMMENT.sub("", part).strip()
        match = re.match(rf"{_NAME}(?=\s)", column)
        if match is not None and not _NO_COLUMN.match(column):
            names.append(_plain(match[0]))
    return tuple(names)


@dataclass(slots=True)
class _Dump:
    """A dump that may be read several times."""

    entry: SourceFile
    escapes: bool = False
    _columns: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The names of the columns of each table that has rows."""
        created: dict[str, tuple[str, ...]] = {}
        filled: dict[str, tuple[str, ...]] = {}
        numbered: dict[str, tuple[str, ...]] = {}
        for statement in self.statements():
            known = created if statement.creates else filled
            if statement.table not in known:
                known[statement.table] = statement.columns
                numbered[statement.table] = self._numbered(statement)
        self._columns = {
            table: columns if any(columns) else created.get(table, numbered[table])
            for table, columns in filled.items()
        }
        return self._columns

    def _numbered(self, statement: _Statement) -> tuple[str, ...]:
        """Names for the columns of a table without any, which their values may tell."""
        row = next(iter(statement.rows(escapes=self.escapes)), ())
        return tuple(f"column {number}" for number in range(1, len(row) + 1))

    def rows(self, tables: frozenset[str]) -> Iterator[DatabaseRow]:
        """The rows of some tables, whose columns are known by now."""
        for statement in self.statements():
            if statement.creates or statement.table not in tables:
                continue
            names = statement.columns
            names = names if any(names) else self._columns[statement.table]
            for row in statement.rows(escapes=self.escapes):
                values = zip(names, row, strict=False)
                yield DatabaseRow(
                    statement.table,
                    {name: value for name, value in values if value not in {None, ""}},
                )

    def statements(self) -> Iterator[_Statement]:
        """The statements about the columns or the rows of tables, in order."""
        with containers.open_container(self.entry) as stream:
            sample = stream.read(1 << 20)
            encoding = decode.encoding_of(sample)
            self.escapes = sql_values.has_escapes(
                sample.decode(encoding.split(" and ")[-1], "replace")
            )
            yield from self._split(
                tables.decoded_lines(rejoined.rejoined(sample, stream), encoding, sample)
            )

    def _split(self, lines: Iterator[str]) -> Iterator[_Statement]:
        line = next(lines, None)
        while line is not None:
            if copy := _COPY.match(line):
                rows = itertools.takewhile(lambda row: not row.startswith("\\."), lines)
                yield from (_Statement(copy, row, copied=True) for row in rows)
            elif _HEAD.match(line) or _CREATE.match(line):
                text, line = self._statement(line, lines)
                if head := _HEAD.match(text):
                    yield _Statement(head, text)
                elif head := _CREATE.match(text):
                    yield _Statement(head, text, creates=True)
                continue
            line = next(lines, None)

    def _statement(self, first: str, lines: Iterator[str]) -> tuple[str, str | None]:
        """A statement that begins with a line, and the line behind it."""
        parts, size = [first], len(first)
        scan = sql_values.QuoteScan(escapes=self.escapes)
        ended = scan.ends(first)
        for line in lines:
            if ended or (not scan.quote and _BEGINS.match(line)):
                return "".join(parts), line
            size += len(line)
            if size <= containers.MAX_MEMBER_BYTES:
                parts.append(line)
            ended = scan.ends(line)
        return "".join(parts), None


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each row of a table with texts, as a JSON object."""
    del kind_of
    yield from database.members(entry, _Dump(entry))


_PROGRAM_MARKS = re.compile(
    rb"^(?:-- (?:MySQL|MariaDB|PostgreSQL database|phpMyAdmin SQL) dump|PRAGMA foreign_keys\s?="
    rb"|/\*!\d{5,6} |-- Host: |-- Dumped from|SET NAMES )",
    re.IGNORECASE | re.MULTILINE,
)
_HAS_ROWS = re.compile(
    rb"^[ \t]{0,20}(?:INSERT\s{1,4}(?:INTO\s{1,4})?[^\s(]{1,200}\s{0,4}"
    rb"(?:\([^()]{1,4000}\)\s{0,4})?VALUES?\s{0,4}\(|CREATE\s{1,4}TABLE\s|COPY\s[^\n]{1,4000}\sFROM\sstdin)",
    re.IGNORECASE | re.MULTILINE,
)


def _is_dump(sample: Sample) -> int:
    """CERTAIN for a dump with the mark of a program, LIKELY for statements alone."""
    rows = _HAS_ROWS.search(sample.start)
    if rows is None:
        return NO
    if _PROGRAM_MARKS.search(sample.start[:4_096]):
        return CERTAIN
    return LIKELY if rows.start() == 0 or sample.start.startswith((b"--", b"/*", b"USE ")) else NO


FORMAT = Format(
    kind="sql",
    endings=(".sql",),
    sniff=_is_dump,
    members=_members,
    rows=True,
    member_pattern=re.compile(rb"\),\s?\(|^INSERT ", re.MULTILINE),
)
