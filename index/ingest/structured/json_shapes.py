"""Finds the reports in a JSON document: in lists at any depth, under ids, in columns, wrapped.

A report is an object with a text or a title under a known name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from index.ingest.heads import person_names
from index.ingest.prose import prose_letters
from index.ingest.structured import (
    account_posts,
    column_values,
    json_lists,
    json_outlets,
    json_tables,
    json_translations,
    quoting_notes,
    section_lines,
)
from index.json_types import JsonObject

MAX_JSON_DEPTH, MAX_REPORTS = 8, 100_000
"""Maximum depth of nested objects, and maximum number of reports in one document."""
WRAPS = (
    *("_source", "fields", "attributes", "node", "doc", "document", "item", "article", "post"),
    *("news", "record", "data", "properties", "value", "_doc", "entity"),
)
"""Names of the object itself inside a wrapper with metadata."""
_TEXTS = frozenset({"body", "content", "text", "正文", "内容"})
"""Names of a text, also of one that is a tree; under other names an object is a report of its
own."""
_TEXT, _NAMED = frozenset({"body"}), frozenset({"body", "title", "description"})
_SINGLE = frozenset(
    {"title", "description", "source", "author", "editor", "keywords", "url", "date"}
)
"""Fields whose objects describe a report but contain none."""
_OUTLETS = frozenset(
    {"feed", "channel", "site", "blog", "publication", "account", "user", "profile", "owner"}
)
"""Names of the outlet of the reports in a list beside it."""
_REFERRED = frozenset({"includes", "included"})
"""Names of the people, pictures and tags to which the reports under `data` refer."""
_OF_ANSWER = frozenset({"highlighting", "facet_counts", "aggregations", "spellcheck"})
"""Names of what a search engine says beside its results, in parts of their texts."""
_DATED_TEXTS = frozenset({"body", "date"})
_OF_REPORTS = frozenset({"date", "url", "source", "id"})
_OF_OTHERS = frozenset({"body", "description", "date", "url"})
"""Fields of reports that tags, places and pictures of a post do not have."""
NAMING_FIELDS = frozenset({"title", "date", "source", "author", "url"})
"""Fields that say which report it is; attributes beside its text may state them."""
_CODES = frozenset(("code", "status", "error", "errno", "errcode", "errorCode", "ret"))
_MAX_MESSAGE_CHARS = 60
"""The longest message of a service, in code points: {"message": "success", "data": […]}."""
_DAY = re.compile(r"(?:19|20)\d\d[-/.]?[01]\d[-/.]?[0-3]\d", re.ASCII)
JsonItem = JsonObject
_NESTED = (dict, list)


@dataclass(slots=True)
class Shapes:
    """The reports of a document, and the title of their container.

    `field_of` returns the field for a name, empty for none.
    """

    field_of: Callable[[str], str]
    outlet: str = ""
    writer: str = ""
    """The account that wrote the reports in a list beside it."""
    items: list[JsonItem] = field(default_factory=list)
    _group: tuple[int, int, str] = (0, 0, "")
    """The first and last number of the reports of an outlet, and its name."""
    _several: bool = False
    alone: bool = False
    """Whether the document itself is a report."""

    def collect(self, loaded: object, depth: int = 0) -> None:
        """Collect the reports in a value."""
        if depth > MAX_JSON_DEPTH or len(self.items) > MAX_REPORTS:
            return
        if isinstance(loaded, list):
            self._list(loaded, depth)
        elif isinstance(loaded, dict):
            self._object(loaded, depth)

    def _has_value(self, item: JsonItem, wanted: frozenset[str]) -> bool:
        """Whether an object has a single value for one of the wanted fields."""
        return any(
            value
            and self.field_of(name) in wanted
            and not json_lists.contains_reports(value)
            and not (name not in _TEXTS and self._holds_report(value))
            for name, value in item.items()
        )

    def _holds_report(self, value: object, *, deep: bool = True) -> bool:
        """Whether a value is an object with a title and a text of its own, or has such a one."""
        if not isinstance(value, dict):
            return False
        fields = {self.field_of(name) for name, inner in value.items() if isinstance(inner, str)}
        inside = deep and any(self._holds_report(inner, deep=False) for inner in value.values())
        filled = {self.field_of(name) for name, inner in value.items() if inner}
        return inside or {"title", "body"} <= fields or {"body", "date", "author"} <= filled

    def _list(self, values: list[object], depth: int) -> None:
        values = [row for row in json_tables.rows(values) if self._has_value(row, _NAMED)] or values
        for value in values:
            self.collect(value, depth + 1)

    def _object(self, value: JsonItem, depth: int) -> None:
        """Collect an object: it is a table or a report, wraps one, or contains some."""
        if not any(isinstance(inner, _NESTED) for inner in value.values()):
            named = any(inner and self.field_of(name) in _NAMED for name, inner in value.items())
            coded = depth == 0 and not _CODES.isdisjoint(value)
            if named and not (coded and self._is_refusal(value)):
                self._add(value, depth)
            return
        value = quoting_notes.with_passage(value)
        if columns := self._columns(value):
            self.items += columns
            return
        if translations := json_translations.of_report(value, self.field_of):
            self.items += translations
            return
        if self._is_envelope(value) and self._collect_inner(value, depth):
            return
        record = (
            value
            if self._has_value(value, _TEXT) and not isinstance(value.get("_source"), dict)
            else self._wrapped(value) or self._in_parts(value)
        )
        if record is None:
            before = len(self.items)
            added = self._collect_inner(value, depth)
            if added and self._is_post(value, self.items[before:]):
                del self.items[before:]
                added = False
            record = value if not added and self._has_value(value, _NAMED) else None
        if record is not None:
            self._add(record, depth)

    def _add(self, record: JsonItem, depth: int) -> None:
        """Add a report."""
        self.items.append(record)
        self.alone = self.alone or depth == 0

    def _is_post(self, value: JsonItem, inner: list[JsonItem]) -> bool:
        """Whether an object is a post with a description for its text, and `inner` are its tags."""
        fields = {self.field_of(name) for name, part in value.items() if part}
        described = fields >= {"description", "author", "date"}
        return described and not any(
            self.field_of(name) in _OF_OTHERS
            for item in inner
            for name, part in item.items()
            if part
        )

    def _is_refusal(self, value: JsonItem) -> bool:
        """Whether an object with a code is the answer of a service that refuses."""
        fields = {self.field_of(name) for name, inner in value.items() if inner}
        message = value.get("message") or value.get("msg")
        short = isinstance(message, str) and len(message) <= _MAX_MESSAGE_CHARS
        return short and fields <= {"body", ""}

    def _is_envelope(self, value: JsonItem) -> bool:
        """Whether an object is the answer of a service: a message beside lists of reports."""
        fields = {self.field_of(name) for name, inner in value.items() if inner}
        texts = [inner for name, inner in value.items() if self.field_of(name) == "body"]
        short = all(isinstance(text, str) and len(text) <= _MAX_MESSAGE_CHARS for text in texts)
        nested = any(isinstance(inner, dict | list) for inner in value.values())
        return bool(texts) and short and nested and not fields & NAMING_FIELDS

    def _wrapped(self, value: JsonItem) -> JsonItem | None:
        """The wrapped object, with the metadata of its wrapper; None if nothing is wrapped."""
        for name in WRAPS:
            inner = value.get(name)
            if isinstance(inner, dict) and self._has_value(inner, _NAMED):
                beside = {key: item for key, item in value.items() if key != name}
                single = all(not isinstance(item, dict | list) for item in beside.values())
                if (single or self._has_value(inner, _TEXT)) and not self._columns(inner):
                    stated = {self.field_of(key) for key, item in inner.items() if item} - {""}
                    return {
                        **{key: beside[key] for key in beside if self.field_of(key) not in stated},
                        **inner,
                    }
        return self._around_text(value) or account_posts.post_of(value)

    def _around_text(self, value: JsonItem) -> JsonItem | None:
        """An object with a title and the one object in it that has the text and no title."""
        titled = any(
            isinstance(inner, str) and inner and self.field_of(name) == "title"
            for name, inner in value.items()
        )
        texts = [
            (name, inner)
            for name, inner in value.items()
            if titled
            and isinstance(inner, dict)
            and self.field_of(name) not in NAMING_FIELDS
            and self._has_value(inner, _TEXT)
            and not any(self.field_of(key) == "title" for key in inner)
        ]
        if len(texts) != 1:
            return None
        name, inner = texts[0]
        listed = max(
            (prose_letters(part) for part in value.values() if isinstance(part, list)), default=0
        )
        if listed > prose_letters(inner):
            return None
        return {**inner, **{key: part for key, part in value.items() if key != name}}

    def _in_parts(self, value: JsonItem) -> JsonItem | None:
        """One report from an object with a title and a list of sections; None otherwise."""
        if not any(
            self.field_of(name) == "title" and isinstance(inner, str)
            for name, inner in value.items()
        ):
            return None
        for name in (*section_lines.PARTS, "children"):
            parts = value.get(name)
            nested = name == "children"
            if not isinstance(parts, list) or (nested and not section_lines.is_outline(parts)):
                continue
            if parts and (nested or not any(map(self._is_report, parts))):
                lines = [line for part in parts for line in section_lines.lines(part)]
                if lines:
                    return {
                        **{key: inner for key, inner in value.items() if key != name},
                        "body": lines,
                    }
        return None

    def _is_report(self, part: object) -> bool:
        """Whether a part has a date, an address or a source of its own, as only reports have."""
        if not isinstance(part, dict):
            return False
        return any(inner and self.field_of(name) in _OF_REPORTS for name, inner in part.items())

    def _collect_inner(self, value: JsonItem, depth: int) -> bool:
        """Collect the reports in the lists and objects of an object; False if there are none."""
        before = len(self.items)
        for name, inner in value.items():
            single = self.field_of(name) in _SINGLE and not json_lists.contains_reports(inner)
            if single and not (name in _OUTLETS and json_lists.lists_reports(inner)):
                continue
            if name in _OF_ANSWER or (name in _REFERRED and value.get("data")):
                continue
            if name in _OUTLETS and self._is_outlet(inner, beside=value):
                continue
            if isinstance(inner, list) and (named := json_outlets.named_in_settings(inner)):
                self.outlet = self.outlet or named
                continue
            if (
                isinstance(inner, dict)
                and self._has_value(inner, _TEXT)
                and not self._columns(inner)
            ):
                known = "id" in inner or "_id" in inner
                self.items.append(inner if known else self._named(name, inner))
            else:
                first = len(self.items)
                self.collect(inner, depth + 1)
                self._put_group(name, first)
        added = len(self.items) > before
        told = any(
            part and self.field_of(name) in _OF_OTHERS
            for item in self.items[before:]
            for name, part in item.items()
        )
        if told and not self._is_topic(value, before):
            self._name_outlet(json_outlets.name_of(value), before)
        return added

    def _named(self, name: str, inner: JsonItem) -> JsonItem:
        """A report with the name under which it stands, its title if it has none, as its id."""
        titled = any(part and self.field_of(key) == "title" for key, part in inner.items())
        given = {"id": name} if titled or not column_values.is_title(name) else {"title": name}
        return {"id": name, **given, **inner}

    def _name_outlet(self, name: str, before: int) -> None:
        """Take a name as the outlet of the reports from `before` on, or of all if it is alone."""
        first, end, known = self._group
        if known and name and name != known and end <= before:
            self._put_outlet(known, first, end)
            self._put_outlet(name, before, len(self.items))
            self.outlet = ""
            self._several = True
        if name and (not known or end <= before):
            self._group = before, len(self.items), name
        self.outlet = self.outlet or ("" if self._several else name)

    def _put_outlet(self, name: str, first: int, end: int) -> None:
        """Put an outlet into the reports that have a title and no outlet; others may be parts."""
        for number in range(first, end):
            item = self.items[number]
            fields = {self.field_of(key) for key, value in item.items() if value}
            if "title" in fields and "source" not in fields:
                self.items[number] = {**item, "source": name}

    def _is_topic(self, value: JsonItem, before: int) -> bool:
        """Whether an object is a topic, whose title and day its posts get, from a number on.

        A feed is not dated as a topic is, and its items have titles of their own.
        """
        title = value.get("title")
        dated = any(inner and self.field_of(name) == "date" for name, inner in value.items())
        if not isinstance(title, str) or not dated:
            return False
        names = {key for item in self.items[before:] for key in item} - {"name"}
        if any(self.field_of(name) == "title" for name in names):
            return False
        given: JsonItem = {"title": title}
        if not any(self.field_of(name) == "date" for name in names):
            given |= {name: part for name, part in value.items() if self.field_of(name) == "date"}
        self.items[before:] = [{**item, **given} for item in self.items[before:]]
        return True

    def _is_outlet(self, inner: object, *, beside: JsonItem) -> bool:
        """Whether an object names only the feed or site of the reports in a list beside it."""
        if not isinstance(inner, dict) or self._has_value(inner, _TEXT):
            return False
        listed = any(isinstance(other, list) and other for other in beside.values())
        if listed:
            self.outlet = self.outlet or json_outlets.name_of(inner)
            self.writer = self.writer or json_outlets.account_of(inner)
        return listed and not self._has_reports(inner)

    def _has_reports(self, outlet: JsonItem) -> bool:
        """Whether an object has reports inside, and not only what describes its title and links."""
        inside = Shapes(self.field_of)
        for part in outlet.values():
            if isinstance(part, _NESTED):
                inside.collect(part, 1)
        return any(
            part and self.field_of(name) in _DATED_TEXTS
            for item in inside.items
            for name, part in item.items()
        )

    def _put_group(self, name: str, first: int) -> None:
        """Put the name of a group into its reports, from number `first` on: a day or an outlet."""
        if person_names.is_outlet(name):
            self._put_outlet(name, first, len(self.items))
        for number in range(first, len(self.items) if _DAY.fullmatch(name) else first):
            item = self.items[number]
            if not any(self.field_of(key) == "date" for key in item):
                self.items[number] = {"date": name, **item}

    def _columns(self, value: JsonItem) -> list[JsonItem]:
        """The rows of a table stored by columns, or as names and rows."""
        return json_tables.of_columns(value, self.field_of, self._has_name)

    def _has_name(self, row: JsonItem) -> bool:
        return self._has_value(row, _NAMED)
