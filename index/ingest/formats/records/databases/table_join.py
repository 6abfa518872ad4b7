"""Joins two tables of a database: the titles and days of reports, and their texts.

phpcms, dedecms, empirecms, Drupal and others keep the text of a report in a table of its own. No
list of such programs is needed: a column of keys in the table of texts, each there once, whose
values are nearly all keys of a table with titles and days, is what joins the two.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from index.ingest.formats.records.databases.sql_values import SqlValue
from index.ingest.structured import json_fields, json_references

RowFields = Mapping[str, SqlValue]
_MAX_KEYS = 1_000_000
"""The largest number of rows of a table that is joined."""
_MAX_CHARS = 32 << 20
"""The largest size of titles, days and so on of all tables, in code points, kept to be joined."""
_MAX_JOINED_TABLES = 200
"""The largest number of tables of titles, and of texts, that are compared: each with each."""
_MAX_COLUMNS = 8
"""The number of columns of a table that are examined as keys."""
_KNOWN_SHARE = 0.9
"""The smallest share of the keys of texts that must be keys of titles."""
_REPLIES = re.compile(
    r"comment|reply|replies|review|guestbook|feedback|评论|回复|留言", re.IGNORECASE
)
"""Names of tables whose texts belong to a report but are not its text."""
_VERSIONS = re.compile(r"revision|history|version|backup|_bak|_old", re.IGNORECASE)
"""Names of tables with other versions of reports."""


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table: its name, and the field that each column means, empty for none."""

    name: str
    columns: Mapping[str, str]

    @property
    def fields(self) -> set[str]:
        """The fields that its columns mean."""
        return {meant for meant in self.columns.values() if meant}

    @property
    def keys(self) -> list[str]:
        """The names of the columns that may be keys, which end in "id" or begin with it."""
        return [name for name in self.columns if _KEY.search(name)][:_MAX_COLUMNS]


_KEY = re.compile(r"id$|^id_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DatabaseRow:
    """A row of a table: the values that it has, by the names of their columns."""

    table: str
    fields: RowFields


class TableSource(Protocol):
    """The tables of a database, which may be read several times."""

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The names of the columns of each table that has rows."""

    def rows(self, tables: frozenset[str]) -> Iterator[DatabaseRow]:
        """The rows of some tables."""


@dataclass(slots=True)
class _Heads:
    """The titles, days and so on in the rows of a table, by key."""

    table: DatabaseTable
    rows: dict[str, RowFields] = field(default_factory=dict)
    unique: bool = True
    joined: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """The name of the column with the key of a row."""
        return self.table.keys[0]

    def add(self, fields: RowFields) -> int:
        """Keep a row; returns its size in code points."""
        key = str(fields.get(self.key, ""))
        kept = {
            name: value
            for name, value in fields.items()
            if self.table.columns.get(name) or json_references.field_of_reference(name)
        }
        self.unique = self.unique and key not in self.rows and len(self.rows) < _MAX_KEYS
        self.rows[key] = kept
        return sum(len(str(value)) for value in kept.values())


@dataclass(slots=True)
class _Texts:
    """The keys in the rows of a table of texts, by column; one that repeats a key is left out."""

    table: DatabaseTable
    keys: dict[str, set[str]] = field(default_factory=dict)

    def add(self, fields: RowFields) -> None:
        """Note the keys of a row."""
        for name, known in list(self.keys.items()):
            key = str(fields.get(name, ""))
            if key in known or len(known) >= _MAX_KEYS:
                del self.keys[name]
            known.add(key)


@dataclass(frozen=True, slots=True)
class Join:
    """How the rows of a table of texts get their titles: `column` has the keys of the heads."""

    column: str
    heads: _Heads

    def joined(self, fields: RowFields) -> RowFields:
        """A row of texts with the title, the day and so on of the same report."""
        key = str(fields.get(self.column, ""))
        head = self.heads.rows.get(key, {})
        texts = {name: value for name, value in fields.items() if name != self.column}
        return {"id": key, **texts, **head}


@dataclass(slots=True)
class Joins:
    """The joins by the table of texts, and the tables with other versions of the same texts."""

    by_table: dict[str, Join] = field(default_factory=dict)
    older: set[str] = field(default_factory=set)

    def left(self) -> Iterator[tuple[str, int]]:
        """Each joined table of titles some of whose rows have no text, and their number."""
        heads = {id(join.heads): join.heads for join in self.by_table.values()}
        for head in heads.values():
            if count := len(head.rows.keys() - head.joined):
                yield head.table.name, count


def joins(database: TableSource, tables: Iterable[DatabaseTable]) -> Joins:
    """The joins between tables of texts without titles and tables of titles without texts."""
    tables = list(tables)
    of_titles = (
        table
        for table in tables
        if {"title", "date"} <= table.fields and "body" not in table.fields and table.keys
    )
    of_texts = (
        table
        for table in tables
        if "body" in table.fields and "title" not in table.fields and table.keys
        if not _REPLIES.search(table.name)
    )
    heads = {table.name: _Heads(table) for table in islice(of_titles, _MAX_JOINED_TABLES)}
    texts = {
        table.name: _Texts(table, {name: set() for name in table.keys})
        for table in islice(of_texts, _MAX_JOINED_TABLES)
    }
    result = Joins()
    if not heads or not texts or not _fill(database, heads, texts):
        return result
    for text in sorted(texts.values(), key=lambda text: _order(text.table)):
        join = _best(text, [head for head in heads.values() if head.unique])
        if join is None:
            continue
        keys = text.keys[join.column]
        if keys & join.heads.joined:
            result.older.add(text.table.name)
        else:
            join.heads.joined |= keys
            result.by_table[text.table.name] = join
    return result


def _fill(database: TableSource, heads: Mapping[str, _Heads], texts: Mapping[str, _Texts]) -> bool:
    """Read the rows of tables for their keys; False if there are too many."""
    size = 0
    for row in database.rows(frozenset((*heads, *texts))):
        if row.table in texts:
            texts[row.table].add(row.fields)
        else:
            size += heads[row.table].add(row.fields)
        if size > _MAX_CHARS:
            return False
    return True


def _order(table: DatabaseTable) -> tuple[bool, str]:
    """Tables with other versions of texts come after the texts."""
    return _VERSIONS.search(table.name) is not None, table.name


def _best(texts: _Texts, heads: Iterable[_Heads]) -> Join | None:
    """The join of a table of texts with the most likely table of titles; None without any."""
    candidates = [
        (_likeness(texts.table, head), column, head)
        for head in heads
        for column, keys in texts.keys.items()
        if _is_joined(texts.table, column, keys, head)
    ]
    if not candidates:
        return None
    _, column, head = max(candidates, key=lambda candidate: candidate[0])
    return Join(column, head)


def _is_joined(table: DatabaseTable, column: str, keys: set[str], head: _Heads) -> bool:
    """Whether the values of a column are keys of a table of titles.

    The key of a table itself, which counts its rows, is one only where the names are related.
    """
    if column.lower() == "id" and not _extends(table, head.table):
        return False
    known = sum(key in head.rows for key in keys)
    return bool(keys) and known >= _KNOWN_SHARE * len(keys)


def _extends(table: DatabaseTable, other: DatabaseTable) -> bool:
    """Whether the name of a table begins with that of another: v9_news_data and v9_news."""
    return table.name.lower().startswith(other.name.lower().rstrip("s"))


def _likeness(table: DatabaseTable, head: _Heads) -> tuple[bool, bool, int]:
    """How likely a table of titles is the one that belongs to texts; greater is more likely.

    In the end the title decides that has the most specific name: of users it is the name.
    """
    current = not _VERSIONS.search(head.table.name)
    ranks = [
        json_fields.rank_and_field(name)[0]
        for name, meant in head.table.columns.items()
        if meant == "title"
    ]
    return current, _extends(table, head.table), -min(ranks, default=0)
