"""Verifies on the text of a report whether it matches a Near or SameScope.

Used only for reports that the cluster cannot decide; plain and slow, with the same tokens.
"""

import fnmatch
import itertools
import re
from collections.abc import Callable

from whoosh import query
from whoosh.query import Query

from index.cluster.intervals import as_near
from index.query_nodes import Near, SameScope, Stretches, Without
from index.text.analysis import alternatives, indexed_grams, scope_marks


class TextVerifier:
    """The grams of one field of one report, by position."""

    def __init__(self, text: str) -> None:
        tokens = indexed_grams(text)
        self._marks = scope_marks(text, tokens)
        self._length = len(tokens)
        self._positions: dict[str, list[int]] = {}
        for at, token in enumerate(tokens):
            self._positions.setdefault(token.text, []).append(at)
        for at, term in alternatives(text):
            self._positions.setdefault(term, []).append(at)

    def holds(self, node: Query) -> bool:
        """Whether the node matches."""
        return bool(self._stretches(node))

    def _stretches(self, node: Query) -> Stretches:  # noqa: PLR0911 - one return per kind of slot
        """The positions of a slot, as pairs (first, last)."""
        match node:
            case query.Term():
                return self._of(lambda term: term == node.text)
            case query.Prefix():
                return self._of(lambda term: term.startswith(node.text))
            case query.Wildcard():
                return self._of(re.compile(fnmatch.translate(node.text)).match)
            case query.Phrase():
                return self._stretches(as_near(node))
            case query.Or():
                return {span for part in node.subqueries for span in self._stretches(part)}
            case Near():
                return node.stretches([self._stretches(slot) for slot in node.slots])
            case SameScope():
                return self._same_scope(node)
            case Without():
                barred = [at for at, _ in self._stretches(node.bar)]
                slots = self._stretches(node.slots[0])
                return {(a, b) for a, b in slots if not any(a <= at <= b for at in barred)}
            case _:
                return set()

    def _of(self, wanted: Callable[[str], object]) -> Stretches:
        return {
            (at, at)
            for term, positions in self._positions.items()
            if wanted(term)
            for at in positions
        }

    def _same_scope(self, node: SameScope) -> Stretches:
        starts = [at for at, mark in self._marks if mark == node.scope]
        slots = [self._stretches(slot) for slot in node.slots]
        return {
            (first, first)
            for first, last in itertools.pairwise([*starts, self._length])
            if all(any(first <= a and b < last for a, b in spans) for spans in slots)
        }
