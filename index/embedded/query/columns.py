"""Columns: one value per report; used to filter, count and order reports."""

import functools
import itertools
from collections.abc import Callable, Sequence

import numpy as np

from index.api import (
    After,
    ArrivalFilter,
    DateFilter,
    DateUnit,
    FacetCount,
    Filter,
    Order,
    ValueFilter,
)
from index.arrays import Array
from index.day_number import LAST_DAY, UNDATED, DayNumber, day_ranges
from index.embedded.query.arrival_column import ArrivalColumn
from index.embedded.query.reader import MultiSegmentReader
from index.embedded.query.stories import StoryColumns, first_of_story_mask
from index.embedded.segment.keyword_values import KeywordValues
from index.report import ReportId
from index.text.story_marks import NUMBER_MARKS, WORDING_MARKS

_DAYS: dict[str, int] = {DateUnit.DAY: 1, DateUnit.MONTH: 32, DateUnit.YEAR: 13 * 32}
"""Numbers in each period if every month had 31 days, and the months and days that are not known had
the number 0; a date then becomes an array index."""
_YEAR = _DAYS[DateUnit.YEAR]
_SCORED = (Order.RELEVANCE, Order.ARRIVAL)
ALL_DOCS = slice(None)
SortKey = Callable[[Array | slice], Array]
"""Returns the keys of some reports, by their positions among the matches."""


class PeriodNames(dict[int, str]):
    """The names of days, months or years by their numbers.

    The numbers of the first year belong to undated reports and have the name "". A date that is not
    known to the day, or to the month, has the name of its month or year.
    """

    def __init__(self, unit: DateUnit, first: int) -> None:
        """`first` is the number of the first day."""
        super().__init__()
        self._unit = unit
        self._first = first

    def __missing__(self, number: int) -> str:
        days = number * _DAYS[self._unit] + self._first
        year, month, day = days // _YEAR, days % _YEAR // 32, days % 32
        shown = {DateUnit.YEAR: 1, DateUnit.MONTH: 2, DateUnit.DAY: 3}[self._unit]
        known = 1 if not month else 2 if not day else 3
        parts = f"{year:04d}", f"{month:02d}", f"{day:02d}"
        undated = number < _YEAR // _DAYS[self._unit]
        name = self[number] = "" if undated else "-".join(parts[: min(shown, known)])
        return name


class Columns:
    """The columns of all segments."""

    def __init__(self, reader: MultiSegmentReader, arrivals: ArrivalColumn) -> None:
        self._reader = reader
        self.arrivals = arrivals
        self._values: dict[str, KeywordValues] = {}
        self._numbers: dict[str, Array] = {}
        self._names: dict[str, PeriodNames] = {}

    @property
    def dates(self) -> Array:
        """The date of each report as yyyymmdd, 0 if it has none."""
        return self._reader.numbers("date")

    def values(self, name: str) -> KeywordValues:
        """The values of a field."""
        if name not in self._values:
            self._values[name] = self._loaded(name)
        return self._values[name]

    def _loaded(self, name: str) -> KeywordValues:
        fields = [segment.values(name) for segment in self._reader.segments]
        terms = [field.lexicon.terms(0, len(field.lexicon)) for field in fields]
        names = sorted({name for names in terms for name in names})
        ordinals_of = {name: ordinal for ordinal, name in enumerate(names)}
        parts: list[Array] = [field.ordinals for field in fields]
        if len(parts) > 1:
            parts = [
                np.array([ordinals_of[name] for name in names], dtype=np.uint32)[part]
                for names, part in zip(terms, parts, strict=True)
            ]
        ordinals = parts[0] if len(parts) == 1 else _joined(parts)
        return KeywordValues(
            tuple(name.decode("utf-8", "surrogatepass") for name in names), ordinals
        )

    @functools.cached_property
    def _days(self) -> tuple[Array, int]:
        """The number of each report's date, 0 if undated, and the date that has number 0."""
        if int(self.dates.max(initial=0)) > LAST_DAY:
            raise ValueError("a report is of a day after the year 9999")
        dates = self.dates.astype(np.int32)
        days = dates // 10000 * _YEAR + dates // 100 % 100 * 32 + dates % 100
        known = dates != UNDATED
        first = int(days.min(where=known, initial=1 << 30))
        # One year earlier, so that no dated report shares a number with the undated.
        first -= first % _YEAR + _YEAR
        return np.where(known, days - first, 0).astype(np.int32), first

    def _period_numbers(self, name: str) -> Array:
        """The number of each report's day, month or year."""
        if name not in self._numbers:
            self._numbers[name] = self._days[0] // np.int32(_DAYS[name])
        return self._numbers[name]

    def _period_names(self, name: str) -> PeriodNames:
        """The names for the numbers of `_period_numbers`."""
        if name not in self._names:
            self._names[name] = PeriodNames(DateUnit(name), self._days[1])
        return self._names[name]

    def dated(self) -> tuple[int, DayNumber, DayNumber]:
        """The number of dated reports, and the first and last date as yyyymmdd."""
        dates = self.dates[self._dated()]
        first, last = dates.min(initial=LAST_DAY), dates.max(initial=UNDATED)
        return len(dates), DayNumber(int(first)), DayNumber(int(last))

    def _dated(self) -> Array:
        known: Array = self.dates != UNDATED
        return known if self._reader.alive is None else known & self._reader.alive

    def distinct(self, name: str) -> int:
        """The number of distinct values of a field, without the empty one."""
        column = self.values(name)
        alive = self._reader.alive
        ordinals = column.ordinals if alive is None else column.ordinals[alive]
        counts = np.bincount(ordinals, minlength=len(column.names))
        return sum(1 for ordinal in np.flatnonzero(counts).tolist() if column.names[ordinal])

    def passing(self, condition: Filter, docs: Array) -> Array:
        """A mask of the reports that pass a filter."""
        if isinstance(condition, DateFilter):
            return self._in_period(condition, docs)
        if isinstance(condition, ArrivalFilter):
            later: Array = self.arrivals.numbers.take(docs) > condition.after
            return later
        column = self.values(condition.field)
        passing = np.full(len(column.names), condition.exclude)
        wanted = set(condition.values)
        passing[
            [ordinal for ordinal, name in enumerate(column.names) if name in wanted]
        ] = not condition.exclude
        return passing.take(column.ordinals.take(docs))

    def _in_period(self, condition: DateFilter, docs: Array) -> Array:
        dates = self.dates.take(docs)
        if condition.undated:
            undated: Array = dates == UNDATED
            return undated
        inside = np.zeros(len(dates), dtype=np.bool_)
        for first, last in day_ranges(condition.first, condition.last):
            inside |= (dates >= np.uint32(first)) & (dates <= np.uint32(last))
        return inside

    def count(self, name: str, docs: Array) -> tuple[FacetCount, ...]:
        """The number of reports per value, in the order of `Answer.counts`."""
        if name in _DAYS:
            counts = np.bincount(self._period_numbers(name).take(docs))
            order = counts.nonzero()[0]
            names: PeriodNames | tuple[str, ...] = self._period_names(name)
        else:
            column = self.values(name)
            counts = np.bincount(column.ordinals.take(docs), minlength=len(column.names))
            order = counts.nonzero()[0]
            order = order.take((-counts.take(order)).argsort(kind="stable"))
            names = column.names
        pairs = zip([names[at] for at in order.tolist()], counts.take(order).tolist(), strict=True)
        # FacetCount's constructor takes four times as long, and a question has hundreds of counts.
        return tuple(map(tuple.__new__, itertools.repeat(FacetCount), pairs))

    def best(self, order: Order, docs: Array, scores: Array | None, count: int) -> Array:
        """The positions in `docs` of the first `count` reports in that order."""
        if not count:
            return np.zeros(0, dtype=np.intp)
        keys: list[SortKey] = []
        if order in _SCORED and scores is not None:
            keys.append(lambda at: -scores[at])
        if order is Order.OLDEST:
            # 0 wraps to the maximum, so it sorts last
            keys.append(lambda at: self.dates[docs[at]] - np.uint32(1))
        else:
            keys.append(lambda at: -self.dates[docs[at]].astype(np.int64))
        keys.append(lambda at: self._reader.ranks[docs[at]])
        return _first(keys, count)

    def first_of(self, name: str, order: Order, docs: Array, scores: Array | None) -> Array:
        """The ascending positions in `docs` of the first report in that order with each value."""
        ordered = self.best(order, docs, scores, len(docs))
        values = self.values(name).ordinals.take(docs.take(ordered))
        firsts = np.unique(values, return_index=True)[1]
        return np.sort(ordered.take(firsts))

    def no_copies(self, docs: Array) -> Array:
        """A mask of the reports that are no copies of an earlier one of `docs`."""
        wording = tuple(self._reader.numbers(name).take(docs) for name in WORDING_MARKS)
        return first_of_story_mask(
            StoryColumns(
                dates=self.dates.take(docs),
                ranks=self._reader.ranks.take(docs),
                wording=wording,
                numbers=self._reader.numbers(NUMBER_MARKS).take(docs),
                sources=self._known_ordinals("source").take(docs),
            )
        )

    def _known_ordinals(self, name: str) -> Array:
        """The ordinal of each report's value, -1 without one."""
        column = self.values(name)
        ordinals = column.ordinals.astype(np.int64)
        empty = column.names.index("") if "" in column.names else -1
        known: Array = np.where(ordinals == empty, -1, ordinals)
        return known

    def after_cursor(self, order: Order, docs: Array, scores: Array | None, last: After) -> Array:
        """The positions in `docs` of the reports that come after `last` in that order."""
        dates = self.dates.take(docs)
        if order is Order.OLDEST:
            # 0 wraps to the maximum, so it sorts last
            date, dates = np.uint32((last.date - 1) % (1 << 32)), dates - np.uint32(1)
            later = dates > date
        else:
            date = np.uint32(last.date)
            later = dates < date
        tied = dates == date
        if order in _SCORED and scores is not None:
            score = np.float32(last.score)
            same = scores == score
            later, tied = (scores < score) | (same & later), same & tied
        ties = tied.nonzero()[0]
        later[ties] = self._ids_after(docs.take(ties), last.id)
        positions: Array = later.nonzero()[0]
        return positions

    def _ids_after(self, docs: Array, name: ReportId) -> Array:
        """A mask of the reports whose id comes after this one."""
        doc = self._reader.doc(name)
        if doc is not None:
            ranks = self._reader.ranks
            later: Array = ranks[docs] > ranks[doc]
            return later
        encoded = name.encode("utf-8", "surrogatepass")
        ids = self._reader.ids(docs)
        return np.array(
            [report_id.encode("utf-8", "surrogatepass") > encoded for report_id in ids],
            dtype=np.bool_,
        )


def _first(keys: Sequence[SortKey], count: int, among: Array | None = None) -> Array:
    """The first `count` positions in the order of the keys, of all or of those in `among`.

    A later key is evaluated only for ties. Sorting all matches takes ten times as long as selecting
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
    ordered = values.take(at) if among is None else key(at)
    order = ordered.argsort(kind="stable")
    ordered = ordered.take(order)
    if others and np.count_nonzero(ordered[1:] == ordered[:-1]):
        order = np.lexsort([sort_key(at) for sort_key in reversed(keys)])
    first: Array = at.take(order[:count])
    return first


def _joined(parts: Sequence[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)


def own_field(condition: Filter, name: str) -> bool:
    """Whether a count ignores this filter: it is on the same field, or both are about dates."""
    if isinstance(condition, ValueFilter):
        return condition.field == name
    return isinstance(condition, DateFilter) and name in _DAYS
