"""The date facet: years, the months of a chosen year, the days of a chosen month, "no date"."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.api import DateUnit, FacetCount, Index, Order
from index.date_counts import precise_counts, undated_reports
from search.query.run_query import run_query
from web import formatting
from web.charts.timeline import BarPeriod, period
from web.language import gettext
from web.links import Links

YEARS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DateStep:
    """A period to choose; a chosen one links back to the period around it. `level` indents.

    Years before the newest YEARS_SHOWN are `collapsed`.
    """

    level: int
    label: str
    count: int
    chosen: bool
    href: str
    collapsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day with reports, `before` the chosen dates or after; `label` counts them."""

    href: str
    label: str
    before: bool


def days_around(index: Index, links: Links) -> tuple[Day, ...]:
    """The nearest days with results before and after the chosen dates."""
    request = links.request
    if request.undated or not (request.first or request.last):
        return ()
    wanted = replace(request, start=0, size=1, after="", facets=(DateUnit.DAY,), order=Order.NEWEST)
    counts = precise_counts(run_query(index, wanted).answer.count(DateUnit.DAY), DateUnit.DAY)
    first, last = request.first or datetime.date.min, request.last or datetime.date.max
    before = [count for count in counts if count.value < first.isoformat()][-1:]
    later = [count for count in counts if count.value > last.isoformat()][:1]
    return tuple(
        Day(
            href=links.period(day, day),
            label=_beside(day, edge, counted.count),
            before=earlier,
        )
        for counts_there, edge, earlier in ((before, first, True), (later, last, False))
        for counted in counts_there
        for day in [datetime.date.fromisoformat(counted.value)]
    )


def _beside(day: datetime.date, edge: datetime.date, count: int) -> str:
    """The reports of a day, which is named by its distance from the chosen day if that is one."""
    number = formatting.number(count)
    days = (day - edge).days
    if abs(days) != 1:
        return gettext("%(count)s on %(day)s", count=number, day=formatting.date(day))
    if days < 0:
        return gettext("%(count)s the day before", count=number)
    return gettext("%(count)s the day after", count=number)


def date_facet(counts: Mapping[str, tuple[FacetCount, ...]], links: Links) -> tuple[DateStep, ...]:
    """The periods to offer, newest first, around the chosen dates."""
    first, last = links.request.first, links.request.last
    steps: list[DateStep] = []
    years = [count for count in counts.get(DateUnit.YEAR, ()) if count.value]
    if first and last and first.year == last.year:
        year = period(str(first.year))
        steps += _listed(years, DateUnit.YEAR, year, (None, None), links)
        months = counts.get(DateUnit.MONTH, ())
        if (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31):
            steps += _listed(months, DateUnit.MONTH, year, year, links)
        elif first.month == last.month:
            month = period(f"{first:%Y-%m}")
            steps += _listed(months, DateUnit.MONTH, month, year, links)
            steps += _listed(counts.get(DateUnit.DAY, ()), DateUnit.DAY, month, month, links)
    else:
        steps += _listed(
            years, DateUnit.YEAR, (datetime.date.min, datetime.date.max), (None, None), links
        )
        older = [dataclasses.replace(step, collapsed=True) for step in steps[YEARS_SHOWN:]]
        steps = [*steps[:YEARS_SHOWN], *older]
    return tuple(steps + _undated(counts.get(DateUnit.YEAR, ()), links))


def _listed(
    counts: Sequence[FacetCount],
    unit: DateUnit,
    inside: BarPeriod,
    around: tuple[datetime.date | None, datetime.date | None],
    links: Links,
) -> list[DateStep]:
    """Steps for the periods inside `inside`; the chosen one links to `around`."""
    request = links.request
    steps = []
    for count in precise_counts(counts, unit):
        first, last = period(count.value)
        if first < inside[0] or last > inside[1]:
            continue
        chosen = (request.first or datetime.date.min, request.last or datetime.date.max)
        steps.append(
            DateStep(
                level={DateUnit.YEAR: 0, DateUnit.MONTH: 1, DateUnit.DAY: 2}[unit],
                label=formatting.date(first, unit),
                count=count.count,
                chosen=first <= chosen[0] and chosen[1] <= last,
                href=links.period(*(around if chosen == (first, last) else (first, last))),
            )
        )
    return steps[::-1]


def _undated(years: tuple[FacetCount, ...], links: Links) -> list[DateStep]:
    """The step for reports without a date, if there are any."""
    number = undated_reports(years)
    chosen = links.request.undated
    if not number and not chosen:
        return []
    label = gettext("no date")
    return [DateStep(level=0, label=label, count=number, chosen=chosen, href=links.undated())]
