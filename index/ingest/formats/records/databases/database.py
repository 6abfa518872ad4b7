"""Finds the reports in the tables of a database, in a dump or in the file of the database itself.

A content management system may keep the text of a report in another table than its title;
`table_join` says which row belongs to which.
"""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from index.ingest.draft import tidy_line
from index.ingest.files import site_rules
from index.ingest.files.format import Members
from index.ingest.formats.records import json_records
from index.ingest.formats.records.databases import table_join, table_references
from index.ingest.formats.records.databases.table_join import (
    DatabaseRow,
    DatabaseTable,
    Join,
    RowFields,
    TableSource,
)
from index.ingest.formats.records.databases.table_references import References
from index.ingest.source_file import SourceFile
from index.ingest.structured import column_meanings, column_names, json_fields
from index.report import Skipped

_UNTITLED = "The rows of this table have no titles, unlike those of others, and are not read."
_OLDER = "The rows of this table are other versions of texts that are read, and are not read."
_NO_POSTS = "Rows with revisions, unsaved drafts, attachments or menus, which are no posts: {}."
_NO_POST = frozenset(
    (
        *("revision", "attachment", "nav_menu_item", "custom_css", "customize_changeset"),
        *("oembed_cache", "wp_global_styles", "wp_navigation", "wp_template", "wp_template_part"),
    )
)
"""Types of the rows in a table of posts of WordPress that are no posts."""


def members(entry: SourceFile, database: TableSource) -> Members:
    """One member for each row of a table with texts, as a JSON object.

    A Skipped stands for each table with texts that is not read, and for a database without any.
    """
    columns = database.columns()
    renamed = site_rules.columns_of(site_rules.load(entry.root) if entry.root else (), entry.path)

    def field_of(column: str) -> str:
        return renamed.get(column) or json_fields.field_of(column)

    meanings = _meanings(database, columns, field_of)
    tables = [
        DatabaseTable(
            name,
            {
                column: field_of(column) or meanings.get(name, {}).get(column, "")
                for column in names
            },
        )
        for name, names in columns.items()
    ]
    joins = table_join.joins(database, tables)
    with_text = {table.name for table in tables if "body" in table.fields}
    titled = {table.name for table in tables if {"body", "title"} <= table.fields}
    chosen = titled or (set() if joins.by_table else with_text)
    if not with_text:
        yield Skipped(entry.path, _no_rows_reason(entry, columns))
    for name in sorted(with_text - chosen - joins.by_table.keys()):
        reason = _OLDER if name in joins.older else _UNTITLED
        yield Skipped(f"{entry.path}!{name}", reason)
    wanted = frozenset(chosen | joins.by_table.keys())
    heads = {join.heads.table.name for join in joins.by_table.values()}
    named = table_references.references(database, tables, wanted | heads)
    used = with_text | heads | named.tables
    if others := sorted(columns.keys() - used) if with_text else []:
        yield Skipped(entry.path, _without_texts(others), remark=True)
    for meant in (meanings[name] for name in sorted(wanted & meanings.keys())):
        yield from column_meanings.notices(entry.path, meant)
    rows = (
        DatabaseRow(row.table, column_meanings.renamed(row.fields, meanings.get(row.table, {})))
        for row in (database.rows(wanted) if wanted else iter(()))
    )
    yield from _rows(entry, rows, joins.by_table, wanted, named)
    for name, count in joins.left():
        yield Skipped(f"{entry.path}!{name}", f"{count} of its rows have no text in another table.")


def _meanings(
    database: TableSource, columns: Mapping[str, tuple[str, ...]], field_of: Callable[[str], str]
) -> dict[str, dict[str, str]]:
    """The meanings of columns of unknown names, and of tables with texts the day by its name."""
    texts = {
        name: {field_of(column) for column in names}
        for name, names in columns.items()
        if any(field_of(column) == "body" for column in names)
    }
    dayless = frozenset(name for name, fields in texts.items() if "date" not in fields)
    if texts and not dayless:
        return {}
    samples: dict[str, list[RowFields]] = {}
    for row in itertools.islice(database.rows(dayless or frozenset(columns)), _SAMPLED):
        sample = samples.setdefault(row.table, [])
        if len(sample) < column_meanings.COMPARED_ROWS:
            sample.append(row.fields)
    found = {name: column_meanings.meanings(rows, field_of) for name, rows in samples.items()}
    if texts:
        return {name: _day_by_name(meant) for name, meant in found.items()}
    return {
        name: meant
        for name, meant in found.items()
        if "body" in meant.values() and {"title", "date", "url"} & set(meant.values())
    }


def _day_by_name(meant: Mapping[str, str]) -> dict[str, str]:
    """Of the meanings of columns that of the day whose name ends in such a word: run_date."""
    return {
        name: field
        for name, field in meant.items()
        if field == "date" and column_names.field_of_ending(name) == field
    }


_SAMPLED = 20_000
"""The number of rows of a database that are examined for the meaning of their columns."""


def _rows(
    entry: SourceFile,
    rows: Iterator[DatabaseRow],
    joins: Mapping[str, Join],
    wanted: frozenset[str],
    named: References,
) -> Members:
    """The members for rows; their names have that of the table if there are several."""
    others = 0
    for number, row in enumerate(rows, start=1):
        join = joins.get(row.table)
        fields = named.put(row.table, row.fields)
        if join is not None:
            fields = named.put(join.heads.table.name, join.joined(fields))
        if _is_no_post(fields):
            others += 1
            continue
        name = f"{row.table}!{number}" if len(wanted) > 1 else str(number)
        yield entry.member(name, "json", json.dumps(fields).encode())
    if others:
        yield Skipped(entry.path, _NO_POSTS.format(others), remark=True)


def _is_no_post(fields: RowFields) -> bool:
    """Whether a row is one of WordPress's own and no post."""
    return fields.get("post_type") in _NO_POST or fields.get("post_status") == "auto-draft"


def _without_texts(names: Sequence[str]) -> str:
    """The reason for skipping the tables of a database that have no column for texts."""
    shown = ", ".join(tidy_line(name)[:40] for name in names[:8])
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"Tables without texts are not read: {shown}{more}."


def _no_rows_reason(entry: SourceFile, columns: Mapping[str, tuple[str, ...]]) -> str:
    """The reason for skipping a database without a table of texts."""
    names = max(columns.values(), key=len, default=())
    if not columns:
        return "There are no rows of a table in it. Export the table as .csv or .jsonl."
    if not any(names):
        return "It does not name the columns of its tables. Export them as .csv or .jsonl."
    return f"No table has a text. {json_records.unknown_names(entry, list(names))}"
