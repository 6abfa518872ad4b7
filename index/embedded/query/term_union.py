"""A disjunction of terms with BM25 scores; every query has these as leaves."""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.arrays import Array
from index.embedded.query.evaluate import (
    DENSE_UNION_RATIO,
    NO_DOCS,
    Node,
    ScoredDocs,
    ScoredSubset,
    ScoringWork,
    union,
)
from index.embedded.query.reader import TermEntry

FREQUENT_TERM_RATIO = 8
"""If a term is in more than an eighth of all reports, its impacts on all reports are computed and
cached. Adding them is faster than reading the postings from a sixteenth on (an eighth for a million
reports)."""


class WeightedTerm(NamedTuple):
    """A term of a disjunction, with its boost."""

    entry: TermEntry
    boost: float


class TermUnion(Node):
    """A disjunction of terms; their scores are added."""

    deferrable = False  # scoring later took three times as long over 200,000 reports

    def __init__(self, work: ScoringWork, leaves: Sequence[WeightedTerm]) -> None:
        self._work = work
        known = [leaf for leaf in leaves if leaf.entry.reports]
        self.leaves = sorted(known, key=lambda leaf: leaf.entry.field)  # groups the terms by field
        self._total = sum(leaf.entry.reports for leaf in self.leaves)
        self.size = min(self._total, work.collection.count)

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """All reports that contain any of the terms."""
        leaves = self.leaves if not self._work.clock.over() else []
        if not leaves:
            return ScoredDocs(NO_DOCS, np.zeros(0, dtype=np.float32))
        if not scored:
            docs = [self._work.collection.docs(leaf.entry) for leaf in leaves]
            return ScoredDocs(union(docs, self._work.collection.count))
        return self._scored(leaves)

    def _scored(self, leaves: Sequence[WeightedTerm]) -> ScoredDocs:
        if len(leaves) == 1:
            return ScoredDocs(*self._postings(leaves))
        count = self._work.collection.count
        dense = self._total * DENSE_UNION_RATIO > count and all(leaf.boost > 0 for leaf in leaves)
        if not dense:
            return _summed(*self._postings(leaves))
        total = np.zeros(count, dtype=np.float32)
        rare = [leaf for leaf in leaves if leaf.entry.reports * FREQUENT_TERM_RATIO <= count]
        if rare:
            np.add.at(total, *self._postings(rare))
        for leaf in leaves:
            if leaf.entry.reports * FREQUENT_TERM_RATIO > count:
                impact = self._impact(leaf.entry)
                total += impact if leaf.boost == 1 else impact * np.float32(leaf.boost)
        docs = (total > 0).nonzero()[0]
        return ScoredDocs(docs, total.take(docs))

    def _impact(self, entry: TermEntry) -> Array:
        """The score contribution of a term to each report, 0 where it does not occur."""
        impact = self._work.impacts.get(entry)
        if impact is None:
            docs, scores = self._postings([WeightedTerm(entry, 1.0)])
            impact = np.zeros(self._work.collection.count, dtype=np.float32)
            impact[docs] = scores
            self._work.impacts.keep(entry, impact, len(impact))
        return impact

    def _postings(self, leaves: Sequence[WeightedTerm]) -> tuple[Array, Array]:
        """The reports of the terms, list after list, and the score contribution of each posting."""
        postings = [self._work.collection.posting(leaf.entry) for leaf in leaves]
        docs = np.concatenate([docs for docs, _ in postings], dtype=np.intp, casting="unsafe")
        freqs = np.concatenate([freqs for _, freqs in postings], dtype=np.float32, casting="unsafe")
        return docs, self._scores(leaves, docs, freqs, [len(own) for own, _ in postings])

    def _scores(
        self, leaves: Sequence[WeightedTerm], docs: Array, freqs: Array, sizes: Sequence[int]
    ) -> Array:
        """BM25 of the terms' postings, list after list: weight · f / (f + norm)."""
        scores = np.empty(len(docs), dtype=np.float32)
        start = 0
        pairs = zip(leaves, sizes, strict=True)
        for field, group in itertools.groupby(pairs, key=lambda pair: pair[0].entry.field):
            stop = start + sum(size for _, size in group)
            if self._work.collection.scored(field):
                norm = self._work.norm(field)
                norm.take(docs[start:stop], out=scores[start:stop], mode="clip")
            else:
                scores[start:stop] = 0  # an exact value: every match scores the same
            start = stop
        scores += freqs
        np.divide(freqs, scores, out=scores)
        weights = [leaf.boost * self._weight(leaf) for leaf in leaves]
        scores *= np.repeat(np.array(weights, dtype=np.float32), sizes)
        return scores

    def _score(self, leaf: WeightedTerm, docs: Array, freqs: Array) -> Array:
        """BM25 of some postings of one term."""
        if not self._work.collection.scored(leaf.entry.field):
            return np.full(len(docs), np.float32(leaf.boost))
        scores = self._work.norm(leaf.entry.field).take(docs)
        scores += freqs
        np.divide(freqs, scores, out=scores)
        scores *= np.float32(leaf.boost * self._work.weight(leaf.entry))
        return scores

    def worth(self, docs: Array) -> Array:
        """The scores of reports that contain all of the terms, which are grams of one field."""
        if not len(docs):
            return np.zeros(0, dtype=np.float32)
        freqs = np.empty((len(self.leaves), len(docs)), dtype=np.float32)
        for row, leaf in zip(freqs, self.leaves, strict=True):
            row[:] = self._work.collection.freqs(leaf.entry, docs)
        freqs /= freqs + self._work.norm(self.leaves[0].entry.field).take(docs)
        weights = [leaf.boost * self._work.weight(leaf.entry) for leaf in self.leaves]
        freqs *= np.array(weights, dtype=np.float32)[:, np.newaxis]
        total: Array = freqs.sum(axis=0)
        return total

    def _weight(self, leaf: WeightedTerm) -> float:
        return (
            self._work.weight(leaf.entry) if self._work.collection.scored(leaf.entry.field) else 1.0
        )

    def among(self, docs: Array, *, scored: bool) -> ScoredSubset:
        """Test which of the reports contain any of the terms; long lists are only probed."""
        mask = np.zeros(len(docs), dtype=np.bool_)
        total = np.zeros(len(docs), dtype=np.float32) if scored else None
        for leaf in self.leaves:
            if self._work.clock.over():
                break
            # Use cached impacts only at boost 1, so that scores do not depend on whether the cache
            # is warm.
            impact = self._work.impacts.get(leaf.entry) if leaf.boost == 1 else None
            if impact is not None:
                impact = impact.take(docs)
                mask |= impact > 0
                if total is not None:
                    total += impact
                continue
            hits, freqs = self._work.collection.among(leaf.entry, docs)
            if not len(hits):
                continue
            mask[hits] = True
            if total is not None:
                total[hits] += self._score(leaf, docs.take(hits), freqs.astype(np.float32))
        return ScoredSubset(mask, total)


def _summed(docs: Array, scores: Array) -> ScoredDocs:
    """Each report once, with the sum of its scores; meant for few postings."""
    # Packed with their positions, numbers sort four times faster than by argsort.
    packed = docs.astype(np.uint64) << np.uint64(32) | np.arange(len(docs), dtype=np.uint64)
    packed.sort()
    order = packed.astype(np.uint32).astype(np.intp)
    docs = docs[order]
    starts = np.flatnonzero(np.concatenate([[True], docs[1:] != docs[:-1]]))
    return ScoredDocs(docs[starts], np.add.reduceat(scores[order], starts))
