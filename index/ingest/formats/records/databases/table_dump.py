"""Reads tables of a database that phpMyAdmin wrote as JSON, as those of a dump."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest import decode
from index.ingest.files import containers
from index.ingest.files.format import CERTAIN, NO, Format, KindOf, Members, Sample
from index.ingest.formats.records import json_signs
from index.ingest.formats.records.databases import database
from index.ingest.formats.records.databases.table_join import DatabaseRow
from index.ingest.source_file import SourceFile
from index.json_types import JsonObject
from index.report import Skipped


@dataclass(frozen=True, slots=True)
class _Tables:
    """The rows of the tables of a document, by the name of the table."""

    tables: dict[str, list[JsonObject]]

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The names of the columns of each table that has rows."""
        return {name: tuple(rows[0]) for name, rows in self.tables.items() if rows}

    def rows(self, tables: frozenset[str]) -> Iterator[DatabaseRow]:
        """The rows of some tables."""
        for name in sorted(tables):
            for row in self.tables[name]:
                values = {
                    key: value
                    for key, value in row.items()
                    if value not in (None, "") and isinstance(value, str | int | float)
                }
                yield DatabaseRow(name, values)


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each row of a table with texts, as a JSON object."""
    del kind_of
    with containers.open_container(entry) as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        reason = f"It is larger than {_MAX_BYTES >> 20} MB; export it as SQL."
        yield Skipped(entry.path, reason)
        return
    try:
        document = json.loads("[" + decode.decode(data).text.partition("[")[2])
    except (ValueError, RecursionError) as error:
        yield Skipped(entry.path, f"This is not JSON ({error}).")
        return
    tables: dict[str, list[JsonObject]] = {}
    for part in document:
        if isinstance(part, dict) and part.get("type") == "table":
            rows = [row for row in part.get("data") or () if isinstance(row, dict)]
            tables.setdefault(str(part.get("name")), []).extend(rows)
    yield from database.members(entry, _Tables(tables))


_MAX_BYTES = 64 << 20


def _is_dump(sample: Sample) -> int:
    return CERTAIN if json_signs.TABLES.match(sample.start) else NO


FORMAT = Format(kind="table-json", endings=(), sniff=_is_dump, members=_members, rows=True)
