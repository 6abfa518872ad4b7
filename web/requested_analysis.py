"""Runs the analysis that an address asks for: a trend, a concordance, a facet."""

import dataclasses

import flask

from index.api import DateUnit, FacetCount
from index.fields import CHOOSABLE_FIELDS
from index.text.fold import fold
from search.query.run_query import run_query
from search.request import Request
from search.views.concordance import Concordance, Sort, concordance
from search.views.significant_terms import SignificantTerms, significant_terms
from search.views.trend import Trend, by_source, trend
from web.context import current_index, current_request
from web.errors import A_QUERY, ONE_OF, BadParameterError
from web.request_codec import MAX_QUERY_CHARS

SPANS = ("found", "whole")
"""A trend begins with the first report found, or with the archive."""
LINES_PER_PAGE = 50
"""Concordance lines on a page."""


def requested_trend(request: Request, *, whole: bool = True) -> Trend:
    """The trend of an address: `with` adds further queries, `split` splits by source.

    `span` says whether it is `whole`, or begins with the first report found.
    """
    span = _one_of("span", SPANS)
    whole = span == "whole" if span else whole
    by = _one_of("by", tuple(DateUnit))
    unit = DateUnit(by) if by else None
    if _one_of("split", ("source",)):
        return by_source(current_index(), request, unit, whole=whole)
    more = [text.strip() for text in flask.request.args.getlist("with")]
    if any(len(text) > MAX_QUERY_CHARS for text in more):
        raise BadParameterError("with", A_QUERY, str(MAX_QUERY_CHARS))
    queries = [request.text, *(text for text in more if text)]
    return trend(current_index(), request, tuple(dict.fromkeys(queries)), unit, whole=whole)


def _one_of(name: str, values: tuple[str, ...]) -> str:
    """A parameter that has one of some values, or is empty."""
    value = flask.request.args.get(name, "")
    if value not in ("", *values):
        raise BadParameterError(name, ONE_OF, ", ".join(values))
    return value


def requested_concordance(request: Request) -> tuple[Concordance, Sort]:
    """The concordance of an address, and its order."""
    sort = Sort(_one_of("order", tuple(choice.value for choice in Sort)) or Sort.FOUND)
    return concordance(current_index(), request, sort), sort


def requested_significant_terms(request: Request) -> SignificantTerms:
    """The distinctive words of an address."""
    return significant_terms(current_index(), request)


def requested_facet(name: str) -> tuple[FacetCount, ...]:
    """The facet counts of the search of an address, limited to values that contain `find`."""
    if name not in CHOOSABLE_FIELDS:
        raise BadParameterError("name", ONE_OF, ", ".join(CHOOSABLE_FIELDS))
    request = dataclasses.replace(current_request(), start=0, size=1, facets=(name,))
    wanted = fold(flask.request.args.get("find", "").strip())
    counts = run_query(current_index(), request).answer.count(name)
    return tuple(count for count in counts if wanted in fold(count.value))
