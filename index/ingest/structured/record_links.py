"""Puts what records of one export refer to into them: people by their number, nodes by their @id.

Django's fixtures refer by model and number, Sanity's lines by `_ref`, JSON-LD by `@id`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from index.ingest.structured import json_fields, json_references, json_values
from index.json_types import JsonObject

_MAX_DEPTH = 12
"""How deep references are looked for in a record."""
_WORKS = ("Article", "Posting", "Report", "Thesis", "Review")
"""The ends of the types of nodes that are reports, whether they have their text or not."""
_FIXTURE = frozenset({"model", "pk", "fields"})
REFERENCE_SIGN = b'"_ref"'
"""The name of a reference in lines of JSON."""


def linked(document: object) -> object:
    """A document in whose records that to which they refer stands; else the same."""
    if isinstance(document, dict):
        return _graph(document) if "@graph" in document else document
    if not isinstance(document, list) or not document or not isinstance(document[0], dict):
        return document
    if document[0].keys() >= _FIXTURE:
        return _fixtures(document)
    known = named(part for part in document if isinstance(part, dict))
    return with_names(document, known) if known else document


def _graph(document: JsonObject) -> JsonObject:
    """A graph of JSON-LD whose articles have their people; of a page with an article, that alone.

    The page repeats the title and the day of its article.
    """
    nodes = document.get("@graph")
    if not isinstance(nodes, list):
        return document
    nodes = [node for node in nodes if isinstance(node, dict)]
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    works = [node for node in nodes if str(node.get("@type", "")).endswith(_WORKS)]
    reports = [
        {
            name: known.get(value["@id"], value)
            if isinstance(value, dict) and value.keys() == {"@id"}
            else value
            for name, value in node.items()
        }
        for node in works or nodes
    ]
    return {**document, "@graph": reports}


def _fixtures(document: Sequence[object]) -> list[JsonObject]:
    """The rows of a Django fixture with the people and outlets whose numbers they have."""
    rows = [row for row in document if isinstance(row, dict) and row.keys() >= _FIXTURE]
    known: dict[tuple[str, str], str] = {}
    for row in rows:
        field = json_references.field_of_reference(str(row["model"]).rpartition(".")[2])
        name = json_values.text_of(row["fields"]) if _is_named(row["fields"]) else ""
        if field and name:
            known[field, str(row["pk"])] = name
    return [{**row, "fields": _with_people(row["fields"], known)} for row in rows]


def _with_people(fields: object, known: Mapping[tuple[str, str], str]) -> object:
    """The fields of a row with names instead of numbers."""
    if not isinstance(fields, dict):
        return fields
    return {
        name: [known.get((field, str(key)), key) for key in value]
        if isinstance(value, list)
        else known.get((field, str(value)), value)
        for name, value in fields.items()
        for field in [json_references.field_of_reference(name)]
    }


def named(records: Iterator[JsonObject]) -> dict[str, str]:
    """The names of the records by their id that others may refer to, and that have no text."""
    return {
        record["_id"]: json_values.text_of(record)
        for record in records
        if isinstance(record.get("_id"), str) and _is_named(record)
    }


def _is_named(record: object) -> bool:
    """Whether a record has a name and no text."""
    return (
        isinstance(record, dict)
        and isinstance(record.get("name") or record.get("title"), str)
        and not any(
            value and json_fields.field_of(name) == "body" for name, value in record.items()
        )
    )


def referred(value: object, known: Mapping[str, str], depth: int = 0) -> Iterator[str]:
    """The ids of known records to which a value refers."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        reference = value.get("_ref")
        if isinstance(reference, str) and reference in known:
            yield reference
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from referred(inner, known, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from referred(inner, known, depth + 1)


def with_names(value: object, known: Mapping[str, str], depth: int = 0) -> object:
    """A value with the names of known records instead of references to them."""
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [with_names(inner, known, depth + 1) for inner in value]
    if not isinstance(value, dict):
        return value
    if value.get("_ref") in known:
        return known[value["_ref"]]
    return {name: with_names(inner, known, depth + 1) for name, inner in value.items()}


def with_names_in_line(line: bytes, known: Mapping[str, str]) -> bytes:
    """A line of JSON Lines with the names of known records instead of references to them."""
    if not known or REFERENCE_SIGN not in line:
        return line
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return line
    return json.dumps(with_names(record, known), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )
