"""The search pipeline: interpret the query, run it, cut snippets, return a Page."""

import dataclasses
from collections.abc import Iterator

from index.api import After, Index
from index.day_number import day_number
from index.note_codes import NoteCode
from index.report import Report
from index.system.deadline import current_deadline
from search.cursor import Cursor
from search.first_matches import ReadingBudget, find_first_matches
from search.highlight import MAX_MARKED_MATCHES, find_matches
from search.match_patterns import Pattern
from search.page import Facet, Hit, LayerHits, Mark, Note, Page, Snippet
from search.query.interpret import CompiledQuery
from search.query.run_query import NearLayer, near_layers, run_query
from search.report_beginnings import full_report
from search.request import Layer, Request
from search.snippets import lead_snippet, snippets
from search.suggest.suggestions import lacks_newest_words, suggestions
from search.views.collapse import CollapsedHit, CollapsedPage, collapsed_hits, collapsed_page
from search.views.meaning import below_the_hits

MIN_LAYER_HITS = 3
"""Hits of a layer that are shown after the last hit of the query itself."""


def search(index: Index, request: Request) -> Page:
    """The page a request asks for.

    QueryError only for a strict request with a syntax error. A page beyond the last hit is
    empty, with the totals it would have anyway.
    """
    collapsed = _collapsed(index, request)
    compiled, answer = collapsed.run.compiled, collapsed.run.answer
    budget = ReadingBudget()
    hits = _hits(index, collapsed, budget)
    near_layers = _near_layers(index, request, collapsed)
    layers = tuple(
        _layer_hits(index, layer, compiled, budget) for layer in near_layers if layer.answer.total
    )
    late = NoteCode.LATE_PARTS if answer.exact else NoteCode.TIMED_OUT
    unknown = [Note(code=code) for layer in near_layers for code in _cut_before_any(layer, late)]
    behind = [Note(code=NoteCode.SUGGESTIONS_BEHIND)] * lacks_newest_words(index, request)
    offered = suggestions(index, request, answer.total, [hit.report for hit in collapsed.hits])
    return Page(
        request=request,
        total=answer.total,
        exact=answer.exact,
        hits=hits,
        facets=tuple(Facet(name, counts) for name, counts in answer.counts),
        pieces=compiled.pieces,
        notes=_with_cuts(
            (*_consistent(collapsed.run.notes, layers), *unknown, *behind), budget, late
        ),
        suggestions=offered,
        layers=layers,
        plain=compiled.plain,
        generation=index.about().generation,
        stories=collapsed.stories,
        entries=collapsed.entries,
        start=collapsed.start,
        following="" if request.collapse_copies else _following(index, request, collapsed),
        meaning=below_the_hits(index, request, collapsed.run),
    )


def hits_alone(index: Index, request: Request) -> tuple[Hit, ...]:
    """The hits of that page, for what shows nothing beside them: feeds."""
    return _hits(index, _collapsed(index, request), ReadingBudget())


def _collapsed(index: Index, request: Request) -> CollapsedPage:
    read = collapsed_page if request.collapse_copies else _uncollapsed_page
    return read(index, request)


def _hits(index: Index, collapsed: CollapsedPage, budget: ReadingBudget) -> tuple[Hit, ...]:
    return tuple(_hit(index, hit, collapsed.run.patterns, budget) for hit in collapsed.hits)


def _consistent(notes: tuple[Note, ...], layers: tuple[LayerHits, ...]) -> Iterator[Note]:
    """The notes, without NOTHING_OF_IT for a passage if the layer of parts of words has reports.

    Those reports contain the passage inside a longer word: 1.27万美元 in GDP1.27万美元. The note
    stays for a single word, as it is about whole words.
    """
    inside = any(layer.layer is Layer.INSIDE for layer in layers)
    for note in notes:
        words = all(value.isascii() and value.isalnum() for value in note.values)
        if note.code is not NoteCode.NOTHING_OF_IT or words or not inside:
            yield note


def _cut_before_any(layer: NearLayer, late: NoteCode) -> tuple[NoteCode, ...]:
    """The reasons why a layer without reports may have some; it is not shown, so the page says.

    `late` says that the time was up: of the reports themselves, or only of what stands beside them.
    """
    codes = () if layer.answer.total else layer.answer.notes
    return tuple(late if code is NoteCode.TIMED_OUT else code for code in codes)


def _with_cuts(notes: tuple[Note, ...], budget: ReadingBudget, late: NoteCode) -> tuple[Note, ...]:
    """The notes, each once, with those on what was cut.

    `late` if the deadline has passed or a step was cut before, PARTS_MISSING if a step lacked some,
    SNIPPETS_CUT if long reports were read in part.
    """
    deadline = current_deadline()
    read = [Note(code=NoteCode.SNIPPETS_CUT)] * budget.cut
    over = [Note(code=late)] * (deadline.over() or deadline.late)
    partial = [Note(code=NoteCode.PARTS_MISSING)] * deadline.partial
    return tuple(dict.fromkeys((*notes, *over, *partial, *read)))


def _following(index: Index, request: Request, collapsed: CollapsedPage) -> str:
    """The cursor of the hits after this page; empty if there are none."""
    already_shown = collapsed.start + len(collapsed.hits)
    if not collapsed.hits or already_shown >= collapsed.run.answer.total:
        return ""
    last = collapsed.hits[-1]
    after = After(last.scored.score, day_number(last.report.date), last.scored.id)
    generation = index.about().generation
    return Cursor(
        order=request.order, generation=generation, seen=already_shown, after=after
    ).text()


def _uncollapsed_page(index: Index, request: Request) -> CollapsedPage:
    """The results from `start` on, without collapsing."""
    run = run_query(index, request)
    return CollapsedPage(
        run=run,
        hits=tuple(collapsed_hits(index, run.answer.hits, start=run.start)),
        start=run.start,
        stories=None,
        entries=run.answer.total,
    )


def _near_layers(index: Index, request: Request, collapsed: CollapsedPage) -> list[NearLayer]:
    """The layers of the first page, and of the last page, which shows their first hits."""
    total, end = collapsed.entries, collapsed.start + request.size
    if not request.size or (collapsed.start and (end < total or collapsed.start >= total)):
        return []
    room = 0 if end < total else max(MIN_LAYER_HITS, end - total)
    return list(near_layers(index, request, collapsed.run, room))


def _layer_hits(
    index: Index, near_layer: NearLayer, compiled: CompiledQuery, budget: ReadingBudget
) -> LayerHits:
    layer_query, answer = near_layer.layer_query, near_layer.answer
    marks = compiled.marks_of(layer_query)
    return LayerHits(
        layer=layer_query.layer,
        total=answer.total,
        exact=answer.exact,
        hits=tuple(_hit(index, hit, marks, budget) for hit in collapsed_hits(index, answer.hits)),
        note=layer_query.sentence,
        notes=(*layer_query.notes, *(Note(code=note) for note in answer.notes)),
    )


def _paged(report: Report, snippets: tuple[Snippet, ...]) -> tuple[Snippet, ...]:
    """The snippets, each with the page number of its first mark."""
    if len(report.pages) < 2:
        return snippets
    return tuple(
        dataclasses.replace(
            snippet,
            page=report.page_at(snippet.start + (snippet.marks[0].start if snippet.marks else 0)),
        )
        for snippet in snippets
    )


def _hit(
    index: Index, hit: CollapsedHit, patterns: tuple[Pattern, ...], budget: ReadingBudget
) -> Hit:
    report = full_report(index, hit.report)
    body = report.body
    read = find_first_matches(body, patterns, budget)
    marks, title_marks = read.marks, find_matches(report.title, patterns)
    lead = lead_snippet(body, marks)
    return Hit(
        id=report.id,
        title=report.title,
        title_marks=title_marks,
        date=report.date,
        source=report.source,
        editor=report.editor,
        language=report.language,
        url=report.url,
        score=hit.scored.score,
        snippets=_paged(report, snippets(body, marks)),
        copy_of=hit.copy_of,
        rank=hit.rank,
        lead=_paged(report, (lead,))[0] if lead else None,
        matches=_shown_matches(body, marks) + len(title_marks),
        matches_exact=read.whole and len(marks) < MAX_MARKED_MATCHES,
        recognised=report.recognised,
    )


def _shown_matches(body: str, marks: tuple[Mark, ...]) -> int:
    """The marks of a body as its paragraphs show them: one across a break is two."""
    return sum(1 + body.count("\n", mark.start, mark.end) for mark in marks)
