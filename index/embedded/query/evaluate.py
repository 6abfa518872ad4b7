"""Evaluates a query tree with arrays: which reports match, and their scores.

A node can list all its reports (`all_docs`) or test given ones (`among`). A conjunction lists its
rarest part and tests the rest, so a rare word never pays for a frequent one. Terms joined by OR are
added up together in a dozen NumPy calls, however many there are. Scores are those of
`index.text.bm25`; an expanded term (prefix, wildcard …) scores its boost.
"""

import functools
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import numpy as np

from index.arrays import Array, DocIds, Mask, Scores
from index.embedded.query.doc_unions import DENSE_UNION_RATIO, occurrences, union
from index.embedded.query.reader import MultiSegmentReader, TermEntry
from index.embedded.segment.doc_lists import intersect
from index.system.deadline import Deadline
from index.text import bm25
from index.weighted_cache import WeightedCache

NO_DOCS = np.zeros(0, dtype=np.intp)


class ScoredDocs(NamedTuple):
    """Reports in ascending order, and their scores, or None if no scores were requested."""

    docs: DocIds
    scores: Scores | None = None

    def take(self, positions: Array) -> "ScoredDocs":
        """The reports at some positions, with their scores."""
        scores = None if self.scores is None else self.scores.take(positions)
        return ScoredDocs(self.docs.take(positions), scores)


class ScoredSubset(NamedTuple):
    """For each tested report: whether it matches, and its score."""

    mask: Mask
    scores: Scores | None = None


class Best(NamedTuple):
    """Reports that may be among the best: their positions in a list, None for all; their scores."""

    positions: Array | None
    scores: Array


class Ranking(NamedTuple):
    """All matching reports, and a function that scores those of them that may be the best.

    `best` takes some of the reports in ascending order and the number of best ones that are
    wanted. The score of a report does not depend on that number nor on the other reports.
    """

    docs: DocIds
    best: Callable[[Array, int], Best]


@dataclass(frozen=True, slots=True)
class ScoringWork:
    """The data that all nodes of one question share.

    Three caches outlive the question: `norms` by field, `impacts`, which maps a frequent term to
    its score contribution for each report, and `phrases`, which maps a phrase to its reports:
    the field and terms of an exact one, the node of another with a boost of 1.
    """

    reader: MultiSegmentReader
    clock: Deadline
    norms: dict[str, Array]
    impacts: WeightedCache[TermEntry, Array]
    phrases: WeightedCache[Hashable, Array]

    def norm(self, field: str) -> Array:
        """The length norm of a field for each report; BM25 adds it to the frequency."""
        if field not in self.norms:
            mean = self.reader.statistics(field).mean
            self.norms[field] = bm25.length_norms(self.reader.lengths(field), mean)
        return self.norms[field]


class Node:
    """A part of a query. `size` is an upper bound of its number of matches.

    `deferrable` says whether matching without scores is much faster than with them.
    """

    size: int
    deferrable = True
    constant: float | None = None
    """The score of every match, None if they differ."""

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """All matching reports."""
        raise NotImplementedError

    def among(self, docs: DocIds, *, scored: bool) -> ScoredSubset:
        """Test which of these reports match; by default by listing all matches and comparing."""
        matches = self.all_docs(scored=scored)
        hits, at = intersect(matches.docs, docs)
        if not scored or matches.scores is None:
            return scored_subset(docs, hits)
        return scored_subset(docs, hits, matches.scores.take(at))

    def ranking(self) -> Ranking | None:
        """A Ranking, None if scoring all matches at once is as fast."""
        return None


def scored_subset(docs: DocIds, hits: Array, scores: Scores | None = None) -> ScoredSubset:
    """A ScoredSubset of `docs` in which those at the positions `hits` match, with these scores."""
    mask = np.zeros(len(docs), dtype=np.bool_)
    mask[hits] = True
    if scores is None:
        return ScoredSubset(mask)
    total = np.zeros(len(docs), dtype=np.float32)
    total[hits] = scores
    return ScoredSubset(mask, total)


class FixedDocs(Node):
    """Reports known in advance, with their scores or one score for all."""

    def __init__(self, docs: DocIds, scores: Array | float) -> None:
        self._docs = docs
        self._scores = scores
        self.size = len(docs)

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """All of them."""
        if not scored:
            return ScoredDocs(self._docs)
        if isinstance(self._scores, float):
            return ScoredDocs(self._docs, np.full(len(self._docs), self._scores, dtype=np.float32))
        return ScoredDocs(self._docs, self._scores)


class AllDocs(Node):
    """All reports with one score; deleted reports are removed from the final result."""

    def __init__(self, count: int, score: float) -> None:
        self.size = count
        self.constant = score
        self._score = np.float32(score)

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """All reports."""
        docs = np.arange(self.size, dtype=np.intp)
        return ScoredDocs(docs, np.full(self.size, self._score) if scored else None)

    def among(self, docs: DocIds, *, scored: bool) -> ScoredSubset:
        """All of the given reports match."""
        mask = np.ones(len(docs), dtype=np.bool_)
        return ScoredSubset(mask, np.full(len(docs), self._score) if scored else None)


class LazyDocs(Node):
    """A node that computes its reports once, on first use; `weigh` scores any of them.

    It has no matches once the deadline has passed.
    """

    def __init__(
        self,
        size: int,
        make: Callable[[], Array],
        weigh: Callable[[Array], Array],
        clock: Deadline,
    ) -> None:
        self.size = size
        self._make = make
        self._weigh = weigh
        self._clock = clock
        self._made: Array | None = None

    def _docs(self) -> DocIds:
        if self._made is None:
            if self._clock.over():
                return NO_DOCS
            self._made = self._make()
        return self._made

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """The reports that `make` computes."""
        docs = self._docs()
        return ScoredDocs(docs, self._weigh(docs) if scored else None)

    def among(self, docs: DocIds, *, scored: bool) -> ScoredSubset:
        """Test which of the given reports match; only the matching ones are scored."""
        hits, _ = intersect(self._docs(), docs)
        return scored_subset(docs, hits, self._weigh(docs.take(hits)) if scored else None)


class Union(Node):
    """A disjunction: scores are added, or with `most` the highest one counts."""

    def __init__(self, parts: Sequence[Node], count: int, *, most: bool = False) -> None:
        self.parts = parts
        self.most = most
        self._count = count
        self.size = min(sum(part.size for part in parts), count)

    @functools.cached_property
    def equal_score(self) -> float | None:
        """The score that each match of each part adds, None if they differ or are not added."""
        scores = {part.constant for part in self.parts}
        return scores.pop() if len(scores) == 1 and not self.most else None

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """All reports of the parts."""
        if scored and self.equal_score is not None:
            lists = [part.all_docs(scored=False).docs for part in self.parts]
            docs, numbers = occurrences(lists, self._count)
            return ScoredDocs(docs, numbers.astype(np.float32) * np.float32(self.equal_score))
        matches = [part.all_docs(scored=scored) for part in self.parts]
        docs = union([part.docs for part in matches], self._count)
        if not scored:
            return ScoredDocs(docs)
        # A dense total is indexed by report number.
        dense = len(docs) * DENSE_UNION_RATIO > self._count
        total = np.zeros(self._count if dense else len(docs), dtype=np.float32)
        for part in matches:
            at = part.docs if dense else docs.searchsorted(part.docs)
            self._add(total, at, cast(Array, part.scores))
        return ScoredDocs(docs, total.take(docs) if dense else total)

    def _add(self, total: Array, at: Array, scores: Array) -> None:
        total[at] = np.maximum(total[at], scores) if self.most else total[at] + scores

    def among(self, docs: DocIds, *, scored: bool) -> ScoredSubset:
        """Test which of the reports match any part."""
        mask = np.zeros(len(docs), dtype=np.bool_)
        total = np.zeros(len(docs), dtype=np.float32) if scored else None
        for part in self.parts:
            tested = part.among(docs, scored=scored)
            mask |= tested.mask
            if total is not None:
                scores = np.where(tested.mask, cast(Array, tested.scores), 0)
                total = np.maximum(total, scores) if self.most else total + scores
        return ScoredSubset(mask, total)


class AtLeastDocs(Node):
    """Matches reports that at least `least` parts match; all have the same score."""

    def __init__(self, parts: Sequence[Node], least: int, count: int, score: float) -> None:
        self._parts = parts
        self._least = least
        self._count = count
        self.constant = score
        self._score = np.float32(score)
        self.size = min(sum(part.size for part in parts) // max(1, least), count)

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """All reports that enough parts match."""
        lists = [part.all_docs(scored=False).docs for part in self._parts]
        docs, numbers = occurrences(lists, self._count)
        docs = docs.take((numbers >= self._least).nonzero()[0])
        return ScoredDocs(docs, np.full(len(docs), self._score) if scored else None)

    def among(self, docs: DocIds, *, scored: bool) -> ScoredSubset:
        """Test which of the reports enough parts match."""
        counts = np.zeros(len(docs), dtype=np.uint16)
        for part in self._parts:
            counts += part.among(docs, scored=False).mask
        return ScoredSubset(
            counts >= self._least, np.full(len(docs), self._score) if scored else None
        )


class Intersection(Node):
    """A conjunction of `required` parts; `wanted` parts only add score, `barred` parts exclude.

    The score is the sum of `required` and `wanted`, or with `lead` that of the first required part.
    """

    def __init__(
        self,
        required: Sequence[Node],
        *,
        wanted: Sequence[Node] = (),
        barred: Sequence[Node] = (),
        lead: bool = False,
    ) -> None:
        self._first = required[0]
        self.required = sorted(required, key=lambda node: node.size)
        self.wanted = wanted
        self._barred = barred
        self.lead = lead
        self.size = self.required[0].size

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """List the rarest part, then test the others in order of size."""
        if not scored:
            return ScoredDocs(self.matches)
        rarest, *others = self.required
        matches = rarest.all_docs(scored=self._counts(rarest))
        total = matches.scores
        if total is None or not self._counts(rarest):
            total = np.zeros(len(matches.docs), dtype=np.float32)
        return ScoredDocs(*self._narrowed(matches.docs, total, others, scored=True))

    @property
    def listed(self) -> bool:
        """Whether `matches` is known."""
        return "matches" in self.__dict__

    @functools.cached_property
    def matches(self) -> DocIds:
        """The matching reports, without scores."""
        rarest, *others = self.required
        docs = rarest.all_docs(scored=False).docs
        return self._narrowed(docs, NO_DOCS, others, scored=False)[0]

    def among(self, docs: DocIds, *, scored: bool) -> ScoredSubset:
        """Test the reports part by part.

        Each part sees only those that passed the previous ones.
        """
        total = np.zeros(len(docs), dtype=np.float32)
        passed, total = self._narrowed(docs, total, self.required, scored=scored)
        return scored_subset(docs, docs.searchsorted(passed), total if scored else None)

    def _counts(self, node: Node) -> bool:
        return not self.lead or node is self._first

    def _narrowed(
        self, docs: DocIds, total: Array, others: Sequence[Node], *, scored: bool
    ) -> tuple[DocIds, Array]:
        """The reports that pass all parts, and their scores if `scored`."""
        for part in others:
            if not len(docs):
                break
            tested = part.among(docs, scored=scored and self._counts(part))
            passing = tested.mask.nonzero()[0]  # taking is faster than masking
            docs = docs.take(passing)
            if scored:
                total = total.take(passing)
                if tested.scores is not None:
                    total += tested.scores.take(passing)
        for part in self._barred:
            passed = ~part.among(docs, scored=False).mask
            docs, total = docs[passed], total[passed] if scored else total
        for part in self.wanted if scored else ():
            tested = part.among(docs, scored=True)
            total = total + np.where(tested.mask, cast(Array, tested.scores), 0)
        return docs, total


class Scaled(Node):
    """A node whose scores are multiplied by a factor, or all set to one value."""

    def __init__(self, part: Node, boost: float, *, constant: bool = False) -> None:
        self._part = part
        self._boost = np.float32(boost)
        self._constant = constant
        self.constant = boost if constant else None
        self.size = part.size

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """The reports of the part, rescored."""
        matches = self._part.all_docs(scored=scored and not self._constant)
        return ScoredDocs(
            matches.docs, self._scale(matches.docs, matches.scores) if scored else None
        )

    def among(self, docs: DocIds, *, scored: bool) -> ScoredSubset:
        """The test result of the part, rescored."""
        tested = self._part.among(docs, scored=scored and not self._constant)
        return ScoredSubset(tested.mask, self._scale(docs, tested.scores) if scored else None)

    def _scale(self, docs: DocIds, scores: Scores | None) -> Array:
        if self._constant or scores is None:
            return np.full(len(docs), self._boost)
        scaled: Array = scores * self._boost
        return scaled
