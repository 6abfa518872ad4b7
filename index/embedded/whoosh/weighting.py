"""Whoosh's weighting model of Lucene's BM25, for the queries that only Whoosh can evaluate."""

from collections.abc import Callable

import numpy as np
from whoosh.scoring import BaseScorer, WeightingModel, WeightLengthScorer, WeightScorer
from whoosh.searching import Searcher

from index.text import bm25
from index.text.bm25 import FieldStatistics


class LuceneBM25(WeightingModel):
    """Scores as `index.text.bm25` says; `statistics` returns those of a field."""

    def __init__(self, statistics: Callable[[str], FieldStatistics]) -> None:
        self._statistics = statistics

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        """The scorer of a term; of a field without lengths, it scores the frequency."""
        del qf
        if not searcher.schema[fieldname].scorable:
            return WeightScorer.for_(searcher, fieldname, text)
        statistics = self._statistics(fieldname)
        count = searcher.get_parent().doc_frequency(fieldname, text)
        return _Scorer(searcher, fieldname, text, count, statistics)


class _Scorer(WeightLengthScorer):
    def __init__(
        self,
        searcher: Searcher,
        fieldname: str,
        text: bytes,
        count: int,
        statistics: FieldStatistics,
    ) -> None:
        self._idf = bm25.idf(count, statistics.reports)
        self._mean = statistics.mean
        self.setup(searcher, fieldname, text)

    def _score(self, weight: float, length: int) -> float:
        norm = float(bm25.length_norms(np.array([length]), self._mean)[0])
        return self._idf * (bm25.K1 + 1) * weight / (weight + norm)
