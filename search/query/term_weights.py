"""What a word that ranks weighs: rare words more, titles as bodies, grams beside words."""

import re
from collections.abc import Sequence

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.text import analysis
from index.text.fold import HAN
from search.query import spellings
from search.query.idf import boost, idf
from search.query.query_terms import PARTICLES
from search.query.weights import (
    ACRONYM_WEIGHT,
    EXACT_FORM_WEIGHT,
    GRAM_WEIGHT,
    TITLE_WEIGHT,
)

_HAN = re.compile(rf"[{HAN}]")


class TermWeights:
    """Weighs the words of a query by how many of the reports hold them."""

    def __init__(self, index: Index, reports: int) -> None:
        self._index = index
        self._reports = reports
        self.shouted = False
        """Whether the line is in capitals, which then say nothing of its words."""

    def words(self, fields: Sequence[str], words: Sequence[str]) -> tuple[Query, ...]:
        """The words in each field.

        A word's rarity in bodies counts in titles too: there all words are rare, and the commonest
        would weigh as much as the one that matters.
        """
        counts = [self._index.frequencies(name, words) for name in fields]
        found = []
        for word, *own in zip(words, *counts, strict=True):
            rare = min(idf(count, self._reports) for count in own)
            for name, count in zip(fields, own, strict=True):
                weight = rare * TITLE_WEIGHT if name == "title" else rare
                found.append(query.Term(name, word, boost=boost(weight, count, self._reports)))
        return tuple(found)

    def capitals(self, field: str, text: str) -> tuple[Query, ...]:
        """The acronyms of a text in capitals, which rank before the same letters in small ones."""
        name = f"{field}_grams"
        terms = [] if self.shouted else spellings.capitals(text)
        counts = self._index.frequencies(name, terms) if terms else ()
        return tuple(
            query.Term(
                name, term, boost=boost(ACRONYM_WEIGHT * idf(n, self._reports), n, self._reports)
            )
            for term, n in zip(terms, counts, strict=True)
            if n
        )

    def grams(self, field: str, text: str) -> tuple[Query, ...]:
        """A text's grams as far as they say something: no Han character alone, no particle."""
        found = dict.fromkeys(token.text for token in analysis.grams(text))
        kept = [gram for gram in found if len(gram) > 1 and gram not in PARTICLES]
        name = f"{field}_grams"
        counts = self._index.frequencies(name, kept)
        return tuple(
            query.Term(name, gram, boost=boost(share * idf(n, self._reports), n, self._reports))
            for gram, n in zip(kept, counts, strict=True)
            for share in [GRAM_WEIGHT if _HAN.match(gram) else EXACT_FORM_WEIGHT]
        )
