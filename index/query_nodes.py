"""Query nodes that Whoosh lacks: at least N parts, parts near each other, or in one sentence.

Near and SameScope use the grams, which have exact positions. Their *slots* are queries of the same
field that match one position in the text each (Term, Prefix, Wildcard, Phrase, an Or of these, a
Near or a Without). The matchers here are plain and slow; any Whoosh searcher can use them, and
tests compare the vectorised evaluation with them.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from whoosh import matching, query
from whoosh.query import Query, spans

if TYPE_CHECKING:
    from whoosh.matching import Matcher
    from whoosh.reading import IndexReader
    from whoosh.searching import SearchContext, Searcher

MAX_UNORDERED_TERMS = 6
"""More unordered parts than this are refused, because each one doubles the work."""

EVERYTHING = query.Every()
"""Matches every report."""

Stretches = set[tuple[int, int]]


class _Node(Query):
    """The base of all nodes: two nodes are equal if their kind and their parts are equal."""

    def _key(self) -> tuple[object, ...]:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self).__name__, *self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._key()))})"

    __str__ = __repr__

    def is_leaf(self) -> bool:
        return False


class AtLeast(_Node):
    """Matches reports that at least `least` of the parts match, each with the score `boost`."""

    def __init__(self, least: int, parts: Iterable[Query], boost: float = 1.0) -> None:
        self.least = least
        self.parts = tuple(parts)
        self.boost = boost

    def _key(self) -> tuple[object, ...]:
        return (self.least, self.parts, self.boost)

    def children(self) -> Iterator[Query]:
        """The parts."""
        return iter(self.parts)

    def apply(self, fn: Callable[[Query], Query]) -> Query:
        """The same node with transformed parts."""
        return AtLeast(self.least, [fn(part) for part in self.parts], self.boost)

    def estimate_size(self, ixreader: "IndexReader") -> int:
        """An upper bound of the number of matching reports."""
        return sum(part.estimate_size(ixreader) for part in self.parts)

    def matcher(self, searcher: "Searcher", context: "SearchContext | None" = None) -> "Matcher":
        """The plain matcher, for any Whoosh searcher."""
        counts: dict[int, int] = {}
        for part in self.parts:
            for doc in part.matcher(searcher, context).all_ids():
                counts[doc] = counts.get(doc, 0) + 1
        docs = sorted(doc for doc, count in counts.items() if count >= self.least)
        if not docs:
            return matching.NullMatcher()
        return matching.ListMatcher(docs, all_weights=self.boost)


class SlotQuery(_Node):
    """The base of Near and SameScope: slots of one field, which must all be in the report."""

    def __init__(self, fieldname: str, slots: Iterable[Query], boost: float = 1.0) -> None:
        self.fieldname = fieldname
        self.slots = tuple(slots)
        self.boost = boost

    def _key(self) -> tuple[object, ...]:
        return (self.fieldname, self.slots, self.boost)

    def _with(self, slots: Iterable[Query]) -> "SlotQuery":
        raise NotImplementedError

    def needs_spans(self) -> bool:
        """Always True: positions are needed."""
        return True

    def children(self) -> Iterator[Query]:
        """The slots."""
        return iter(self.slots)

    def apply(self, fn: Callable[[Query], Query]) -> Query:
        """The same node with transformed slots."""
        return self._with([fn(slot) for slot in self.slots])

    def estimate_size(self, ixreader: "IndexReader") -> int:
        """The size of the rarest slot."""
        return min((slot.estimate_size(ixreader) for slot in self.slots), default=0)

    def _boosted(self, matcher: "Matcher") -> "Matcher":
        return matching.WrappingMatcher(matcher, boost=self.boost) if self.boost != 1.0 else matcher


class Near(SlotQuery):
    """Matches reports in which positions of all slots follow each other closely.

    From the last gram of a slot to the first of the next there are at most `slop` positions (1:
    directly after), in the order of the slots if `ordered`, else in any order. The last character
    of a Han word is the second half of its last gram, so after a Han word "directly" is 2. The
    score is the sum of the slots' scores times `boost`.
    """

    def __init__(
        self,
        fieldname: str,
        slots: Iterable[Query],
        slop: int = 1,
        *,
        ordered: bool = True,
        boost: float = 1.0,
    ) -> None:
        super().__init__(fieldname, slots, boost)
        self.slop = slop
        self.ordered = ordered
        if not ordered and len(self.slots) > MAX_UNORDERED_TERMS:
            raise query.QueryError(f"At most {MAX_UNORDERED_TERMS} parts can be near in any order.")

    def _key(self) -> tuple[object, ...]:
        return (self.fieldname, self.slots, self.slop, self.ordered, self.boost)

    def _with(self, slots: Iterable[Query]) -> "Near":
        return Near(self.fieldname, slots, self.slop, ordered=self.ordered, boost=self.boost)

    def matcher(self, searcher: "Searcher", context: "SearchContext | None" = None) -> "Matcher":
        """The plain matcher, for any Whoosh searcher."""
        matchers = _slot_matchers(self.slots, searcher, context)
        if not all(matcher.is_active() for matcher in matchers):
            return matching.NullMatcher()
        return self._boosted(_NearMatcher(matchers, self))

    def stretches(self, slots: list[Stretches]) -> Stretches:
        """The stretches (first, last position) that contain near positions of all slots."""
        if self.ordered:
            joined = slots[0]
            for slot_stretches in slots[1:]:
                joined = self._step(joined, slot_stretches)
            return joined
        reached: dict[frozenset[int], Stretches] = {frozenset(): set()}
        for _ in slots:
            longer: dict[frozenset[int], Stretches] = {}
            for used, so_far in reached.items():
                for slot in set(range(len(slots))) - used:
                    step = self._step(so_far, slots[slot]) if used else slots[slot]
                    longer.setdefault(used | {slot}, set()).update(step)
            reached = longer
        return reached[frozenset(range(len(slots)))]

    def _step(self, before: Stretches, after: Stretches) -> Stretches:
        return {(a[0], b[1]) for a in before for b in after if 1 <= b[0] - a[1] <= self.slop}


class Without(SlotQuery):
    """Matches where its only slot is, unless the term `barred` is at one of its positions."""

    def __init__(
        self, fieldname: str, slots: Iterable[Query], barred: str, boost: float = 1.0
    ) -> None:
        super().__init__(fieldname, slots, boost)
        self.barred = barred

    @property
    def bar(self) -> Query:
        """The query for the barred term."""
        return query.Term(self.fieldname, self.barred)

    def _key(self) -> tuple[object, ...]:
        return (self.fieldname, self.slots, self.barred, self.boost)

    def _with(self, slots: Iterable[Query]) -> "Without":
        return Without(self.fieldname, slots, self.barred, self.boost)

    def matcher(self, searcher: "Searcher", context: "SearchContext | None" = None) -> "Matcher":
        """The plain matcher, for any Whoosh searcher."""
        slot, bar = _slot_matchers((*self.slots, self.bar), searcher, context)
        if not slot.is_active():
            return matching.NullMatcher()
        starts = {docs.id(): {span.start for span in docs.spans()} for docs in _each(bar)}
        return self._boosted(_WithoutMatcher(slot, starts))


class SameScope(SlotQuery):
    """Matches reports in which one sentence or paragraph contains all slots, in any order.

    `scope` is `analysis.SENTENCE` or `analysis.PARAGRAPH`. The score is that of Near.
    """

    def __init__(
        self, fieldname: str, slots: Iterable[Query], scope: str, *, boost: float = 1.0
    ) -> None:
        super().__init__(fieldname, slots, boost)
        self.scope = scope

    def _key(self) -> tuple[object, ...]:
        return (self.fieldname, self.slots, self.scope, self.boost)

    def _with(self, slots: Iterable[Query]) -> "SameScope":
        return SameScope(self.fieldname, slots, self.scope, boost=self.boost)

    def matcher(self, searcher: "Searcher", context: "SearchContext | None" = None) -> "Matcher":
        """The plain matcher, for any Whoosh searcher."""
        slots = (*self.slots, query.Term(self.fieldname, self.scope))
        matchers = _slot_matchers(slots, searcher, context)
        if not all(matcher.is_active() for matcher in matchers):
            return matching.NullMatcher()
        return self._boosted(_SameScopeMatcher(matchers))


def _slot_matchers(
    slots: Iterable[Query], searcher: "Searcher", context: "SearchContext | None"
) -> list["Matcher"]:
    context = spans.SpanQuery._span_context(context)  # noqa: SLF001 - Whoosh's own nodes call it, too
    return [slot.matcher(searcher, context) for slot in slots]


def _stretches(matcher: "Matcher") -> Stretches:
    return {(span.start, span.end) for span in matcher.spans()}


def _spans(stretches: Stretches) -> list[spans.Span]:
    return [spans.Span(start, end) for start, end in sorted(stretches)]


def _all_of(matchers: list["Matcher"]) -> "Matcher":
    combined = matchers[0]
    for matcher in matchers[1:]:
        combined = matching.IntersectionMatcher(combined, matcher)
    return combined


class _NearMatcher(spans.SpanWrappingMatcher):
    def __init__(self, matchers: list["Matcher"], near: Near) -> None:
        self.matchers = matchers
        self.near = near
        super().__init__(_all_of(matchers))

    def copy(self) -> "_NearMatcher":
        return _NearMatcher([matcher.copy() for matcher in self.matchers], self.near)

    def replace(self, minquality: float = 0) -> "Matcher":
        del minquality
        return self if self.is_active() else matching.NullMatcher()

    def _get_spans(self) -> list[spans.Span]:
        return _spans(self.near.stretches([_stretches(matcher) for matcher in self.matchers]))


def _each(matcher: "Matcher") -> Iterator["Matcher"]:
    """The matcher at each of its reports."""
    while matcher.is_active():
        yield matcher
        matcher.next()


class _WithoutMatcher(spans.SpanWrappingMatcher):
    """`starts` are the positions of the barred term in each report."""

    def __init__(self, slot: "Matcher", starts: dict[int, set[int]]) -> None:
        self.slot = slot
        self.starts = starts
        super().__init__(slot)

    def copy(self) -> "_WithoutMatcher":
        return _WithoutMatcher(self.slot.copy(), self.starts)

    def replace(self, minquality: float = 0) -> "Matcher":
        del minquality
        return self if self.is_active() else matching.NullMatcher()

    def _get_spans(self) -> list[spans.Span]:
        barred = self.starts.get(self.slot.id(), ())
        return [
            span
            for span in self.slot.spans()
            if not any(span.start <= position <= span.end for position in barred)
        ]


class _SameScopeMatcher(spans.SpanWrappingMatcher):
    """The last of the matchers is that of the mark; it does not contribute to the score."""

    def __init__(self, matchers: list["Matcher"]) -> None:
        self.matchers = matchers
        super().__init__(matching.RequireMatcher(_all_of(matchers[:-1]), matchers[-1]))

    def copy(self) -> "_SameScopeMatcher":
        return _SameScopeMatcher([matcher.copy() for matcher in self.matchers])

    def replace(self, minquality: float = 0) -> "Matcher":
        del minquality
        return self if self.is_active() else matching.NullMatcher()

    def _get_spans(self) -> list[spans.Span]:
        *slots, marks = (sorted(_stretches(matcher)) for matcher in self.matchers)
        starts = [start for start, _ in marks]
        stretches = list(zip(starts, [*starts[1:], float("inf")], strict=True))
        matching_spans = [
            (first, last)
            for first, last in stretches
            if all(any(first <= a and b < last for a, b in slot) for slot in slots)
        ]
        return _spans({(first, first) for first, _ in matching_spans})
