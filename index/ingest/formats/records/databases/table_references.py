"""Puts the names of people and outlets into rows of a database that refer to them by a key.

No list of programs is needed: the name of the column says whom it refers to, a small table of that
name has the keys and the names. A table of settings says what the site is called.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from index.ingest.formats.records.databases import table_links
from index.ingest.formats.records.databases.sql_values import SqlValue
from index.ingest.formats.records.databases.table_join import DatabaseTable, RowFields, TableSource
from index.ingest.formats.records.databases.table_links import PairLinks
from index.ingest.structured import column_meanings, column_names, json_references

_MAX_ROWS = 200_000
"""The largest number of rows of all tables of people, outlets and settings that are read."""
_MAX_REFERRED_TABLES = 200
"""The largest number of tables that are compared with each column of people and outlets."""
_REFERRED = frozenset({"author", "source", "editor"})
_PEOPLE = re.compile(
    r"user|member|author|admin|people|person|account|staff|reporter|journalist|editor|writer",
    re.IGNORECASE,
)
"""Names of tables of people."""
_SHOWN = (
    *(
        "display_?name",
        "screen_?name",
        "real_?name|true_?name",
        "full_?name",
        "nick_?name|nickname",
    ),
    *("alias", "name|title", "user_?name|login|uname"),
)
"""Names of the columns with a name, the one that readers see first."""
_SETTINGS = re.compile(r"(?:options?|settings?|configs?|sysconfig|variables?)$", re.IGNORECASE)
_SETTING_NAMES = re.compile(r"(?:option_?|var|conf_?|setting_?)?(?:name|key)", re.IGNORECASE)
_SETTING_VALUES = re.compile(r"(?:option_?|conf_?|setting_?)?value", re.IGNORECASE)
_SITE = re.compile(
    r"(?:cfg_|zc_)?(?:site_?title|blog_?name|site_?name|web_?name|web_?title|title)", re.IGNORECASE
)
"""The setting with the name of the site."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """A column with keys of another table, and the field that it stands for."""

    column: str
    field: str
    table: DatabaseTable


@dataclass(slots=True)
class References:
    """The names to which rows refer, by table, and the name of the site."""

    by_table: dict[str, list[_Reference]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    site: str = ""
    settings: set[str] = field(default_factory=set)
    links: PairLinks = field(default_factory=PairLinks)

    @property
    def tables(self) -> set[str]:
        """The names of the tables that were read for this."""
        return {*self.names, *self.settings, *self.links.keys}

    def put(self, table: str, fields: RowFields) -> RowFields:
        """A row with the names to which it refers."""
        found: dict[str, SqlValue] = {}
        for reference in self.by_table.get(table, ()):
            key = _key(fields.get(reference.column))
            if name := self.names.get(reference.table.name, {}).get(key, ""):
                found[column_meanings.meant(reference.column, reference.field)] = name
        for link, keys in self.links.of_row(table, fields):
            names = self.names.get(link.named.name, {})
            if linked := ", ".join(names[key] for key in keys if key in names):
                found[column_meanings.meant(link.named_column, link.field)] = linked
        if self.site:
            found[column_meanings.meant("site", "source")] = self.site
        return {**fields, **found} if found else fields


def references(
    database: TableSource, tables: Iterable[DatabaseTable], wanted: Iterable[str]
) -> References:
    """The names to which the rows of some tables refer."""
    tables, wanted = list(tables), list(wanted)
    by_name = {table.name: table for table in tables}
    others = [table for table in by_name.values() if "body" not in table.fields and table.keys]
    others = sorted(others, key=_is_of_others)[:_MAX_REFERRED_TABLES]
    result = References(
        by_table={
            name: list(_of_table(by_name[name], others)) for name in wanted if name in by_name
        },
        links=table_links.links_of(tables, wanted),
    )
    result.links.read(database)
    referred = {
        reference.table.name for references in result.by_table.values() for reference in references
    } | result.links.named_tables
    settings = {table.name for table in by_name.values() if _is_of_settings(table)}
    if not referred and not settings:
        return result
    for number, row in enumerate(database.rows(frozenset(referred | settings))):
        if number >= _MAX_ROWS:
            break
        table = by_name[row.table]
        if row.table in settings:
            result.settings.add(row.table)
            result.site = result.site or _site(row.fields)
        elif name := _shown_name(row.fields):
            key = _key(row.fields.get(table.keys[0]))
            result.names.setdefault(row.table, {}).setdefault(key, name)
    return result


def _of_table(table: DatabaseTable, others: list[DatabaseTable]) -> Iterator[_Reference]:
    """The references of a table: a column named as people or outlets, and the table of those."""
    for column in table.columns:
        plain = column.lower().removeprefix("id_").removesuffix("id").rstrip("_")
        outlet = column in table.keys and column_names.names_outlet(plain)
        meant = "source" if outlet else json_references.field_of_reference(column)
        if meant not in _REFERRED:
            continue
        stem = re.sub(r"[^a-z]", "", plain)
        named = [
            other for other in others if other is not table and _is_named(other.name, stem, meant)
        ]
        if named:
            yield _Reference(column, meant, min(named, key=lambda other: len(other.name)))


def _is_of_others(table: DatabaseTable) -> bool:
    """Whether a table is named as no people."""
    return _PEOPLE.search(table.name) is None


def _is_named(table: str, stem: str, meant: str) -> bool:
    """Whether a table is named as what a column refers to."""
    letters = re.sub(r"[^a-z]", "", table.lower())
    if meant in {"author", "editor"} and _PEOPLE.search(table):
        return True
    return len(stem) > 2 and stem in letters


def _shown_name(fields: RowFields) -> str:
    """The name in a row that readers see."""
    for pattern in _SHOWN:
        for column, value in fields.items():
            last = re.fullmatch(rf"(?:[a-z]{{1,20}}_)?(?:{pattern})", column, re.IGNORECASE)
            if last and isinstance(value, str) and value.strip():
                return value.strip()
    return ""


def _key(value: object) -> str:
    return str(value) if value is not None else ""


def _is_of_settings(table: DatabaseTable) -> bool:
    """Whether a table has names and values of settings."""
    named = any(map(_SETTING_NAMES.fullmatch, table.columns))
    return bool(_SETTINGS.search(table.name)) and named


def _site(fields: Mapping[str, SqlValue]) -> str:
    """The name of the site in a row of settings; empty in others."""
    name = next((fields[key] for key in fields if _SETTING_NAMES.fullmatch(key)), "")
    value = next((fields[key] for key in fields if _SETTING_VALUES.fullmatch(key)), "")
    return str(value).strip()[:_SITE_CHARS] if _SITE.fullmatch(str(name)) else ""


_SITE_CHARS = 80
