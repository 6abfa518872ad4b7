"""What was chosen in a Request as the filters of a Question."""

from collections.abc import Iterator

from index.api import DateFilter, Filter, ValueFilter
from search.request import Request


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
