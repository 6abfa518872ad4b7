"""Counts of dates: those known to the unit, and those inside a range of days."""

import datetime
from collections.abc import Iterable
from types import MappingProxyType

from index.api import DateUnit, FacetCount
from index.report_date import first_day, from_iso, last_day

LENGTHS = MappingProxyType({DateUnit.YEAR: 4, DateUnit.MONTH: 7, DateUnit.DAY: 10})
"""Length of a period's name, in characters; the name of a date that is less known is shorter."""


def precise_counts(counts: Iterable[FacetCount], unit: DateUnit) -> tuple[FacetCount, ...]:
    """The counts of dates that are known to the unit."""
    length = LENGTHS[unit]
    return tuple(count for count in counts if len(count.value) == length)


def by_period(counts: Iterable[FacetCount], unit: DateUnit) -> dict[str, int]:
    """The reports by period, of those whose dates are known to the unit."""
    return {count.value: count.count for count in precise_counts(counts, unit)}


def counts_inside(
    counts: Iterable[FacetCount], first: datetime.date, last: datetime.date
) -> tuple[FacetCount, ...]:
    """The counts of dates all of whose days are from `first` to `last`."""
    edges = first.isoformat(), last.isoformat()
    return tuple(count for count in counts if count.value and _is_inside(count.value, *edges))


def _is_inside(value: str, first: str, last: str) -> bool:
    """Whether all days of a date are between two days; days are in the order of their names."""
    if len(value) == LENGTHS[DateUnit.DAY]:
        return first <= value <= last
    date = from_iso(value)
    return first <= first_day(date).isoformat() and last_day(date).isoformat() <= last


def undated_reports(counts: Iterable[FacetCount]) -> int:
    """The number of reports without a date."""
    return next((count.count for count in counts if not count.value), 0)
