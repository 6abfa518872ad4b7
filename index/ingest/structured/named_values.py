"""Reads lists of names with their values as fields: {"key": "dc.title", "value": "Quay rebuilt"}.

Catalogues and mail services write the fields of a report so; the object around the list gets them.
"""

import re

from index.ingest.structured import json_fields, json_values
from index.json_types import JsonObject

_VALUES = ("value", "values", "text", "content", "@value")
"""The names of a value beside the name of its field, most reliable first."""
SIGN = re.compile(r"\[\s{0,20}\{")
"""The beginning of a list of objects, without which a document is not looked at."""
_NAMES = ("name", "key", "label", "field", "fieldName", "element", "property")
"""The names of the name of a field, or of the object that has it."""
_OF_SITE = re.compile(r"setting|option|config", re.IGNORECASE)
"""The name of a list with what a site is like."""
_SURE_FIELDS = 3
"""The number of fields in a list that describes a report without its title and text."""
_MIN_FIELDS, _MAX_PARTS, _MAX_NAME_CHARS, _MAX_DEPTH = 2, 8, 60, 40
"""The least number of fields in a list, the most parts of one of its entries, the longest name of a
field in code points, and how deep a document may be nested; deeper values stay as they are."""


def merged(value: object, depth: int = 0) -> object:
    """A value whose objects have the fields that lists in them name; so have all values in it."""
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [merged(part, depth + 1) for part in value]
    if not isinstance(value, dict):
        return value
    plain: JsonObject = {}
    named: JsonObject = {}
    for name, part in value.items():
        fields = {} if _OF_SITE.search(name) else _fields(part)
        if fields:
            named.update(fields)
        else:
            plain[name] = merged(part, depth + 1) if isinstance(part, dict | list) else part
    if named and "label" in plain and not any(map(_is_title, (*named, *plain))):
        named["title"] = plain.pop("label")
    return {**named, **plain}


def _is_title(name: str) -> bool:
    return json_fields.field_of(name) == "title"


def _fields(values: object) -> JsonObject:
    """The fields that a list names, among them a title or a text; none for another list."""
    if not isinstance(values, list) or len(values) < _MIN_FIELDS:
        return {}
    found: dict[str, list[object]] = {}
    for entry in values:
        pair = _pair(entry)
        if pair is None:
            return {}
        found.setdefault(pair[0], []).append(pair[1])
    known = {json_fields.field_of(name) for name in found} - {""}
    if len(known) < _MIN_FIELDS or not (known & {"title", "body"} or len(known) >= _SURE_FIELDS):
        return {}
    if "Subject" in found and "From" in found:  # a mail, of which From alone names the sender
        found["Sender"] = found.pop("From")
    return {name: parts[0] if len(parts) == 1 else parts for name, parts in found.items()}


def _pair(entry: object) -> tuple[str, object] | None:
    """The name and the value in an entry of a list; None if it is something else."""
    if not isinstance(entry, dict) or len(entry) > _MAX_PARTS:
        return None
    value = next((key for key in _VALUES if key in entry), "")
    names = [json_values.text_of(entry[key]).strip() for key in _NAMES if key in entry]
    name = next(filter(json_fields.field_of, names), names[0] if names else "")
    short = 0 < len(name) <= _MAX_NAME_CHARS
    return (name, json_values.without_locales(entry[value])) if value and short else None
