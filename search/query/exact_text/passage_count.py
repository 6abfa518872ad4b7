"""The number of reports that contain an exact text."""

from collections.abc import Sequence

from whoosh import query
from whoosh.query import Query

from index.api import Index, Question, TermPart
from index.note_codes import NoteCode
from index.query_nodes import Near
from index.system.deadline import mark_partial
from search.query.exact_text.phrase import indexed_terms, phrase_query
from search.query.exact_text.phrase_slots import phrase_slots

MAX_COUNTED_TERMS = 200
CHINESE_SLOP = 4
"""Slop between two Chinese texts: at most two characters stand between them."""
ENGLISH_SLOP = 1
"""Slop between two English texts: no word stands between them."""


def passage_count(index: Index, text: str, *, whole_words: bool = False) -> int:
    """The number of reports with a text; with `whole_words` its ends must be ends of words."""
    return report_count(index, passage_of(index, text, whole_words=whole_words))


def title_count(index: Index, text: str) -> int:
    """The number of reports whose title has a text that begins and ends where words do."""
    slots = phrase_slots(text, whole_words=True)
    phrase = phrase_query("title_grams", slots, _nothing, indexed_terms(index))
    return 0 if phrase == query.NullQuery else report_count(index, phrase)


def near_count(index: Index, parts: Sequence[str]) -> int:
    """The number of reports that contain the texts in this order, close together."""
    queries = []
    indexed_among = indexed_terms(index)
    for field in ("title_grams", "body_grams"):
        slot_lists = [phrase_slots(part, whole_words=True) for part in parts]
        phrases = [phrase_query(field, slots, _nothing, indexed_among) for slots in slot_lists]
        if query.NullQuery not in phrases:
            slop = ENGLISH_SLOP if parts[0].isascii() else CHINESE_SLOP
            queries.append(Near(field, phrases, slop=slop, ordered=True))
    return report_count(index, query.Or(queries)) if queries else 0


def report_count(index: Index, counted: Query) -> int:
    """The number of reports of a query; without a part of the index, the answer is partial."""
    answer = index.ask(Question(query=counted, size=0))
    if NoteCode.PARTS_MISSING in answer.notes:
        mark_partial()
    return answer.total


def _nothing(field: str, part: str, where: TermPart) -> tuple[str, ...]:
    del field, where
    return (part,)


def passage_of(index: Index, text: str, *, whole_words: bool = False) -> Query:
    """The query for an exact text; see `passage_count`."""
    slots = phrase_slots(text, whole_words=whole_words)

    def expand(field: str, part: str, where: TermPart) -> tuple[str, ...]:
        terms = index.terms(field, part, where, MAX_COUNTED_TERMS)
        return tuple(dict.fromkeys([part, *(term.text for term in terms)]))

    indexed_among = indexed_terms(index)
    parts = [
        phrase_query(f"{field}_grams", slots, expand, indexed_among) for field in ("title", "body")
    ]
    return query.Or([part for part in parts if part != query.NullQuery])
