"""Reads the dumps of databases (.sql): the rows of a table of articles, one member for each.

MySQL, PostgreSQL, SQLite, SQL Server and Oracle write a table as INSERT statements, PostgreSQL also
as COPY. A dump is read twice: first which tables there are, then the rows of those with texts.
"""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.ingest import containers, decode, json_fields, site_rules
from index.ingest.format import CERTAIN, LIKELY, NO, Format, KindOf, Members, Sample
from index.ingest.formats import json_records, sql_values, tables
from index.ingest.source_file import SourceFile
from index.report import Skipped

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
_NO_POST = frozenset(
    (
        *("revision", "attachment", "nav_menu_item", "custom_css", "customize_changeset"),
        *("oembed_cache", "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part"),
    )
)
"""Types of the rows in a table of posts of WordPress that are no posts."""
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

    def statements(self) -> Iterator[_Statement]:
        """The statements about the columns or the rows of tables, in order."""
        with containers.open_container(self.entry) as stream:
            sample = stream.read(1 << 20)
            encoding = decode.encoding_of(sample)
            self.escapes = sql_values.has_escapes(
                sample.decode(encoding.split(" and ")[-1], "replace")
            )
            yield from self._cut(
                tables.decoded_lines(tables.rejoined(sample, stream), encoding, sample)
            )

    def _cut(self, lines: Iterator[str]) -> Iterator[_Statement]:
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


def _columns(dump: _Dump) -> dict[str, tuple[str, ...]]:
    """The names of the columns of each table that has rows."""
    created: dict[str, tuple[str, ...]] = {}
    filled: dict[str, tuple[str, ...]] = {}
    for statement in dump.statements():
        known = created if statement.creates else filled
        if statement.table not in known:
            known[statement.table] = statement.columns
    return {
        table: columns if any(columns) else created.get(table, ())
        for table, columns in filled.items()
    }


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each row of a table with texts, as a JSON object."""
    del kind_of
    dump = _Dump(entry)
    columns = _columns(dump)
    renamed = site_rules.columns_of(site_rules.load(entry.root) if entry.root else (), entry.path)
    meant = {
        table: {renamed.get(name) or json_fields.meaning(name) for name in names}
        for table, names in columns.items()
    }
    bodies = {table for table, fields in meant.items() if "body" in fields}
    chosen = {table for table in bodies if "title" in meant[table]} or bodies
    if not chosen:
        yield Skipped(entry.path, _nothing(entry, columns))
    for table in sorted(bodies - chosen):
        yield Skipped(f"{entry.path}!{table}", _UNTITLED)
    number = 0
    for statement in dump.statements() if chosen else ():
        if statement.creates or statement.table not in chosen:
            continue
        names = statement.columns if any(statement.columns) else columns[statement.table]
        for row in statement.rows(escapes=dump.escapes):
            number += 1
            fields = {
                name: value
                for name, value in zip(names, row, strict=False)
                if value not in {None, ""}
            }
            if not _is_machinery(fields):
                yield entry.member(str(number), "json", json.dumps(fields).encode())


_UNTITLED = "The rows of this table have no titles, unlike those of others, and are not read."


def _is_machinery(fields: Mapping[str, sql_values.SqlValue]) -> bool:
    """Whether a row is one of WordPress's own and no post."""
    return fields.get("post_type") in _NO_POST or fields.get("post_status") == "auto-draft"


def _nothing(entry: SourceFile, columns: dict[str, tuple[str, ...]]) -> str:
    """The reason for skipping a dump without a table of texts."""
    names = max(columns.values(), key=len, default=())
    if not columns:
        return "There are no rows of a table in the dump. Export the table as .csv or .jsonl."
    if not any(names):
        return "The dump does not name the columns of its tables. Export them as .csv or .jsonl."
    return f"No table has a text. {json_records.unknown_names(entry, list(names))}"


_MADE_BY = re.compile(
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
    if _MADE_BY.search(sample.start[:4_096]):
        return CERTAIN
    return LIKELY if rows.start() == 0 or sample.start.startswith((b"--", b"/*", b"USE ")) else NO


FORMAT = Format(
    kind="sql",
    endings=(".sql",),
    sniff=_is_dump,
    members=_members,
    rows=True,
    mark=re.compile(rb"\),\s?\(|^INSERT ", re.MULTILINE),
)
