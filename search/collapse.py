"""Results with the copies of one story in one place, the same on every page.

Pages are cut out of the folded list, so no story comes twice: to know what stands on a page, the
results before it are read and compared too. That is done up to MAX_COLLAPSED_HITS; those after them
are folded within their own page. The best ranked carrier stands for its story.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from index.api import Index, ScoredId
from index.report import Report
from search.page import Note
from search.request import MAX_RESULT_OFFSET, Request
from search.run_query import QueryRun, run_query
from search.views.more_like_this import first_carriers

MAX_COLLAPSED_HITS = 200
"""Results that are folded over all pages: 200 reports are read and compared in some 50 ms."""
COLLAPSE_LOOKAHEAD = 10
"""Results asked for beyond a page, as copies are likely to be among those before."""
COUNTED_STORIES_HITS = 30
"""Up to so many results all are read, and the stories among them counted."""


@dataclass(frozen=True, slots=True)
class CollapsedHit:
    """A result with its place in the list before folding, from 0; `copy_of` is as in Hit."""

    place: int
    scored: ScoredId
    report: Report
    copy_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollapsedPage:
    """One page: its stories, the copies found of them, and copies of stories on earlier pages.

    `start` counts stories. `stories` is how many there are, None where not all results were read;
    `entries` is that, or the most there can be.
    """

    asked: QueryRun
    placed: tuple[CollapsedHit, ...]
    start: int
    stories: int | None
    entries: int


def collapsed_page(index: Index, request: Request) -> CollapsedPage:
    """The page of a request whose `start` counts stories."""
    size, end = request.size, request.start + request.size
    reach = min(MAX_COLLAPSED_HITS, max(end + COLLAPSE_LOOKAHEAD, COUNTED_STORIES_HITS))
    asked = run_query(index, dataclasses.replace(request, start=0, size=reach))
    total = asked.answer.total
    read = _read(index, asked, end)
    firsts = [one for one in read if not one.copy_of]
    whole = len(read) >= total
    entries = len(firsts) + total - len(read)
    start = request.start
    if whole and start < total:  # a page that was there as long as copies were not known
        start = min(start, max(0, entries - 1) // size * size)
    chosen = firsts[start : start + size]
    page = _with_copies(read, chosen, _shown(total, firsts, start))
    if not whole and len(chosen) < size:
        note = Note(code="folded-apart", values=(str(MAX_COLLAPSED_HITS),))
        asked = dataclasses.replace(asked, notes=(*asked.notes, note))
        behind = MAX_COLLAPSED_HITS + max(0, start - len(firsts))
        page = [*page, *_behind(index, asked, min(behind, MAX_RESULT_OFFSET), size - len(chosen))]
    return CollapsedPage(
        asked=asked,
        placed=tuple(page),
        start=start,
        stories=len(firsts) if whole else None,
        entries=entries,
    )


def _read(index: Index, asked: QueryRun, end: int) -> list[CollapsedHit]:
    """The results before the story of number `end`; all of them where they are few or run out."""
    total, hits = asked.answer.total, asked.answer.hits
    if total <= COUNTED_STORIES_HITS:
        return collapsed_hits(index, hits)
    read: list[CollapsedHit] = []
    wanted = end + 1
    before = -1
    while before < len(read) < min(total, MAX_COLLAPSED_HITS):
        before = len(read)
        if wanted > len(hits) and len(hits) < min(total, MAX_COLLAPSED_HITS):
            hits = index.ask(
                dataclasses.replace(asked.question, size=MAX_COLLAPSED_HITS, counts=())
            ).hits
        read = collapsed_hits(index, hits[: min(wanted, MAX_COLLAPSED_HITS)], read)
        firsts = [one.place for one in read if not one.copy_of]
        if len(firsts) > end:
            return read[: firsts[end]]
        wanted = len(read) + end - len(firsts) + COLLAPSE_LOOKAHEAD
    return read


def collapsed_hits(
    index: Index, hits: Sequence[ScoredId], known: Sequence[CollapsedHit] = (), start: int = 0
) -> list[CollapsedHit]:
    """The results read and folded; `known` are the first of them, read before.

    `start` is the place of the first. A report that is gone since it was found is left empty.
    """
    fresh = index.reports([one.id for one in hits[len(known) :]])
    pairs = zip(hits[len(known) :], fresh, strict=True)
    reports = [one.report for one in known]
    reports += [report or Report(id=hit.id) for hit, report in pairs]
    found = zip(hits, reports, first_carriers(reports), strict=True)
    return [
        CollapsedHit(start + place, scored, report, "" if first is report else first.id)
        for place, (scored, report, first) in enumerate(found)
    ]


def _shown(total: int, firsts: Sequence[CollapsedHit], start: int) -> int:
    """The place up to which the pages before show every copy."""
    if total <= COUNTED_STORIES_HITS or start >= len(firsts):
        return MAX_COLLAPSED_HITS
    return firsts[start].place


def _with_copies(
    read: Sequence[CollapsedHit], chosen: Sequence[CollapsedHit], shown: int
) -> list[CollapsedHit]:
    """The stories chosen, their copies, and copies of earlier stories that no page has shown."""
    own = {one.report.id for one in chosen}
    return [
        one
        for one in read
        if one.report.id in own or one.copy_of in own or (one.copy_of and one.place > shown)
    ]


def _behind(index: Index, asked: QueryRun, start: int, size: int) -> list[CollapsedHit]:
    """Results behind those that are folded over all pages, folded among themselves."""
    question = dataclasses.replace(asked.question, start=start, size=size, counts=())
    return collapsed_hits(index, index.ask(question).hits, start=start)
