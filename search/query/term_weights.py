"""Weights of the ranking terms of a query: words, grams and acronyms, by their idf."""

from collections.abc import Sequence

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.text import analysis
from index.text.bm25 import idf
from index.text.compounds import NUMBER_PART
from index.text.fold import HAN_CHARACTER
from search.query import spellings
from search.query.query_terms import PARTICLES
from search.query.weights import ACRONYM_WEIGHT, EXACT_FORM_WEIGHT, GRAM_WEIGHT, TITLE_WEIGHT


class TermWeights:
    """Weighs the terms of a query by the number of reports that contain them."""

    def __init__(self, index: Index, reports: int) -> None:
        self._index = index
        self._reports = reports
        self.shouted = False
        """Whether the whole line is in capitals, which then do not mark acronyms."""

    def words(self, fields: Sequence[str], words: Sequence[str]) -> tuple[Query, ...]:
        """The terms for the words in each field.

        Titles use the idf of bodies: titles are so short that every word in them looks rare.
        """
        counts = [self._index.frequencies(name, words) for name in fields]
        terms = []
        for word, *by_field in zip(words, *counts, strict=True):
            rare = min(idf(count, self._reports) for count in by_field)
            for name, count in zip(fields, by_field, strict=True):
                weight = rare * TITLE_WEIGHT if name == "title" else rare
                terms.append(query.Term(name, word, boost=weight / idf(count, self._reports)))
        return tuple(terms)

    def capitals(self, field: str, text: str) -> tuple[Query, ...]:
        """The terms for acronyms in capitals, which rank before the same letters in lower case."""
        name = f"{field}_grams"
        terms = [] if self.shouted else spellings.capitals(text)
        counts = self._index.frequencies(name, terms) if terms else ()
        return tuple(
            query.Term(name, term, boost=ACRONYM_WEIGHT)
            for term, count in zip(terms, counts, strict=True)
            if count
        )

    def grams(self, field: str, text: str) -> tuple[Query, ...]:
        """The terms for the grams of a text but single characters, particles, parts of numbers."""
        distinct = dict.fromkeys(token.text for token in analysis.indexed_grams(text))
        wanted = [
            gram
            for gram in distinct
            if len(gram) > 1 and gram not in PARTICLES and not gram.startswith(NUMBER_PART)
        ]
        return tuple(
            query.Term(f"{field}_grams", gram, boost=_gram_weight(gram)) for gram in wanted
        )


def _gram_weight(gram: str) -> float:
    return GRAM_WEIGHT if HAN_CHARACTER.match(gram) else EXACT_FORM_WEIGHT
