"""Results with the copies of one story in one place, the same on every page.

Pages are cut out of the folded list, so no story comes twice: to know what stands on a page, the
results before it are read and compared too. That is done up to FOLDED results; those after them
are folded within their own page. The best ranked carrier stands for its story.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from index.report import Report
from index.store import Index, Scored
from search.asking import Asked, ask
from search.page import Note
from search.request import DEEPEST, Request
from search.similar import first_carriers

FOLDED = 200
"""Results that are folded over all pages: 200 reports are read and compared in some 50 ms."""
MORE = 10
"""Results asked for beyond a page, as copies are likely to be among those before."""
COUNTED = 30
"""Up to so many results all are read, and the stories among them counted."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A result with its place in the list before folding, from 0; `copy_of` is as in Hit."""

    place: int
    scored: Scored
    report: Report
    copy_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """One page: its stories, the copies found of them, and copies of stories on earlier pages.

    `start` counts stories. `stories` is how many there are, None where not all results were read;
    `entries` is that, or the most there can be.
    """

    asked: Asked
    placed: tuple[Placed, ...]
    start: int
    stories: int | None
    entries: int


def folded(index: Index, request: Request) -> Folded:
    """The page of a request whose `start` counts stories."""
    size, end = request.size, request.start + request.size
    reach = min(FOLDED, max(end + MORE, COUNTED))
    asked = ask(index, dataclasses.replace(request, start=0, size=reach))
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
        note = Note(code="folded-apart", values=(str(FOLDED),))
        asked = dataclasses.replace(asked, notes=(*asked.notes, note))
        behind = FOLDED + max(0, start - len(firsts))
        page = [*page, *_behind(index, asked, min(behind, DEEPEST), size - len(chosen))]
    return Folded(
        asked=asked,
        placed=tuple(page),
        start=start,
        stories=len(firsts) if whole else None,
        entries=entries,
    )


def _read(index: Index, asked: Asked, end: int) -> list[Placed]:
    """The results before the story of number `end`; all of them where they are few or run out."""
    total, hits = asked.answer.total, asked.answer.hits
    if total <= COUNTED:
        return placed(index, hits)
    read: list[Placed] = []
    wanted = end + 1
    before = -1
    while before < len(read) < min(total, FOLDED):
        before = len(read)
        if wanted > len(hits) and len(hits) < min(total, FOLDED):
            hits = index.ask(dataclasses.replace(asked.question, size=FOLDED, counts=())).hits
        read = placed(index, hits[: min(wanted, FOLDED)], read)
        firsts = [one.place for one in read if not one.copy_of]
        if len(firsts) > end:
            return read[: firsts[end]]
        wanted = len(read) + end - len(firsts) + MORE
    return read


def placed(
    index: Index, hits: Sequence[Scored], known: Sequence[Placed] = (), start: int = 0
) -> list[Placed]:
    """The results read and folded; `known` are the first of them, read before.

    `start` is the place of the first. A report that is gone since it was found is left empty.
    """
    fresh = index.reports([one.id for one in hits[len(known) :]])
    pairs = zip(hits[len(known) :], fresh, strict=True)
    reports = [one.report for one in known]
    reports += [report or Report(id=hit.id) for hit, report in pairs]
    found = zip(hits, reports, first_carriers(reports), strict=True)
    return [
        Placed(start + place, scored, report, "" if first is report else first.id)
        for place, (scored, report, first) in enumerate(found)
    ]


def _shown(total: int, firsts: Sequence[Placed], start: int) -> int:
    """The place up to which the pages before show every copy."""
    if total <= COUNTED or start >= len(firsts):
        return FOLDED
    return firsts[start].place


def _with_copies(read: Sequence[Placed], chosen: Sequence[Placed], shown: int) -> list[Placed]:
    """The stories chosen, their copies, and copies of earlier stories that no page has shown."""
    own = {one.report.id for one in chosen}
    return [
        one
        for one in read
        if one.report.id in own or one.copy_of in own or (one.copy_of and one.place > shown)
    ]


def _behind(index: Index, asked: Asked, start: int, size: int) -> list[Placed]:
    """Results behind those that are folded over all pages, folded among themselves."""
    question = dataclasses.replace(asked.question, start=start, size=size, counts=())
    return placed(index, index.ask(question).hits, start=start)
