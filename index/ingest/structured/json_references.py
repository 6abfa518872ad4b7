"""Puts the people and keywords that reports refer to by id into the reports.

JSON:API keeps them under `included`, others under `includes` or in a list of users beside.
"""

from collections.abc import Iterator

from index.ingest.structured import column_meanings, column_names, json_fields, json_values
from index.json_types import JsonObject

_LISTS = ("included", "includes", "users", "authors", "members", "people", "profiles", "accounts")
"""Names of the objects that others refer to."""
_MAX_DEPTH, _MAX_OBJECTS = 6, 200_000
_LINK_SIZE = 4
"""The number of fields of a row that only links two others."""
_ID_NAMES = ("id", "_id", "user_id", "uid", "ID")


def resolved(document: object, depth: int = 0) -> object:
    """A document in whose reports the objects stand to which they refer; else the same."""
    if isinstance(document, list) and depth < _SEARCHED_DEPTH:
        return [resolved(part, depth + 1) for part in document[:_SAMPLE_OBJECTS]] + document[
            _SAMPLE_OBJECTS:
        ]
    if not isinstance(document, dict) or not any(
        isinstance(value, _NESTED) for value in document.values()
    ):
        return document
    document = _with_authors(document)
    known = {key: entry for name in _LISTS for key, entry in _entries(document.get(name))}
    if not known:
        if depth == _SEARCHED_DEPTH:
            return document
        return {name: resolved(value, depth + 1) for name, value in document.items()}
    linked = dict(_linked(document, known))
    return {
        name: value if name in _LISTS else _with_references(value, known, linked, 0)
        for name, value in document.items()
    }


_NESTED = (dict, list)
_SEARCHED_DEPTH, _SAMPLE_OBJECTS = 3, 5
"""How deep a document is searched for lists of people, and how many objects of a list."""


def _with_authors(document: JsonObject) -> JsonObject:
    """A JSON Feed whose items without authors have those of the feed."""
    items, authors = document.get("items"), document.get("authors") or document.get("author")
    if not authors or not isinstance(items, list) or "jsonfeed" not in str(document.get("version")):
        return document
    return {
        **document,
        "items": [
            {"authors": authors, **item} if isinstance(item, dict) else item for item in items
        ],
    }


def _linked(
    document: JsonObject, known: dict[str, JsonObject]
) -> Iterator[tuple[str, list[JsonObject]]]:
    """The people of a report by its id, from a table that only links both, as posts_authors."""
    links: dict[str, list[JsonObject]] = {}
    for name, rows in document.items():
        if name in _LISTS or not isinstance(rows, list):
            continue
        for row in rows[:_MAX_OBJECTS]:
            keys = [key for key in row if key.endswith("_id")] if isinstance(row, dict) else []
            people = [
                key
                for key in keys
                if field_of_reference(key) == "author" and str(row[key]) in known
            ]
            if len(keys) == 2 and len(people) == 1:
                (report,) = (str(row[key]) for key in keys if key not in people)
                links.setdefault(report, []).append(known[str(row[people[0]])])
    yield from links.items()


def _entries(value: object, depth: int = 0) -> Iterator[tuple[str, JsonObject]]:
    """The objects with an id and a name in a list, or in the lists of an object, by their id."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict) and depth:
                yield from _entry(inner, str(key))
            elif isinstance(inner, list | dict) and depth < 2:
                yield from _entries(inner, depth + 1)
                if isinstance(inner, dict):
                    yield from _entry(inner, str(key))
    elif isinstance(value, list):
        for entry in value[:_MAX_OBJECTS]:
            if isinstance(entry, dict):
                yield from _entry(entry, "")


def _entry(entry: JsonObject, key: str) -> Iterator[tuple[str, JsonObject]]:
    """An object under its id, and under its type and id."""
    number = next((str(entry[name]) for name in _ID_NAMES if entry.get(name)), key)
    attributes = entry.get("attributes")
    named = attributes if isinstance(attributes, dict) else entry
    if number and json_values.text_of(named):
        yield number, named
        if isinstance(entry.get("type"), str):
            yield f"{entry['type']} {number}", named


def _with_references(
    value: object, known: dict[str, JsonObject], linked: dict[str, list[JsonObject]], depth: int
) -> object:
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [_with_references(part, known, linked, depth + 1) for part in value]
    if not isinstance(value, dict):
        return value
    done = {
        name: _with_references(part, known, linked, depth + 1) if name != "relationships" else part
        for name, part in value.items()
    }
    people = dict(_people(value, known))
    if not people and (of_report := linked.get(str(value.get("id")))) and len(value) > _LINK_SIZE:
        people = {"authors": of_report}
    if not people:
        return done
    attributes = done.get("attributes")
    if isinstance(attributes, dict):
        return {**done, "attributes": {**people, **attributes}}
    return {**done, **people}


def _people(value: JsonObject, known: dict[str, JsonObject]) -> Iterator[tuple[str, object]]:
    """The fields of an object whose values refer to known objects."""
    relations = value.get("relationships")
    for name, relation in relations.items() if isinstance(relations, dict) else ():
        data = relation.get("data") if isinstance(relation, dict) else None
        linked = [
            known[key]
            for link in (data if isinstance(data, list) else [data])
            if isinstance(link, dict) and (key := f"{link.get('type')} {link.get('id')}") in known
        ]
        if linked and (field := field_of_reference(name)):
            yield column_meanings.meant(name, field), linked
    for name, inner in value.items():
        reference = str(inner) if isinstance(inner, str | int) else ""
        if reference in known and field_of_reference(name) == "author":
            yield column_meanings.meant(name, "author"), known[reference]


def field_of_reference(name: str) -> str:
    """The field of a reference: that of its name without id; an uid is a person."""
    plain = name.lower().removeprefix("field_").removesuffix("id").rstrip("_")
    if plain == "u" or column_names.names_person(plain):
        return "author"
    field = json_fields.field_of(plain)
    return field if field in {"author", "keywords", "source", "editor"} else ""
