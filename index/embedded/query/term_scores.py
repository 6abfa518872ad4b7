"""BM25 of terms: of whole posting lists, of given reports, and the best reports of a sum of terms.

The best reports are found as by MaxScore: terms are added from the rarest to the most frequent, and
before each one the reports that can no longer be among the best are dropped. So a frequent term is
looked up for the few candidates that are left. A score is the same whichever reports were dropped,
because it is always the same sum in the same order.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.arrays import Array, at_least_reached, set_positions
from index.embedded.query.evaluate import Best, ScoringWork
from index.embedded.query.reader import TermEntry

MIN_PRUNED_DOCS = 512
"""Below this many candidates none are dropped: finding them takes as long as scoring them."""
SHORT_LIST_RATIO = 16
"""None are dropped before a term that is in less than a sixteenth as many reports as are left."""
MANY_TIES = 256
"""If more reports share the edge, they are not scored completely."""
DENSE_IMPACT_RATIO = 4
"""If a term has to be looked up for more than a quarter of all reports, its impacts on all of them
are computed and cached."""
ROUNDING_SHARE = 1e-4
"""The share by which bounds are raised, because sums are rounded."""


class WeightedTerm(NamedTuple):
    """A term of a disjunction, with its boost."""

    entry: TermEntry
    boost: float

    @property
    def weight(self) -> np.float32:
        """The highest score that the term can add to a report."""
        return np.float32(self.boost * self.entry.weight)


class TermScores:
    """Scores terms for one question."""

    def __init__(self, work: ScoringWork) -> None:
        self._work = work
        self._reader = work.reader

    def postings(self, leaves: Sequence[WeightedTerm]) -> tuple[Array, Array]:
        """The reports of the terms, list after list, and the score contribution of each posting."""
        postings = [self._reader.posting(leaf.entry) for leaf in leaves]
        docs = np.concatenate([docs for docs, _ in postings], dtype=np.intp, casting="unsafe")
        freqs = np.concatenate([freqs for _, freqs in postings], dtype=np.float32, casting="unsafe")
        sizes = [len(docs_of) for docs_of, _ in postings]
        scores = np.empty(len(docs), dtype=np.float32)
        start = stop = 0
        for at, (leaf, size) in enumerate(zip(leaves, sizes, strict=True), start=1):
            stop += size
            field = leaf.entry.field
            if at < len(leaves) and leaves[at].entry.field == field:
                continue
            if self._reader.scored(field):
                norm = self._work.norm(field)
                norm.take(docs[start:stop], out=scores[start:stop], mode="clip")
            else:
                scores[start:stop] = 0  # an exact value: every match scores the same
            start = stop
        scores += freqs
        np.divide(freqs, scores, out=scores)
        if len(leaves) == 1:
            scores *= leaves[0].weight
        else:
            weights = [leaf.boost * leaf.entry.weight for leaf in leaves]
            scores *= np.array(weights, dtype=np.float32).repeat(sizes)
        return docs, scores

    def cached_impact(self, leaf: WeightedTerm) -> Array | None:
        """The score of a term without its weight for each report; None unless it is cached."""
        return self._work.impacts.get(leaf.entry)

    def impact(self, leaf: WeightedTerm) -> Array:
        """The score of a term without its weight for each report, which is then cached."""
        impact = self.cached_impact(leaf)
        if impact is None:
            docs, freqs = self._reader.posting(leaf.entry)
            impact = np.zeros(self._reader.count, dtype=np.float32)
            impact[docs] = self._saturated(leaf.entry, docs, freqs.astype(np.float32))
            self._work.impacts.keep(leaf.entry, impact, len(impact))
        return impact

    def _saturated(self, entry: TermEntry, docs: Array, freqs: Array) -> Array:
        """The saturated frequency, f / (f + norm), for the reports that contain a term."""
        if not self._reader.scored(entry.field):
            return np.ones(len(docs), dtype=np.float32)
        scores = self._work.norm(entry.field).take(docs)
        scores += freqs
        np.divide(freqs, scores, out=scores)
        return scores

    def add(
        self, leaf: WeightedTerm, docs: Array, scores: Array, mask: Array | None = None
    ) -> None:
        """Add the score of a term to those of ascending reports; `mask` gets its matches."""
        dense = len(docs) * DENSE_IMPACT_RATIO > self._reader.count
        impact = self.impact(leaf) if dense else self.cached_impact(leaf)
        if impact is not None:
            impact = impact.take(docs)
            if mask is not None:
                mask |= impact > 0
            impact *= leaf.weight
            scores += impact
            return
        hits, freqs = self._reader.among(leaf.entry, docs)
        if len(hits):
            added = self._saturated(leaf.entry, docs.take(hits), freqs.astype(np.float32))
            added *= leaf.weight
            scores[hits] += added
            if mask is not None:
                mask[hits] = True

    def add_rare(
        self,
        leaves: Sequence[WeightedTerm],
        docs: Array,
        scores: Array,
        where: Sequence[Array | None],
    ) -> int:
        """Add the first of these terms, as many as are rare and score all reports; their number."""
        rare = 0
        limit = self._reader.count // SHORT_LIST_RATIO
        while rare < len(leaves) and where[rare] is None and leaves[rare].entry.reports <= limit:
            rare += 1
        if rare:
            sums = np.zeros(self._reader.count, dtype=np.float32)
            np.add.at(sums, *self.postings(leaves[:rare]))
            scores += sums.take(docs)
        return rare

    def best(
        self,
        leaves: Sequence[WeightedTerm],
        docs: Array,
        scores: Array,
        count: int,
        where: Sequence[Array | None] = (),
    ) -> Best:
        """Add terms to the scores of ascending reports and keep those that may be the best `count`.

        Reports with the same score as the last of the best are kept too. `where` has, for each
        term, a mask of the reports that it scores, None for all.
        """
        bounds = [float(leaf.weight) for leaf in leaves]
        left = sum(bounds) * (1 + ROUNDING_SHARE)
        masks: Sequence[Array | None] = where or [None] * len(leaves)
        edge: float | None = None
        remaining: Array | None = None
        for number, (leaf, bound, mask) in enumerate(zip(leaves, bounds, masks, strict=True)):
            if self._work.clock.over():
                break
            many = len(scores) >= max(MIN_PRUNED_DOCS, 2 * count)
            if many and leaf.entry.reports * SHORT_LIST_RATIO > len(scores):
                if edge is None:
                    edge = self._edge(leaves[number:], docs, scores, count, masks[number:])
                edge = max(edge, at_least_reached(scores, count))
                near = set_positions(scores >= edge * (1 - ROUNDING_SHARE) - left)
                if 2 * len(near) < len(scores):
                    docs, scores = docs.take(near), scores.take(near)
                    remaining = near if remaining is None else remaining.take(near)
            if mask is None:
                self.add(leaf, docs, scores)
            else:
                some = (mask if remaining is None else mask.take(remaining)).nonzero()[0]
                added = np.zeros(len(some), dtype=np.float32)
                self.add(leaf, docs.take(some), added)
                scores[some] += added
            left -= bound
        return Best(remaining, scores)

    def _edge(
        self,
        leaves: Sequence[WeightedTerm],
        docs: Array,
        scores: Array,
        count: int,
        masks: Sequence[Array | None],
    ) -> float:
        """A score that `count` reports reach when all these terms are added: of the best so far."""
        first = (scores >= at_least_reached(scores, count)).nonzero()[0]
        if len(first) > count + MANY_TIES:
            return 0.0
        some = [None if mask is None else mask.take(first) for mask in masks]
        best = self.best(leaves, docs.take(first), scores.take(first), len(first), some)
        at = len(first) - count
        return float(np.partition(best.scores, at)[at])
