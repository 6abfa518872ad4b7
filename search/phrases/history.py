"""The history of a phrase: its first report, its curve, and its adopters in order.

All numbers come from the index at question time, from the search that a page links to, so any typed
phrase has a history.
"""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index import date_counts
from index.api import DateFilter, DateUnit, Index, Order, RefusedError
from index.date_counts import LENGTHS
from index.note_codes import NoteCode
from index.report import Report
from index.report_date import PartialDate, first_day, last_day
from search.more_like_this import first_reports_of_stories
from search.page import Note
from search.phrases.curve import PhraseCurve, curve
from search.phrases.phrase_search import (
    MonthCounts,
    archive_months,
    months_of,
    phrase_of,
    phrase_request,
    run_phrase,
)
from search.query.run_query import QueryRun
from search.report_beginnings import read_beginnings
from search.request import Chosen, Request
from search.views.trend import not_drawn

MAX_COLLAPSED_REPORTS: Final = 300
"""Reports of a phrase whose copies are told by their texts: reading and comparing takes 60 ms."""
MAX_ADOPTERS: Final = 25
"""Sources that are listed."""
EARLY_MONTHS: Final = 3
"""A phrase that is there in the first months of an archive may be older than the archive."""
MAX_COMPARED: Final = 6
"""Phrases that are compared."""


@dataclass(frozen=True, slots=True)
class Adopter:
    """A source, its first report with the phrase, and the number of its reports with it.

    `copy` is true if that first report is a copy of an earlier adopter's. `source` is empty for
    reports without one. `report` has no text: histories are kept in memory.
    """

    source: str
    report: Report
    reports: int
    copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseHistory:
    """A phrase and its use over time.

    `request` is the search that finds its `total` reports. `undated` have no date and `imprecise`
    only a year; they are not in the curve. `stories` counts copies once, None if there were too
    many reports to compare. `first` and `last` are the earliest and the latest dated report.
    `adopters` are in the order of their first reports, `sources` is the number of all sources. No
    report here has its text.
    """

    phrase: str
    request: Request
    total: int
    undated: int
    imprecise: int
    stories: int | None
    first: Report | None
    last: Report | None
    curve: PhraseCurve
    adopters: tuple[Adopter, ...]
    sources: int
    notes: tuple[Note, ...]


def phrase_history(
    index: Index, request: Request, text: str, everything: MonthCounts | None = None
) -> PhraseHistory:
    """The history of the phrase in `text`, among the reports that `request` has chosen.

    `everything` has the counts of all these reports by month, if the caller knows them.
    """
    phrase = phrase_of(text)
    phrase_search = phrase_request(request, phrase)
    everything = archive_months(index, request) if everything is None else everything
    run = run_phrase(index, phrase_search, ("month", "source"))
    reports = months_of(run)
    collapsed = _collapsed(index, run)
    stories = None if collapsed is None else collapsed.months
    adopters, last = _adopters(index, run), _last(index, run)
    first = adopters[0].report if adopters else None
    named, chosen = run.answer.count("source"), dict(request.chosen).get("source", Chosen())
    phrase_curve = curve(reports, stories, everything)
    undated = date_counts.undated_reports(run.answer.count("month"))
    imprecise = run.answer.total - sum(reports.values()) - undated
    return PhraseHistory(
        phrase=phrase,
        request=phrase_search,
        total=run.answer.total,
        undated=undated,
        imprecise=imprecise,
        stories=None if collapsed is None else collapsed.total,
        first=first if first and first.date else None,
        last=last,
        curve=phrase_curve,
        adopters=tuple(adopters),
        sources=sum(1 for count in named if count.value and chosen.keeps(count.value)),
        notes=(
            *run.notes,
            *(not_drawn(undated, imprecise) if run.answer.exact else ()),
            *_notes(run, phrase_curve, first, collapsed=collapsed is not None),
            *_not_sure(index, run, first, last if imprecise else None),
        ),
    )


def phrase_histories(
    index: Index, request: Request, texts: Sequence[str]
) -> tuple[PhraseHistory, ...]:
    """The histories of up to MAX_COMPARED phrases, each once, in the order given."""
    everything = archive_months(index, request)
    phrases = [phrase for phrase in dict.fromkeys(map(phrase_of, texts)) if phrase]
    return tuple(
        phrase_history(index, request, phrase, everything) for phrase in phrases[:MAX_COMPARED]
    )


@dataclass(frozen=True, slots=True)
class _Stories:
    """The number of stories, and of those by the month of their first reports."""

    total: int
    months: MonthCounts


def _collapsed(index: Index, run: QueryRun) -> _Stories | None:
    """The stories of a search; None if they are too many for an engine that cannot tell copies.

    Few reports are compared by their texts, as on a page of results, more by the engine.
    """
    total = run.answer.total
    if total > MAX_COLLAPSED_REPORTS:
        return _collapsed_by_engine(index, run)
    question = dataclasses.replace(run.question, size=total, counts=())
    hits = index.ask(question).hits
    read = read_beginnings(index, [hit.id for hit in hits])
    reports = [part for part in read if part is not None]
    firsts = {first.id: first for first in first_reports_of_stories(reports)}.values()
    months = [first.date.isoformat()[:7] for first in firsts if first.date]
    known = [month for month in months if len(month) == LENGTHS[DateUnit.MONTH]]
    return _Stories(len(firsts), dict(Counter(known)))


def _collapsed_by_engine(index: Index, run: QueryRun) -> _Stories | None:
    question = dataclasses.replace(run.question, size=0, counts=("month",), collapse_copies=True)
    try:
        answer = index.ask(question)
    except RefusedError:
        return None
    if not answer.exact:
        return None
    months = date_counts.by_period(answer.count(DateUnit.MONTH), DateUnit.MONTH)
    return _Stories(answer.total, months)


def _adopters(index: Index, run: QueryRun) -> list[Adopter]:
    """The first MAX_ADOPTERS sources in the order of their first dated reports."""
    question = dataclasses.replace(run.question, first_of="source", size=MAX_ADOPTERS, counts=())
    hits = index.ask(question).hits
    read = read_beginnings(index, [hit.id for hit in hits])
    reports = [part for part in read if part is not None]
    counts = {source.value: source.count for source in run.answer.count("source")}
    return [
        Adopter(
            report.source, report.beginning(0), counts.get(report.source, 1), first is not report
        )
        for report, first in zip(reports, first_reports_of_stories(reports), strict=True)
        if report.date
    ]


def _last(index: Index, run: QueryRun) -> Report | None:
    """The latest dated report."""
    question = dataclasses.replace(run.question, order=Order.NEWEST, size=1, counts=())
    ids = [hit.id for hit in index.ask(question).hits]
    report = next(iter(index.reports(ids)), None)
    return report.beginning(0) if report is not None and report.date else None


def _notes(
    run: QueryRun, phrase_curve: PhraseCurve, first: Report | None, *, collapsed: bool
) -> list[Note]:
    notes = []
    if run.answer.total and not collapsed:
        notes.append(Note(code=NoteCode.COPIES_NOT_COLLAPSED))
    early = [month.month for month in phrase_curve.months if not month.gap][:EARLY_MONTHS]
    if first is not None and first.date and first.date.isoformat()[:7] in early:
        notes.append(Note(code=NoteCode.PHRASE_MAY_BE_OLDER, values=(early[0],)))
    if run.answer.total and phrase_curve.months and not phrase_curve.reliable:
        notes.append(Note(code=NoteCode.MONTHS_TOO_SMALL))
    return notes


def _not_sure(index: Index, run: QueryRun, first: Report | None, last: Report | None) -> list[Note]:
    """Notes on a first and a last report that others, dated less exactly, may precede or follow."""
    notes = []
    if first is not None and isinstance(first.date, PartialDate):
        first_days = (first_day(first.date), last_day(first.date))
        if _within(index, run, *first_days) > 1:
            notes.append(Note(code=NoteCode.FIRST_NOT_SURE, values=(first.date.isoformat(),)))
    if last is not None and last.date:
        year = (first_day(PartialDate(last.date.year)), last_day(PartialDate(last.date.year)))
        if _within(index, run, *year) > _within(index, run, year[0], last_day(last.date)):
            notes.append(Note(code=NoteCode.LAST_NOT_SURE))
    return notes


def _within(index: Index, run: QueryRun, first: datetime.date, last: datetime.date) -> int:
    """The number of reports of a search whose whole date is within some days."""
    filters = (*run.question.filters, DateFilter(first, last))
    question = dataclasses.replace(run.question, filters=filters, size=0, counts=())
    return index.ask(question).total
