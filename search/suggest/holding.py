"""How many reports hold a text as it stands."""

from typing import Any

from whoosh import query

from index.api import Index, Question, TermPart
from search.query.phrase import indexed, phrase_query, phrase_slots

MOST_TERMS = 200


def passage_count(index: Index, text: str, *, whole: bool = False) -> int:
    """How many reports hold a text; with `whole`, not as parts of its first and last words."""
    return index.ask(Question(query=_passage(index, text, whole=whole), size=0)).total


def _passage(index: Index, text: str, *, whole: bool) -> Any:
    found = phrase_slots(text, whole=whole)

    def expand(field: str, part: str, where: TermPart) -> tuple[str, ...]:
        terms = index.terms(field, part, where, MOST_TERMS)
        return tuple(dict.fromkeys([part, *(term.text for term in terms)]))

    known = indexed(index)
    parts = [phrase_query(f"{field}_grams", found, expand, known) for field in ("title", "body")]
    return query.Or([part for part in parts if part != query.NullQuery])
