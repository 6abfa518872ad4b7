"""Where in a text slots stand: Phrase, Near and Together as OpenSearch's intervals.

Intervals are minimal: of two that hold what is wanted, the one around the other is dropped. That
loses nothing for slots directly after one another, for two slots, and for Together.
"""

import re
from collections.abc import Callable
from typing import Any

from whoosh import query

from index.cluster.mapping import HOLE, token
from index.fold import HAN
from index.queries import Near, Together
from index.store import RefusedError

Rule = dict[str, Any]
Expand = Callable[[Any], tuple[str, ...]]
"""A Prefix or Wildcard to the indexed terms it stands for, within a budget."""

_HAN = re.compile(rf"[{HAN}]")


def places(node: Any, expand: Expand) -> Rule:  # noqa: PLR0911 - one return per kind of slot
    """The rule for the places of a slot, or of a Near or Together with its slots."""
    match node:
        case query.Term():
            return _token(node.text)
        case query.Phrase():
            terms = [query.Term(node.fieldname, word) for word in node.words]
            return _near(Near(node.fieldname, terms, node.slop), expand)
        case query.Or():
            return _any_of([places(part, expand) for part in node.subqueries])
        case Near():
            return _near(node, expand)
        case Together():
            return _together(node, expand)
        case query.Prefix() if len(node.text) == 1:
            return {"prefix": {"prefix": node.text}}
        case query.Prefix() if _HAN.match(node.text):
            return _token(node.text)  # no gram of Han characters is longer than two
        case query.Prefix() | query.Wildcard():
            return _any_of([_token(text) for text in expand(node)])
        case _:
            raise RefusedError(f"A cluster cannot look for {type(node).__name__} beside others.")


def _token(text: str) -> Rule:
    return {"match": {"query": token(text), "analyzer": "tokens"}}


def _any_of(rules: list[Rule]) -> Rule:
    if not rules:
        return _token("\x00")  # a token no text has
    return rules[0] if len(rules) == 1 else {"any_of": {"intervals": rules}}


def _near(node: Near, expand: Expand) -> Rule:
    slots = [places(slot, expand) for slot in node.slots]
    if len(slots) == 1:
        return slots[0]
    if node.ordered:
        return _row(slots, node.slop)
    if len(slots) == 2:
        return _any_of([_row(slots, node.slop), _row(slots[::-1], node.slop)])
    raise RefusedError("A cluster cannot look for three parts near each other in any order yet.")


def _row(slots: list[Rule], slop: int) -> Rule:
    if slop == 1 or len(slots) == 2:
        return {"all_of": {"mode": "ordered", "max_gaps": slop - 1, "intervals": slots}}
    raise RefusedError("A cluster cannot look for three parts near each other yet.")


def _together(node: Together, expand: Expand) -> Rule:
    """The slots without a boundary between them: the places before and of a mark."""
    boundary = {"match": {"query": f"{HOLE} {node.mark}", "analyzer": "tokens"}}
    slots = [places(slot, expand) for slot in node.slots]
    wanted = {"mode": "unordered", "intervals": slots, "filter": {"not_containing": boundary}}
    return {"all_of": wanted}
