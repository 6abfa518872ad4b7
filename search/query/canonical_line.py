"""The canonical form of a query line: lines that must find the same reports have the same one.

It needs no index, so it keeps apart what an index may tell apart: the order of words that may be
one number, day or name together, and the words that follow the name of a field.
"""

import datetime
import itertools
from collections.abc import Sequence
from typing import assert_never

from index.fields import KEYWORD_FIELDS
from index.text.fold import HAN_CHARACTER
from search.dates.periods import period
from search.query import spellings
from search.query.fields import MAX_UNQUOTED_WORDS, names_asked
from search.query.optional_words import with_optional, with_optional_in_runs
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

_ANY_DAY = datetime.date(2000, 1, 1)
"""A day for periods such as “last week”, of which only the form counts here."""


def canonical(root: QueryNode | None) -> str:
    """The canonical form of the tree of a line."""
    return "" if root is None else _canonical(root, shouted=spellings.in_capitals(root))


def _canonical(node: QueryNode, *, shouted: bool, value: bool = False) -> str:
    """The canonical form of a node; in the `value` of a field, quotes say nothing."""
    match node:
        case Word():
            return repr(node.text) + "?" * node.optional
        case Quoted():
            return ("" if value else f"quoted{node.limit}") + repr(node.text.strip())
        case FieldNode():
            value = node.name in KEYWORD_FIELDS
            names = ",".join(names_asked(node))
            return f"{names}:{_canonical(node.child, shouted=shouted, value=value)}"
        case Not():
            return f"not({_canonical(node.child, shouted=shouted, value=value)})"
        case AnyOf() | ProximityNode():
            parts = [_canonical(child, shouted=shouted, value=value) for child in node.children]
            name = f"near{node.limit}" if isinstance(node, ProximityNode) else "any"
            return f"{name}({', '.join(parts)})"
        case All():
            return _all(node, shouted=shouted, value=value)
        case _:
            assert_never(node)


def _all(node: All, *, shouted: bool, value: bool) -> str:
    """The runs of parts that an index may join, in any order."""
    if len(node.children) == 1:
        return _canonical(node.children[0], shouted=shouted, value=value)
    parts = (
        with_optional_in_runs(node, shouted=shouted)
        if node.runs
        else with_optional(node.children, shouted=shouted)
    )
    runs: list[list[str]] = []
    for at, part in enumerate(parts):
        text = _canonical(part, shouted=shouted, value=value)
        if at and _may_join(parts[at - 1], parts[at:]):
            runs[-1].append(text)
        else:
            runs.append([text])
    return f"all({', '.join(sorted({' '.join(run) for run in runs}))})"


def _may_join(before: QueryNode, parts: Sequence[QueryNode]) -> bool:
    """Whether a part and the words behind it may be one date, number, measure or value."""
    words = [
        part.text
        for part in itertools.takewhile(lambda part: isinstance(part, Word), parts)
        if isinstance(part, Word)
    ][: MAX_UNQUOTED_WORDS - 1]
    if not words:
        return False
    if isinstance(before, Word):
        return not (before.text.isalpha() and words[0].isalpha())
    if not isinstance(before, FieldNode) or not isinstance(before.child, Word):
        return False
    texts = itertools.accumulate(words, "{} {}".format, initial=before.child.text)
    if before.name == "date":
        return any(period(text, _ANY_DAY) for text in itertools.islice(texts, 1, None))
    return before.name not in ("title", "body") and not HAN_CHARACTER.search(
        before.child.text + words[0]
    )
