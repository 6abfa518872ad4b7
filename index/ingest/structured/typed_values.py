"""Reads values that programs wrap in the name of their type: Firestore, DynamoDB, MongoDB, Avro.

{"title": {"S": "Quay rebuilt"}} and {"title": {"stringValue": "Quay rebuilt"}} have a title.
"""

import datetime
import re

TYPE_SIGN = re.compile(r"\{\s{0,9}\"(?:S|string|stringValue|\$date|\$timestamp)\"\s?:")
"""A text with the name of its type, without which no value of a document is looked at."""
_TYPES = frozenset(
    (
        *("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"),
        *("stringValue", "integerValue", "doubleValue", "booleanValue", "timestampValue"),
        *("string", "long", "int", "double", "float", "boolean", "bytes"),
        *("nullValue", "mapValue", "arrayValue", "referenceValue", "geoPointValue", "bytesValue"),
        *(
            "$date",
            "$timestamp",
            "$oid",
            "$numberLong",
            "$numberInt",
            "$numberDouble",
            "$numberDecimal",
        ),
    )
)
_INSIDE = {"mapValue": "fields", "arrayValue": "values"}
"""The names of the values in an object or a list of Firestore."""
_MAX_DEPTH = 60
"""How deep a document may be nested; deeper values stay as they are."""


def plain(value: object, depth: int = 0) -> object:
    """A value without the names of its types, and so are all values in it."""
    if depth > _MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [plain(part, depth + 1) for part in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        [(name, inner)] = value.items()
        if name in _TYPES:
            return _unwrapped(name, inner, depth)
    return {name: plain(inner, depth + 1) for name, inner in value.items()}


def _unwrapped(name: str, inner: object, depth: int) -> object:
    """The value that has a type."""
    if name in {"NULL", "nullValue"}:
        return None
    if name == "$date":
        return _moment(plain(inner, depth + 1))
    if name == "$timestamp":
        return inner.get("t") if isinstance(inner, dict) else inner
    inside = _INSIDE.get(name)
    if inside and isinstance(inner, dict):
        inner = inner.get(inside)
    return plain(inner, depth + 1)


def _moment(value: object) -> object:
    """A moment of MongoDB as ISO 8601, where it is written in milliseconds since 1970."""
    if not isinstance(value, int | str) or not _MILLISECONDS.fullmatch(str(value)):
        return value
    since = datetime.timedelta(milliseconds=int(value))
    return (
        (datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + since).astimezone(_CHINA).isoformat()
    )


_CHINA = datetime.timezone(datetime.timedelta(hours=8))
"""The zone in which `dates` reads moments since 1970."""
_MILLISECONDS = re.compile(r"-?\d{1,14}")
