"""Queries for fields: values, alternatives, dates without quotes, and unknown field names."""

import dataclasses
import datetime
import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.note_codes import NoteCode
from index.text.fold import HAN_CHARACTER, fold
from search.dates.date_names import Period
from search.dates.periods import period
from search.page import Note
from search.query.clauses import any_of
from search.query.field_values import squashed, values_containing
from search.query.lexer import FIELD_NAMES
from search.query.parser import All, AnyOf, FieldNode, Not, QueryNode, Quoted, ScopeNode, Word

MOST_VALUE_WORDS = 5
"""Words of a date or a value without quotes."""

_UNKNOWN = re.compile(r"([A-Za-z]{2,12}):(?=[^\W_])")
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
        for part in parts[1:MOST_VALUE_WORDS]:
            if not isinstance(part, Word):
                break
            words.append(part)
        for count in range(len(words), 1, -1):
            text = " ".join(word.text for word in words[:count])
            if self._names_value(first.name, text, today):
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
        return any(squashed(text) in squashed(value) for value in values)

    def asked(self, field: str, node: QueryNode) -> Query | None:
        """The query for reports with a matching value of the field; None if no value matches."""
        match node:
            case Word() | Quoted():
                values = values_containing(self._index, field, node.text)
                return any_of([query.Term(field, value) for value in values]) if values else None
            case AnyOf():
                queries = [self.asked(field, child) for child in node.children]
                kept = [each for each in queries if each is not None]
                return any_of(kept) if kept else None
            case All():
                queries = [self.asked(field, child) for child in node.children]
                kept = [each for each in queries if each is not None]
                return query.And(kept) if kept and len(kept) == len(queries) else None
            case Not():
                inner = self.asked(field, node.child)
                return query.And([query.Every(), query.Not(inner)]) if inner is not None else None
            case FieldNode() | ScopeNode():
                return None
            case _:
                assert_never(node)


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
        case FieldNode() | ScopeNode():
            return ""
        case _:
            assert_never(node)


def any_texts(node: QueryNode) -> list[str] | None:
    """The alternative texts of a node; None if it is anything but texts and OR."""
    match node:
        case Word() | Quoted():
            return [node.text]
        case All():
            return any_texts(node.children[0]) if len(node.children) == 1 else None
        case AnyOf():
            parts = [any_texts(child) for child in node.children]
            return [text for part in parts if part for text in part] if all(parts) else None
        case FieldNode() | Not() | ScopeNode():
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


def unknown(text: str) -> str:
    """The name before a colon if it is not a field: subject in subject:trade; else empty."""
    match = _UNKNOWN.match(text)
    return match[1] if match and fold(match[1]) not in FIELD_NAMES else ""
