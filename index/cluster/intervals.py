"""Where in a text slots stand: Phrase, Near and Together as OpenSearch's intervals.

Intervals are minimal: of two that hold what is wanted, the one around the other is dropped. That
loses nothing for slots directly after one another, for two slots, and for Together. For three
slots with room between them it would, and where a slot itself has room inside. Then there are two
rules, one that finds too many and one too few, and `index.cluster.text_verifier` looks at the rest.
"""

import enum
import itertools
import re
from collections.abc import Callable, Sequence

from whoosh import query
from whoosh.query import Query

from index.api import RefusedError
from index.cluster.mapping import LAST_GRAM_MARKS, LONE_GRAM_MARKS, NO_POSITION, token
from index.json_types import JsonObject
from index.query_nodes import Near, SameScope
from index.text.fold import HAN

IntervalRule = JsonObject
ExpandInterval = Callable[[query.Prefix | query.Wildcard], tuple[str, ...]]
"""A Prefix or Wildcard to the indexed terms it stands for, within a budget."""
#: Orders of slots that are tried one by one; of more slots none is surely found.
MAX_INTERVAL_ORDERS = 6

_HAN = re.compile(rf"[{HAN}]")


class IntervalSide(enum.Enum):
    """Which way a rule may err: finding all that match and more, or only such as match."""

    MORE = "more"
    FEWER = "fewer"


def exact(node: Query) -> bool:
    """Whether both rules of a slot are the same, and say exactly where it stands."""
    match node:
        case query.Phrase():
            return exact(as_near(node))
        case query.Or():
            return all(map(exact, node.subqueries))
        case Near() if len(node.slots) > 1:
            roomy = node.slop > 1 and len(node.slots) > 2
            return not roomy and not any(map(_stretches, node.slots))
        case Near() | SameScope():
            return all(map(exact, node.slots))
        case _:
            return True


def _stretches(node: Query) -> bool:
    """Whether a slot may end at several places after one beginning."""
    match node:
        case query.Phrase():
            return _stretches(as_near(node))
        case query.Or():
            return any(map(_stretches, node.subqueries))
        case Near():
            return (node.slop > 1 and len(node.slots) > 1) or any(map(_stretches, node.slots))
        case _:
            return False


class Intervals:
    """Makes the rules that err to one side."""

    def __init__(self, expand: ExpandInterval, side: IntervalSide) -> None:
        self._expand = expand
        self._side = side

    def rule(self, node: Query) -> IntervalRule:  # noqa: PLR0911 - one return per kind of slot
        """The rule for the places of a slot, or of a Near or Together with its slots."""
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
                return self._together(node)
            case query.Prefix() if len(node.text) == 1:
                return {"prefix": {"prefix": node.text}}
            case query.Prefix() if _HAN.match(node.text):
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
        if self._side is IntervalSide.FEWER or exact(node):
            gaps = node.slop - 1  # of three slots and more, all gaps together
        else:
            gaps = _spare(node)
            if not node.ordered:
                return {"all_of": {"mode": "unordered", "max_gaps": gaps, "intervals": slots}}
        return _any_of([_row(order, gaps) for order in _orders(slots, node)])

    def _together(self, node: SameScope) -> IntervalRule:
        """A stretch, from its first mark to its last or of one gram, that holds slot after slot.

        Not the slots inside a stretch: of two that are alike, Lucene wants two places.
        """
        ends = [_token(node.mark), _token(LAST_GRAM_MARKS[node.mark])]
        rule = _any_of([_row(ends, -1), _token(LONE_GRAM_MARKS[node.mark])])
        for slot in node.slots:
            held = {"containing": self.rule(slot)}
            rule = {"all_of": {"mode": "ordered", "intervals": [rule], "filter": held}}
        return rule


def as_near(node: query.Phrase) -> Near:
    """A Phrase as the Near it is."""
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
    """The most gaps a Near leaves in the least stretch within one of its own."""
    widths = [_widths(slot) for slot in node.slots]
    return (len(widths) - 1) * (node.slop - 1) + sum(most - least for least, most in widths)


def _widths(node: Query) -> tuple[int, int]:
    """The fewest and the most positions a slot takes."""
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
        case _:
            return 1, 1
