"""New phrases: those that a month or year has for the first time, or far more often.

A sample of the period's reports is mined for phrases, and a sample of the reports before it tells
which of them were usual already. The rest are counted in the whole index: a phrase is new only if
no earlier dated report has it.
"""

import datetime
import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.api import DateFilter, Index, Order, Question
from index.query_nodes import EVERYTHING
from index.report import Report
from index.settings import Settings
from index.system.deadline import current_deadline
from index.text.fold import fold
from index.text.phrase_mining import MIN_OCCURRENCES
from search.log_likelihood import log_likelihood_ratio
from search.more_like_this import first_reports_of_stories
from search.phrases.curve import month_ordinal
from search.phrases.heat import FEW_REPORTS, Grade, grade
from search.phrases.mined_texts import (
    MINED_CHARS_PER_REPORT,
    mined_texts,
    original_spelling,
    sampled,
)
from search.phrases.month_or_year import days_of_period
from search.phrases.phrase_search import (
    MonthCounts,
    archive_months,
    months_of,
    phrase_request,
    run_phrase,
)
from search.query.filters import filters_of
from search.query.run_query import QueryRun
from search.request import Request

PERIOD_SAMPLE: Final = 300
MIN_SAMPLED_REPORTS: Final = 200
"""Reports of the period that are mined; the fewer where counting takes longer."""
EARLIER_SAMPLE: Final = 120
"""Reports before it that tell what was usual already."""
NEW_CANDIDATES: Final = 36
"""The least number of candidates of each kind that are counted in the index."""
MAX_NEW_CANDIDATES: Final = 200
"""The largest number of them. Each takes a millisecond in 200,000 reports."""
COUNTED_REPORTS: Final = 4_000_000
"""This divided by the reports of the archive is the number of candidates, between the two."""
MAX_NEW: Final = 40
"""Phrases of each kind that are listed."""
BEFORE_MONTHS: Final = 12
"""A phrase has risen compared with this many months before the period."""
MIN_RISEN_RATIO: Final = 3.0
"""The least ratio of the two shares of a phrase that has risen."""
SURE_RATIO: Final = 10.83
"""The least log likelihood ratio of a phrase that has risen; by chance, 0.1 % reach it."""
MIN_MONTH_REPORTS: Final = 20
"""Reports of a month below which its whole year is looked at by default."""
EARLIER_REPORTS: Final = 30
"""With fewer reports before the period, everything would be new, so nothing is called new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhrase:
    """A phrase of a period with `everything` reports. `request` finds all its `total` reports.

    `reports` are those of the period; `share` is per thousand reports of the period and `before`
    the same of the months before it. `first` is its earliest report, without its text. `new` is
    true if that is in the period.
    """

    phrase: str
    request: Request
    total: int
    reports: int
    everything: int
    share: float
    before: float
    first: Report
    new: bool

    @property
    def grade(self) -> Grade | None:
        """The grade of heat in the period; None if the period has few reports."""
        return grade(self.share) if self.everything >= FEW_REPORTS else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhrases:
    """The phrases of a period ("2023" or "2023-02"), those in most reports first.

    `read` of the `everything` reports of the period were mined. `earlier` counts the dated reports
    before it; with fewer than EARLIER_REPORTS nothing is called new. `periods` are all periods with
    reports, of both units. `exact` is false if the time was over before all candidates were
    counted.
    """

    period: str
    new: tuple[NewPhrase, ...]
    risen: tuple[NewPhrase, ...]
    read: int
    everything: int
    earlier: int
    periods: tuple[str, ...]
    exact: bool


def new_phrases(index: Index, request: Request, period: str = "") -> NewPhrases:
    """The new phrases of a period, within the facets of `request`.

    By default in the latest month, or in its year if the month has few reports.
    """
    months = archive_months(index, request)
    periods = tuple(sorted({*months, *(month[:4] for month in months)}, reverse=True))
    period = period or _latest(months)
    compared = _span_of(months, period) if period else _Span((), (), 0, 0)
    earlier = {month: count for month, count in months.items() if month < period}
    total = compared.reports
    affordable = COUNTED_REPORTS // max(1, sum(months.values()))
    size = PERIOD_SAMPLE if affordable > NEW_CANDIDATES else MIN_SAMPLED_REPORTS
    read = _sample(index, request, period, size) if total else []
    reports = list({first.id: first for first in first_reports_of_stories(read)}.values())
    before = _sample(index, request, period, EARLIER_SAMPLE, before=True) if earlier else []
    limit = min(max(affordable, NEW_CANDIDATES), MAX_NEW_CANDIDATES)
    candidates = _candidates(reports, before, request.settings, limit) if total else []
    runs = _runs(index, request, candidates)
    counted = _without_parts(
        [phrase for run in runs if (phrase := _counted(*run, period, compared)) is not None]
    )
    enough = sum(earlier.values()) >= EARLIER_REPORTS
    new = [phrase for phrase in counted if phrase.new] if enough else []
    risen = [phrase for phrase in counted if not phrase.new and _risen(phrase, compared)]
    return NewPhrases(
        period=period,
        new=_shown(index, new, reports),
        risen=_shown(index, risen, reports),
        read=len(read),
        everything=total,
        earlier=sum(earlier.values()),
        periods=periods,
        exact=len(runs) == len(candidates),
    )


def _latest(months: Mapping[str, int]) -> str:
    """The latest month, or its year if too little was written in it to say what is new."""
    month = max(months, default="")
    return month if months.get(month, 0) >= MIN_MONTH_REPORTS else month[:4]


def _runs(
    index: Index, request: Request, phrases: Sequence[str]
) -> list[tuple[str, Request, QueryRun]]:
    """The searches for the phrases, as far as the time goes; those that were cut are left out."""
    runs = []
    for phrase in phrases:
        if current_deadline().over():
            break
        phrase_search = phrase_request(request, phrase)
        run = run_phrase(index, phrase_search)
        if run.answer.exact:
            runs.append((phrase, phrase_search, run))
    return runs


@dataclass(frozen=True, slots=True)
class _Span:
    """The months of a period, the BEFORE_MONTHS before it, and the numbers of reports of both."""

    within: tuple[str, ...]
    before: tuple[str, ...]
    reports: int
    earlier: int


def _span_of(counts: MonthCounts, period: str) -> _Span:
    first = month_ordinal(period if len(period) > 4 else f"{period}-01")
    within = tuple(month for month in counts if month.startswith(period))
    before = tuple(
        month for month in counts if first - BEFORE_MONTHS <= month_ordinal(month) < first
    )
    return _Span(within, before, _sum(counts, within), _sum(counts, before))


def _sum(counts: MonthCounts, months: Sequence[str]) -> int:
    return sum(counts.get(month, 0) for month in months)


def _sample(
    index: Index, request: Request, period: str, size: int, *, before: bool = False
) -> list[Report]:
    """Some reports of the period, or of the months before it, the latest of many."""
    first, last = days_of_period(period)
    if before:  # twelve months and the rest of the first one
        last = first - datetime.timedelta(days=1)
        begin = first.replace(day=1).toordinal() - BEFORE_MONTHS * 30
        first = datetime.date.fromordinal(max(begin, 1)).replace(day=1)
    question = Question(
        query=EVERYTHING,
        filters=(*filters_of(request), DateFilter(first, last)),
        order=Order.NEWEST if before else Order.OLDEST,
        seconds=request.seconds,
    )
    return sampled(index, question, size, among=6_000 if before else 50_000)


def _candidates(
    reports: Sequence[Report], before: Sequence[Report], settings: Settings, limit: int
) -> list[str]:
    """The mined phrases that are much more frequent than before, most telling first.

    There are up to `limit` of each kind: those that the reports before do not have, and others.
    """
    counts = mined_texts(reports, settings.dictionary)
    if len(reports) >= MIN_SAMPLED_REPORTS:  # of a large sample the rarest are the least telling
        counts = {phrase: count for phrase, count in counts.items() if count > MIN_OCCURRENCES}
    earlier_text = "\n".join(
        fold(f"{report.title}\n{report.body[:MINED_CHARS_PER_REPORT]}") for report in before
    )
    lengths = (
        len(report.title) + min(len(report.body), MINED_CHARS_PER_REPORT) for report in reports
    )
    size = max(1, sum(lengths))
    scored: tuple[dict[str, float], dict[str, float]] = ({}, {})
    best: tuple[list[float], list[float]] = ([], [])  # heaps of the `limit` highest scores
    for phrase, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        highest = log_likelihood_ratio(count, 0, size, max(1, len(earlier_text)))
        if all(len(scores) == limit and scores[0] > highest for scores in best):
            break  # the rest have fewer occurrences, so none of them is more telling
        old = earlier_text.count(phrase)
        if (score := log_likelihood_ratio(count, old, size, max(1, len(earlier_text)))) > 0:
            scored[old > 0][phrase] = score
            scores = best[old > 0]
            (heapq.heappush if len(scores) < limit else heapq.heappushpop)(scores, score)
    chosen = []
    for known in scored:
        chosen += sorted(known, key=lambda phrase: (-known[phrase], phrase))[:limit]
    return chosen


def _counted(
    phrase: str, phrase_search: Request, run: QueryRun, period: str, compared: _Span
) -> NewPhrase | None:
    """A candidate with its exact counts; None if hardly any report of the period has it.

    Only the id of its first report is known.
    """
    counts = months_of(run)
    reports = _sum(counts, compared.within)
    if reports < 2:
        return None
    return NewPhrase(
        phrase=phrase,
        request=phrase_search,
        total=run.answer.total,
        reports=reports,
        everything=compared.reports,
        share=reports * 1000 / compared.reports,
        before=_sum(counts, compared.before) * 1000 / max(1, compared.earlier),
        first=Report(id=run.answer.hits[0].id),
        new=min(counts)[: len(period)] == period,
    )


def _risen(phrase: NewPhrase, compared: _Span) -> bool:
    """Whether the share has grown to MIN_RISEN_RATIO times that of before, and not by chance."""
    among, earlier = compared.reports, compared.earlier
    if not earlier or phrase.share < MIN_RISEN_RATIO * phrase.before:
        return False
    return (
        log_likelihood_ratio(phrase.reports, phrase.before * earlier / 1000, among, earlier)
        >= SURE_RATIO
    )


def _without_parts(counted: Sequence[NewPhrase]) -> list[NewPhrase]:
    """Most frequent first, without phrases that occur (nearly) only inside a longer one."""
    ordered = sorted(
        counted, key=lambda phrase: (-phrase.reports, -len(phrase.phrase), phrase.phrase)
    )
    return [
        phrase
        for phrase in ordered
        if not any(
            phrase.phrase != other.phrase
            and phrase.phrase in other.phrase
            and other.reports >= 0.8 * phrase.reports
            for other in ordered
        )
    ]


def _shown(
    index: Index, some: Sequence[NewPhrase], reports: Sequence[Report]
) -> tuple[NewPhrase, ...]:
    """The first MAX_NEW of them with their first reports, as `reports` write them."""
    some = some[:MAX_NEW]
    firsts = index.reports([phrase.first.id for phrase in some])
    return tuple(
        replace(
            phrase,
            phrase=original_spelling(phrase.phrase, reports),
            first=first.beginning(0) if first else phrase.first,
        )
        for phrase, first in zip(some, firsts, strict=True)
    )
