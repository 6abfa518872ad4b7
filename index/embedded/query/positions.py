"""Where the slots of a phrase stand, segment by segment, as arrays of first and last places.

An exact phrase begins with its rarest gram and asks the others only about the places left. Parts
near each other, and parts in one sentence, work on all their places.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from whoosh import query
from whoosh.query import Query

from index.api import RefusedError
from index.arrays import Array, unique_sorted
from index.embedded.segment.segment import PositionalField
from index.query_nodes import Near, SameScope

MAX_POSITION_PAIRS = 20_000_000
"""Pairs of places that are looked at in one step; only Near inside Near can have as many."""
MERGE_LENGTH_RATIO = 5
"""Lists are merged where one is less than so many times as long, else the short one is looked up in
the other: measured on places of real grams, merging takes half the time for lists of one length."""
ExpandPositions = Callable[[PositionalField, Query], list[tuple[int, int]]]
"""The ranges of terms of a field that a node stands for."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of places, first and last included, rising by the first."""

    first: Array
    last: Array

    def __len__(self) -> int:
        return len(self.first)

    @classmethod
    def single(cls, places: Array) -> "Spans":
        """Stretches of one place each."""
        return cls(places, places)

    @classmethod
    def together(cls, parts: Sequence["Spans"]) -> "Spans":
        """All of several, each once."""
        first = np.concatenate([part.first for part in parts]).astype(np.uint64)
        last = np.concatenate([part.last for part in parts]).astype(np.uint64)
        packed = _each_once(first << np.uint64(32) | last)
        return cls(
            (packed >> np.uint64(32)).astype(np.int64), packed.astype(np.uint32).astype(np.int64)
        )


NO_SPANS = Spans(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


class PhraseMatcher:
    """Finds where query nodes stand in one field of one segment.

    Once `over` says that the time is used up, what is not found yet stands nowhere.
    """

    def __init__(
        self, field: PositionalField, expand: ExpandPositions, over: Callable[[], bool]
    ) -> None:
        self._field = field
        self._expand = expand
        self._over = over

    def of(self, node: Query, *, whole: bool = True) -> Spans:
        """Where a node stands; KeyError for one that has no places.

        Without `whole` one stretch for each place it ends at is enough: all that a search asks.
        """
        match node:
            case query.Phrase():
                return self._phrase(node, whole=whole)
            case Near():
                return self._near(node, whole=whole)
            case SameScope():
                return self._together(node)
            case query.Or():
                parts = [self.of(part) for part in node.subqueries]
                return Spans.together(parts) if parts else NO_SPANS
            case _:
                return self._terms(node)

    def _terms(self, node: Query) -> Spans:
        found = []
        for start, stop in self._expand(self._field, node):
            if stop - start == 1:
                found.append(self._field.places(start))
            elif stop > start:
                found.append(self._field.places_of_all(start, stop)[0])
        if len(found) == 1 and stop - start == 1:
            return Spans.single(found[0].astype(np.int64))
        if not found:
            return NO_SPANS
        return Spans.single(_each_once(np.concatenate(found)).astype(np.int64))

    def _phrase(self, node: query.Phrase, *, whole: bool) -> Spans:
        numbers = [self._field.lexicon.find(_bytes(word)) for word in node.words]
        if min(numbers, default=-1) < 0:
            return NO_SPANS
        if node.slop == 1:
            counts = [self._field.reports(number) for number in numbers]
            start = exact(self._field, numbers, counts).astype(np.int64)
            return Spans(start, start + (len(numbers) - 1))
        places = [Spans.single(self._field.places(n).astype(np.int64)) for n in numbers]
        return self._chain(places, node.slop, whole=whole)

    def _near(self, node: Near, *, whole: bool) -> Spans:
        slots: list[Spans] = []
        for slot in node.slots:
            slots.append(NO_SPANS if self._over() else self.of(slot))
            if not len(slots[-1]):
                return NO_SPANS
        if node.ordered:
            return self._chain(slots, node.slop, whole=whole)
        reached: dict[frozenset[int], Spans] = {frozenset(): NO_SPANS}
        for _ in slots:
            longer: dict[frozenset[int], list[Spans]] = {}
            for used, spans in reached.items():
                for at in set(range(len(slots))) - used:
                    after = slots[at]
                    step = self._step(spans, after, node.slop, whole=whole) if used else after
                    longer.setdefault(used | {at}, []).append(step)
            reached = {used: Spans.together(parts) for used, parts in longer.items()}
        return reached[frozenset(range(len(slots)))]

    def _chain(self, slots: Sequence[Spans], slop: int, *, whole: bool) -> Spans:
        found = slots[0]
        for slot in slots[1:]:
            if not len(found) or self._over():
                return NO_SPANS
            found = self._step(found, slot, slop, whole=whole)
        return found

    def _step(self, before: Spans, after: Spans, slop: int, *, whole: bool) -> Spans:
        """Stretches of `before` with those of `after` that begin 1 to `slop` places later.

        All of them, or without `whole` for each of `after` the nearest: in the same report if any.
        """
        order = np.argsort(before.last, kind="stable")
        ends = before.last[order]
        low = np.searchsorted(ends, after.first - slop, "left")
        high = np.searchsorted(ends, after.first - 1, "right")
        if not whole:
            low = np.maximum(low, high - 1)
        count = np.maximum(high - low, 0)
        if int(count.sum()) > MAX_POSITION_PAIRS:
            raise RefusedError("Parts that are this frequent cannot be near others inside others.")
        which = np.repeat(np.arange(len(after)), count)
        at = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        earlier = order[np.repeat(low, count) + at]
        first, last = before.first[earlier], after.last[which]
        same = self._field.texts(first) == self._field.texts(last)
        return Spans.together([Spans(first[same], last[same])])

    def _together(self, node: SameScope) -> Spans:
        number = self._field.lexicon.find(_bytes(node.mark))
        if number < 0:
            return NO_SPANS
        marks = self._field.places(number).astype(np.int64)
        common: Array | None = None
        for slot in node.slots:
            spans = NO_SPANS if self._over() else self.of(slot)
            if not len(spans):
                return NO_SPANS
            inside = np.searchsorted(marks, spans.first, "right")
            whole = inside == np.searchsorted(marks, spans.last, "right")
            own = unique_sorted(inside[whole])
            common = own if common is None or not len(own) else _common(own, common)
            if not len(common):
                return NO_SPANS
        if common is None:
            return NO_SPANS
        return Spans.single(marks[common - 1])


def exact(field: PositionalField, numbers: Sequence[int], counts: Sequence[int]) -> Array:
    """Where terms follow one another directly, from the rarest by `counts` on."""
    rarest, *others = sorted(range(len(numbers)), key=counts.__getitem__)
    places = field.places(numbers[rarest])
    before = np.uint32(rarest)
    start = places[places >= before] - before if rarest else places
    for at in others:
        if not len(start):
            break
        after = np.uint32(at)
        start = _common(field.places(numbers[at]), start + after) - after
    return start


def _each_once(numbers: Array) -> Array:
    """Rising, each once; `numbers` are a few rising lists, which are sorted in their place."""
    numbers.sort(kind="stable")
    return unique_sorted(numbers)


def _common(long: Array, short: Array) -> Array:
    """What two rising lists of the same type share; there is something in the first."""
    if len(short) * MERGE_LENGTH_RATIO > len(long):
        both = np.concatenate([long, short])
        both.sort(kind="stable")  # a merge, for it finds two runs that rise
        twice: Array = both.take((both[1:] == both[:-1]).nonzero()[0])
        return twice
    at = long.searchsorted(short)
    at[at == len(long)] = 0
    shared: Array = short.take((long.take(at) == short).nonzero()[0])
    return shared


def _bytes(word: str | bytes) -> bytes:
    return word if isinstance(word, bytes) else str(word).encode("utf-8", "surrogatepass")
