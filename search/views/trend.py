"""How often something was reported over time: counts, and shares of all reports of the time."""

import dataclasses
import datetime
from dataclasses import dataclass

from index.api import FacetCount, Index, Order
from search.page import Note
from search.request import Chosen, Request
from search.run_query import run_query

MOST_SERIES = 4
UNITS = ("year", "month", "day")
MOST_PERIODS = 750
"""Periods of one picture; where there would be more, larger ones are taken."""
READABLE = 132
"""Periods of a picture whose unit nobody asked for."""


@dataclass(frozen=True, slots=True)
class Series:
    """Reports of one request in each period; `label` is its query or the source it is split by."""

    label: str
    request: Request
    counts: tuple[int, ...]
    total: int
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Series over the same periods ("2023", "2023-02" or "2023-02-09"), without gaps.

    `everything` counts all reports of each period under the same filters, whatever they say.
    """

    unit: str
    periods: tuple[str, ...]
    everything: tuple[int, ...]
    series: tuple[Series, ...]

    def share(self, series: Series, place: int) -> float:
        """Reports of a series per thousand of all reports of a period; 0 where there are none."""
        every = self.everything[place]
        return series.counts[place] * 1000 / every if every else 0.0


def trend(index: Index, request: Request, queries: tuple[str, ...], unit: str = "") -> Trend:
    """The trend of up to MOST_SERIES queries under the filters of a request.

    `unit` is one of UNITS, or empty for the finest that gives a readable picture; a larger one is
    taken where there would be more than MOST_PERIODS.
    """
    requests = [(text, dataclasses.replace(request, text=text)) for text in queries[:MOST_SERIES]]
    return _trend(index, request, requests, unit)


def by_source(index: Index, request: Request, unit: str = "") -> Trend:
    """The trend of one query in each of the sources that have most of it."""
    whole = run_query(index, dataclasses.replace(request, start=0, size=1, facets=("source",)))
    chosen = dict(request.chosen)
    picked = chosen.get("source", Chosen()).values
    sources = [count.value for count in whole.answer.count("source") if count.value]
    requests = []
    for source in [one for one in sources if not picked or one in picked][:MOST_SERIES]:
        only = chosen | {"source": Chosen(values=(source,))}
        requests.append((source, dataclasses.replace(request, chosen=tuple(sorted(only.items())))))
    return _trend(index, request, requests, unit)


def _trend(index: Index, request: Request, requests: list[tuple[str, Request]], unit: str) -> Trend:
    unit, whole = _unit(index, dataclasses.replace(request, text=""), unit)
    found = [(label, one, run_query(index, _plain(one, (unit,)))) for label, one in requests]
    counted = [_inside(asked.answer.count(unit), one) for _, one, asked in found]
    periods = _periods([whole, *counted], unit)
    return Trend(
        unit=unit,
        periods=periods,
        everything=tuple(whole.get(period, 0) for period in periods),
        series=tuple(
            Series(
                label,
                one,
                tuple(counts.get(period, 0) for period in periods),
                asked.answer.total,
                asked.notes,
            )
            for (label, one, asked), counts in zip(found, counted, strict=True)
        ),
    )


def _plain(request: Request, counts: tuple[str, ...]) -> Request:
    """The request for its counts; by date, as only the best matches take pieces of words along."""
    return dataclasses.replace(request, start=0, size=1, facets=counts, order=Order.NEWEST)


def _unit(index: Index, request: Request, wished: str) -> tuple[str, dict[str, int]]:
    """The finest unit up to the one wished for that gives few enough periods, with its counts."""
    units = UNITS[: UNITS.index(wished) + 1] if wished else UNITS
    most = MOST_PERIODS if wished else READABLE
    answer = run_query(index, _plain(request, units)).answer
    for unit in reversed(units[1:]):
        whole = _inside(answer.count(unit), request)
        if len(_periods([whole], unit)) <= most:
            return unit, whole
    return units[0], _inside(answer.count(units[0]), request)


def _inside(counts: tuple[FacetCount, ...], request: Request) -> dict[str, int]:
    """Counts by period, of those periods that touch the dates of the request."""
    first = request.first.isoformat() if request.first else ""
    last = request.last.isoformat() if request.last else "9999-99-99"
    return {
        count.value: count.count
        for count in counts
        if count.value and first[: len(count.value)] <= count.value <= last[: len(count.value)]
    }


def _periods(counted: list[dict[str, int]], unit: str) -> tuple[str, ...]:
    """All periods from the first counted to the last."""
    known = sorted({period for counts in counted for period in counts})
    if not known:
        return ()
    periods = [known[0]]
    while periods[-1] < known[-1]:
        periods.append(_next(periods[-1], unit))
    return tuple(periods)


def _next(period: str, unit: str) -> str:
    """The period that follows."""
    if unit == "day":
        following = datetime.date.fromisoformat(period) + datetime.timedelta(days=1)
        return following.isoformat()
    if unit == "month":
        year, month = int(period[:4]), int(period[5:])
        return f"{year + month // 12:04}-{month % 12 + 1:02}"
    return f"{int(period) + 1:04}"
