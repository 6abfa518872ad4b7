"""Columns: what is known of every report by its number; filtering, counting and ordering on it."""

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.api import After, DateFilter, FacetCount, Filter, Order, ValueFilter
from index.arrays import Array
from index.embedded.query.reader import MultiSegmentReader
from index.schema import UNDATED, number_of

_DAYS = {"day": 1, "month": 31, "year": 372}
"""Days in each, where every month has 31: dates become places in an array."""
_LAST = 99_991_231
ALL_DOCS = slice(None)


@dataclass(frozen=True, slots=True)
class ColumnValues:
    """A field's value per report: `ordinals[doc]` indexes `names`, sorted."""

    ordinals: Array
    names: tuple[str, ...]


class DateColumn(dict[int, str]):
    """The names of days, months or years by their numbers, "" for the first, of the undated."""

    def __init__(self, unit: str, first: int) -> None:
        """Of a day, month or year that begins with the day of number `first`."""
        super().__init__()
        self._unit = unit
        self._first = first

    def __missing__(self, place: int) -> str:
        days = place * _DAYS[self._unit] + self._first
        parts = f"{days // 372:04d}", f"{days % 372 // 31 + 1:02d}", f"{days % 31 + 1:02d}"
        shown = {"year": 1, "month": 2, "day": 3}[self._unit]
        undated = place < 372 // _DAYS[self._unit]
        name = self[place] = "" if undated else "-".join(parts[:shown])
        return name


class Columns:
    """The columns of a collection."""

    def __init__(self, collection: MultiSegmentReader) -> None:
        self._collection = collection
        self._values: dict[str, ColumnValues] = {}
        self._cuts: dict[str, Array] = {}
        self._names: dict[str, DateColumn] = {}

    @property
    def dates(self) -> Array:
        """By report yyyymmdd, 0 without."""
        return self._collection.numbers("date")

    def values(self, name: str) -> ColumnValues:
        """The values of a field."""
        if name not in self._values:
            self._values[name] = self._loaded(name)
        return self._values[name]

    def _loaded(self, name: str) -> ColumnValues:
        fields: list[Any] = self._collection.word_fields(name)
        own = [field.lexicon.terms(0, len(field.lexicon)) for field, _ in fields]
        names = sorted({name for names in own for name in names})
        places = {name: place for place, name in enumerate(names)}
        parts: list[Array] = [field.ordinals for field, _ in fields]
        if len(parts) > 1:
            parts = [
                np.array([places[name] for name in names], dtype=np.uint32)[part]
                for names, part in zip(own, parts, strict=True)
            ]
        ordinals = parts[0] if len(parts) == 1 else _joined(parts)
        return ColumnValues(
            ordinals, tuple(name.decode("utf-8", "surrogatepass") for name in names)
        )

    @functools.cached_property
    def _days(self) -> tuple[Array, int]:
        """By report the number of its day, 0 without a date; and the day that has number 0."""
        if int(self.dates.max(initial=0)) > _LAST:
            raise ValueError("a report is of a day after the year 9999")
        dates = self.dates.astype(np.int32)
        days = dates // 10000 * 372 + (dates // 100 % 100 - 1) * 31 + dates % 100 - 1
        known = dates != UNDATED
        first = int(days.min(where=known, initial=1 << 30))
        first -= (
            first % 372 + 372
        )  # a whole year earlier, so that the undated have one of their own
        return np.where(known, days - first, 0).astype(np.int32), first

    def _cut(self, name: str) -> Array:
        """By report the number of its day, month or year."""
        if name not in self._cuts:
            self._cuts[name] = self._days[0] // np.int32(_DAYS[name])
        return self._cuts[name]

    def _periods(self, name: str) -> DateColumn:
        """The names of the numbers of `_cut`."""
        if name not in self._names:
            self._names[name] = DateColumn(name, self._days[1])
        return self._names[name]

    def dated(self) -> tuple[int, int, int]:
        """How many reports have a date, the first and the last of those, as yyyymmdd."""
        dates = self.dates[self._dated()]
        return len(dates), int(dates.min(initial=_LAST)), int(dates.max(initial=0))

    def _dated(self) -> Array:
        known: Array = self.dates != UNDATED
        return known if self._collection.alive is None else known & self._collection.alive

    def held(self, name: str) -> int:
        """How many values of a field there are, the empty one not counted."""
        column = self.values(name)
        alive = self._collection.alive
        ordinals = column.ordinals if alive is None else column.ordinals[alive]
        counts = np.bincount(ordinals, minlength=len(column.names))
        return sum(1 for place in np.flatnonzero(counts).tolist() if column.names[place])

    def passing(self, one: Filter, docs: Array) -> Array:
        """Which of the reports pass a filter."""
        if isinstance(one, DateFilter):
            return self._in_period(one, docs)
        column = self.values(one.field)
        passing = np.full(len(column.names), one.exclude)
        wanted = set(one.values)
        passing[
            [place for place, name in enumerate(column.names) if name in wanted]
        ] = not one.exclude
        return passing.take(column.ordinals.take(docs))

    def _in_period(self, one: DateFilter, docs: Array) -> Array:
        dates = self.dates.take(docs)
        if one.undated:
            undated: Array = dates == UNDATED
            return undated
        first = number_of(one.first) if one.first else 1
        last = number_of(one.last) if one.last else _LAST
        inside: Array = (dates >= np.uint32(first)) & (dates <= np.uint32(last))
        return inside

    def count(self, name: str, docs: Array) -> tuple[FacetCount, ...]:
        """How many of the reports have each value, in the order of `Answer.counts`."""
        if name in _DAYS:
            counts = np.bincount(self._cut(name).take(docs))
            order = counts.nonzero()[0]
            names: Any = self._periods(name)
        else:
            column = self.values(name)
            counts = np.bincount(column.ordinals.take(docs), minlength=len(column.names))
            order = counts.nonzero()[0]
            order = order.take((-counts.take(order)).argsort(kind="stable"))
            names = column.names
        pairs = zip([names[at] for at in order.tolist()], counts.take(order).tolist(), strict=True)
        # Count's own constructor takes four times as long, and a question has hundreds of them.
        made: Any = map(tuple.__new__, itertools.repeat(FacetCount), pairs)
        return tuple(made)

    def best(self, order: Order, docs: Array, scores: Array | None, count: int) -> Array:
        """The places in `docs` of the first `count` in that order."""
        if not count:
            return np.zeros(0, dtype=np.intp)
        keys: list[Any] = []
        if order is Order.RELEVANCE and scores is not None:
            keys.append(lambda at: -scores[at])
        if order is Order.OLDEST:
            keys.append(lambda at: self.dates[docs[at]] - np.uint32(1))  # 0 wraps to the end
        else:
            keys.append(lambda at: -self.dates[docs[at]].astype(np.int64))
        keys.append(lambda at: self._collection.ranks[docs[at]])
        return _first(keys, count)

    def behind(self, order: Order, docs: Array, scores: Array | None, place: After) -> Array:
        """The places in `docs` of those that stand behind a place of that order."""
        dates = self.dates.take(docs)
        if order is Order.OLDEST:
            own, dates = (
                np.uint32((place.date - 1) % (1 << 32)),
                dates - np.uint32(1),
            )  # 0 to the end
            later = dates > own
        else:
            own = np.uint32(place.date)
            later = dates < own
        tied = dates == own
        if order is Order.RELEVANCE and scores is not None:
            score = np.float32(place.score)
            same = scores == score
            later, tied = (scores < score) | (same & later), same & tied
        ties = tied.nonzero()[0]
        later[ties] = self._ids_behind(docs.take(ties), place.id)
        places: Array = later.nonzero()[0]
        return places

    def _ids_behind(self, docs: Array, name: str) -> Array:
        """Which of the reports have an id that follows."""
        doc = self._collection.doc(name)
        if doc is not None:
            ranks = self._collection.ranks
            behind: Array = ranks[docs] > ranks[doc]
            return behind
        own = name.encode("utf-8", "surrogatepass")
        ids = self._collection.ids(docs)
        return np.array([one.encode("utf-8", "surrogatepass") > own for one in ids], dtype=np.bool_)


def _first(keys: Sequence[Any], count: int, among: Array | None = None) -> Array:
    """The first `count` places in the order of the keys, of all or of those `among` which to look.

    Each key is asked only about ties. Sorting all that match takes ten times longer than finding
    the smallest few and sorting those.
    """
    key, *others = keys
    values = key(ALL_DOCS if among is None else among)
    few = count >= len(values)
    edge = None if few else np.partition(values, count - 1)[count - 1]
    near = np.arange(len(values)) if few else (values <= edge).nonzero()[0]
    at = near if among is None else among.take(near)
    if len(at) > count and others:
        tied = values.take(near) == edge
        sure = at[~tied]
        at = np.concatenate([sure, _first(others, count - len(sure), at[tied])])
    own = values.take(at) if among is None else key(at)
    order = own.argsort(kind="stable")
    own = own.take(order)
    if others and np.count_nonzero(own[1:] == own[:-1]):
        order = np.lexsort([one(at) for one in reversed(keys)])
    first: Array = at.take(order[:count])
    return first


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)


def own_field(one: Filter, name: str) -> bool:
    """Whether a count leaves this filter out: it is on the same field, or both are about dates."""
    if isinstance(one, ValueFilter):
        return one.field == name
    return name in _DAYS
