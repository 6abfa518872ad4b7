"""Turns a Question into the body of a search request, and its response into an Answer."""

import re
from collections.abc import Iterable, Iterator

from index.api import (
    After,
    Answer,
    ArrivalFilter,
    DateFilter,
    DateUnit,
    FacetCount,
    Filter,
    Order,
    Question,
    RefusedError,
    ScoredId,
)
from index.cluster.connection import milliseconds, parts_missing
from index.cluster.strange_answers import count_in, score_in
from index.day_number import UNDATED, day_ranges
from index.json_types import JsonObject
from index.note_codes import NoteCode
from index.report import ReportId

RequestBody = JsonObject
DATES = tuple(DateUnit)
MAX_FACET_VALUES = 10_000
"""Maximum counted values of a facet; beyond it the counts are incomplete and a note says so."""
MAX_DAYS = 40_000
"""Days of a thousand years, so that every day of an archive is counted."""
UNDATED_AGE = 99_999_999
"""The age of a report without a date, which sorts it last."""
NO_ARRIVALS = (
    "A cluster does not keep the order in which reports arrived. Use an index in a folder for it."
)
_ORDERS: dict[Order, list[dict[str, str]]] = {
    Order.RELEVANCE: [{"_score": "desc"}, {"date": "desc"}, {"id": "asc"}],
    Order.NEWEST: [{"date": "desc"}, {"id": "asc"}],
    Order.OLDEST: [{"age": "asc"}, {"id": "asc"}],
}


def request_body(question: Question, clause: JsonObject) -> RequestBody:
    """The search request for a question, without paging.

    Filters that every count respects are part of the query. Other filters are applied afterwards,
    once for the hits and once for each count of another field.
    """
    if question.order is Order.ARRIVAL:
        raise RefusedError(NO_ARRIVALS)
    facets = {_facet(name) for name in question.counts}
    inner = [
        _filter(condition)
        for condition in question.filters
        if _facet(_field(condition)) not in facets
    ]
    outer = [condition for condition in question.filters if _facet(_field(condition)) in facets]
    asked: RequestBody = {
        "query": {"bool": {"must": [clause], "filter": inner}} if inner else clause,
        "sort": _ORDERS[question.order],
        "track_total_hits": True,
        "_source": False,
        "aggs": {name: _counted(name, outer) for name in question.counts},
    }
    if outer:
        asked["post_filter"] = _all(outer)
    if question.after is not None:
        asked["search_after"] = _place(question.order, question.after)
    if question.first_of:
        asked["collapse"] = {"field": question.first_of}
    if question.seconds is not None:
        asked["timeout"] = milliseconds(question.seconds)
    return asked


def _place(order: Order, after: After) -> list[float | int | str]:
    """The sort values of the hit after which the page begins."""
    if order is Order.RELEVANCE:
        return [after.score, after.date, after.id]
    return [after.date if order is Order.NEWEST else after.date or UNDATED_AGE, after.id]


def _facet(field: str) -> str:
    """The field of a count; years, months and days all count the date."""
    return "date" if field in DATES else field


def _field(condition: Filter) -> str:
    if isinstance(condition, ArrivalFilter):
        return "arrival"
    return "date" if isinstance(condition, DateFilter) else condition.field


def _counted(name: str, filters: Iterable[Filter]) -> RequestBody:
    dates = name in DATES
    terms: RequestBody = {"field": name, "size": MAX_DAYS if dates else MAX_FACET_VALUES}
    terms["order"] = {"_key": "asc"} if dates else [{"_count": "desc"}, {"_key": "asc"}]
    others = [condition for condition in filters if _field(condition) != _facet(name)]
    return {"filter": _all(others), "aggs": {"values": {"terms": terms}}}


def filter_clauses(filters: Iterable[Filter]) -> list[RequestBody]:
    """The clauses of filters, each of which a report has to pass."""
    return [_filter(condition) for condition in filters]


def _all(filters: list[Filter]) -> RequestBody:
    return {"bool": {"filter": filter_clauses(filters)}} if filters else {"match_all": {}}


def _filter(condition: Filter) -> RequestBody:
    if isinstance(condition, DateFilter):
        return _dated(condition)
    if isinstance(condition, ArrivalFilter):
        raise RefusedError(NO_ARRIVALS)
    wanted = {"terms": {condition.field: list(condition.values)}}
    return {"bool": {"must_not": [wanted]}} if condition.exclude else wanted


def _dated(date_filter: DateFilter) -> RequestBody:
    if date_filter.undated:
        return {"term": {"date": UNDATED}}
    ranges: list[RequestBody] = [
        {"range": {"date": {"gte": first, "lte": last}}}
        for first, last in day_ranges(date_filter.first, date_filter.last)
    ]
    return ranges[0] if len(ranges) == 1 else {"bool": {"should": ranges}}


def answer_of(
    question: Question, response: JsonObject, hits: list[JsonObject], noted: Iterable[NoteCode]
) -> Answer:
    """The Answer in a response, with the hits of the page and the notes."""
    scored = question.order is Order.RELEVANCE
    notes = tuple(dict.fromkeys((*noted, *_notes(question, response))))
    return Answer(
        hits=tuple(
            ScoredId(hit_id(hit), score_in(hit["sort"][0]) if scored else 0.0) for hit in hits
        ),
        total=count_in(response["hits"]["total"]["value"]),
        exact=not notes,
        counts=tuple((name, _counts(response, name)) for name in question.counts),
        notes=notes,
    )


def hit_id(hit: JsonObject) -> ReportId:
    """A report's id, the last sort value of every order."""
    return ReportId(str(hit["sort"][-1]))


def _counts(response: JsonObject, name: str) -> tuple[FacetCount, ...]:
    buckets = response.get("aggregations", {}).get(name, {}).get("values", {}).get("buckets", ())
    return tuple(
        FacetCount(str(bucket["key"]), count_in(bucket["doc_count"])) for bucket in buckets
    )


def _cut(response: JsonObject, name: str) -> bool:
    values = response.get("aggregations", {}).get(name, {}).get("values", {})
    return bool(values.get("sum_other_doc_count") or values.get("doc_count_error_upper_bound"))


def _notes(question: Question, response: JsonObject) -> Iterator[NoteCode]:
    if response.get("timed_out"):
        yield NoteCode.TIMED_OUT
    if parts_missing(response):
        yield NoteCode.PARTS_MISSING
    cut = (
        response.get("aggregations", {}).get(name, {}).get("values", {}) for name in question.counts
    )
    if any(
        aggregation.get("sum_other_doc_count") or aggregation.get("doc_count_error_upper_bound")
        for aggregation in cut
    ):
        yield NoteCode.COUNTS_CUT


def containing_pattern(text: str, *, before: bool, after: bool) -> str:
    """A Lucene regular expression for values that contain the text."""
    escaped = re.sub(r'([.?+*|{}\[\]()"\\#@&<>~^$-])', r"\\\1", text)
    return (".*" if before else "") + escaped + (".*" if after else "")
