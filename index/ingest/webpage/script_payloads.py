"""Decodes the packed notations in which frameworks send the data of a page to its scripts.

Nuxt 3 and SvelteKit write a list of values that name each other by number; React Router the same
with numbered names; React's server components write rows of JSON with references between them, and
elements of the page as lists.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.ingest import digits

_MAX_VALUES = 200_000
"""The largest number of values of a payload; references may name the same value many times."""
_MAX_DEPTH = 40
_WRAPPERS = frozenset(
    (
        "ShallowReactive",
        "Reactive",
        "ShallowRef",
        "Ref",
        "Island",
        "NuxtError",
        "Set",
        "P",
        "SingleFetchFallback",
    )
)
"""Names in front of a reference to the value itself."""
_LITERALS = frozenset(("Date", "BigInt", "URL", "D", "U", "N", "EmptyRef", "EmptyShallowRef"))
"""Names in front of a value that is written out."""


@dataclass(slots=True)
class _Unpacking:
    """A list of values that name each other by number, and how many more may be taken."""

    values: Sequence[object]
    left: int = _MAX_VALUES
    numbered: bool = False
    """Whether names of entries are references too, as in {"_1": 2}."""

    def at(self, number: object, depth: int = 0) -> object:
        """The value of a number, with all that it names; None for what there is not."""
        self.left -= 1
        known = isinstance(number, int) and 0 <= number < len(self.values)
        if not known or self.left < 0 or depth > _MAX_DEPTH:
            return None
        value = self.values[number]  # type: ignore[call-overload]  # an int, as checked above
        if isinstance(value, dict):
            return {self.name(key): self.at(inner, depth + 1) for key, inner in value.items()}
        if isinstance(value, list):
            marked = bool(value) and isinstance(value[0], str)
            return self.marked(value, depth) if marked else self.all_at(value, depth)
        return value

    def all_at(self, numbers: Sequence[object], depth: int) -> list[object]:
        """The values of several numbers."""
        return [self.at(number, depth + 1) for number in numbers]

    def marked(self, value: Sequence[object], depth: int) -> object:
        """The value behind a word that says what it is."""
        inner = value[1] if len(value) > 1 else None
        if value[0] in _LITERALS:
            return inner
        if value[0] in _WRAPPERS and len(value) == 2:
            return self.at(inner, depth + 1)
        return self.all_at(value[1:], depth)

    def name(self, key: str) -> str:
        """The name of an entry."""
        if self.numbered and key[:1] == "_" and key[1:].isdecimal():
            named = digits.number_of(key[1:], len(self.values))
            value = self.values[named] if named < len(self.values) else key
            return value if isinstance(value, str) else key
        return key


def unpacked(value: object) -> object:
    """The value of a list whose entries name each other by number; other values as they are."""
    if not isinstance(value, list) or len(value) < 3:
        return value
    first = value[0]
    if isinstance(first, dict) and first and all(map(_is_number, first.values())):
        numbered = all(re.fullmatch(r"_\d+", key) for key in first)
        return _Unpacking(value, numbered=numbered).at(0)
    named = isinstance(first, list) and len(first) == 2 and first[0] in _WRAPPERS
    return _Unpacking(value).at(0) if named else value


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


PAYLOAD_MARKS = ("__next_f", "streamController.enqueue(")
"""Calls of scripts that hand over a payload in pieces: React's rows, React Router's list."""
_STREAMED = re.compile(r"\.enqueue\((?=\")")
_PUSHED = re.compile(r"__next_f\s?(?:\|\|\s?\[\]\)\s?)?\.push\((?=\[)")
"""Calls that hand over a piece of a payload."""


def _calls(script: str, call: re.Pattern[str]) -> Iterator[str]:
    """The text in the argument of each call."""
    decoder = json.JSONDecoder(strict=False)
    for match in call.finditer(script):
        try:
            value, _ = decoder.raw_decode(script, match.end())
        except (ValueError, RecursionError):
            continue
        text = value[1] if isinstance(value, list) and len(value) == 2 else value
        if isinstance(text, str):
            yield text


_ROW = re.compile(r"(?P<id>[0-9a-f]{1,8}):(?:T(?P<size>[0-9a-f]{1,8}),|(?P<tag>[A-Z]{1,2})?)")
"""The beginning of a row: of a text with its size in bytes, or of a value up to the line's end."""


@dataclass(slots=True)
class _Rows:
    """React's rows by their numbers, and how many more values may be taken from them."""

    values: dict[str, object] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    left: int = _MAX_VALUES

    def resolved(self, value: object, depth: int = 0) -> object:
        """A value with the rows that it names put in."""
        self.left -= 1
        if self.left < 0 or depth > _MAX_DEPTH:
            return None
        if isinstance(value, str):
            return self.named(value, depth) if value[:1] == "$" and len(value) > 1 else value
        if isinstance(value, list):
            fixed_count = 3 if is_element(value) else 0
            return [
                *value[:fixed_count],
                *(self.resolved(item, depth + 1) for item in value[fixed_count:]),
            ]
        if isinstance(value, dict):
            return {name: self.resolved(item, depth + 1) for name, item in value.items()}
        return value

    def named(self, name: str, depth: int) -> object:
        """The value of a reference, as $4, $L4 and $4:props:title; $$ stands for one $."""
        if name[1] == "$":
            return name[1:]
        if name[1] == "D":
            return name[2:]
        key, *path = name[1:].lstrip("@LQW").split(":")
        if key in self.texts:
            return self.texts[key]
        value = self.values.get(key)
        for step in path:
            value = _inside(value, step)
        return self.resolved(value, depth + 1)


def _inside(value: object, step: str) -> object:
    """A part of a value: an entry, an item, or the properties of an element."""
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list):
        position = 3 if step == "props" else digits.number_of(step, len(value))
        return value[position] if position < len(value) else None
    return None


def _rows(text: str) -> _Rows:
    """The rows of a stream of React's server components."""
    rows = _Rows()
    at = 0
    while (match := _ROW.match(text, at)) is not None:
        at = match.end()
        if match["size"]:
            end = _behind(text, at, int(match["size"], 16))
            rows.texts[match["id"]] = text[at:end]
            at = end + (text[end : end + 1] == "\n")
            continue
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if not match["tag"]:
            rows.values[match["id"]] = _loaded(text[at:end])
        at = end + 1
    return rows


def _loaded(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _behind(text: str, begin: int, size: int) -> int:
    """The position behind `size` bytes of UTF-8 from `begin`."""
    part = text[begin : begin + size].encode("utf-8", "surrogatepass")[:size]
    return begin + len(part.decode("utf-8", "ignore"))


def is_element(value: object) -> bool:
    """Whether a value is an element of a page, as React writes one."""
    return isinstance(value, list) and len(value) >= 4 and value[0] == "$"


def drawn(markup: str) -> str:
    """The elements that the scripts of a page would draw, as HTML; empty where there are none."""
    if PAYLOAD_MARKS[0] not in markup:
        return ""
    rows = _rows("".join(_calls(markup, _PUSHED)))
    return max((_drawn(rows.resolved(row)) for row in rows.values.values()), key=len, default="")


_TAG = re.compile(r"[a-z][a-z0-9]{0,12}")


def _drawn(value: object, depth: int = 0) -> str:
    """The elements in a value as HTML, and the texts between them."""
    if depth > _MAX_DEPTH or not isinstance(value, list):
        return ""
    if not is_element(value):
        return "".join(
            html.escape(item) if isinstance(item, str) and depth else _drawn(item, depth + 1)
            for item in value
        )
    props = value[3] if isinstance(value[3], dict) else {}
    inner, tag = _inner(props, depth), str(value[1])
    return f"<{tag}{_attributes(props)}>{inner}</{tag}>" if _TAG.fullmatch(tag) else inner


def _inner(props: Mapping[str, object], depth: int) -> str:
    """The content of an element."""
    written, children = props.get("dangerouslySetInnerHTML"), props.get("children")
    if isinstance(written, dict):
        return str(written.get("__html") or "")
    if isinstance(children, str | int | float) and not isinstance(children, bool):
        return html.escape(str(children))
    return _drawn(children, depth + 1)


_ATTRIBUTES = {"className": "class", "dateTime": "datetime", "id": "id", "href": "href"}
"""The attributes that say something about the text of an element."""


def _attributes(props: Mapping[str, object]) -> str:
    return "".join(
        f' {name}="{html.escape(value)}"'
        for key, name in _ATTRIBUTES.items()
        if isinstance(value := props.get(key), str)
    )


def values(markup: str) -> Iterator[object]:
    """The data in the packed notations of a page's scripts."""
    if PAYLOAD_MARKS[0] in markup:
        rows = _rows("".join(_calls(markup, _PUSHED)))
        for row in rows.values.values():
            yield from _data(rows.resolved(row))
    if PAYLOAD_MARKS[1] in markup:
        listed = "".join(_calls(markup, _STREAMED)).split("\n", maxsplit=1)[0]
        yield unpacked(_loaded(listed))


def _data(value: object, depth: int = 0) -> Iterator[object]:
    """The properties of elements, other than the elements inside them."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[3:4] if is_element(value) else value:
            yield from _data(item, depth + 1)
    elif isinstance(value, dict):
        yield {name: item for name, item in value.items() if name != "children"}
        yield from _data(value.get("children"), depth + 1)


def referred(state: object) -> object:
    """The objects of a cache with those in place to which they refer, as Apollo keeps them.

    {"Post:7": {"author": {"__ref": "User:3"}}, "User:3": {"name": "Ada Quill"}}
    """
    if not isinstance(state, dict):
        return state
    return {
        name: {key: _referred(value, state) for key, value in entry.items()}
        if isinstance(entry, dict) and ":" in name
        else entry
        for name, entry in state.items()
    }


def _referred(value: object, state: Mapping[str, object]) -> object:
    """The object to which a value refers; other values unchanged."""
    if isinstance(value, dict) and "__ref" in value:
        return state.get(str(value["__ref"]), value)
    return value
