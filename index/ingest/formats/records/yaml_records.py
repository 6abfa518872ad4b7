"""Reads YAML exports: the reports in the lists and documents of a file."""

import json
from collections.abc import Iterator

import yaml

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.files import site_rules
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.plain_text.front_matter import TextLoader
from index.ingest.formats.records import json_records
from index.ingest.source_file import SourceFile
from index.ingest.structured import column_meanings, json_fields
from index.ingest.structured.json_shapes import Shapes
from index.report import Skipped

_MAX_FILE_BYTES = 1 << 20
"""The largest file in bytes: YAML is read a thousand times more slowly than JSON."""
_MAX_DOCUMENTS = 10_000


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """A draft for each report; a file of settings, which has no text, is skipped."""
    if len(data) > _MAX_FILE_BYTES:
        yield Skipped(
            entry.path, f"It is larger than {_MAX_FILE_BYTES >> 20} MB; write JSON Lines."
        )
        return
    documents: list[object] = []
    damaged = False
    try:
        for document in yaml.load_all(decode.decode(data, entry.charset).text, TextLoader):
            documents.append(document)
            if len(documents) == _MAX_DOCUMENTS:
                yield Skipped(entry.path, f"Only the first {_MAX_DOCUMENTS:,} documents are read.")
                break
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        what = "The rest is not YAML" if documents else "This is not YAML"
        yield Skipped(entry.path, f"{what} ({reason}).")
        damaged = not documents
    columns = site_rules.columns_of(rules.sites, entry.path)
    shapes = Shapes(lambda name: columns.get(name) or json_fields.field_of(name))
    shapes.collect(documents)
    known = {shapes.field_of(name) for item in shapes.items for name in item}
    known |= set(column_meanings.meanings(shapes.items, shapes.field_of).values())
    if "body" in known or known >= _CITED:
        loaded = documents[0] if len(documents) == 1 else documents
        yield from json_records.read(entry, json.dumps(loaded).encode(), rules)
    elif not damaged:
        yield Skipped(entry.path, "There is no report with a text in it.")


_CITED = frozenset(("title", "description", "author", "date"))
"""The fields of a citation; settings of a site have no day."""
FORMAT = Format(kind="yaml", endings=(".yaml", ".yml", ".cff"), read_drafts=read)
