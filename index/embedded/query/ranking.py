"""Ranks a tree of disjunctions and conjunctions: its terms are added from rare to frequent.

All matches are found without scores. Then the nodes that are no terms (phrases, expansions …) score
all of them, and the terms only those that may still be among the best.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from index.arrays import Array
from index.embedded.query.evaluate import Best, Intersection, Node, Ranking, ScoringWork, Union
from index.embedded.query.reader import TermEntry
from index.embedded.query.term_scores import TermScores, WeightedTerm
from index.embedded.query.term_union import TermUnion
from index.embedded.segment.doc_lists import intersect

MIN_RANKED_DOCS = 4096
"""If the rarest part of a conjunction has fewer reports, they are scored while they are tested."""
DENSE_DOCS_RATIO = 16
"""If more than a sixteenth of all reports match, rare terms are summed for all reports at once."""


class Addend(NamedTuple):
    """A node whose score is added for reports that match all of these conjunctions."""

    node: Node
    within: tuple[Intersection, ...]
    required: bool = False
    """Whether it matches all of these reports."""


def ranking_of(root: Node, work: ScoringWork) -> Ranking | None:
    """The Ranking of a tree, None if it is scored as fast at once."""
    if not (isinstance(root, Union) and not root.most) and not (
        isinstance(root, Intersection) and not root.lead
    ):
        return root.ranking()
    if isinstance(root, Union) and root.equal_score is not None:
        return None
    if isinstance(root, Intersection) and root.size < MIN_RANKED_DOCS:
        return None
    addends = list(_addends(root, ()))
    matches = root.all_docs(scored=False).docs
    return Ranking(matches, _Sum(addends, len(matches), work).best)


def _addends(node: Node, within: tuple[Intersection, ...]) -> Iterator[Addend]:
    """The addends of a node that is scored for reports that match all of these conjunctions."""
    if isinstance(node, Union) and not node.most:
        for part in node.parts:
            yield from _addends(part, _with(part, within))
    elif isinstance(node, Intersection) and not node.lead:
        for part in node.required:  # what matches the node matches it
            if part.constant is None:
                yield from _addends(part, within)
            else:
                yield Addend(part, within, required=True)
        for part in node.wanted:
            yield from _addends(part, _with(part, within))
    else:
        yield Addend(node, within)


def _with(part: Node, within: tuple[Intersection, ...]) -> tuple[Intersection, ...]:
    return (*within, part) if isinstance(part, Intersection) and not part.lead else within


class _Sum:
    """The sum of some addends for the matches of a tree."""

    def __init__(self, addends: Sequence[Addend], matches: int, work: ScoringWork) -> None:
        self._matches = matches
        self._work = work
        self._scores = TermScores(work)
        self._others: list[Addend] = []
        terms: dict[tuple[TermEntry, tuple[Intersection, ...]], float] = {}
        for addend in addends:
            if isinstance(addend.node, TermUnion) and addend.node.additive:
                for leaf in addend.node.leaves:
                    key = leaf.entry, addend.within
                    terms[key] = terms.get(key, 0.0) + leaf.boost
            else:
                self._others.append(addend)
        self._terms = sorted(terms.items(), key=lambda pair: pair[0][0].reports)

    def best(self, docs: Array, count: int) -> Best:
        """See Ranking."""
        masks: dict[Intersection, Array | None] = {}
        scores = np.zeros(len(docs), dtype=np.float32)
        for other in self._others:
            self._add(other, docs, scores, self._mask(other.within, docs, masks))
        leaves = [WeightedTerm(entry, boost) for (entry, _), boost in self._terms]
        where = [self._mask(within, docs, masks) for (_, within), _ in self._terms]
        rare = 0
        if len(docs) * DENSE_DOCS_RATIO > self._work.reader.count:
            rare = self._scores.add_rare(leaves, docs, scores, where)
        return self._scores.best(leaves[rare:], docs, scores, count, where[rare:])

    def _add(self, addend: Addend, docs: Array, scores: Array, mask: Array | None) -> None:
        if addend.required and addend.node.constant is not None:
            constant = np.float32(addend.node.constant)
            scores += constant if mask is None else mask * constant
            return
        tested = addend.node.among(docs, scored=True)
        mask = tested.mask if mask is None else tested.mask & mask
        if tested.scores is not None:
            scores += np.where(mask, tested.scores, np.float32(0))

    def _mask(
        self,
        within: Sequence[Intersection],
        docs: Array,
        masks: dict[Intersection, Array | None],
    ) -> Array | None:
        """A mask of the reports that match all of these conjunctions, None if all do."""
        joined: Array | None = None
        for node in within:
            if node not in masks:
                masks[node] = self._mask_of(node, docs)
            mask = masks[node]
            if mask is not None:
                joined = mask if joined is None else joined & mask
        return joined

    def _mask_of(self, node: Intersection, docs: Array) -> Array | None:
        if not node.listed:
            return node.among(docs, scored=False).mask
        if len(node.matches) == self._matches:
            return None
        mask = np.zeros(len(docs), dtype=np.bool_)
        mask[intersect(node.matches, docs)[0]] = True
        return mask
