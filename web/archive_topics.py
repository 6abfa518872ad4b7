"""The topics of an archive: the phrases that its texts repeat most, each with its reports.

The phrases are those mined when the index was built. Each is searched in quotes, so that its number
is that of the search it leads to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.api import Index, Term, TermPart
from index.report import Report
from index.schema import PHRASES
from index.text.fold import HAN, HAN_CHARACTER
from search.phrases.mined_texts import as_written
from search.report_beginnings import read_beginnings
from search.request import Request
from search.run_query import run_query

MAX_TOPICS = 14
MOST_READ = 4_000
"""Phrases that are compared; an archive of 200,000 reports has some ten thousand."""
MIN_SHARE = 0.002
"""Share of all reports below which a phrase is not what an archive is about."""
MAX_SHARE = 0.3
"""Share of all reports above which a phrase is furniture of the texts, not a topic."""
_HAN_TOPIC = re.compile(rf"(?![年月日时分次个等第多从对在和与及、以]|[各本该此])[{HAN}]{{4,12}}")
_LATIN_TOPIC = re.compile(r"[a-z]{3,}(?: [a-z]+)* [a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Topic:
    """A phrase of the archive, also as a report writes it, and the number of its reports."""

    text: str
    written: str
    reports: int

    @property
    def query(self) -> str:
        """The phrase in quotes."""
        return f"“{self.text}”"


def topics(index: Index, blank: Request) -> tuple[Topic, ...]:
    """The topics with most reports first; `blank` is a request without a query."""
    total = index.about().reports
    least, most = max(2.0, total * MIN_SHARE), max(3.0, total * MAX_SHARE)
    counted: list[Topic] = []
    for text in _distinct(_likely(index, total)):
        if len(counted) == MAX_TOPICS:
            break
        request = replace(blank, text=f"“{text}”", size=1, facets=())
        answer = run_query(index, request).answer
        if answer.exact and least <= answer.total <= most:
            first = read_beginnings(index, [answer.hits[0].id])
            counted.append(Topic(text, _written(text, first[0]), answer.total))
    return tuple(sorted(counted, key=lambda topic: (-topic.reports, topic.text)))


def _written(text: str, report: Report | None) -> str:
    """A phrase in Latin letters as the body of a report writes it, with its capitals."""
    return as_written(text, [replace(report, title="")]) if report and text.isascii() else text


def _likely(index: Index, total: int) -> Iterator[str]:
    """Mined phrases that look like a topic, the weightiest first: frequent and long."""
    likely = [
        term
        for term in index.terms(PHRASES, "", TermPart.PREFIX, MOST_READ)
        if term.reports <= max(3.0, total * MAX_SHARE)
        and (_HAN_TOPIC.fullmatch(term.text) or _LATIN_TOPIC.fullmatch(term.text))
    ]
    yield from (term.text for term in sorted(likely, key=_weight, reverse=True))


def _weight(term: Term) -> tuple[float, str]:
    length = len(term.text) / (1 if HAN_CHARACTER.match(term.text) else 2.5)
    return term.reports * min(length, 8.0), term.text


def _distinct(texts: Iterator[str]) -> Iterator[str]:
    """The texts without those that contain an earlier one or are contained in it."""
    seen: list[str] = []
    for text in texts:
        if not any(text in other or other in text for other in seen):
            seen.append(text)
            yield text
