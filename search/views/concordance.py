"""Every match of a search in its context, one to a line: a concordance.

Lines can be sorted by the text before or after the match, which groups recurring phrases.
"""

import dataclasses
import enum
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.api import Index
from index.report import Report
from index.text.fold import fold
from search.highlight import find_matches
from search.match_patterns import Pattern
from search.page import Mark
from search.request import Request
from search.views.scan import ScannedHit, iter_results

MAX_CONCORDANCE_LINES = 5_000
"""Lines that are collected and sorted; the page says if there are more."""
MAX_CONCORDANCE_REPORTS = 2_000
CONTEXT_CHARS = AFTER = 40
"""Code points of Chinese text on each side; Latin text gets twice as many."""

_SPACE = re.compile(r"\s")
_WORD = re.compile(r"[A-Za-z0-9]+|\w")


class Sort(enum.Enum):
    """The order of lines: as found, by the text before, or by the text after."""

    FOUND = "found"
    LEFT = "left"
    RIGHT = "right"


class ConcordanceLine(NamedTuple):
    """A match with its context; `start` is its position in the body, in code points.

    `report` has no text. `window` is the part of the body around the match, which begins at
    `offset` in it and is `length` long, and reaches past the end of the line if the body does; a
    line is cut from it when it is asked for, because a page shows a few of thousands. `rank` is
    the number of the match in the body, from 1. It is a tuple, because there are thousands.
    """

    window: str
    offset: int
    length: int
    term: int
    start: int
    report: Report
    rank: int
    patterns: tuple[Pattern, ...]

    @property
    def before(self) -> str:
        """The text before the match."""
        text = self.window[: self.offset]
        return _flat(text)[-_room(text[-CONTEXT_CHARS:]) :]

    @property
    def match(self) -> str:
        """The match as it is written."""
        return _flat(self.window[self.offset : self.offset + self.length])

    @property
    def after(self) -> str:
        """The text after the match."""
        text = self.window[self.offset + self.length :]
        return _flat(text)[: _room(text[:AFTER])]

    @property
    def cut_before(self) -> bool:
        """Whether the body has more text before the line."""
        return self.start > len(self.before)

    @property
    def cut_after(self) -> bool:
        """Whether the body has more text after the line."""
        return len(self.window) - self.offset - self.length > len(self.after)

    @property
    def number(self) -> int:
        """The rank of the match in its report, from 1, as the page of the report counts them."""
        return len(find_matches(self.report.title, self.patterns)) + self.rank


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
    for result in itertools.islice(results, MAX_CONCORDANCE_REPORTS + 1):
        if reports == MAX_CONCORDANCE_REPORTS or len(lines) >= MAX_CONCORDANCE_LINES:
            complete = False
            break
        reports += 1
        room = MAX_CONCORDANCE_LINES - len(lines) + 1
        body = result.report.body
        marks = find_matches(body, result.patterns, room)
        unmarked += not marks
        lines.extend(_lines(result, body, marks))
    complete = complete and len(lines) <= MAX_CONCORDANCE_LINES and not results.cut
    in_order = tuple(_sorted(lines[:MAX_CONCORDANCE_LINES], sort))
    return Concordance(in_order, results.total, reports, unmarked, complete)


def _lines(hit: ScannedHit, body: str, marks: tuple[Mark, ...]) -> Iterator[ConcordanceLine]:
    """The lines of a report; each refers to it without its text, to save memory."""
    if not marks:
        return
    report = dataclasses.replace(hit.report, paragraphs=())
    rank = 1
    for mark in marks:
        first = max(0, mark.start - CONTEXT_CHARS * 2)
        window = body[first : mark.end + AFTER * 2 + 1]
        offset, length = mark.start - first, mark.end - mark.start
        yield ConcordanceLine(
            window, offset, length, mark.term, mark.start, report, rank, hit.patterns
        )
        rank += 1 + body.count("\n", mark.start, mark.end)  # one mark in each paragraph


def _room(text: str) -> int:
    """Code points of context: twice as many if the text is mostly Latin."""
    latin = len(text.encode("ascii", "ignore"))
    return CONTEXT_CHARS * 2 if latin * 2 > len(text) else CONTEXT_CHARS


def _flat(text: str) -> str:
    """The text on one line."""
    return text if text.isprintable() else _SPACE.sub(" ", text)


def _sorted(lines: list[ConcordanceLine], sort: Sort) -> list[ConcordanceLine]:
    if sort is Sort.LEFT:
        return sorted(lines, key=lambda line: _nearest(line.before))
    if sort is Sort.RIGHT:
        return sorted(lines, key=lambda line: _key(line.after))
    return lines


def _nearest(before: str) -> list[str]:
    """The sort key of the text before a match: Han characters or Latin words, nearest first."""
    return _WORD.findall(fold(before))[::-1]


def _key(after: str) -> list[str]:
    return _WORD.findall(fold(after))
