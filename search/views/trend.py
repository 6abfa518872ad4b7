"""Trends: results over time as counts, and as shares of all reports of each period."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index import date_counts
from index.api import DateUnit, FacetCount, Index, Order
from index.date_counts import LENGTHS
from index.note_codes import NoteCode
from search.page import Note
from search.query.interpret import as_read
from search.query.run_query import QueryRun, run_query
from search.request import Chosen, Layer, Request

MAX_SERIES = 4
MAX_PERIODS = 750
"""Periods of one chart; with more, a larger unit is used."""
MAX_READABLE_PERIODS = 132
"""Periods of a chart with an automatic unit."""


PeriodCounts = dict[str, int]
"""Reports by period."""


@dataclass(frozen=True, slots=True)
class Series:
    """Reports of one request in each period; `label` is its query or the source it is split by.

    `total` includes the `undated` reports and the `imprecise` ones, whose date is not known to the
    unit of the periods. `everything` counts all reports of each period under the
    same filters, and of the same source in a split.
    """

    label: str
    request: Request
    counts: tuple[int, ...]
    everything: tuple[int, ...]
    total: int
    undated: int
    imprecise: int
    notes: tuple[Note, ...]

    def share(self, position: int) -> float:
        """Reports per thousand of all reports of a period; 0 where there are none."""
        total = self.everything[position]
        return self.counts[position] * 1000 / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Trend:
    """Series over the same periods ("2023", "2023-02" or "2023-02-09"), without gaps.

    There are no periods if no series has a dated report. `everything` counts all reports of each
    period under the same filters; `notes` say what is not in the chart. `begins` is the month of
    the first report if older periods of the archive were left out, else empty.
    """

    unit: DateUnit
    periods: tuple[str, ...]
    everything: tuple[int, ...]
    series: tuple[Series, ...]
    notes: tuple[Note, ...] = ()
    begins: str = ""


def trend(
    index: Index,
    request: Request,
    queries: tuple[str, ...],
    unit: DateUnit | None = None,
    *,
    whole: bool = True,
) -> Trend:
    """The trend of up to MAX_SERIES queries under the filters of a request.

    Without a `unit` it is the finest readable one in which the archive has reports in most periods.
    A larger one is used instead of more than MAX_PERIODS periods. Unless `whole`, it begins with
    the first report found if most months of the archive are older.
    """
    requests = [(text, replace(request, text=text)) for text in queries[:MAX_SERIES]]
    notes = [Note(code=NoteCode.SERIES_CUT, values=(str(MAX_SERIES),))] * (
        len(queries) > MAX_SERIES
    )
    return _trend(index, request, requests, unit, notes, whole=whole)


def by_source(
    index: Index, request: Request, unit: DateUnit | None = None, *, whole: bool = True
) -> Trend:
    """The trend of one query in each of the sources with most results; `whole` as in `trend`."""
    counted = run_query(index, replace(request, start=0, size=1, facets=("source",)))
    chosen = dict(request.chosen)
    given = chosen.get("source", Chosen())
    counts = [count for count in counted.answer.count("source") if given.keeps(count.value)]
    named = [count.value for count in counts if count.value][:MAX_SERIES]
    requests = []
    for source in named:
        only = chosen | {"source": Chosen(values=(source,))}
        requests.append((source, replace(as_read(request), chosen=tuple(sorted(only.items())))))
    left = [count for count in counts if count.value and count.value not in named]
    notes = [note for note in counted.notes if note.code is NoteCode.SIGN_ALONE]
    if left:
        values = (str(len(left)), str(sum(count.count for count in left)))
        notes.append(Note(code=NoteCode.SOURCES_NOT_DRAWN, values=values))
    none = sum(count.count for count in counts if not count.value)
    if none:
        notes.append(Note(code=NoteCode.NO_SOURCE_NOT_DRAWN, values=(str(none),)))
    return _trend(index, request, requests, unit, notes, split=True, whole=whole)


def _trend(  # noqa: PLR0913 - the parts of a chart
    index: Index,
    request: Request,
    requests: list[tuple[str, Request]],
    wished: DateUnit | None,
    notes: list[Note],
    *,
    split: bool = False,
    whole: bool,
) -> Trend:
    all_requests = replace(request, text="", layer=Layer.ASKED)
    all_counts = _counted(index, all_requests, tuple(DateUnit))[1]
    begins = "" if whole or request.first else _beginning(index, requests, all_counts)
    all_counts = {unit: _from(begins, unit, counts) for unit, counts in all_counts.items()}
    unit, period_counts = _unit(all_counts, wished)
    counted = [(label, single, *_counted(index, single, (unit,))) for label, single in requests]
    counts_of_series = [counts[unit] for _, _, _, counts in counted]
    bases = [
        _counted(index, replace(single, text="", layer=Layer.ASKED), (unit,))[1][unit]
        if split
        else period_counts
        for _, single in requests
    ]
    found = any(counts_of_series)
    periods = _periods([period_counts, *counts_of_series], unit) if found else ()
    return Trend(
        unit=unit,
        periods=periods,
        everything=tuple(period_counts.get(period, 0) for period in periods),
        series=tuple(
            _series(label, single, run, counts[unit], base=base, periods=periods)
            for (label, single, run, counts), base in zip(counted, bases, strict=True)
        ),
        notes=tuple(notes),
        begins=begins,
    )


def _series(  # noqa: PLR0913 - what one line of a chart is drawn from
    label: str,
    request: Request,
    run: QueryRun,
    counts: PeriodCounts,
    *,
    base: PeriodCounts,
    periods: Sequence[str],
) -> Series:
    return Series(
        label,
        as_read(request),
        counts=tuple(counts.get(period, 0) for period in periods),
        everything=tuple(base.get(period, 0) for period in periods),
        total=run.answer.total,
        undated=_undated(run, request),
        imprecise=_imprecise(run, request, counts),
        notes=_notes(run, request, counts),
    )


def _beginning(
    index: Index, requests: list[tuple[str, Request]], all_counts: dict[DateUnit, PeriodCounts]
) -> str:
    """The month of the first report found, if most months of the archive are older; else empty."""
    months = _periods([all_counts[DateUnit.MONTH]], DateUnit.MONTH)
    counted = [_counted(index, single, (DateUnit.MONTH,))[1] for _, single in requests]
    found = [month for counts in counted for month in counts[DateUnit.MONTH]]
    first = min(found, default="")
    older = sum(month < first for month in months)
    return first if 2 * older > len(months) else ""


def _from(begins: str, unit: DateUnit, counts: PeriodCounts) -> PeriodCounts:
    """The counts of the periods from that of a month on; of all if there is none."""
    first = begins[: LENGTHS[unit]]
    return {period: count for period, count in counts.items() if period >= first}


def _undated(run: QueryRun, request: Request) -> int:
    """The reports of a series without a date: all of them, if only those were asked for."""
    if request.undated:
        return run.answer.total
    if request.first or request.last:  # facet counts of dates ignore the date filter
        return 0
    return max(date_counts.undated_reports(counts) for _, counts in run.answer.counts)


def _imprecise(run: QueryRun, request: Request, counts: PeriodCounts) -> int:
    """The reports of a series whose date is not known to the unit of its periods."""
    return run.answer.total - sum(counts.values()) - _undated(run, request)


def _notes(run: QueryRun, request: Request, counts: PeriodCounts) -> tuple[Note, ...]:
    """The notes of a series, with those for its reports that are not drawn."""
    if not run.answer.exact:
        return run.notes
    return (*run.notes, *not_drawn(_undated(run, request), _imprecise(run, request, counts)))


def not_drawn(undated: int, imprecise: int) -> tuple[Note, ...]:
    """The notes about reports that a chart leaves out for want of a date, or of a precise one."""
    left = {NoteCode.UNDATED_NOT_DRAWN: undated, NoteCode.IMPRECISE_NOT_DRAWN: imprecise}
    return tuple(Note(code=code, values=(str(count),)) for code, count in left.items() if count > 0)


def _counted(
    index: Index, request: Request, units: tuple[DateUnit, ...]
) -> tuple[QueryRun, dict[DateUnit, PeriodCounts]]:
    """Run a request and count its reports by the periods of each unit, within its dates."""
    ranged = bool(request.first or request.last) and not request.undated
    wanted = (DateUnit.DAY,) if ranged else units
    run = run_query(
        index, replace(request, start=0, size=1, after="", facets=wanted, order=Order.NEWEST)
    )
    if request.undated:  # facet counts of dates ignore the date filter
        return run, {unit: {} for unit in units}
    if not ranged:
        return run, {unit: date_counts.by_period(run.answer.count(unit), unit) for unit in units}
    first, last = request.first or datetime.date.min, request.last or datetime.date.max
    days = date_counts.counts_inside(run.answer.count(DateUnit.DAY), first, last)
    return run, {unit: _summed(days, LENGTHS[unit]) for unit in units}


def _summed(days: tuple[FacetCount, ...], length: int) -> PeriodCounts:
    """Counts of dates summed by their first `length` characters; shorter dates are left out."""
    sums: PeriodCounts = {}
    for date, count in days:
        if len(date) >= length:
            sums[date[:length]] = sums.get(date[:length], 0) + count
    return sums


def _unit(
    counts: dict[DateUnit, PeriodCounts], wished: DateUnit | None
) -> tuple[DateUnit, PeriodCounts]:
    """The finest unit, at most `wished`, with few enough periods, and its counts.

    Without a wish most of the periods have reports: dots with gaps between them show no course.
    """
    units = tuple(DateUnit)
    if wished:
        units = units[: units.index(wished) + 1]
    most = MAX_PERIODS if wished else MAX_READABLE_PERIODS
    for unit in reversed(units[1:]):
        periods = len(_periods([counts[unit]], unit))
        if periods <= most and (wished or len(counts[unit]) * 2 > periods):
            return unit, counts[unit]
    return units[0], counts[units[0]]


def _periods(counted: list[PeriodCounts], unit: DateUnit) -> tuple[str, ...]:
    """All periods from the first counted to the last."""
    known = sorted({period for counts in counted for period in counts})
    if not known:
        return ()
    periods = [known[0]]
    while periods[-1] < known[-1]:
        periods.append(_next(periods[-1], unit))
    return tuple(periods)


def _next(period: str, unit: DateUnit) -> str:
    """The period that follows."""
    if unit is DateUnit.DAY:
        following = datetime.date.fromisoformat(period) + datetime.timedelta(days=1)
        return following.isoformat()
    if unit is DateUnit.MONTH:
        year, month = int(period[:4]), int(period[5:])
        return f"{year + month // 12:04}-{month % 12 + 1:02}"
    return f"{int(period) + 1:04}"
