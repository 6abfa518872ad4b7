"""Answers many queries at once, each with its count and its first reports."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from index.api import Index
from index.note_codes import NoteCode
from index.report import Report
from index.system.deadline import current_deadline
from search.page import Note
from search.query.run_query import run_query
from search.request import Request
from web.errors import A_QUERY, BadParameterError
from web.request_codec import MAX_QUERY_CHARS

MAX_QUERIES = 500
HITS_PER_QUERY = 3
QUERY_LIST_SECONDS = 1.0
"""Time limit in seconds of one query of a batch."""


class TooManyError(Exception):
    """More than MAX_QUERIES queries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAnswer:
    """A query with its count and its first reports."""

    query: str
    total: int
    exact: bool
    notes: tuple[Note, ...]
    reports: tuple[Report, ...]


def batch_answers(
    index: Index, request: Request, queries: Iterable[str]
) -> tuple[QueryAnswer, ...]:
    """The answers of all queries under the filters of a request, an empty query noted as such.

    TooManyError beyond MAX_QUERIES, BadParameterError if a query is too long.
    """
    wanted = [text.strip() for text in queries]
    if len(wanted) > MAX_QUERIES:
        raise TooManyError
    for number, text in enumerate(wanted, 1):
        if len(text) > MAX_QUERY_CHARS:
            raise BadParameterError(f"queries[{number}]", A_QUERY, str(MAX_QUERY_CHARS))
    plain = replace(request, start=0, size=HITS_PER_QUERY, facets=(), seconds=QUERY_LIST_SECONDS)
    return tuple(_query_answer(index, replace(plain, text=text)) for text in wanted)


def _query_answer(index: Index, request: Request) -> QueryAnswer:
    """The answer of a query, or a note that it is empty or that the time limit was reached."""
    if not request.text:
        notes = (Note(code=NoteCode.NOTHING_TO_FIND),)
        return QueryAnswer(query="", total=0, exact=True, notes=notes, reports=())
    if current_deadline().over():
        notes = (Note(code=NoteCode.NOT_ANSWERED),)
        return QueryAnswer(query=request.text, total=0, exact=False, notes=notes, reports=())
    asked = run_query(index, request)
    reports = index.reports([hit.id for hit in asked.answer.hits])
    return QueryAnswer(
        query=request.text,
        total=asked.answer.total,
        exact=asked.answer.exact,
        notes=asked.notes,
        reports=tuple(report for report in reports if report),
    )
