"""Every match of a search in its context, one to a line: a concordance.

Lines can be sorted by the text before or after the match, which groups recurring phrases.
"""

import dataclasses
import enum
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.api import Index
from index.report import Report
from index.text.fold import fold
from search.highlight import find_matches
from search.page import Mark
from search.request import Request
from search.scan import iter_results

MAX_CONCORDANCE_LINES = 5_000
"""Lines that are collected and sorted; the page says if there are more."""
MAX_CONCORDANCE_REPORTS = 2_000
BEFORE = AFTER = 40
"""Code points of Chinese text on each side; Latin text gets twice as many."""


class Sort(enum.Enum):
    """The order of lines: as found, by the text before, or by the text after."""

    FOUND = "found"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordanceLine:
    """A match with its context; `start` is its position in the body, in code points.

    `report` has no text. `number` is the rank of the match in its report, from 1, as the page of
    the report counts them.
    """

    before: str
    match: str
    after: str
    term: int
    start: int
    report: Report
    number: int = 0


@dataclass(frozen=True, slots=True)
class Concordance:
    """Sorted lines. `complete` is true if these are all.

    Of the `total` results of the search the first `reports` were read; `unmarked` of these have a
    match only in their title.
    """

    lines: tuple[ConcordanceLine, ...]
    total: int
    reports: int
    unmarked: int
    complete: bool


def concordance(index: Index, request: Request, sort: Sort = Sort.FOUND) -> Concordance:
    """The matches of a request in the bodies of its results, until the deadline."""
    lines: list[ConcordanceLine] = []
    reports = unmarked = 0
    complete = True
    results = iter_results(index, request)
    for one in itertools.islice(results, MAX_CONCORDANCE_REPORTS + 1):
        if reports == MAX_CONCORDANCE_REPORTS or len(lines) >= MAX_CONCORDANCE_LINES:
            complete = False
            break
        reports += 1
        room = MAX_CONCORDANCE_LINES - len(lines) + 1
        marks = find_matches(one.report.body, one.patterns, room)
        unmarked += not marks
        lines.extend(_lines(one.report, marks, len(find_matches(one.report.title, one.patterns))))
    complete = complete and len(lines) <= MAX_CONCORDANCE_LINES and not results.cut
    in_order = tuple(_sorted(lines[:MAX_CONCORDANCE_LINES], sort))
    return Concordance(in_order, results.total, reports, unmarked, complete)


def _lines(report: Report, marks: tuple[Mark, ...], titled: int) -> Iterator[ConcordanceLine]:
    """The lines of a report; each refers to it without its text, to save memory."""
    body, report = report.body, dataclasses.replace(report, paragraphs=())
    number = titled
    for mark in marks:
        number += 1
        yield ConcordanceLine(
            before=_before(body, mark.start),
            match=_flat(body[mark.start : mark.end]),
            after=_after(body, mark.end),
            term=mark.term,
            start=mark.start,
            report=report,
            number=number,
        )
        number += body.count("\n", mark.start, mark.end)  # shown as one mark in each paragraph


def _before(body: str, end: int) -> str:
    return _flat(body[max(0, end - BEFORE * 2) : end])[-_room(body[max(0, end - BEFORE) : end]) :]


def _after(body: str, start: int) -> str:
    return _flat(body[start : start + AFTER * 2])[: _room(body[start : start + AFTER])]


def _room(text: str) -> int:
    """Code points of context: twice as many if the text is mostly Latin."""
    latin = sum(char.isascii() for char in text)
    return BEFORE * 2 if latin * 2 > len(text) else BEFORE


def _flat(text: str) -> str:
    """The text on one line."""
    return re.sub(r"\s", " ", text)


def _sorted(lines: list[ConcordanceLine], sort: Sort) -> list[ConcordanceLine]:
    if sort is Sort.LEFT:
        return sorted(lines, key=lambda line: _nearest(line.before))
    if sort is Sort.RIGHT:
        return sorted(lines, key=lambda line: _key(line.after))
    return lines


def _nearest(before: str) -> list[str]:
    """The sort key of the text before a match: Han characters or Latin words, nearest first."""
    return re.findall(r"[A-Za-z0-9]+|\w", fold(before))[::-1]


def _key(after: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9]+|\w", fold(after))
