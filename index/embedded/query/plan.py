"""Turns Whoosh's query tree into nodes of `evaluate`; unknown nodes go to Whoosh's own matchers."""

import copy
from collections.abc import Callable, Hashable, Iterator, Sequence

import numpy as np
from whoosh import query
from whoosh.query import Query

from index.api import RefusedError
from index.arrays import Array, unique_sorted
from index.embedded.query import evaluate
from index.embedded.query.evaluate import Node, ScoringWork
from index.embedded.query.mask_filter import LazyMaskFilter, MaskFilter
from index.embedded.query.multi_terms import Expansion, MultiTerm, to_bytes
from index.embedded.query.positions import PhraseMatcher, adjacent_positions
from index.embedded.query.reader import TermEntry
from index.embedded.query.term_scores import WeightedTerm
from index.embedded.query.term_union import TermUnion
from index.embedded.segment.term_fields import PositionalField
from index.fields import NUMBER_FIELDS
from index.query_nodes import AtLeast, Near, SameScope, SlotQuery, Without
from index.system.deadline import Deadline

Fallback = Callable[[Query, Deadline], tuple[Array, Array]]
"""Evaluates a query with Whoosh's matchers: its reports in ascending order, and their scores."""
MAX_TREE_DEPTH = 100
"""Maximum depth of a query tree."""
MAX_TREE_NODES = 20_000
PHRASE_TERM_WEIGHT = 64
"""The weight of each term of a cached phrase, in reports."""
PREFIX_TERMS_PER_STEP = 2048
"""Terms of a prefix whose postings are unpacked between two checks of the deadline."""
_COMMON_LEAVES = frozenset((query.Term, query.Phrase))
"""Most nodes of a query; the others are told apart one kind after another."""
_PLAIN = frozenset((query.Term, query.Or))


class Planner:
    """Plans one question."""

    def __init__(self, work: ScoringWork, fallback: Fallback, known: Callable[[str], bool]) -> None:
        self._work = work
        self._fallback = fallback
        self._known = known
        self.expansion = Expansion(work.clock.over)
        self._nodes = 0

    def plan(self, node: Query, depth: int = 0) -> Node:
        """The node for a query; RefusedError if the query is too large or too deep."""
        leaves = self._leaves(node) if type(node) is query.Or else None
        self._nodes += len(leaves) if leaves else 1
        if depth > MAX_TREE_DEPTH or self._nodes > MAX_TREE_NODES:
            raise RefusedError("The query is too large or nested too deeply. Make it simpler.")
        if leaves is not None:
            return TermUnion(self._work, leaves)
        if type(node) in _COMMON_LEAVES:
            return self._leaf(node)
        return self._compound(node, [self.plan(child, depth + 1) for child in self._inner(node)])

    def _inner(self, node: Query) -> Sequence[Query]:
        """The subqueries that are planned separately."""
        match node:
            case query.Or() if node.scale:
                return ()
            case query.And() | query.Or() | query.DisjunctionMax() | AtLeast():
                return list(node.children())
            case query.AndNot() | query.AndMaybe() | query.Require() | query.Otherwise():
                return (node.a, node.b)
            case query.Not():
                return (node.query,)
            case query.ConstantScoreQuery():
                return (node.child,)
            case _:
                return ()

    def _compound(self, node: Query, parts: Sequence[Node]) -> Node:  # noqa: PLR0911, C901 - one return per kind of node
        count = self._work.reader.count
        match node:
            case query.And():
                return (
                    self._boosted(evaluate.Intersection(parts), node, parts) if parts else NO_MATCH
                )
            case query.Or():
                return self._or(node, parts)
            case query.DisjunctionMax():
                joined = evaluate.Union(parts, count, most=True)
                return self._boosted(joined, node, parts) if parts else NO_MATCH
            case query.AndNot():
                return evaluate.Intersection(parts[:1], barred=parts[1:])
            case query.AndMaybe():
                return evaluate.Intersection(parts[:1], wanted=parts[1:])
            case query.Require():
                return evaluate.Intersection(parts, lead=True)
            case query.Otherwise():
                return parts[0] if len(parts[0].all_docs(scored=False).docs) else parts[1]
            case query.Not():
                return evaluate.Intersection([evaluate.AllDocs(count, 1.0)], barred=parts)
            case query.ConstantScoreQuery():
                return evaluate.Scaled(parts[0], node.score, constant=True)
            case AtLeast():
                return evaluate.AtLeastDocs(parts, node.least, count, node.boost)
            case _:
                return self._leaf(node)

    def _boosted(self, compound: Node, node: Query, parts: Sequence[Node]) -> Node:
        """Apply a compound's boost. With a single part the boost is ignored, as in Whoosh."""
        if len(parts) == 1:
            return parts[0]
        return evaluate.Scaled(compound, node.boost) if node.boost != 1.0 else compound

    def _or(self, node: query.Or, parts: Sequence[Node]) -> Node:
        if node.scale:
            return self._whoosh(node)
        terms = [leaf for part in parts if isinstance(part, TermUnion) for leaf in part.leaves]
        others = [part for part in parts if not isinstance(part, TermUnion)]
        joined = [TermUnion(self._work, terms), *others] if terms else others
        union = evaluate.Union(joined, self._work.reader.count)
        return self._boosted(union, node, parts) if parts else NO_MATCH

    def _leaves(self, node: query.Or, boost: float = 1.0) -> list[WeightedTerm] | None:
        """Flatten a nested OR of plain terms into boosted leaves.

        None if it contains anything else.
        """
        leaves: list[WeightedTerm] = []
        if node.scale or not _PLAIN.issuperset(map(type, node.subqueries)):
            return None
        if len(node.subqueries) > 1:
            boost *= node.boost
        for part in node.subqueries:
            if type(part) is query.Term:
                entry = self._entry(part.fieldname, part.text)
                leaves.append(WeightedTerm(entry, part.boost * boost))
            elif isinstance(part, query.Or):
                inner = self._leaves(part, boost)
                if inner is None:
                    return None
                leaves += inner
        return leaves

    def _term(self, node: query.Term, boost: float = 1.0) -> WeightedTerm:
        return WeightedTerm(self._entry(node.fieldname, node.text), node.boost * boost)

    def _entry(self, field: str, text: str | bytes) -> TermEntry:
        if field in NUMBER_FIELDS or not self._known(field):
            return TermEntry(field, (), 0)
        return self._work.reader.entry(field, to_bytes(text))

    def _leaf(self, node: Query) -> Node:  # noqa: PLR0911 - one return per kind of node
        field = getattr(node, "fieldname", None)
        match node:
            case query.Every():
                return self._all_of_field(node)
            case query.NumericRange() if field in NUMBER_FIELDS and node.constantscore:
                return self._numbers(node)
            case query.Term() if field not in NUMBER_FIELDS:
                return TermUnion(self._work, [self._term(node)])
            case query.Phrase() | Near() | SameScope() | Without():
                return self._positional(node)
            case (
                query.Prefix()
                | query.Wildcard()
                | query.Regex()
                | query.FuzzyTerm()
                | query.TermRange()
            ) if field not in NUMBER_FIELDS:
                return self._multi_term(node)
            case _ if node == query.NullQuery:
                return NO_MATCH
            case _:
                return self._whoosh(node)

    def _all_of_field(self, node: query.Every) -> Node:
        reader = self._work.reader
        if node.fieldname is None or not reader.scored(node.fieldname):
            return evaluate.AllDocs(reader.count, node.boost)
        docs = np.flatnonzero(reader.lengths(node.fieldname))
        return evaluate.FixedDocs(docs, float(node.boost))

    def _numbers(self, node: query.NumericRange) -> Node:
        """A numeric range; its ends are included unless the node excludes them."""
        numbers = self._work.reader.numbers(node.fieldname)
        mask = np.ones(len(numbers), dtype=np.bool_)
        if node.start is not None:
            mask &= numbers > node.start if node.startexcl else numbers >= node.start
        if node.end is not None:
            mask &= numbers < node.end if node.endexcl else numbers <= node.end
        return MaskFilter(mask, node.boost)

    def _multi_term(self, node: MultiTerm) -> Node:
        """Plan a multi-term node."""
        if not self._known(node.fieldname):
            return NO_MATCH
        if getattr(node, "text", None) == "":
            return self._all_of_field(query.Every(node.fieldname, boost=node.boost))
        if not node.constantscore:
            leaves = [leaf for terms in self._expanded(node) for leaf in terms]
            return TermUnion(self._work, leaves)
        return LazyMaskFilter(lambda: self._cached_mask(node), self._work.reader.count, node.boost)

    def _cached_mask(self, node: MultiTerm) -> Array:
        """A mask of the reports that contain any term of a multi-term node."""
        if not isinstance(node, query.Prefix):
            return self._mask_of_many(node)
        masks, start = self._work.reader.masks, to_bytes(node.text)
        mask = masks.get(node.fieldname, start)
        if mask is None:
            mask = self._mask_of_many(node)
            if not self._work.clock.over():
                masks.put(node.fieldname, start, mask)
        return mask

    def _expanded(self, node: MultiTerm) -> Iterator[list[WeightedTerm]]:
        reader = self._work.reader
        for terms, _ in reader.posting_fields(node.fieldname):
            for start, stop in self.expansion.ranges(terms.lexicon, node):
                encoded = terms.lexicon.terms(start, stop)
                yield [
                    WeightedTerm(reader.entry(node.fieldname, term), node.boost) for term in encoded
                ]

    def _mask_of_many(self, node: MultiTerm) -> Array:
        mask = np.zeros(self._work.reader.count, dtype=np.bool_)
        for terms, base in self._work.reader.posting_fields(node.fieldname):
            for low, high in self.expansion.ranges(terms.lexicon, node):
                for start in range(low, high, PREFIX_TERMS_PER_STEP):
                    if self._work.clock.over():
                        break
                    docs = terms.docs_of_all(start, min(start + PREFIX_TERMS_PER_STEP, high))
                    mask[docs.astype(np.intp) + base] = True
        return mask

    def _positional(self, node: query.Phrase | SlotQuery) -> Node:
        """Plan a node that constrains positions."""
        field = node.fieldname
        if isinstance(node, query.Phrase) and len(node.words) == 1:
            return self.plan(query.Term(field, node.words[0], boost=node.boost))
        if not self._work.reader.positional(field):
            return self._whoosh(node)
        if isinstance(node, query.Phrase) and node.slop == 1 and node.words:
            return self._exact(node)
        slots = self._slots(node)
        if not slots:
            return self._whoosh(node)
        parts = [self.plan(slot) for slot in slots]

        def weigh(docs: Array) -> Array:
            total = np.zeros(len(docs), dtype=np.float32)
            for part in parts:
                scores = part.among(docs, scored=True).scores
                total += scores if scores is not None else 0
            return total * np.float32(node.boost)

        size = min(part.size for part in parts)
        leaves = sum(1 for _ in node.leaves())
        # the questions of a page weight the same phrase differently
        key = copy.copy(node)
        key.boost = 1.0
        make = self._remembered(key, leaves, lambda: self._docs_of_spans(node))
        return evaluate.LazyDocs(size, make, weigh, self._work.clock)

    def _remembered(
        self, key: Hashable, terms: int, make: Callable[[], Array]
    ) -> Callable[[], Array]:
        """A function that finds the reports of a phrase once for the questions that repeat it.

        A question often repeats a phrase to weight it more, and so do those that follow it. What
        was cut is not kept.
        """

        def known_or_made() -> Array:
            docs = self._work.phrases.get(key)
            if docs is None:
                docs = make()
                if not (self.expansion.cut or self._work.clock.over()):
                    self._work.phrases.keep(key, docs, len(docs) + terms * PHRASE_TERM_WEIGHT)
            return docs

        return known_or_made

    def _exact(self, node: query.Phrase) -> Node:
        """Plan an exact phrase: its grams follow each other directly."""
        leaves = [
            WeightedTerm(self._entry(node.fieldname, word), node.boost) for word in node.words
        ]
        words = TermUnion(self._work, leaves)
        entries = [leaf.entry for leaf in leaves]
        key = (node.fieldname, tuple(node.words))
        make = self._remembered(
            key, len(entries), lambda: self._exact_phrase_docs(node.fieldname, entries)
        )
        size = min(leaf.entry.reports for leaf in leaves)
        return evaluate.LazyDocs(size, make, words.worth, self._work.clock)

    def _exact_phrase_docs(self, field: str, entries: Sequence[TermEntry]) -> Array:
        docs = []
        counts = [entry.reports for entry in entries]
        for segment, (grams, base) in enumerate(self._work.reader.gram_fields(field)):
            numbers = [n for entry in entries for other, n in entry.numbers if other == segment]
            if len(numbers) == len(entries):
                owners = grams.docs_at(adjacent_positions(grams, numbers, counts))
                docs.append(unique_sorted(owners).astype(np.intp) + base)
        return np.concatenate(docs) if docs else evaluate.NO_DOCS

    def _slots(self, node: query.Phrase | SlotQuery) -> list[Query]:
        if isinstance(node, query.Phrase):
            return [query.Term(node.fieldname, word) for word in node.words]
        return list(node.slots)

    def _ranges(self, field: PositionalField, node: Query) -> list[tuple[int, int]]:
        return self.expansion.ranges(field.lexicon, node)

    def _docs_of_spans(self, node: query.Phrase | SlotQuery) -> Array:
        docs = []
        for grams, base in self._work.reader.gram_fields(node.fieldname):
            try:
                spans = PhraseMatcher(grams, self._ranges, self._work.clock.over).of(
                    node, all_spans=False
                )
            except KeyError:
                return self._fallback(node, self._work.clock)[0]
            docs.append(unique_sorted(grams.docs_at(spans.first)).astype(np.intp) + base)
        return np.concatenate(docs) if docs else evaluate.NO_DOCS

    def _whoosh(self, node: Query) -> Node:
        docs, scores = self._fallback(node, self._work.clock)
        return evaluate.FixedDocs(docs, scores)


NO_MATCH = evaluate.FixedDocs(evaluate.NO_DOCS, 0.0)
