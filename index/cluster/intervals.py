"""Positions of slots: Phrase, Near and SameScope as OpenSearch's intervals.

Intervals are minimal: of two nested matches the outer one is dropped. This loses nothing for
adjacent slots, for two slots, and for SameScope. It could lose matches of three slots with gaps, or
of slots that have gaps inside. For those there are two rules, one that matches too much and one
that matches too little; `index.cluster.text_verifier` decides on the reports between them.
"""

import enum
import itertools
from collections.abc import Callable, Sequence

from whoosh import query
from whoosh.query import Query

from index.api import RefusedError
from index.cluster.mapping import LAST_GRAM_MARKS, LONE_GRAM_MARKS, NO_POSITION, token
from index.json_types import JsonObject
from index.query_nodes import Near, SameScope, Without
from index.text.fold import HAN_CHARACTER

IntervalRule = JsonObject
ExpandInterval = Callable[[query.Prefix | query.Wildcard], tuple[str, ...]]
"""Expands a Prefix or Wildcard to the indexed terms, within a budget."""
MAX_INTERVAL_ORDERS = 6
"""Maximum orders of slots that are tried; with more slots there is no rule that is certain."""


class IntervalSide(enum.Enum):
    """The direction in which a rule may err: it matches a superset, or only a subset."""

    MORE = "more"
    FEWER = "fewer"


def is_exact(node: Query) -> bool:
    """Whether both rules of a slot are equal, and give its exact positions."""
    match node:
        case query.Phrase():
            return is_exact(as_near(node))
        case query.Or():
            return all(map(is_exact, node.subqueries))
        case Near() if len(node.slots) > 1:
            roomy = node.slop > 1 and len(node.slots) > 2
            return not roomy and not any(map(_stretches, node.slots))
        case Near() | SameScope() | Without():
            return all(map(is_exact, node.slots))
        case _:
            return True


def _stretches(node: Query) -> bool:
    """Whether a slot may end at several positions after one beginning."""
    match node:
        case query.Phrase():
            return _stretches(as_near(node))
        case query.Or():
            return any(map(_stretches, node.subqueries))
        case Near():
            return (node.slop > 1 and len(node.slots) > 1) or any(map(_stretches, node.slots))
        case Without():
            return _stretches(node.slots[0])
        case _:
            return False


class Intervals:
    """Makes the rules that err in one direction."""

    def __init__(self, expand: ExpandInterval, side: IntervalSide) -> None:
        self._expand = expand
        self._side = side

    def rule(self, node: Query) -> IntervalRule:  # noqa: PLR0911 - one return per kind of slot
        """The rule for the positions of a slot, or of a Near or SameScope with its slots."""
        match node:
            case query.Term():
                return _token(node.text)
            case query.Phrase():
                return self._near(as_near(node))
            case query.Or():
                return _any_of([self.rule(part) for part in node.subqueries])
            case Near():
                return self._near(node)
            case SameScope():
                return self._same_scope(node)
            case Without():
                return self._without(node)
            case query.Prefix() if len(node.text) == 1:
                return {"prefix": {"prefix": node.text}}
            case query.Prefix() if HAN_CHARACTER.match(node.text):
                return _token(node.text)  # no gram of Han characters is longer than two
            case query.Prefix() | query.Wildcard():
                return _any_of([_token(text) for text in self._expand(node)])
            case _:
                raise RefusedError(
                    f"A cluster cannot look for {type(node).__name__} beside others."
                )

    def _near(self, node: Near) -> IntervalRule:
        slots = [self.rule(slot) for slot in node.slots]
        if len(slots) == 1:
            return slots[0]
        if self._side is IntervalSide.FEWER or is_exact(node):
            gaps = node.slop - 1  # for three slots and more, the sum of all gaps
        else:
            gaps = _spare(node)
            if not node.ordered:
                return {"all_of": {"mode": "unordered", "max_gaps": gaps, "intervals": slots}}
        return _any_of([_row(order, gaps) for order in _orders(slots, node)])

    def _without(self, node: Without) -> IntervalRule:
        outside = {"not_overlapping": _token(node.barred)}
        slots = [self.rule(node.slots[0])]
        return {"all_of": {"mode": "ordered", "intervals": slots, "filter": outside}}

    def _same_scope(self, node: SameScope) -> IntervalRule:
        """A stretch from its first mark to its last, or of one gram, that contains slot after slot.

        The rule does not require all slots at once: for two equal slots Lucene would require two
        positions.
        """
        ends = [_token(node.scope), _token(LAST_GRAM_MARKS[node.scope])]
        rule = _any_of([_row(ends, -1), _token(LONE_GRAM_MARKS[node.scope])])
        for slot in node.slots:
            inner = {"containing": self.rule(slot)}
            rule = {"all_of": {"mode": "ordered", "intervals": [rule], "filter": inner}}
        return rule


def as_near(node: query.Phrase) -> Near:
    """A Phrase as an equivalent Near."""
    terms = [query.Term(node.fieldname, word) for word in node.words]
    return Near(node.fieldname, terms, node.slop, boost=node.boost)


def _token(text: str | bytes) -> IntervalRule:
    text = text.decode() if isinstance(text, bytes) else text
    return {"match": {"query": token(text), "analyzer": "tokens"}}


def _any_of(rules: list[IntervalRule]) -> IntervalRule:
    if not rules:
        return _token(NO_POSITION)
    return rules[0] if len(rules) == 1 else {"any_of": {"intervals": rules}}


def _row(slots: Sequence[IntervalRule], gaps: int) -> IntervalRule:
    return {"all_of": {"mode": "ordered", "max_gaps": gaps, "intervals": list(slots)}}


def _orders(slots: list[IntervalRule], node: Near) -> Sequence[Sequence[IntervalRule]]:
    if node.ordered:
        return [slots]
    orders = list(itertools.permutations(slots))
    return orders if len(orders) <= MAX_INTERVAL_ORDERS else []


def _spare(node: Near) -> int:
    """The most gaps that a Near leaves in the smallest stretch inside one of its matches."""
    widths = [_widths(slot) for slot in node.slots]
    return (len(widths) - 1) * (node.slop - 1) + sum(most - least for least, most in widths)


def _widths(node: Query) -> tuple[int, int]:
    """The fewest and the most positions that a slot takes."""
    match node:
        case query.Phrase():
            return _widths(as_near(node))
        case query.Or():
            widths = [_widths(part) for part in node.subqueries]
            return min((a for a, _ in widths), default=1), max((b for _, b in widths), default=1)
        case Near():
            widths = [_widths(slot) for slot in node.slots]
            most = sum(b for _, b in widths) + (len(widths) - 1) * (node.slop - 1)
            return sum(a for a, _ in widths), most
        case Without():
            return _widths(node.slots[0])
        case _:
            return 1, 1
