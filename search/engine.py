"""The story of a search: understand, ask, cut snippets, return a Page."""

from index.store import Answer, Index
from search.asking import ask
from search.needles import Needle, find
from search.page import Facet, Hit, Page
from search.request import Request
from search.snippets import snippets


def search(index: Index, request: Request) -> Page:
    """The page a request asks for.

    QueryError only for a strict request whose text cannot be read. A page beyond the last hit is
    empty, with the totals it would have anyway.
    """
    asked = ask(index, request)
    understood, answer = asked.understood, asked.answer
    return Page(
        request=request,
        total=answer.total,
        exact=answer.exact,
        hits=_hits(index, answer, understood.needles),
        facets=tuple(Facet(name, counts) for name, counts in answer.counts),
        pieces=understood.pieces,
        notes=asked.notes,
        suggestions=understood.suggestions,
        generation=index.about().generation,
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
