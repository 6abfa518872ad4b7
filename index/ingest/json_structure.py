"""Finds the reports in a JSON document by its structure, whatever its names are.

A report is the object around sentences that also has a day, an address or a short text of its own:
mostly the item of a list. Objects inside it are its fields, with the path of their names.
"""

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from index.ingest import (
    column_meanings,
    column_names,
    column_values,
    json_fields,
    json_shapes,
    json_values,
)
from index.ingest.prose import is_prose, letters, prose_letters
from index.json_types import JsonObject

_MAX_NODES = 400_000
"""The number of values of a document that are visited."""
_DEPTH = 12
_MIN_KINDS = 2
"""The number of fields of other kinds that the object around a text must have."""


@dataclass(frozen=True)
class _Node:
    """An object, the length of the list it is an item of, and the object around it.

    Many objects ask the one around them the same, so it answers once.
    """

    value: JsonObject
    listed: int
    above: "_Node | None"

    @functools.cached_property
    def kinds(self) -> int:
        """The number of kinds of its fields."""
        return _kinds(self.value)

    @functools.cached_property
    def is_numbered(self) -> bool:
        """Whether names in it are numbers."""
        return any(map(str.isdecimal, self.value))


def records(loaded: object) -> list[JsonObject]:
    """The reports of a document, each with its fields by the path of their names."""
    nodes = [_report_around(node) for node in _with_texts(loaded)]
    found = {id(node.value): node.value for node in nodes}
    titles = {id(node.value): _title_above(node) for node in nodes}
    outer: list[JsonObject] = []
    inside: set[int] = set()
    for key, record in found.items():
        below = [id(part) for part in _objects(record) if id(part) in found and id(part) != key]
        if not below or _mostly_own(record, [found[other] for other in below]):
            outer.append(record)
            inside.update(below)
    return [
        _with_body({**titles[id(record)], **flattened(record)})
        for record in outer
        if id(record) not in inside
    ]


def _title_above(node: _Node) -> JsonObject:
    """The title of the object around a report without one, which is the page of a revision.

    Objects with titles of their own around several reports are feeds or sections.
    """
    above = node.above
    if above is None or not node.listed or any(map(_is_titled, node.value.items())):
        return {}
    title = above.value.get("title")
    numbered = above.above is not None and above.above.is_numbered
    told = node.listed == 1 and (above.listed or numbered)
    return {"title": title} if told and isinstance(title, str) else {}


def _is_titled(pair: tuple[str, object]) -> bool:
    return bool(pair[1]) and json_fields.field_of(pair[0]) == "title"


def _with_body(record: JsonObject) -> JsonObject:
    """A report whose text is the list with most of its sentences, if no text of it is known."""
    texts = [
        prose_letters(value)
        for name, value in record.items()
        if json_fields.field_of(name) == "body" or (isinstance(value, str) and is_prose(value))
    ]
    lists = [name for name, value in record.items() if isinstance(value, list)]
    name = max(lists, key=lambda name: prose_letters(record[name]), default="")
    most = prose_letters(record.get(name))
    if not most or "body" in record or most <= 2 * max(texts, default=0):
        return record
    if texts:  # what happened last is told in a line
        return {"body": record[name], **{key: record[key] for key in record if key != name}}
    return {
        column_meanings.meant(key, "body") if key == name else key: value
        for key, value in record.items()
    }


def _with_texts(loaded: object) -> Iterator[_Node]:
    return (node for node in _nodes(loaded) if _has_own_text(node.value))


def _mostly_own(record: JsonObject, below: list[JsonObject]) -> bool:
    """Whether the text of an object is longer than twice those of the objects inside, as comments.

    A feed describes itself in fewer words than its items have.
    """
    others = sum(map(prose_letters, below))
    own_letters = prose_letters(record) - others
    return own_letters * len(below) > 2 * others


def _nodes(loaded: object) -> Iterator[_Node]:
    """All objects of a document in order, with those around them."""
    stack: list[tuple[object, _Node | None, int, int]] = [(loaded, None, 0, 0)]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        value, above, listed, depth = stack.pop()
        if depth > _DEPTH:
            continue
        if isinstance(value, dict):
            node = _Node(value, listed, above)
            yield node
            stack.extend(
                (part, node, 0, depth + 1)
                for name, part in reversed(value.items())
                if is_tree(part) and not column_names.names_replies(name)
            )
        elif isinstance(value, str):
            stack.append((_loaded(value), above, listed, depth + 1))
        elif isinstance(value, list):
            stack.extend(
                (part, above, len(value), depth + 1)
                for part in reversed(value)
                if isinstance(part, dict | list)
            )


def is_tree(value: object) -> bool:
    """Whether a value is a list or an object, or one that is written as a text."""
    return isinstance(value, dict | list) or (
        isinstance(value, str) and _WRITTEN.match(value) is not None
    )


_WRITTEN = re.compile(r"\s{0,20}(?:\{\s{0,20}\"|\[\s{0,20}\{)")


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _has_own_text(value: JsonObject) -> bool:
    """Whether an object has sentences, as a value or in a list of texts."""
    for inner in value.values():
        texts = inner if isinstance(inner, list) else [inner]
        if any(
            isinstance(text, str) and is_prose(text) and not is_tree(text) for text in texts[:20]
        ):
            return True
    return False


def _report_around(node: _Node) -> _Node:
    """The report that an object with sentences belongs to.

    That is the nearest item of a list with fields of its own, else the nearest object with them.
    """
    nearest: _Node | None = None
    current: _Node | None = node
    while current is not None:
        if current.kinds >= _MIN_KINDS:
            if current.listed:
                return current
            nearest = nearest or current
        current = current.above
    return nearest or node


def _kinds(value: JsonObject) -> int:
    """The number of kinds of fields of an object, by names or values: day, address, title."""
    named = (json_fields.field_of(name) for name, inner in value.items() if inner)
    kinds = {field for field in named if field in _FILLED}
    for inner in _scalars(value):
        if inner.startswith(("http://", "https://", "/")):
            kinds.add("url")
        elif column_values.is_day(inner) and not inner.isdecimal():
            kinds.add("date")
        elif not is_prose(inner) and letters(inner) >= _TITLE_LETTERS and _WORDS.search(inner):
            kinds.add("title")
    return len(kinds)


_TITLE_LETTERS = 8
_WORDS = re.compile(r"\w\s\w|[\u3400-\u9fff]{4}")
"""Characters that no name of a kind or state has, such as paragraph and PUBLISHED."""


def _scalars(value: JsonObject, depth: int = 3) -> Iterator[str]:
    """The texts of an object and of the objects in it, but not of lists."""
    for inner in value.values():
        if isinstance(inner, str):
            yield inner.strip()
        elif isinstance(inner, dict) and depth:
            yield from _scalars(inner, depth - 1)


def _objects(value: object) -> Iterator[JsonObject]:
    stack = [value]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        current = stack.pop()
        if isinstance(current, dict):
            yield current
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)


def flattened(value: Mapping[str, object], depth: int = 4) -> JsonObject:
    """The fields of an object and of those in it, by the path of their names."""
    fields: JsonObject = {}
    for name, inner in value.items():
        if name in _NOT_OF_REPORT or (isinstance(inner, dict) and _is_of_others(name)):
            continue
        if isinstance(inner, dict) and depth and not _is_value(name, inner):
            prefix = (
                "" if name in json_shapes.WRAPS and value.keys().isdisjoint(inner) else f"{name}."
            )
            for below, part in flattened(inner, depth - 1).items():
                fields[f"{prefix}{below}"] = part
        else:
            fields[name] = inner
    return fields


_NOT_OF_REPORT = frozenset({"version", "revision", "permissions", "_expandable", "__metadata"})
"""Names of objects about something else than the report as it was published."""


def _is_of_others(name: str) -> bool:
    return column_names.is_of_others(name) and not column_names.names_person(name)


def _is_value(name: str, inner: JsonObject) -> bool:
    """Whether an object is the value of a field, or a person, and no report or part of one."""
    if column_names.names_person(name):
        return True
    field = json_fields.field_of(name)
    fields = {json_fields.field_of(below) for below, value in inner.items() if value}
    whole = field and field != "description" and not fields >= {"title", "date"}
    return bool(whole and json_fields.text_of_field(name, inner))


def with_inner_fields(
    item: JsonObject, field_of: Callable[[str], str] = json_fields.field_of
) -> JsonObject:
    """An object with what only the objects inside it say of the report: its day, its people."""
    if not any(_is_nested(value) for value in item.values()):
        return item
    item = _with_loaded(item)
    further: JsonObject = _typed_days(item)
    for inner in tuple(item.values()):
        if isinstance(inner, dict) and _is_the_report(item, inner, field_of):
            stated = {field_of(below) for below in inner} & _FILLED
            item = {key: value for key, value in item.items() if field_of(key) not in stated}
    known = {field_of(name) for name, value in item.items() if value not in (None, "", [], {})}
    if all(json_fields.is_of_record(name) for name in item if field_of(name) == "date"):
        known.discard("date")
        known |= {_DAY_OF_RECORD} if any(field_of(name) == "date" for name in item) else set()
    known |= {"date"} if further else set()
    for name, inner in item.items():
        if isinstance(inner, dict) and field_of(name) not in _WHOLE and name not in _NOT_OF_REPORT:
            further.update(_of_object(name, inner, known, field_of))
        elif isinstance(inner, dict) and field_of(name) == "source" and "author" not in known:
            people = {below: value for below, value in inner.items() if field_of(below) == "author"}
            shown = {below: inner[below] for below in _SHOWN_NAMES if inner.get(below)}
            people = shown if people and shown else people
            further.update(column_meanings.renamed(people, dict.fromkeys(people, "author")))
    return {**item, **further} if further else item


def _of_object(
    name: str, inner: JsonObject, known: set[str], field_of: Callable[[str], str]
) -> JsonObject:
    """The statement of an object inside on the report around it: a person, an outlet, or fields."""
    if column_names.names_person(name):
        return {column_meanings.meant(name, "author"): inner}
    further: JsonObject = {}
    outlet = column_names.names_outlet(name) and "source" not in known and _is_outlet(inner)
    if outlet:
        further[column_meanings.meant(name, "source")] = inner
    if column_names.is_of_others(name) or column_names.names_repeated(name):
        return further
    fields = flattened(inner, _INNER_DEPTH)
    if days := _typed_days(fields):
        further.update(days)
        known = known | {"date"}
    for path, value in fields.items():
        above, _, last = path.rpartition(".")
        field = field_of(last) or column_names.field_of_ending(last)
        of_outlet = outlet and field in {"source", "title", "url"}
        if field == "date" and _DAY_OF_RECORD in known and json_fields.is_of_record(last):
            continue
        if field in _FILLED - known and not of_outlet and not column_names.is_of_others(above):
            further[column_meanings.meant(f"{name}.{path}", field)] = value
    return further


_SHOWN_NAMES = ("display_name", "displayName")
"""Names that an account is shown with, beside that with which it is written to."""
_DAY_OF_RECORD = "day of record"
"""Among known fields, that a report has the day on which it was recorded itself."""


def _typed_days(item: JsonObject) -> JsonObject:
    """The day of publication in a list of days, each with what happened then."""
    for name, value in item.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for entry in value[:_MAX_DAYS]:
                if isinstance(entry, dict) and (day := _published(entry)):
                    return {column_meanings.meant(name, "date"): day}
    return {}


def _published(entry: JsonObject) -> str:
    """The day in an object that has little else, and says that it is that of the publication."""
    if len(entry) > _DAY_FIELDS or not any(_is_publication(entry.get(name)) for name in _KINDS):
        return ""
    days = [value for name, value in entry.items() if name not in _KINDS and isinstance(value, str)]
    return next(filter(column_values.is_day, days), "")


def _is_publication(kind: object) -> bool:
    return isinstance(kind, str) and column_names.names_publication(kind)


_MAX_DAYS, _DAY_FIELDS = 40, 4
"""The most days in a list that are looked at, and the most fields of each."""
_KINDS = ("dateType", "date_type", "type", "kind", "event", "name", "label", "action", "status")
"""Names of what happened on a day."""


def _is_nested(value: object) -> bool:
    """Whether a value is an object, a list of some, or begins like one that a cell has as text."""
    if isinstance(value, str):
        return value[:1] == "{"
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    )


def _with_loaded(item: JsonObject) -> JsonObject:
    """An object in which the objects are loaded that cells of a table have as texts."""
    written = {
        name: loaded
        for name, value in item.items()
        if isinstance(value, str)
        and value[:1] == "{"
        and value[-1:] == "}"
        and not json_fields.field_of(name)
        and isinstance(loaded := _loaded(value), dict)
    }
    return {**item, **written} if written else item


def _is_outlet(inner: JsonObject) -> bool:
    """Whether an object that is named as an outlet has a name and no text."""
    name = json_values.text_of(inner)
    return bool(name) and len(name) <= _OUTLET_CHARS and not is_prose(name)


_OUTLET_CHARS = 80


def _is_the_report(item: JsonObject, inner: JsonObject, field_of: Callable[[str], str]) -> bool:
    """Whether an object inside has the title and the day, so that those around it are others."""
    fields = {field_of(name) for name, value in inner.items() if value}
    around = {
        field_of(name)
        for name, value in item.items()
        if isinstance(value, str) or (field_of(name) == "title" and json_values.text_of(value))
    }
    return {"title", "date"} <= fields and not around & {"title", "body"}


_INNER_DEPTH = 2
_WHOLE = frozenset({"body", "title", "author", "source", "keywords"})
"""Fields whose objects are values."""
_FILLED = frozenset({"title", "date", "author", "source", "url", "editor", "language"})
"""Fields of a report that an object inside it may state."""
