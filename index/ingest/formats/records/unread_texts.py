"""Tells which texts of a JSON document are in none of its reports."""

import itertools
from collections.abc import Iterator, Sequence

from index.ingest.draft import letters, tidy_line
from index.ingest.prose import ANY_TAG, is_prose, strings
from index.ingest.structured import json_fields
from index.ingest.structured.column_values import is_title
from index.ingest.structured.json_shapes import JsonItem

_LEFT = "Texts that no report has: {}."
_MAX_VALUES, _MAX_KINDS = 4_000_000, 8
"""The largest number of values of a document that are visited, and of kinds that are named."""


def said(loaded: Sequence[object], items: Sequence[JsonItem]) -> str:
    """The sentence on texts of a document that no report of it has; empty if there are none.

    They are counted by their names and those of the objects around them.
    """
    read = {text for item in items for text in strings(item)}
    left: dict[str, list[str]] = {}
    for path, text, listed in itertools.islice(_named(loaded), _MAX_VALUES):
        if text not in read and _is_of_report(path, text, listed=listed):
            left.setdefault(path, []).append(text)
    kept = letters("".join(text for item in items for text in strings(item))) if left else ""
    kinds = [
        f"{tidy_line(path)[:60]} ({len(texts)})"
        for path, texts in itertools.islice(left.items(), 2 * _MAX_KINDS)
        if letters(ANY_TAG.sub("", texts[0]))
        not in kept  # a report may have it as a part of a longer text
    ]
    more = f" and {len(kinds) - _MAX_KINDS} more kinds" if len(kinds) > _MAX_KINDS else ""
    return _LEFT.format(", ".join(kinds[:_MAX_KINDS]) + more) if kinds else ""


def _named(loaded: Sequence[object]) -> Iterator[tuple[str, str, bool]]:
    """The texts of documents in their order, with their names and whether a list has their object.

    A name stands behind that of the object around it: tags.description.
    """
    waiting: list[tuple[str, str, bool, object]] = [("", "", False, part) for part in loaded[::-1]]
    while waiting:
        around, name, listed, value = waiting.pop()
        if isinstance(value, str):
            yield f"{around}.{name}" if around not in {"", name} else name, value, listed
        elif isinstance(value, dict):
            waiting += [
                (name, str(below), listed and isinstance(part, str), part)
                for below, part in reversed(value.items())
            ]
        elif isinstance(value, list):
            waiting += [(around, name, isinstance(part, dict), part) for part in reversed(value)]


def _is_of_report(path: str, text: str, *, listed: bool) -> bool:
    """Whether a text has sentences, or is the title of one of several things in a list."""
    if is_prose(text):
        return not text.startswith(('{"', '["', "[{"))
    name = path.rpartition(".")[2]
    titled = listed and name != "name" and json_fields.field_of(name) == "title"
    return titled and is_title(text)
