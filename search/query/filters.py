"""The filters of a Question, from the choices in a Request, and notes on values no report has."""

import datetime
from collections.abc import Iterator

from index.api import ArrivalFilter, DateFilter, Filter, Index, ValueFilter
from index.note_codes import NoteCode
from search.dates.periods import Period
from search.page import Note
from search.request import Request

DateSpan = datetime.date | None


def ordered_span(begin: Period | None, end: Period | None) -> tuple[DateSpan, DateSpan, bool]:
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


def unknown_choices(index: Index, request: Request) -> Iterator[Note]:
    """A note on each chosen or excluded value that no report has, whatever the query."""
    for field, chosen in request.chosen:
        values = [value for value in (*chosen.values, *chosen.excluded) if value]
        counts = index.frequencies(field, values) if values else ()
        for value, reports in zip(values, counts, strict=True):
            if not reports:
                yield Note(code=NoteCode.NO_SUCH_CHOICE, values=(value, field))
