"""Reads what the objects inside an object of a JSON document say of the report that it is."""

import json
from collections.abc import Callable, Mapping, Sequence

from index.ingest.prose import is_prose
from index.ingest.structured import (
    column_meanings,
    column_names,
    column_values,
    json_fields,
    json_shapes,
    json_values,
)
from index.json_types import JsonObject


def loaded(text: str) -> object:
    """The value that is written as JSON; None for another text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def in_cells(rows: Sequence[Mapping[str, str]]) -> set[str]:
    """The fields in the objects of JSON that cells of the first rows of a table have as texts."""
    cells = (cell.strip() for row in rows[:_LOADED_ROWS] for cell in row.values())
    objects = (loaded(cell) for cell in cells if column_values.is_object(cell))
    return {
        json_fields.field_of(path.rpartition(".")[2])
        for inner in objects
        if isinstance(inner, dict)
        for path in flattened(inner)
    }


def columns_of_objects(rows: Sequence[Mapping[str, str]]) -> set[str]:
    """The names of the columns whose cells in the first rows are objects of JSON."""
    return {
        name
        for row in rows[:_LOADED_ROWS]
        for name, cell in row.items()
        if column_values.is_object(cell.strip()) and not json_fields.field_of(name)
    }


CELL = "{} (JSON)"
"""The name of such a column in a table whose other columns do not tell enough."""


def with_cells(fields: Mapping[str, str]) -> JsonObject:
    """A row with the fields of the objects in such columns in their place."""
    row: JsonObject = {}
    for name, cell in fields.items():
        inner = loaded(cell) if name.endswith(_OF_CELL) else None
        row.update(flattened(inner) if isinstance(inner, dict) else {name: cell})
    return row


_OF_CELL = CELL.format("")
_LOADED_ROWS = 3
"""The number of rows whose cells are looked into."""


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
    around, stated = _fields_around(item, field_of), set[str]()
    for inner in item.values():
        if isinstance(inner, dict) and _is_the_report(inner, around - stated, field_of):
            stated |= {field_of(below) for below in inner} & FILLED
    if stated:
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
        if field in FILLED - known and not of_outlet and not column_names.is_of_others(above):
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
        name: part
        for name, value in item.items()
        if isinstance(value, str)
        and value[:1] == "{"
        and value[-1:] == "}"
        and not json_fields.field_of(name)
        and isinstance(part := loaded(value), dict)
    }
    return {**item, **written} if written else item


def _is_outlet(inner: JsonObject) -> bool:
    """Whether an object that is named as an outlet has a name and no text."""
    name = json_values.text_of(inner)
    return bool(name) and len(name) <= _OUTLET_CHARS and not is_prose(name)


_OUTLET_CHARS = 80


def _fields_around(item: JsonObject, field_of: Callable[[str], str]) -> set[str]:
    """The fields that an object has itself."""
    return {
        field_of(name)
        for name, value in item.items()
        if isinstance(value, str) or (field_of(name) == "title" and json_values.text_of(value))
    }


def _is_the_report(inner: JsonObject, around: set[str], field_of: Callable[[str], str]) -> bool:
    """Whether an object inside has the title and the day, so that those around it are others."""
    if around & {"title", "body"}:
        return False
    return {"title", "date"} <= {field_of(name) for name, value in inner.items() if value}


_INNER_DEPTH = 2
_WHOLE = frozenset({"body", "title", "author", "source", "keywords"})
"""Fields whose objects are values."""
FILLED = frozenset({"title", "date", "author", "source", "url", "editor", "language"})
"""Fields of a report that an object inside it may state."""
