"""Every match of a search in its context, one to a line: a concordance.

Lines can be put in the order of what stands before or after the match, so that what is said again
and again stands together.
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
"""Lines that are collected and put in order; more are left out, and said to be."""
MAX_CONCORDANCE_REPORTS = 2_000
BEFORE = AFTER = 40
"""Code points of Chinese text on each side; Latin text gets twice as many."""


class Sort(enum.Enum):
    """In what order lines stand: as found, by what stands before, or by what stands after."""

    FOUND = "found"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A match with what stands around it; `start` is where it begins in the body.

    `report` comes without its text.
    """

    before: str
    match: str
    after: str
    term: int
    start: int
    report: Report


@dataclass(frozen=True, slots=True)
class Concordance:
    """Lines in their order. `whole` says that they are all there are.

    Of the `total` reports of the search the first `reports` were read; `unmarked` of these hold
    nothing that is marked in their text, but in their title.
    """

    lines: tuple[Line, ...]
    total: int
    reports: int
    unmarked: int
    whole: bool


def concordance(index: Index, request: Request, sort: Sort = Sort.FOUND) -> Concordance:
    """The matches of a request in the bodies of its results, while the time of the answer lasts."""
    found: list[Line] = []
    reports = unmarked = 0
    whole = True
    results = iter_results(index, request)
    for one in itertools.islice(results, MAX_CONCORDANCE_REPORTS + 1):
        if reports == MAX_CONCORDANCE_REPORTS or len(found) >= MAX_CONCORDANCE_LINES:
            whole = False
            break
        reports += 1
        room = MAX_CONCORDANCE_LINES - len(found) + 1
        marks = find_matches(one.report.body, one.needles, room)
        unmarked += not marks
        found.extend(_lines(one.report, marks))
    whole = whole and len(found) <= MAX_CONCORDANCE_LINES and not results.cut
    lines = tuple(_sorted(found[:MAX_CONCORDANCE_LINES], sort))
    return Concordance(lines, results.total, reports, unmarked, whole)


def _lines(report: Report, marks: tuple[Mark, ...]) -> Iterator[Line]:
    """The lines of a report; each holds it without its text, of which thousands may be long."""
    body, report = report.body, dataclasses.replace(report, paragraphs=())
    for mark in marks:
        yield Line(
            before=_before(body, mark.start),
            match=_flat(body[mark.start : mark.end]),
            after=_after(body, mark.end),
            term=mark.term,
            start=mark.start,
            report=report,
        )


def _before(body: str, end: int) -> str:
    return _flat(body[max(0, end - BEFORE * 2) : end])[-_room(body[max(0, end - BEFORE) : end]) :]


def _after(body: str, start: int) -> str:
    return _flat(body[start : start + AFTER * 2])[: _room(body[start : start + AFTER])]


def _room(text: str) -> int:
    """Code points that fit: twice as many where the text is mostly Latin."""
    latin = sum(char.isascii() for char in text)
    return BEFORE * 2 if latin * 2 > len(text) else BEFORE


def _flat(text: str) -> str:
    """The text on one line."""
    return re.sub(r"\s", " ", text)


def _sorted(lines: list[Line], sort: Sort) -> list[Line]:
    if sort is Sort.LEFT:
        return sorted(lines, key=lambda line: _nearest(line.before))
    if sort is Sort.RIGHT:
        return sorted(lines, key=lambda line: _key(line.after))
    return lines


def _nearest(before: str) -> list[str]:
    """What stands before a match, from the match on: characters, or words where it is Latin."""
    return re.findall(r"[A-Za-z0-9]+|\w", fold(before))[::-1]


def _key(after: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9]+|\w", fold(after))
