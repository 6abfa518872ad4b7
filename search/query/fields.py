"""Queries for fields: values, alternatives, dates without quotes, and unknown field names."""

import dataclasses
import datetime
import itertools
import re
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import assert_never

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.fields import COUNTED_FIELDS, PEOPLE_FIELDS
from index.note_codes import NoteCode
from index.report import host_of
from index.text.fold import HAN_CHARACTER, fold
from index.text.function_words import NOT_REQUIRED
from search.dates.date_names import Period, days_query
from search.dates.periods import period
from search.page import Note
from search.query.clauses import any_of
from search.query.field_values import address_term, squashed, value_key, values_containing
from search.query.syntax.field_names import field_names
from search.query.syntax.operators import SMALL_OPERATORS
from search.query.syntax.parser import (
    All,
    AnyOf,
    FieldNode,
    Not,
    ProximityNode,
    QueryNode,
    Quoted,
    Word,
)

MAX_UNQUOTED_WORDS = 5
"""Words of a date or a value without quotes."""

ALSO_ASKED = MappingProxyType({"from": "author"})
"""Names of fields that also ask for another one: a mail comes from its author."""
WITHOUT = frozenset(
    ("none", "null", "empty", "missing", "undated", "unknown", "无", "没有", "空", "不详", "未知")
)
"""Values for the reports without a value of the field."""
UNDATED_REPORTS = query.And([query.Every(), query.Not(days_query(Period(None, None)))])
_DATE_PARTS = re.compile(r"[,，、;；]")
_UNKNOWN = re.compile(
    r"([A-Za-z]{2,12}(?:_[A-Za-z]{2,12})?(?=:)|[A-Z]{2,3}(?=[=＝])|排序)[:：=＝](?=[^\W_])"
)
_DAY = re.compile(r"\d{4}(?:[-/.]\d{1,2}){0,2}")


class FieldQueries:
    """Makes the queries for values of fields in one index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def with_words(
        self, parts: Sequence[QueryNode], today: datetime.date
    ) -> tuple[FieldNode, int] | None:
        """A field extended by the next words of its value, and the number of words.

        date:March 2023, source:New York Times. None if the words are not part of the value.
        """
        first = parts[0]
        if not isinstance(first, FieldNode) or not isinstance(first.child, Word):
            return None
        words = [first.child]
        for part in parts[1:MAX_UNQUOTED_WORDS]:
            if not isinstance(part, Word):
                break
            words.append(part)
        for count in range(len(words), 1, -1):
            text = " ".join(word.text for word in words[:count])
            if words[count - 1].text in SMALL_OPERATORS:
                continue  # author:Quill and rice
            if any(self._names_value(name, text, today) for name in names_asked(first)):
                end = words[count - 1].end
                child = Word(first.child.start, end, text)
                return dataclasses.replace(first, end=end, child=child), count
        return None

    def _names_value(self, field: str, text: str, today: datetime.date) -> bool:
        if field == "date":
            return period(text, today) is not None
        if field in ("title", "body") or HAN_CHARACTER.search(text):
            return False
        values = values_containing(self._index, field, text)
        if field in PEOPLE_FIELDS:
            return bool(values)
        return any(squashed(text) in squashed(value) for value in values)

    def valued(self, node: FieldNode) -> Query | None:
        """The query for reports with a value that a node of a field asks for; None if no report."""
        asked = [self.query_of(name, node.child) for name in names_asked(node)]
        known = [part for part in asked if part is not None]
        return any_of(known) if known else None

    def query_of(self, field: str, node: QueryNode) -> Query | None:
        """The query for reports with a matching value of the field; None if no value matches."""
        match node:
            case Word() | Quoted():
                return self._valued(field, node.text)
            case AnyOf():
                queries = [self.query_of(field, child) for child in node.children]
                known = [part for part in queries if part is not None]
                return any_of(known) if known else None
            case All():
                queries = [self.query_of(field, child) for child in node.children]
                known = [part for part in queries if part is not None]
                return query.And(known) if known and len(known) == len(queries) else None
            case Not():
                inner = self.query_of(field, node.child)
                return query.And([query.Every(), query.Not(inner)]) if inner is not None else None
            case FieldNode() | ProximityNode():
                return None
            case _:
                assert_never(node)

    def _address(self, text: str) -> Query | None:
        """The query for the report at an address, or for the host of an address without path."""
        host = host_of(text)
        if host and value_key(text).rstrip("/").endswith(host):
            values = values_containing(self._index, "site", host)
            return any_of([query.Term("site", value) for value in values]) if values else None
        return address_term(self._index, text)

    def _valued(self, field: str, text: str) -> Query | None:
        """The query for a value, for any value (`*`) or for none (`none`, 无)."""
        if field == "site" and "/" in text.strip(" /"):
            return self._address(text)
        values = values_containing(self._index, field, text)
        if fold(text) not in WITHOUT | {"*"} or value_key(text) in map(value_key, values):
            return any_of([query.Term(field, value) for value in values]) if values else None
        if field in COUNTED_FIELDS:
            return presence(query.Term(field, ""), text)  # the value of reports without one
        some = query.Wildcard(field, "?*")
        return presence(query.And([query.Every(), query.Not(some)]), text)


def names_asked(node: FieldNode) -> tuple[str, ...]:
    """The field of a node, and another one if its name also asks for that."""
    also = ALSO_ASKED.get(node.label.rstrip(":：=＝").strip().lower())
    return (node.name, also) if also else (node.name,)


def presence(without: Query, text: str) -> Query | None:
    """The query for `none`, which is `without`, or for `*`, all others; None for other texts."""
    if text == "*":
        return query.And([query.Every(), query.Not(without)])
    return without if fold(text) in WITHOUT else None


def dates(node: QueryNode, today: datetime.date) -> tuple[Query, tuple[Note, ...]] | None:
    """The query for the days of a date field, with notes on what they mean; None for other texts.

    `date:none` are the reports without a date, `date:*` those with one; several dates are
    alternatives.
    """
    texts = [text.strip("'‘’") for text in alternatives_of(node)]
    if len(texts) == 1 and period(texts[0], today) is None:
        if dated := presence(UNDATED_REPORTS, texts[0]):
            return dated, ()
        texts = [part for part in _DATE_PARTS.split(texts[0]) if part.strip()]
    periods = [period(text, today) for text in texts]
    known = [known_period for known_period in periods if known_period is not None]
    if len(known) < len(texts) or not texts:
        return None
    notes = [
        days_meant(text, known_period) for text, known_period in zip(texts, known, strict=True)
    ]
    return any_of(map(days_query, known)), tuple(itertools.chain.from_iterable(notes))


def shown(node: QueryNode) -> str:
    """The text of a field's value, with OR between alternatives."""
    match node:
        case Word() | Quoted():
            return node.text
        case AnyOf():
            return " OR ".join(map(shown, node.children))
        case All():
            return " ".join(map(shown, node.children))
        case Not():
            return f"-{shown(node.child)}"
        case FieldNode() | ProximityNode():
            return ""
        case _:
            assert_never(node)


def alternatives_of(node: QueryNode) -> list[str]:
    """The texts between which a field's value has OR; each may be several words."""
    if isinstance(node, AnyOf):
        return [text for child in node.children for text in alternatives_of(child)]
    if isinstance(node, All) and len(node.children) == 1:
        return alternatives_of(node.children[0])
    return [shown(node)]


def any_leaves(node: QueryNode) -> list[Word | Quoted] | None:
    """The alternative words and quotations of a node; None if it is anything but these and OR."""
    match node:
        case Word() | Quoted():
            return [node]
        case All():
            return any_leaves(node.children[0]) if len(node.children) == 1 else None
        case AnyOf():
            parts = [any_leaves(child) for child in node.children]
            return [leaf for part in parts if part for leaf in part] if all(parts) else None
        case FieldNode() | Not() | ProximityNode():
            return None
        case _:
            assert_never(node)


def days_meant(text: str, meant: Period) -> Iterator[Note]:
    """A note on the days that a name like 上周 means; none for a written date."""
    if _DAY.fullmatch(text):
        return
    first = meant.first.isoformat() if meant.first else ""
    last = meant.last.isoformat() if meant.last else ""
    if first and first == last:
        yield Note(code=NoteCode.DAY_MEANT, values=(text, first))
    elif first and last:
        yield Note(code=NoteCode.DAYS_MEANT, values=(text, first, last))
    elif first:
        yield Note(code=NoteCode.DAYS_FROM, values=(text, first))
    else:
        yield Note(code=NoteCode.DAYS_UNTIL, values=(text, last))


def unknown(text: str, *, label: bool = False) -> str:
    """The name before a colon if it is not a field: topic in topic:trade; else empty.

    A `label` is the name alone, before a quotation or bracket.
    """
    match = _UNKNOWN.match(f"{text}x" if label else text)
    known = (
        not match or fold(match[1]) in field_names() or (label and fold(match[1]) in NOT_REQUIRED)
    )
    return match[1] if match and not known else ""
