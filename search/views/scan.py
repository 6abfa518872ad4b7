"""Iterates over all results of a search in one index generation and bounded memory."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.api import Index, ScoredId
from index.note_codes import NoteCode
from index.report import Report
from index.system.deadline import current_deadline
from search.first_matches import find_first_matches
from search.match_patterns import Pattern
from search.page import Snippet
from search.query.run_query import QueryRun, run_query
from search.request import Request
from search.snippets import snippets

HITS_PER_SCAN = 500
"""Hits per query: each query evaluates the line again, each hit takes memory."""
REPORTS_PER_READ = 25
SCAN_SECONDS = 20.0
"""Time limit of each query in seconds."""


@dataclass(frozen=True, slots=True)
class ScannedHit:
    """A result with its full report; `snippet` is computed on demand."""

    scored: ScoredId
    report: Report
    patterns: tuple[Pattern, ...]

    def snippet(self) -> Snippet | None:
        """The best snippet of the report."""
        body = self.report.body
        return next(iter(snippets(body, find_first_matches(body, self.patterns).marks, 1)), None)

    def page(self) -> int | None:
        """The page of the first match in the text; None without a match or without pages."""
        if len(self.report.pages) < 2:
            return None
        body = self.report.body
        marks = find_first_matches(body, self.patterns).marks
        first = min((mark.start for mark in marks), default=None)
        return None if first is None else self.report.page_at(first)


class ResultScan:
    """All results of a search in their order; afterwards `cut` says why some are missing, if so.

    `total` is the number of results, `today` the day of the request.
    """

    def __init__(self, index: Index, run: QueryRun, today: datetime.date) -> None:
        self.today = today
        self.cut: NoteCode | None = next(iter(run.answer.notes), None)
        self.total = run.answer.total
        self._index = index
        self._run = run

    def __iter__(self) -> Iterator[ScannedHit]:
        """The results, until the deadline."""
        start = 0
        while start < self._run.answer.total and not self._over():
            answer = self._index.ask(replace(self._run.question, start=start, size=HITS_PER_SCAN))
            self.cut = self.cut or next(iter(answer.notes), None)
            for hit, report in _read(self._index, answer.hits):
                if self._over():
                    return
                if report is not None:
                    yield ScannedHit(hit, report, self._run.patterns)
            if not answer.hits:
                return
            start += len(answer.hits)

    def _over(self) -> bool:
        over = current_deadline().over()
        if over:
            self.cut = self.cut or NoteCode.TIMED_OUT
        return over


def iter_results(index: Index, request: Request) -> ResultScan:
    """All results of the request in their order.

    Errors are raised here, before the first result is read.
    """
    run = run_query(index, replace(request, start=0, size=1, facets=(), seconds=SCAN_SECONDS))
    return ResultScan(index, run, request.today)


def _read(index: Index, hits: Sequence[ScoredId]) -> Iterator[tuple[ScoredId, Report | None]]:
    """Hits with their reports, few at a time in memory: a report may have megabytes."""
    for at in range(0, len(hits), REPORTS_PER_READ):
        some = hits[at : at + REPORTS_PER_READ]
        yield from zip(some, index.reports([hit.id for hit in some]), strict=True)
