"""The story of a search: understand, ask, cut snippets, return a Page."""

import dataclasses

from index.store import Answer, Index, Question
from search.filters import filters_of
from search.meaning import Understood, understand
from search.needles import Needle, find
from search.page import Facet, Hit, Note, Page
from search.request import DEEPEST, Match, Request
from search.snippets import snippets


def search(index: Index, request: Request) -> Page:
    """The page a request asks for.

    QueryError only for a strict request whose text cannot be read. A page beyond the last hit is
    empty, with the totals it would have anyway.
    """
    understood = understand(request, index)
    question = _question(request, understood)
    answer = index.ask(question)
    notes = list(understood.notes)
    if answer.total == 0 and request.match is Match.BEST and understood.fallback is not None:
        most = index.ask(dataclasses.replace(question, query=understood.fallback))
        if most.total:
            answer = most
            notes.append(Note(code="most-words"))
    notes += [Note(code=note) for note in answer.notes]
    return Page(
        request=request,
        total=answer.total,
        exact=answer.exact,
        hits=_hits(index, answer, understood.needles),
        facets=tuple(Facet(name, counts) for name, counts in answer.counts),
        pieces=understood.pieces,
        notes=tuple(notes),
        suggestions=understood.suggestions,
        generation=index.about().generation,
    )


def _question(request: Request, understood: Understood) -> Question:
    return Question(
        query=understood.query,
        filters=(*filters_of(request), *understood.filters),
        order=request.order,
        start=min(max(request.start, 0), DEEPEST),
        size=request.size,
        counts=request.facets,
        seconds=request.seconds,
    )


def _hits(index: Index, answer: Answer, needles: tuple[Needle, ...]) -> tuple[Hit, ...]:
    stored = index.reports([scored.id for scored in answer.hits])
    hits = []
    for scored, report in zip(answer.hits, stored, strict=True):
        if report is None:
            continue
        body = report.body
        hits.append(
            Hit(
                id=report.id,
                title=report.title,
                title_marks=find(report.title, needles),
                date=report.date,
                source=report.source,
                editor=report.editor,
                language=report.language,
                url=report.url,
                score=scored.score,
                snippets=snippets(body, find(body, needles)),
            )
        )
    return tuple(hits)
