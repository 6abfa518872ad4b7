"""The search for a phrase: what a link to its reports asks, and its counts by month."""

import dataclasses
from typing import Final

from whoosh import query

from index.api import DateUnit, Index, Order
from index.date_counts import by_period
from search.query.run_query import QueryRun, run_query
from search.request import Layer, Match, Request

MAX_PHRASE_CHARS: Final = 60
"""Code points of a phrase; a longer text is a passage, not a phrase."""
_QUOTES: Final = dict.fromkeys(map(ord, '"“”„‟＂「」『』﹁﹂﹃﹄«»'), " ")

MonthCounts = dict[str, int]
"""Reports by month ("2023-02")."""


def phrase_of(text: str) -> str:
    """The phrase in a text: without quotation marks, white space as single spaces."""
    return " ".join(text.translate(_QUOTES).split())


def phrase_request(request: Request, phrase: str) -> Request:
    """The search for exactly this phrase, oldest report first, in what `request` has chosen.

    Only the chosen facets stay: within a date range a phrase has no first report.
    """
    return Request(
        text=f'"{phrase}"',
        today=request.today,
        chosen=request.chosen,
        order=Order.OLDEST,
        seconds=request.seconds,
        settings=request.settings,
    )


def run_phrase(index: Index, request: Request, facets: tuple[str, ...] = ("month",)) -> QueryRun:
    """Run the search of `phrase_request`; the answer has one hit and the counts of `facets`."""
    return run_query(index, dataclasses.replace(request, size=1, facets=facets))


def shared_reports(index: Index, first: QueryRun, other: QueryRun) -> int:
    """The number of reports that two searches both find, as the search for both phrases does."""
    both = query.And([first.question.query, other.question.query])
    return index.ask(
        dataclasses.replace(first.question, query=both, start=0, size=0, counts=())
    ).total


def both_request(first: Request, other: Request) -> Request:
    """The search for the reports with both phrases."""
    return dataclasses.replace(first, text=f"{first.text} {other.text}")


def months_of(run: QueryRun) -> MonthCounts:
    """The counts by month of a search that counted them, of reports whose month is known."""
    return by_period(run.answer.count(DateUnit.MONTH), DateUnit.MONTH)


def archive_months(index: Index, request: Request) -> MonthCounts:
    """All reports by month, in what `request` has chosen."""
    everything = dataclasses.replace(
        request,
        text="",
        first=None,
        last=None,
        undated=False,
        match=Match.BEST,
        layer=Layer.ASKED,
        additions=(),
        after="",
        start=0,
        size=1,
        order=Order.NEWEST,
        facets=("month",),
    )
    return months_of(run_query(index, everything))
