"""All results of a search, one after the other, in one state of the index and bounded memory."""

import dataclasses
from collections.abc import Iterator

from index.report import Report
from index.store import Index, Scored
from search.asking import Asked, ask
from search.needles import Needle, find
from search.page import Snippet
from search.request import Request
from search.snippets import snippets

STRIDE = 500
"""Hits asked for at once: each asking evaluates the query again, each hit held takes memory."""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A result with its whole report; `snippet` is cut when it is asked for."""

    scored: Scored
    report: Report
    needles: tuple[Needle, ...]

    def snippet(self) -> Snippet | None:
        """The one piece of the text that shows best why the report was found."""
        body = self.report.body
        return next(iter(snippets(body, find(body, self.needles), 1)), None)


def walk(index: Index, request: Request) -> Iterator[Found]:
    """Every result of the request in its order, from its first; nothing is cut by time.

    What can fail fails here, before the first result is taken.
    """
    return _walk(
        index, ask(index, dataclasses.replace(request, start=0, size=1, facets=(), seconds=None))
    )


def _walk(index: Index, asked: Asked) -> Iterator[Found]:
    start = 0
    while start < asked.answer.total:
        question = dataclasses.replace(asked.question, start=start, size=STRIDE)
        hits = index.ask(question).hits
        if not hits:
            return
        reports = index.reports([hit.id for hit in hits])
        for hit, report in zip(hits, reports, strict=True):
            if report is not None:
                yield Found(hit, report, asked.needles)
        start += len(hits)
