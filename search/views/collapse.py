"""Collapses the copies of a story into one result, consistently on all pages.

Pages are slices of the collapsed list, so no story appears twice. A page therefore needs the
results before it, which are read and compared up to MAX_COLLAPSED_HITS; later results are collapsed
only within their page. The best ranked copy represents its story.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from index.api import Answer, Index, ScoredId
from index.note_codes import NoteCode
from index.report import NO_REPORT, Report, ReportId
from search.more_like_this import first_reports_of_stories
from search.page import Note
from search.query.run_query import QueryRun, run_query
from search.report_beginnings import read_beginnings
from search.request import MAX_RESULT_OFFSET, Request

MAX_COLLAPSED_HITS = 200
"""Results that are collapsed across pages: reading and comparing 200 reports takes 50 ms."""
COLLAPSE_LOOKAHEAD = 10
"""Results read beyond the end of a page, as earlier results are likely to include copies."""
COUNTED_STORIES_HITS = 30
"""Up to this many results are all read, and their stories counted."""


@dataclass(frozen=True, slots=True)
class CollapsedHit:
    """A result with its rank in the list before collapsing, from 0; `copy_of` is as in Hit.

    `report` has only the beginning of a long text.
    """

    rank: int
    scored: ScoredId
    report: Report
    copy_of: ReportId = NO_REPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class CollapsedPage:
    """One page: its stories, their copies, and copies of stories on earlier pages.

    `start` counts stories. `stories` is their number, None if not all results were read; `entries`
    is the same number or its upper bound.
    """

    run: QueryRun
    hits: tuple[CollapsedHit, ...]
    start: int
    stories: int | None
    entries: int


def collapsed_page(index: Index, request: Request) -> CollapsedPage:
    """The page of a request whose `start` counts stories."""
    size, end = request.size, request.start + request.size
    reach = min(MAX_COLLAPSED_HITS, max(end + COLLAPSE_LOOKAHEAD, COUNTED_STORIES_HITS))
    run = run_query(index, dataclasses.replace(request, start=0, size=reach))
    total = run.answer.total
    read, run = _read(index, run, end)
    firsts = [entry for entry in read if not entry.copy_of]
    complete = len(read) >= total
    entries = len(firsts) + total - len(read)
    start = request.start
    if complete and start < total:  # a page that was there as long as copies were not known
        start = min(start, max(0, entries - 1) // size * size)
    chosen = firsts[start : start + size]
    page = _with_copies(read, chosen, _shown_rank(total, firsts, start))
    if not complete and len(chosen) < size:
        note = Note(code=NoteCode.COLLAPSED_APART, values=(str(MAX_COLLAPSED_HITS),))
        run = dataclasses.replace(run, notes=(*run.notes, note))
        behind = MAX_COLLAPSED_HITS + max(0, start - len(firsts))
        start_behind = min(behind, MAX_RESULT_OFFSET)
        more, run = _beyond_collapsed(index, run, start_behind, size - len(chosen))
        page = [*page, *more]
    return CollapsedPage(
        run=run,
        hits=tuple(page),
        start=start,
        stories=len(firsts) if complete else None,
        entries=entries,
    )


def _read(index: Index, run: QueryRun, end: int) -> tuple[list[CollapsedHit], QueryRun]:
    """The results before story number `end`; all results if there are few.

    With the run, whose notes may now say that a further answer was cut.
    """
    total, hits = run.answer.total, run.answer.hits
    if total <= COUNTED_STORIES_HITS:
        return collapsed_hits(index, hits), run
    read: list[CollapsedHit] = []
    wanted = end + 1
    before = -1
    while before < len(read) < min(total, MAX_COLLAPSED_HITS):
        before = len(read)
        if wanted > len(hits) and len(hits) < min(total, MAX_COLLAPSED_HITS):
            question = dataclasses.replace(run.question, size=MAX_COLLAPSED_HITS, counts=())
            answer = index.ask(question)
            run = _with_notes(run, answer)
            hits = max(hits, answer.hits, key=len)  # a cut answer may have fewer than are known
        read = collapsed_hits(index, hits[: min(wanted, MAX_COLLAPSED_HITS)], read)
        firsts = [entry.rank for entry in read if not entry.copy_of]
        if len(firsts) > end:
            return read[: firsts[end]], run
        wanted = len(read) + end - len(firsts) + COLLAPSE_LOOKAHEAD
    return read, run


def _with_notes(run: QueryRun, answer: Answer) -> QueryRun:
    """The run with the notes of a further answer to its question."""
    notes = (*run.notes, *(Note(code=note) for note in answer.notes))
    return dataclasses.replace(run, notes=tuple(dict.fromkeys(notes)))


def collapsed_hits(
    index: Index, hits: Sequence[ScoredId], known: Sequence[CollapsedHit] = (), start: int = 0
) -> list[CollapsedHit]:
    """The results with their reports, collapsed; `known` are the first of them, read before.

    `start` is the rank of the first. A report that no longer exists is left empty.
    """
    fresh = read_beginnings(index, [hit.id for hit in hits[len(known) :]])
    pairs = zip(hits[len(known) :], fresh, strict=True)
    reports = [entry.report for entry in known]
    reports += [report or Report(id=hit.id) for hit, report in pairs]
    copies = zip(hits, reports, first_reports_of_stories(reports), strict=True)
    return [
        CollapsedHit(start + position, scored, report, NO_REPORT if first is report else first.id)
        for position, (scored, report, first) in enumerate(copies)
    ]


def _shown_rank(total: int, firsts: Sequence[CollapsedHit], start: int) -> int:
    """The rank up to which earlier pages show every copy."""
    if total <= COUNTED_STORIES_HITS or start >= len(firsts):
        return MAX_COLLAPSED_HITS
    return firsts[start].rank


def _with_copies(
    read: Sequence[CollapsedHit], chosen: Sequence[CollapsedHit], shown: int
) -> list[CollapsedHit]:
    """The chosen stories, their copies, and copies of earlier stories that no page has shown."""
    chosen_ids = {entry.report.id for entry in chosen}
    return [
        entry
        for entry in read
        if entry.report.id in chosen_ids
        or entry.copy_of in chosen_ids
        or (entry.copy_of and entry.rank > shown)
    ]


def _beyond_collapsed(
    index: Index, run: QueryRun, start: int, size: int
) -> tuple[list[CollapsedHit], QueryRun]:
    """Results after MAX_COLLAPSED_HITS, collapsed among themselves; with the run and its notes."""
    question = dataclasses.replace(run.question, start=start, size=size, counts=())
    answer = index.ask(question)
    return collapsed_hits(index, answer.hits, start=start), _with_notes(run, answer)
