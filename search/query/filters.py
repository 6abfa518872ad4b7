"""What was chosen in a Request as the filters of a Question."""

import datetime
from collections.abc import Iterator

from index.api import DateFilter, Filter, ValueFilter
from search.dates.periods import Period
from search.request import Request

Days = datetime.date | None


def between(begin: Period | None, end: Period | None) -> tuple[Days, Days, bool]:
    """The first and last day of two periods, and whether they stood the wrong way round."""
    if begin and end and begin.first and end.last and begin.first > end.last:
        return end.first, begin.last, True
    return begin.first if begin else None, end.last if end else None, False


def filters_of(request: Request) -> tuple[Filter, ...]:
    """Its chosen values, excluded values and dates; none of them touches the ranking."""
    return tuple(_filters(request))


def _filters(request: Request) -> Iterator[Filter]:
    for field, chosen in request.chosen:
        if chosen.values:
            yield ValueFilter(field, chosen.values)
        if chosen.excluded:
            yield ValueFilter(field, chosen.excluded, exclude=True)
    if request.undated:
        yield DateFilter(undated=True)
    elif request.first is not None or request.last is not None:
        yield DateFilter(request.first, request.last)
