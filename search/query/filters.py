"""The filters of a Question, from the choices in a Request."""

import datetime
from collections.abc import Iterator

from index.api import ArrivalFilter, DateFilter, Filter, ValueFilter
from search.dates.periods import Period
from search.request import Request

DateSpan = datetime.date | None


def between(begin: Period | None, end: Period | None) -> tuple[DateSpan, DateSpan, bool]:
    """The first and last day from two periods, and whether the two had to be swapped."""
    if begin and end and begin.first and end.last and begin.first > end.last:
        return end.first, begin.last, True
    return begin.first if begin else None, end.last if end else None, False


def filters_of(request: Request) -> tuple[Filter, ...]:
    """Filters for chosen values, excluded values and dates. They do not change the ranking."""
    return tuple(_filters(request))


def _filters(request: Request) -> Iterator[Filter]:
    for field, chosen in request.chosen:
        if chosen.values:
            yield ValueFilter(field, chosen.values)
        if chosen.excluded:
            yield ValueFilter(field, chosen.excluded, exclude=True)
    if request.arrived_after:
        yield ArrivalFilter(request.arrived_after)
    if request.undated:
        yield DateFilter(undated=True)
    elif request.first is not None or request.last is not None:
        yield DateFilter(request.first, request.last)
