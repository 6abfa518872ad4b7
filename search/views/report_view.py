"""The view of one report: its paragraphs with the matches of the search."""

import dataclasses
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.api import Index
from index.report import Report, ReportId
from index.system.deadline import current_deadline
from search.highlight import MAX_MARKED_MATCHES, find_matches
from search.page import Mark, Snippet
from search.query.interpret import interpret
from search.query.run_query import run_query
from search.request import Request

MAX_SHOWN_PARAGRAPHS = 50_000
"""Paragraphs of a report on its page and in the API; each costs far more than its text. Measured:
2.6 million of two characters, a file of 8 MB, took 12 s and 36 MB of HTML."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report, the marks of its title, and its paragraphs as Snippets with their marks.

    `cut` is true if a term has more matches than are marked, `left_out` counts the paragraphs
    behind the last. The `start` of a paragraph is its position in the body, in code points.
    """

    report: Report
    title_marks: tuple[Mark, ...]
    cut: bool
    paragraphs: tuple[Snippet, ...]
    left_out: int = 0

    @property
    def matches(self) -> int:
        """The number of marked matches, including the title."""
        return len(self.title_marks) + sum(len(paragraph.marks) for paragraph in self.paragraphs)


def report_view(
    index: Index, request: Request, report_id: ReportId, max_paragraphs: int | None = None
) -> ReportView | None:
    """The report with the matches of the request marked; None if the id is unknown.

    It has its first paragraphs, `max_paragraphs` at most.
    """
    (report,) = index.reports([report_id])
    if report is None:
        return None
    patterns = interpret(request, index).marks(request.layer) if request.text else ()
    marks = find_matches(report.body, patterns, MAX_MARKED_MATCHES) if patterns else ()
    most = max(Counter(mark.term for mark in marks).values(), default=0)
    cut = most >= MAX_MARKED_MATCHES or (bool(patterns) and current_deadline().over())
    title_marks = find_matches(report.title, patterns) if patterns else ()
    texts = report.paragraphs[:max_paragraphs]
    left_out = len(report.paragraphs) - len(texts)
    return ReportView(report, title_marks, cut, _paragraphs(texts, marks), left_out)


def _paragraphs(texts: Iterable[str], marks: tuple[Mark, ...]) -> tuple[Snippet, ...]:
    """Each paragraph with its marks; a mark across a paragraph break is split."""
    paragraphs = []
    start, position = 0, 0
    for text in texts:
        end = start + len(text)
        while position < len(marks) and marks[position].end <= start:
            position += 1
        inside = []
        for mark in marks[position:]:
            if mark.start >= end:
                break
            inside.append(
                Mark(
                    max(mark.start, start) - start, min(mark.end, end) - start, mark.term, mark.part
                )
            )
        paragraphs.append(Snippet(text, tuple(inside), start))
        start = end + 1
    return tuple(paragraphs)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The rank of a report in the results, from 0, and the reports before and after it."""

    rank: int
    total: int
    before: Report | None
    after: Report | None


def report_neighbours(
    index: Index, request: Request, report_id: ReportId, rank: int
) -> Neighbours | None:
    """The neighbours of the report with that `rank`; None if another report has that rank."""
    start = max(0, rank - 1)
    run = run_query(index, dataclasses.replace(request, start=start, size=3, facets=()))
    ids = [scored.id for scored in run.answer.hits]
    at = rank - start
    if not 0 <= at < len(ids) or ids[at] != report_id:
        return None
    reports = index.reports(ids)
    before = reports[at - 1] if at else None
    after = reports[at + 1] if at + 1 < len(reports) else None
    return Neighbours(rank, run.answer.total, before, after)
