"""Counts over time as bars: the unit of the periods, gaps filled, a link for each bar."""

import datetime
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from index.api import DateUnit, FacetCount
from index.date_counts import LENGTHS, counts_inside, precise_counts
from index.report_date import PartialDate, first_day, from_iso, last_day

MAX_BARS = 132
BARS_WIDTH, BARS_HEIGHT = 960, 96
DAYS_SQUEEZED = 3_650
"""A time without reports of at least this many days takes the width of one bar."""
MAX_SHOWN_DAYS = 62
"""A range of at most so many days is shown by day."""

BarPeriod = tuple[datetime.date, datetime.date]
TimelineRange = tuple[datetime.date | None, datetime.date | None]
TimelineCounts = Mapping[DateUnit, tuple[FacetCount, ...]]


class Bar(NamedTuple):
    """One bar: reports from `first` to `last`; x, y, width and height in units of the view box.

    A tuple, because a page has a hundred of them.

    A `partial` bar covers only a part of its period, as the archive or the chosen range begins or
    ends in it. A `gap` represents ten years or more without reports. A bar without reports has no
    address.
    """

    first: datetime.date
    last: datetime.date
    count: int  # type: ignore[assignment]  # ours, not the method of a tuple
    x: float
    y: float
    width: float
    height: float
    href: str
    partial: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars of one unit, from the first to the last, gaps included."""

    unit: DateUnit
    bars: tuple[Bar, ...]

    @property
    def highest(self) -> int:
        """The largest count."""
        return max((bar.count for bar in self.bars), default=0)


def unit_of(first: datetime.date | None, last: datetime.date | None) -> DateUnit:
    """The finest unit for a chosen range: day up to two months, else month."""
    if first and last and (last - first).days < MAX_SHOWN_DAYS:
        return DateUnit.DAY
    return DateUnit.MONTH


def clipped_counts(counts: TimelineCounts, chosen: TimelineRange) -> TimelineCounts:
    """The counts of months and years, limited to the dates inside the chosen range."""
    if chosen == (None, None) or DateUnit.DAY not in counts:
        return counts
    first, last = chosen[0] or datetime.date.min, chosen[1] or datetime.date.max
    inside_counts = counts_inside(counts[DateUnit.DAY], first, last)
    clipped_counts = dict(counts)
    for unit in (DateUnit.MONTH, DateUnit.YEAR):
        length, sums = LENGTHS[unit], dict[str, int]()
        for counted in inside_counts:
            sums[counted.value[:length]] = sums.get(counted.value[:length], 0) + counted.count
        clipped_counts[unit] = tuple(FacetCount(value, count) for value, count in sums.items())
    return clipped_counts


def clipped_links(
    href: Callable[[datetime.date, datetime.date], str], chosen: TimelineRange
) -> Callable[[datetime.date, datetime.date], str]:
    """The addresses of periods, each clipped to the chosen range."""
    if chosen == (None, None):
        return href

    def inside(first: datetime.date, last: datetime.date) -> str:
        return href(max(first, chosen[0] or first), min(last, chosen[1] or last))

    return inside


def timeline(
    counts: TimelineCounts,
    chosen: TimelineRange,
    href: Callable[[datetime.date, datetime.date], str],
    covered: TimelineRange = (None, None),
) -> Timeline:
    """Bars by day, month or year inside the chosen range: the finest unit with few enough bars.

    A year whose reports are all dated by the year alone would have no bar of a finer unit; then
    years are shown. `covered` is the range that the archive covers.
    """
    unit = unit_of(*chosen)
    known = _narrower(chosen, covered)
    for candidate in (unit, DateUnit.MONTH, DateUnit.YEAR):
        if candidate not in counts:
            continue
        known_counts = precise_counts(counts[candidate], candidate)
        if DateUnit.YEAR in counts and _lacks_a_year(known_counts, counts[candidate], chosen):
            continue
        bars = _bars(_periods(known_counts, chosen), candidate, href, known)
        if len(bars) <= MAX_BARS or candidate == DateUnit.YEAR:
            return Timeline(candidate, bars[-MAX_BARS * 4 :])
    return Timeline(unit, ())


def _lacks_a_year(
    known_counts: tuple[FacetCount, ...], counts: tuple[FacetCount, ...], chosen: TimelineRange
) -> bool:
    """Whether a year of the chosen range has reports, but none whose date is known to the unit."""
    first, last = chosen[0] or datetime.date.min, chosen[1] or datetime.date.max
    known_years = {count.value[:4] for count in known_counts}
    others = [count for count in counts if count.value[:4] not in known_years]
    return bool(counts_inside(others, first, last))


def _narrower(chosen: TimelineRange, covered: TimelineRange) -> tuple[datetime.date, datetime.date]:
    """The days in both ranges."""
    first = max(edge or datetime.date.min for edge in (chosen[0], covered[0]))
    return first, min(edge or datetime.date.max for edge in (chosen[1], covered[1]))


@lru_cache(maxsize=4096)
def period(value: str) -> BarPeriod:
    """First and last day of "2023", "2023-02" or "2023-02-09"."""
    date = from_iso(value)
    return first_day(date), last_day(date)


def _periods(
    counts: tuple[FacetCount, ...], chosen: tuple[datetime.date | None, datetime.date | None]
) -> dict[datetime.date, int]:
    """The count of each period inside the chosen range, by its first day."""
    first, last = chosen
    period_counts = {}
    for count in counts:
        if not count.value:
            continue
        begin, end = period(count.value)
        if (first is None or end >= first) and (last is None or begin <= last):
            period_counts[begin] = count.count
    return period_counts


def _bars(
    period_counts: dict[datetime.date, int],
    unit: DateUnit,
    href: Callable[[datetime.date, datetime.date], str],
    known: tuple[datetime.date, datetime.date],
) -> tuple[Bar, ...]:
    if not period_counts:
        return ()
    spans = _squeezed(_spans(min(period_counts), max(period_counts), unit), period_counts)
    step = BARS_WIDTH / len(spans)
    width, floor = round(step, 2), float(BARS_HEIGHT)
    highest = max(period_counts.values())
    bars = []
    for position, (begin, last) in enumerate(spans):
        count, x = period_counts.get(begin, 0), round(position * step, 2)
        if not count:
            gap = (last - begin).days >= DAYS_SQUEEZED
            bars.append(Bar(begin, last, 0, x, floor, width, 0.0, "", gap=gap))
            continue
        height = max(2.0, count / highest * (BARS_HEIGHT - 4))
        y, height = round(BARS_HEIGHT - height, 2), round(height, 2)
        partial = begin < known[0] or last > known[1]
        bars.append(Bar(begin, last, count, x, y, width, height, href(begin, last), partial))
    return tuple(bars)


def _squeezed(
    spans: tuple[BarPeriod, ...], period_counts: dict[datetime.date, int]
) -> list[BarPeriod]:
    """The periods, with every ten years or more without reports as one."""
    squeezed: list[BarPeriod] = []
    if (spans[-1][1] - spans[0][0]).days < DAYS_SQUEEZED:
        return list(spans)
    for empty, some in itertools.groupby(spans, lambda span: span[0] not in period_counts):
        run = list(some)
        if empty and (run[-1][1] - run[0][0]).days >= DAYS_SQUEEZED:
            run = [(run[0][0], run[-1][1])]
        squeezed += run
    return squeezed


@lru_cache(maxsize=64)
def _spans(first: datetime.date, last: datetime.date, unit: DateUnit) -> tuple[BarPeriod, ...]:
    """The periods from the one that begins at `first` to the one that contains `last`."""
    spans = [(first, _end(first, unit))]
    while spans[-1][1] < last:
        first = spans[-1][1] + datetime.timedelta(days=1)
        spans.append((first, _end(first, unit)))
    return tuple(spans)


def _end(begin: datetime.date, unit: DateUnit) -> datetime.date:
    """The last day of the period that begins on a day; the calendar itself ends with 9999."""
    if unit == DateUnit.DAY:
        return begin
    return last_day(PartialDate(begin.year, begin.month if unit == DateUnit.MONTH else None))
