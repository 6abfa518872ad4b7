"""The story of a search: understand, ask, cut snippets, return a Page."""

from index.report import Report
from index.store import Answer, Index, Scored
from search.asking import ask
from search.needles import Needle, find
from search.page import Facet, Hit, Page
from search.request import Request
from search.similar import first_carriers
from search.snippets import snippets
from search.suggest import suggestions


def search(index: Index, request: Request) -> Page:
    """The page a request asks for.

    QueryError only for a strict request whose text cannot be read. A page beyond the last hit is
    empty, with the totals it would have anyway.
    """
    asked = ask(index, request)
    understood, answer = asked.understood, asked.answer
    reports = _stored(index, answer)
    return Page(
        request=request,
        total=answer.total,
        exact=answer.exact,
        hits=_hits(reports, understood.needles),
        facets=tuple(Facet(name, counts) for name, counts in answer.counts),
        pieces=understood.pieces,
        notes=asked.notes,
        suggestions=suggestions(index, request, answer.total, [report for _, report in reports]),
        generation=index.about().generation,
    )


def _stored(index: Index, answer: Answer) -> list[tuple[Scored, Report]]:
    stored = index.reports([scored.id for scored in answer.hits])
    return [(scored, report) for scored, report in zip(answer.hits, stored, strict=True) if report]


def _hits(found: list[tuple[Scored, Report]], needles: tuple[Needle, ...]) -> tuple[Hit, ...]:
    firsts = first_carriers([report for _, report in found])
    return tuple(
        _hit(scored, report, "" if first is report else first.id, needles)
        for (scored, report), first in zip(found, firsts, strict=True)
    )


def _hit(scored: Scored, report: Report, copy_of: str, needles: tuple[Needle, ...]) -> Hit:
    body = report.body
    return Hit(
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
        copy_of=copy_of,
    )
