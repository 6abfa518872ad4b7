"""Phrases: the query for the slots of an exact passage in one field."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

from whoosh import query
from whoosh.query import Query

from index.api import Index, TermPart
from index.query_nodes import Near, Without
from search.query.exact_text.phrase_slots import PhraseSlot
from search.query.exact_text.word_divisions import Option

MAX_PHRASE_SLOTS = 160
"""Slots of one passage; a longer passage is searched by its beginning."""
ExpandTerms = Callable[[str, str, TermPart], tuple[str, ...]]
"""From a field, a text and a part (prefix, suffix, anywhere) to the indexed terms that match."""
IndexedTerms = Callable[[str, Sequence[str]], frozenset[str]]
"""From a field and terms to the terms that are indexed."""


def indexed_terms(index: Index) -> IndexedTerms:
    """The `IndexedTerms` of an index."""

    def indexed_among(field: str, terms: Sequence[str]) -> frozenset[str]:
        counts = index.frequencies(field, terms)
        return frozenset(term for term, count in zip(terms, counts, strict=True) if count)

    return indexed_among


def phrase_query(
    field: str,
    slots: Sequence[PhraseSlot],
    expand: ExpandTerms,
    indexed_among: IndexedTerms,
    boost: float = 1.0,
) -> Query:
    """The query for consecutive slots in one field; NullQuery if one cannot match, or without any.

    Only the first MAX_PHRASE_SLOTS slots are used.
    """
    slots = [slot for slot in slots[:MAX_PHRASE_SLOTS] if slot.options]
    spelt = [slot for slot in slots if slot.part is None]
    further = {term for slot in spelt for option in slot.options[1:] for term in option}
    further.update(*(slot.barred for slot in spelt))
    there = indexed_among(field, sorted(further)) if further else frozenset()
    slots = [
        slot
        if slot.part
        else PhraseSlot(
            tuple(_possible(slot.options, there)),
            barred=tuple(filter(there.__contains__, slot.barred)),
        )
        for slot in slots
    ]
    parts: list[Query] = []
    for plain, slots_of in itertools.groupby(slots, _is_plain):
        if plain:
            parts.append(_phrase(field, [term for slot in slots_of for term in slot.options[0]]))
        else:
            parts.extend(_part(field, slot, expand) for slot in slots_of)
    if not parts or any(part == query.NullQuery for part in parts):
        return query.NullQuery
    if len(parts) == 1:
        parts[0].boost = boost
        return parts[0]
    return Near(field, parts, slop=1, boost=boost)


def _possible(options: Sequence[Option], there: frozenset[str]) -> Iterator[Option]:
    """The first option, and the other options whose terms are all indexed."""
    yield options[0]
    yield from (option for option in options[1:] if there.issuperset(option))


def _is_plain(slot: PhraseSlot) -> bool:
    return slot.part is None and len(slot.options) == 1 and not slot.barred


def _phrase(field: str, terms: Sequence[str]) -> Query:
    return query.Phrase(field, list(terms)) if len(terms) > 1 else query.Term(field, terms[0])


def _part(field: str, slot: PhraseSlot, expand: ExpandTerms) -> Query:
    if slot.part is None:
        spelt: Query = query.Or([_phrase(field, option) for option in slot.options])
        for term in slot.barred:
            spelt = Without(field, [spelt], term)
        return spelt
    text = slot.options[0][0]
    if slot.part is TermPart.PREFIX:
        return _any_of([query.Prefix(field, start) for (start,) in slot.options])
    terms = list(expand(field, text, slot.part))
    for option in slot.options[1:]:  # digits after letters: v2 for the 2 of 2.0.1
        more = expand(field, option[0], slot.part)
        terms += [term for term in more if not term.isdecimal() and term.isalnum()]
    return _any_term(field, terms)


def _any_term(field: str, texts: Iterable[str]) -> Query:
    return _any_of([query.Term(field, text) for text in texts])


def _any_of(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return query.Or(queries) if queries else query.NullQuery
