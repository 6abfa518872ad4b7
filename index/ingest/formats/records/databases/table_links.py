"""Puts the people and keywords into rows of a database that a table of pairs links with them.

posts_authors has the key of a report and that of a person in each row; another table has the names.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from index.ingest.formats.records.databases.table_join import DatabaseTable, RowFields, TableSource
from index.ingest.structured import json_references

_NOT_LINKED = ("", "source")
"""What a column of keys that refers to people or keywords does not mean."""
_MAX_COLUMNS = 4
"""The largest number of columns of a table that only links two others, as with their order."""
_MAX_TABLES = 200
"""The number of tables that are examined for links."""
_MAX_ROWS, _MAX_LINKS = 200_000, 50
"""The largest number of rows of all tables of pairs that are read, and of links of one report."""


@dataclass(frozen=True, slots=True)
class PairLink:
    """A table of pairs: the column with keys of reports, and that with keys of `named`."""

    pairs: str
    report_column: str
    report_key: str
    named_column: str
    field: str
    named: DatabaseTable


@dataclass(slots=True)
class PairLinks:
    """The tables of pairs by the table of reports, and the keys that they link with each report."""

    by_table: dict[str, list[PairLink]] = field(default_factory=dict)
    keys: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def named_tables(self) -> set[str]:
        """The names of the tables that have the names."""
        return {link.named.name for links in self.by_table.values() for link in links}

    def read(self, database: TableSource) -> None:
        """Read the tables of pairs."""
        links = {link.pairs: link for group in self.by_table.values() for link in group}
        if not links:
            return
        for number, row in enumerate(database.rows(frozenset(links))):
            if number >= _MAX_ROWS:
                return
            link = links[row.table]
            report = str(row.fields.get(link.report_column))
            linked = self.keys.setdefault(row.table, {}).setdefault(report, [])
            if len(linked) < _MAX_LINKS:
                linked.append(str(row.fields.get(link.named_column)))

    def of_row(self, table: str, fields: RowFields) -> Iterator[tuple[PairLink, list[str]]]:
        """The links of a report, and the keys of what it is linked with."""
        for link in self.by_table.get(table, ()):
            keys = self.keys.get(link.pairs, {}).get(str(fields.get(link.report_key)), [])
            if keys:
                yield link, keys


def links_of(tables: Iterable[DatabaseTable], wanted: Collection[str]) -> PairLinks:
    """The tables of pairs that link reports with people or keywords."""
    keyed = [table for table in tables if table.keys][:_MAX_TABLES]
    result = PairLinks()
    for pair in keyed:
        if len(pair.keys) > 1 and _is_of_pairs(pair):
            named = dict(_named(pair, keyed))
            for report in keyed if named else ():
                if report.name in wanted:
                    links = list(_between(report, pair, named))
                    result.by_table.setdefault(report.name, []).extend(links)
    return result


def _is_of_pairs(table: DatabaseTable) -> bool:
    return len(table.columns) <= _MAX_COLUMNS and not {"title", "body"} & table.fields


def _named(pair: DatabaseTable, tables: list[DatabaseTable]) -> Iterator[tuple[str, DatabaseTable]]:
    """The columns of a table of pairs that refer to people or keywords, each with their table."""
    for column in pair.keys:
        if json_references.field_of_reference(column) not in _NOT_LINKED:
            found = [table for table in tables if table is not pair and _refers(column, table)]
            if found:
                yield column, min(found, key=lambda table: len(table.name))


def _between(
    report: DatabaseTable, pair: DatabaseTable, named: Mapping[str, DatabaseTable]
) -> Iterator[PairLink]:
    """The link of a table of reports by a table of pairs, if it is one."""
    own = [column for column in pair.keys if column not in named and _refers(column, report)]
    for column, table in named.items():
        if len(own) == len(named) == 1 and table is not report:
            meant = json_references.field_of_reference(column)
            yield PairLink(pair.name, own[0], report.keys[0], column, meant, table)


def _refers(column: str, table: DatabaseTable) -> bool:
    """Whether a column of keys is named as a table or as its key: post_id of posts."""
    stem = column.lower().removesuffix("id").rstrip("_")
    names = table.name.lower(), table.name.lower().rpartition("_")[2]
    own = table.keys[0].lower() == column.lower() != "id"
    return bool(stem) and (own or any(name in {stem, f"{stem}s", f"{stem}es"} for name in names))
