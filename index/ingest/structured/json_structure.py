"""Finds the reports in a JSON document by its structure, whatever its names are.

A report is the object around sentences that also has a day, an address or a short text of its own:
mostly the item of a list. Objects inside it are its fields, with the path of their names.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest.prose import is_prose, letters, prose_letters
from index.ingest.structured import (
    column_meanings,
    column_names,
    column_values,
    json_fields,
    json_inner_fields,
)
from index.json_types import JsonObject

_MAX_NODES = 400_000
"""The number of values of a document that are visited."""
_DEPTH = 12
_MIN_KINDS = 2
"""The number of fields of other kinds that the object around a text must have."""
_OF_SITTING = frozenset({"title", "date"})
"""What is stated of the speeches of a sitting together."""


def _field_of(name: str) -> str:
    return json_fields.field_of(name) or column_names.field_of_ending(name)


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
    def is_spoken(self) -> bool:
        """Whether it is the item of a list that has a person and a text, as a speech does."""
        texts = {name: text for name, text in self.value.items() if isinstance(text, str)}
        person = any(_field_of(name) == "author" for name in texts)
        return bool(self.listed) and person and any(map(is_prose, texts.values()))

    @functools.cached_property
    def stated(self) -> JsonObject:
        """The title and the day of what is said in it, its own or those of the objects around."""
        around = self.above.stated if self.above else {}
        own: JsonObject = {}
        for name, inner in self.value.items():
            if isinstance(inner, str) and inner and (field := _field_of(name)) in _OF_SITTING:
                own.setdefault(field, inner)
        return {**around, **own}

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
        _with_body({**titles[id(record)], **json_inner_fields.flattened(record)})
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
    if node.is_spoken:
        own = {_field_of(name) for name, inner in node.value.items() if inner}
        return {field: stated for field, stated in above.stated.items() if field not in own}
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
            stack.append((json_inner_fields.loaded(value), above, listed, depth + 1))
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
        if current.kinds >= _MIN_KINDS or current.is_spoken:
            if current.listed:
                return current
            nearest = nearest or current
        current = current.above
    return nearest or node


def _kinds(value: JsonObject) -> int:
    """The number of kinds of fields of an object, by names or values: day, address, title."""
    named = (json_fields.field_of(name) for name, inner in value.items() if inner)
    kinds = {field for field in named if field in json_inner_fields.FILLED}
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
