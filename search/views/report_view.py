"""A report to be read: its paragraphs with the matches of the search that led to it."""

import dataclasses
from collections import Counter
from dataclasses import dataclass

from index.api import Index
from index.deadline import current
from index.report import Report
from search.highlight import MOST_MARKED, find_matches
from search.page import Mark, Snippet
from search.query.interpret import interpret
from search.request import Request
from search.run_query import run_query


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report, the marks of its title, and its paragraphs as Snippets with theirs.

    `cut` says that a term has more matches than are marked.

    A paragraph's `start` is where it begins in the body, in code points.
    """

    report: Report
    title_marks: tuple[Mark, ...]
    cut: bool
    paragraphs: tuple[Snippet, ...]

    @property
    def matches(self) -> int:
        """How many matches are marked, title included."""
        return len(self.title_marks) + sum(len(one.marks) for one in self.paragraphs)


def report_view(index: Index, request: Request, report_id: str) -> ReportView | None:
    """The report of that id with the matches of the request marked; None if there is none."""
    (report,) = index.reports([report_id])
    if report is None:
        return None
    needles = interpret(request, index).marks(request.layer) if request.text else ()
    marks = find_matches(report.body, needles, MOST_MARKED) if needles else ()
    most = max(Counter(mark.term for mark in marks).values(), default=0)
    cut = most >= MOST_MARKED or (bool(needles) and current().over())
    title_marks = find_matches(report.title, needles) if needles else ()
    return ReportView(report, title_marks, cut, _paragraphs(report, marks))


def _paragraphs(report: Report, marks: tuple[Mark, ...]) -> tuple[Snippet, ...]:
    """Each paragraph with its share of the marks; a mark across a break is cut at it."""
    found = []
    start, place = 0, 0
    for text in report.paragraphs:
        end = start + len(text)
        while place < len(marks) and marks[place].end <= start:
            place += 1
        own = []
        for mark in marks[place:]:
            if mark.start >= end:
                break
            own.append(Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.term))
        found.append(Snippet(text, tuple(own), start))
        start = end + 1
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a report stands in a list of results, from 0, and the reports beside it."""

    place: int
    total: int
    before: Report | None
    after: Report | None


def neighbours(index: Index, request: Request, report_id: str, place: int) -> Neighbours | None:
    """The neighbours of the report at a place of the results; None if it is no longer there."""
    start = max(0, place - 1)
    asked = run_query(index, dataclasses.replace(request, start=start, size=3, facets=()))
    ids = [scored.id for scored in asked.answer.hits]
    here = place - start
    if not 0 <= here < len(ids) or ids[here] != report_id:
        return None
    reports = index.reports(ids)
    before = reports[here - 1] if here else None
    after = reports[here + 1] if here + 1 < len(reports) else None
    return Neighbours(place, asked.answer.total, before, after)
