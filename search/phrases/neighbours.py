"""Neighbours of a phrase: others that rose with it, found in its own reports.

The reports of the months in which the phrase rose are mined for other phrases. Each candidate is
then counted by month in the whole index. It stays if it rose in nearly the same month and its curve
is alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from index.api import DateFilter, Index, Question
from index.report import Report
from index.system.deadline import current_deadline
from index.text.fold import fold
from search.phrases.curve import PhraseCurve, cosine, curve, months_between
from search.phrases.history import PhraseHistory
from search.phrases.mined_texts import mined_texts, original_spelling, sampled
from search.phrases.month_or_year import days_of_period
from search.phrases.phrase_search import (
    MonthCounts,
    both_request,
    months_of,
    phrase_request,
    run_phrase,
    shared_reports,
)
from search.query.run_query import QueryRun
from search.request import Request

RISE_SAMPLE: Final = 40
"""Reports with the phrase that are mined."""
NEIGHBOUR_CANDIDATES: Final = 14
"""Candidates that are counted in the index; each takes about a millisecond."""
MAX_NEIGHBOURS: Final = 10
RISE_MONTHS: Final = 2
"""Two phrases rose together if their rises are at most this many months apart."""
MIN_COSINE: Final = 0.6
"""The least cosine of the two curves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A phrase that rose together with another.

    `request` finds its `reports`; `rise` is the month of its rise ("2023-02"), `alike` the cosine
    of both curves. `both` finds the `shared_reports` reports that have both phrases.
    """

    phrase: str
    request: Request
    reports: int
    rise: str
    alike: float
    shared_reports: int
    both: Request


def neighbours(index: Index, history: PhraseHistory) -> tuple[Neighbour, ...]:
    """The phrases that rose together with this one, most alike first; none if it has no rise."""
    rise, peak = history.curve.rise, history.curve.peak
    if rise is None or peak is None:
        return ()
    phrase_run = run_phrase(index, history.request, ())
    reports = _reports(index, phrase_run, rise.month, peak.month)
    everything = {
        month.month: month.everything for month in history.curve.months if month.everything
    }
    risen = []
    for phrase in _candidates(history, reports):
        if current_deadline().over():
            break
        neighbour = _neighbour(index, phrase_run, history, phrase, everything)
        if neighbour is not None:
            risen.append(neighbour)
    risen.sort(
        key=lambda neighbour: (
            -neighbour.alike * neighbour.shared_reports / neighbour.reports,
            neighbour.phrase,
        )
    )
    shown = _without_parts(risen)[:MAX_NEIGHBOURS]
    return tuple(
        replace(neighbour, phrase=original_spelling(neighbour.phrase, reports))
        for neighbour in shown
    )


def _reports(index: Index, run: QueryRun, rise: str, peak: str) -> list[Report]:
    """Reports with the phrase from its rise to its peak."""
    days = DateFilter(days_of_period(rise)[0], days_of_period(peak)[1])
    question: Question = replace(run.question, filters=(*run.question.filters, days))
    return sampled(index, question, RISE_SAMPLE)


def _candidates(history: PhraseHistory, reports: Sequence[Report]) -> list[str]:
    """Phrases of these reports without parts of the phrase, in most reports first."""
    folded_phrase = fold(history.phrase)
    counts = mined_texts(reports, history.request.settings.dictionary)
    others = [text for text in counts if text not in folded_phrase and folded_phrase not in text]
    texts = [fold(f"{report.title}\n{report.body}") for report in reports]
    holding = {other: sum(other in text for text in texts) for other in others}
    others.sort(key=lambda other: (-holding[other], -len(other), other))
    return others[:NEIGHBOUR_CANDIDATES]


def _neighbour(
    index: Index, phrase_run: QueryRun, history: PhraseHistory, phrase: str, everything: MonthCounts
) -> Neighbour | None:
    """The candidate, if it rose in nearly the same month and its curve is alike."""
    phrase_search = phrase_request(history.request, phrase)
    run = run_phrase(index, phrase_search)
    other = curve(months_of(run), None, everything)
    rises = history.curve.rise, other.rise
    if rises[0] is None or rises[1] is None:
        return None
    alike = cosine(_shares(history.curve), _shares(other))
    if abs(months_between(rises[0].month, rises[1].month)) > RISE_MONTHS or alike < MIN_COSINE:
        return None
    shared = shared_reports(index, phrase_run, run)
    return (
        Neighbour(
            phrase=phrase,
            request=phrase_search,
            reports=run.answer.total,
            rise=rises[1].month,
            alike=round(alike, 3),
            shared_reports=shared,
            both=both_request(history.request, phrase_search),
        )
        if shared
        else None
    )


def _shares(first: PhraseCurve) -> Iterable[float]:
    """The shares of all months, by reports."""
    return [
        month.reports / month.everything if month.everything and not month.few else 0.0
        for month in first.months
    ]


def _without_parts(candidates: Sequence[Neighbour]) -> list[Neighbour]:
    """The neighbours without those that are part of a better one, or contain one."""
    distinct: list[Neighbour] = []
    for candidate in candidates:
        if not any(
            candidate.phrase in other.phrase or other.phrase in candidate.phrase
            for other in distinct
        ):
            distinct.append(candidate)
    return distinct
