"""The extent of a search: how many reports of which dates, in which state of the index."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.api import DateFilter, Filter, Index, Order, Question
from index.day_number import day_number
from index.query_nodes import EVERYTHING
from index.report import Report
from index.report_date import ReportDate


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchExtent:
    """The number of reports, the first and last date among them, and the generation.

    `reports` counts the reports that pass the filters, undated ones too. `first` and `last` are
    None if no report is dated.
    """

    reports: int
    undated: int
    first: ReportDate | None
    last: ReportDate | None
    generation: str
    exact: bool = True


def search_extent(index: Index, filters: Sequence[Filter] = ()) -> SearchExtent:
    """The extent of a search under these filters."""
    about = index.about()
    if not filters:
        return SearchExtent(
            reports=about.reports,
            undated=about.undated,
            first=about.first,
            last=about.last,
            generation=about.generation,
        )
    dated = any(
        isinstance(condition, DateFilter) and not condition.undated for condition in filters
    )
    wanted = Question(query=EVERYTHING, filters=tuple(filters), size=1, order=Order.OLDEST)
    oldest = index.ask(replace(wanted, counts=("year",)))
    newest = index.ask(replace(wanted, order=Order.NEWEST))
    ids = [hit.id for answer in (oldest, newest) for hit in answer.hits]
    dates = [report.date for report in index.reports(ids) if report and report.date]
    years = {count.value: count.count for count in oldest.count("year")}
    return SearchExtent(
        reports=oldest.total,
        undated=0 if dated else years.get("", 0),
        first=min(dates, key=day_number, default=None),
        last=max(dates, key=day_number, default=None),
        generation=about.generation,
        exact=oldest.exact and newest.exact,
    )


def searched_report(index: Index, report: Report | None) -> SearchExtent:
    """The extent of a search in one report; empty if there is no such report."""
    date = report.date if report else None
    return SearchExtent(
        reports=int(report is not None),
        undated=int(report is not None and date is None),
        first=date,
        last=date,
        generation=index.about().generation,
    )
