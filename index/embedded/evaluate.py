"""A query tree to arrays: which reports match, and their scores.

Each node can do two things: `find` all its reports, or `look` at given ones. A conjunction finds
the rarest part and looks at the rest, so that a rare word never pays for a frequent one. Terms
joined by OR are added up together, whatever their number, in a dozen NumPy calls. Scores are those
of `whoosh.scoring.BM25F`; an expanded term (prefix, wildcard …) counts its boost.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from index.deadline import Deadline
from index.embedded.collection import Collection, Held
from index.embedded.doclists import found as held
from index.embedded.recent import Recent
from index.rising import each_once

Array = npt.NDArray[Any]
B, K1 = 0.75, 1.2  # the parameters of whoosh.scoring.BM25F
DENSE = 16
"""An OR goes through an array of all reports where it has more than a 16th as many postings."""
NOTHING = np.zeros(0, dtype=np.intp)


class Found(NamedTuple):
    """Reports, rising, and their scores, None where they were not asked for."""

    docs: Array
    scores: Array | None = None


class Looked(NamedTuple):
    """For each of the reports looked at whether it matches, and what it adds to its score."""

    mask: Array
    scores: Array | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What the nodes of one question share.

    Kept from question to question: `norms` by field, and `impacts`, by term what it adds to the
    score of each report, of the most frequent terms.
    """

    collection: Collection
    clock: Deadline
    norms: dict[str, Array]
    impacts: Recent[Held, Array]

    def weight(self, held: Held) -> float:
        """The inverse document frequency of a term, as Whoosh counts it, times K1 + 1."""
        idf = math.log(self.collection.count / (held.reports + 1)) + 1
        return idf * (K1 + 1)

    def norm(self, field: str) -> Array:
        """By report, what the length of a field adds to a frequency."""
        if field not in self.norms:
            lengths = self.collection.lengths(field)
            factor = np.float32(K1 * B / self.collection.average(field))
            self.norms[field] = np.float32(K1 * (1 - B)) + lengths.astype(np.float32) * factor
        return self.norms[field]


class Node:
    """A part of a question. `size` is at least the number of reports it finds.

    `deferrable` says whether finding reports without their scores takes much less time.
    """

    size: int
    deferrable = True

    def find(self, *, scored: bool) -> Found:
        """All reports that match."""
        raise NotImplementedError

    def look(self, docs: Array, *, scored: bool) -> Looked:
        """Which of these reports match; this way finds all and compares."""
        found = self.find(scored=scored)
        hits, at = held(found.docs, docs)
        if not scored or found.scores is None:
            return looked_at(docs, hits)
        return looked_at(docs, hits, found.scores.take(at))


def looked_at(docs: Array, hits: Array, scores: Array | None = None) -> Looked:
    """Of the reports looked at those in the places `hits` match, with these scores."""
    mask = np.zeros(len(docs), dtype=np.bool_)
    mask[hits] = True
    if scores is None:
        return Looked(mask)
    total = np.zeros(len(docs), dtype=np.float32)
    total[hits] = scores
    return Looked(mask, total)


def union(lists: Sequence[Array], count: int) -> Array:
    """The reports in any of the lists, rising."""
    if len(lists) == 1:
        return lists[0].astype(np.intp, copy=False)
    if sum(map(len, lists)) * DENSE > count:
        mask = np.zeros(count, dtype=np.bool_)
        for docs in lists:
            mask[docs] = True
        return np.flatnonzero(mask)
    docs = np.concatenate(lists).astype(np.intp)
    docs.sort()
    return each_once(docs)


class Fixed(Node):
    """Reports found beforehand, with scores or one score for all."""

    def __init__(self, docs: Array, scores: Array | float) -> None:
        self._docs = docs
        self._scores = scores
        self.size = len(docs)

    def find(self, *, scored: bool) -> Found:
        """Those."""
        if not scored:
            return Found(self._docs)
        if isinstance(self._scores, float):
            return Found(self._docs, np.full(len(self._docs), self._scores, dtype=np.float32))
        return Found(self._docs, self._scores)


class Everything(Node):
    """All reports, each with the same score; deleted ones are left out at the end."""

    def __init__(self, count: int, score: float) -> None:
        self.size = count
        self._score = np.float32(score)

    def find(self, *, scored: bool) -> Found:
        """All of them."""
        docs = np.arange(self.size, dtype=np.intp)
        return Found(docs, np.full(self.size, self._score) if scored else None)

    def look(self, docs: Array, *, scored: bool) -> Looked:
        """All of these."""
        mask = np.ones(len(docs), dtype=np.bool_)
        return Looked(mask, np.full(len(docs), self._score) if scored else None)


class Later(Node):
    """A node whose reports are worked out when they are wanted, once; `weigh` scores any of them.

    Once the time is used up it finds nothing.
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

    def _docs(self) -> Array:
        if self._made is None:
            if self._clock.over():
                return NOTHING
            self._made = self._make()
        return self._made

    def find(self, *, scored: bool) -> Found:
        """What `make` gives."""
        docs = self._docs()
        return Found(docs, self._weigh(docs) if scored else None)

    def look(self, docs: Array, *, scored: bool) -> Looked:
        """Which of these; only those that match are weighed."""
        hits, _ = held(self._docs(), docs)
        return looked_at(docs, hits, self._weigh(docs.take(hits)) if scored else None)


class Sum(Node):
    """Parts of which any may match; scores add up, or with `most` only the highest counts."""

    def __init__(self, parts: Sequence[Node], count: int, *, most: bool = False) -> None:
        self._parts = parts
        self._count = count
        self._most = most
        self.size = min(sum(part.size for part in parts), count)

    def find(self, *, scored: bool) -> Found:
        """All reports of the parts."""
        found = [part.find(scored=scored) for part in self._parts]
        docs = union([part.docs for part in found], self._count)
        if not scored:
            return Found(docs)
        dense = len(docs) * DENSE > self._count  # then the numbers of reports are the places
        total = np.zeros(self._count if dense else len(docs), dtype=np.float32)
        for part in found:
            at = part.docs if dense else docs.searchsorted(part.docs)
            self._add(total, at, cast(Array, part.scores))
        return Found(docs, total.take(docs) if dense else total)

    def _add(self, total: Array, at: Array, scores: Array) -> None:
        total[at] = np.maximum(total[at], scores) if self._most else total[at] + scores

    def look(self, docs: Array, *, scored: bool) -> Looked:
        """Which of the reports match any part."""
        mask = np.zeros(len(docs), dtype=np.bool_)
        total = np.zeros(len(docs), dtype=np.float32) if scored else None
        for part in self._parts:
            own = part.look(docs, scored=scored)
            mask |= own.mask
            if total is not None:
                scores = np.where(own.mask, cast(Array, own.scores), 0)
                total = np.maximum(total, scores) if self._most else total + scores
        return Looked(mask, total)


class AtLeast(Node):
    """Parts of which at least so many have to match; all reports have the same score."""

    def __init__(self, parts: Sequence[Node], least: int, count: int, score: float) -> None:
        self._parts = parts
        self._least = least
        self._count = count
        self._score = np.float32(score)
        self.size = min(sum(part.size for part in parts) // max(1, least), count)

    def find(self, *, scored: bool) -> Found:
        """All reports that enough of the parts find."""
        counts = np.zeros(self._count, dtype=np.uint8)
        for part in self._parts:
            counts[part.find(scored=False).docs] += 1
        docs = (counts >= self._least).nonzero()[0]
        return Found(docs, np.full(len(docs), self._score) if scored else None)

    def look(self, docs: Array, *, scored: bool) -> Looked:
        """Which of the reports match enough of the parts."""
        counts = np.zeros(len(docs), dtype=np.uint8)
        for part in self._parts:
            counts += part.look(docs, scored=False).mask
        return Looked(counts >= self._least, np.full(len(docs), self._score) if scored else None)


class Product(Node):
    """A part that has to match and others: `required`, `wanted` for their score, `barred`.

    Only `required` and `wanted` count for the score, or with `lead` only the first required.
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
        self._required = sorted(required, key=lambda node: node.size)
        self._wanted = wanted
        self._barred = barred
        self._lead = lead
        self.size = self._required[0].size

    def find(self, *, scored: bool) -> Found:
        """Begin with the rarest, look at the others by rising size."""
        rarest, *others = self._required
        found = rarest.find(scored=scored and self._counts(rarest))
        total = found.scores
        if (scored and total is None) or not self._counts(rarest):
            total = np.zeros(len(found.docs), dtype=np.float32)
        docs, total = self._narrowed(found.docs, total, others, scored=scored)
        return Found(docs, total if scored else None)

    def look(self, docs: Array, *, scored: bool) -> Looked:
        """Which of these: each part is asked for those that passed the ones before."""
        total = np.zeros(len(docs), dtype=np.float32)
        found, total = self._narrowed(docs, total, self._required, scored=scored)
        return looked_at(docs, docs.searchsorted(found), total if scored else None)

    def _counts(self, node: Node) -> bool:
        return not self._lead or node is self._first

    def _narrowed(
        self, docs: Array, total: Any, others: Sequence[Node], *, scored: bool
    ) -> tuple[Array, Any]:
        for part in others:
            if not len(docs):
                break
            looked = part.look(docs, scored=scored and self._counts(part))
            docs = docs[looked.mask]
            if scored:
                total = total[looked.mask]
                if looked.scores is not None:
                    total = total + looked.scores[looked.mask]
        for part in self._barred:
            kept = ~part.look(docs, scored=False).mask
            docs, total = docs[kept], total[kept] if scored else total
        for part in self._wanted if scored else ():
            looked = part.look(docs, scored=True)
            total = total + np.where(looked.mask, cast(Array, looked.scores), 0)
        return docs, total


class Scaled(Node):
    """A node whose scores are multiplied, or all set to one value."""

    def __init__(self, part: Node, boost: float, *, constant: bool = False) -> None:
        self._part = part
        self._boost = np.float32(boost)
        self._constant = constant
        self.size = part.size

    def find(self, *, scored: bool) -> Found:
        """What the part finds."""
        found = self._part.find(scored=scored and not self._constant)
        return Found(found.docs, self._scale(found.docs, found.scores) if scored else None)

    def look(self, docs: Array, *, scored: bool) -> Looked:
        """What the part says."""
        looked = self._part.look(docs, scored=scored and not self._constant)
        return Looked(looked.mask, self._scale(docs, looked.scores) if scored else None)

    def _scale(self, docs: Array, scores: Array | None) -> Array:
        if self._constant or scores is None:
            return np.full(len(docs), self._boost)
        scaled: Array = scores * self._boost
        return scaled
