"""How many reports hold a text as it stands."""

from collections.abc import Sequence
from typing import Any

from whoosh import query

from index.api import Index, Question, TermPart
from index.query_nodes import Near
from search.query.phrase import indexed, phrase_query, phrase_slots

MOST_TERMS = 200
NEAR, BESIDE = 4, 1
"""How far the next text begins behind the last place of one: two characters, or no word between."""


def passage_count(index: Index, text: str, *, whole: bool = False) -> int:
    """How many reports hold a text; with `whole`, not as parts of its first and last words."""
    return index.ask(Question(query=passage_of(index, text, whole=whole), size=0)).total


def near_count(index: Index, parts: Sequence[str]) -> int:
    """How many reports hold some texts one after the other, with little between."""
    found = []
    known = indexed(index)
    for field in ("title_grams", "body_grams"):
        whole = [phrase_slots(part, whole=True) for part in parts]
        slots = [phrase_query(field, each, _nothing, known) for each in whole]
        if query.NullQuery not in slots:
            slop = BESIDE if parts[0].isascii() else NEAR
            found.append(Near(field, slots, slop=slop, ordered=True))
    return index.ask(Question(query=query.Or(found), size=0)).total if found else 0


def _nothing(field: str, part: str, where: TermPart) -> tuple[str, ...]:
    del field, where
    return (part,)


def passage_of(index: Index, text: str, *, whole: bool = False) -> Any:
    """The query for a text as it stands."""
    found = phrase_slots(text, whole=whole)

    def expand(field: str, part: str, where: TermPart) -> tuple[str, ...]:
        terms = index.terms(field, part, where, MOST_TERMS)
        return tuple(dict.fromkeys([part, *(term.text for term in terms)]))

    known = indexed(index)
    parts = [phrase_query(f"{field}_grams", found, expand, known) for field in ("title", "body")]
    return query.Or([part for part in parts if part != query.NullQuery])
