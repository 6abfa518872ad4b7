"""Matches phrases by position, segment by segment, as arrays of first and last positions.

An exact phrase begins with its rarest gram and intersects it with the others. NEAR and
same-sentence queries use all positions of their parts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from whoosh import query
from whoosh.query import Query

from index.api import RefusedError
from index.arrays import Array, unique_sorted
from index.embedded.segment.term_fields import PositionalField
from index.query_nodes import Near, SameScope, Without

MAX_POSITION_PAIRS = 20_000_000
"""Maximum pairs of positions compared in one step; only a Near inside a Near can reach it."""
MERGE_LENGTH_RATIO = 5
"""Two lists are merged if one is less than this many times as long as the other; otherwise the
shorter is looked up in the longer. Measured on positions of real grams: merging takes half the time
if both lists are equally long."""
ExpandPositions = Callable[[PositionalField, Query], list[tuple[int, int]]]
"""Expands a node to ranges of term numbers in a field."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of positions, first and last included, in ascending order of the first."""

    first: Array
    last: Array

    def __len__(self) -> int:
        return len(self.first)

    @classmethod
    def single(cls, positions: Array) -> "Spans":
        """Stretches of one position each."""
        return cls(positions, positions)

    @classmethod
    def union(cls, parts: Sequence["Spans"]) -> "Spans":
        """The union of several; each stretch appears once."""
        first = np.concatenate([part.first for part in parts]).astype(np.uint64)
        last = np.concatenate([part.last for part in parts]).astype(np.uint64)
        packed = _each_once(first << np.uint64(32) | last)
        return cls(
            (packed >> np.uint64(32)).astype(np.int64), packed.astype(np.uint32).astype(np.int64)
        )


NO_SPANS = Spans(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


class PhraseMatcher:
    """Finds the positions of query nodes in one field of one segment.

    `over` says whether the deadline has passed; nodes that are not evaluated yet then have no
    matches.
    """

    def __init__(
        self, field: PositionalField, expand: ExpandPositions, over: Callable[[], bool]
    ) -> None:
        self._field = field
        self._expand = expand
        self._over = over

    def of(self, node: Query, *, all_spans: bool = True) -> Spans:
        """The positions of a node; KeyError if the node has none.

        Without `all_spans`, one stretch per end position is enough, which is all that a search
        needs.
        """
        match node:
            case query.Phrase():
                return self._phrase(node, all_spans=all_spans)
            case Near():
                return self._near(node, all_spans=all_spans)
            case SameScope():
                return self._same_scope(node)
            case Without():
                return self._without(node)
            case query.Or():
                parts = [self.of(part) for part in node.subqueries]
                return Spans.union(parts) if parts else NO_SPANS
            case _:
                return self._terms(node)

    def _terms(self, node: Query) -> Spans:
        positions = []
        for start, stop in self._expand(self._field, node):
            if stop - start == 1:
                positions.append(self._field.positions(start))
            elif stop > start:
                positions.append(self._field.positions_of_all(start, stop)[0])
        if len(positions) == 1 and stop - start == 1:
            return Spans.single(positions[0].astype(np.int64))
        if not positions:
            return NO_SPANS
        return Spans.single(_each_once(np.concatenate(positions)).astype(np.int64))

    def _phrase(self, node: query.Phrase, *, all_spans: bool) -> Spans:
        numbers = [self._field.lexicon.find(_bytes(word)) for word in node.words]
        if min(numbers, default=-1) < 0:
            return NO_SPANS
        if node.slop == 1:
            counts = [self._field.reports(number) for number in numbers]
            start = adjacent_positions(self._field, numbers, counts).astype(np.int64)
            return Spans(start, start + (len(numbers) - 1))
        positions = [Spans.single(self._field.positions(n).astype(np.int64)) for n in numbers]
        return self._chain(positions, node.slop, all_spans=all_spans)

    def _near(self, node: Near, *, all_spans: bool) -> Spans:
        slots: list[Spans] = []
        for slot in node.slots:
            slots.append(NO_SPANS if self._over() else self.of(slot))
            if not len(slots[-1]):
                return NO_SPANS
        if node.ordered:
            return self._chain(slots, node.slop, all_spans=all_spans)
        reached: dict[frozenset[int], Spans] = {frozenset(): NO_SPANS}
        for _ in slots:
            longer: dict[frozenset[int], list[Spans]] = {}
            for used, spans in reached.items():
                for at in set(range(len(slots))) - used:
                    after = slots[at]
                    step = (
                        self._step(spans, after, node.slop, all_spans=all_spans) if used else after
                    )
                    longer.setdefault(used | {at}, []).append(step)
            reached = {used: Spans.union(parts) for used, parts in longer.items()}
        return reached[frozenset(range(len(slots)))]

    def _chain(self, slots: Sequence[Spans], slop: int, *, all_spans: bool) -> Spans:
        spans = slots[0]
        for slot in slots[1:]:
            if not len(spans) or self._over():
                return NO_SPANS
            spans = self._step(spans, slot, slop, all_spans=all_spans)
        return spans

    def _step(self, before: Spans, after: Spans, slop: int, *, all_spans: bool) -> Spans:
        """Join stretches of `before` with those of `after` that begin 1 to `slop` positions later.

        With `all_spans` all pairs are joined. Otherwise each of `after` is joined with the nearest
        one, if it is in the same report.
        """
        order = np.argsort(before.last, kind="stable")
        ends = before.last[order]
        low = np.searchsorted(ends, after.first - slop, "left")
        high = np.searchsorted(ends, after.first - 1, "right")
        if not all_spans:
            low = np.maximum(low, high - 1)
        count = np.maximum(high - low, 0)
        if int(count.sum()) > MAX_POSITION_PAIRS:
            raise RefusedError(
                "Parts that occur this often cannot be used in a NEAR inside another NEAR."
            )
        which = np.repeat(np.arange(len(after)), count)
        at = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        earlier = order[np.repeat(low, count) + at]
        first, last = before.first[earlier], after.last[which]
        same = self._field.docs_at(first) == self._field.docs_at(last)
        return Spans.union([Spans(first[same], last[same])])

    def _without(self, node: Without) -> Spans:
        spans, barred = self.of(node.slots[0]), self.of(node.bar)
        if not len(spans) or not len(barred):
            return spans
        free = np.searchsorted(barred.first, spans.first, "left") == np.searchsorted(
            barred.first, spans.last, "right"
        )
        return Spans(spans.first[free], spans.last[free])

    def _same_scope(self, node: SameScope) -> Spans:
        number = self._field.lexicon.find(_bytes(node.scope))
        if number < 0:
            return NO_SPANS
        marks = self._field.positions(number).astype(np.int64)
        common: Array | None = None
        for slot in node.slots:
            spans = NO_SPANS if self._over() else self.of(slot)
            if not len(spans):
                return NO_SPANS
            inside = np.searchsorted(marks, spans.first, "right")
            same_scope = inside == np.searchsorted(marks, spans.last, "right")
            scopes = unique_sorted(inside[same_scope])
            common = scopes if common is None or not len(scopes) else _common(scopes, common)
            if not len(common):
                return NO_SPANS
        if common is None:
            return NO_SPANS
        return Spans.single(marks[common - 1])


def adjacent_positions(
    field: PositionalField, numbers: Sequence[int], counts: Sequence[int]
) -> Array:
    """Positions where terms follow each other directly; starts with the rarest by `counts`."""
    rarest, *others = sorted(range(len(numbers)), key=counts.__getitem__)
    positions = field.positions(numbers[rarest])
    before = np.uint32(rarest)
    start = positions[positions >= before] - before if rarest else positions
    for at in others:
        if not len(start):
            break
        after = np.uint32(at)
        start = _common(field.positions(numbers[at]), start + after) - after
    return start


def _each_once(numbers: Array) -> Array:
    """Sort the numbers in place and return each once; they consist of a few ascending lists."""
    numbers.sort(kind="stable")
    return unique_sorted(numbers)


def _common(long: Array, short: Array) -> Array:
    """The numbers in both ascending lists of the same type; `long` is not empty."""
    if len(short) * MERGE_LENGTH_RATIO > len(long):
        both = np.concatenate([long, short])
        both.sort(kind="stable")  # a stable sort merges two ascending runs
        twice: Array = both.take((both[1:] == both[:-1]).nonzero()[0])
        return twice
    at = long.searchsorted(short)
    at[at == len(long)] = 0
    shared: Array = short.take((long.take(at) == short).nonzero()[0])
    return shared


def _bytes(word: str | bytes) -> bytes:
    return word if isinstance(word, bytes) else str(word).encode("utf-8", "surrogatepass")
