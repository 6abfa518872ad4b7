"""All values of a facet on a page of their own, which can be searched."""

import dataclasses

import flask

from index.api import FacetCount
from index.fields import CHOOSABLE_FIELDS
from index.text.fold import fold
from search.run_query import run_query
from search.suggest.pinyin import sort_key
from web import formatting
from web.context import current_request, index, links
from web.errors import ONE_OF, BadParameterError
from web.facet_links import facet_links
from web.view import View
from web.views.pages import render

facets = View("facets", __name__)

SHOWN_VALUES = 500
"""Values on a page; the page says when there are more."""


@facets.get("/facet/<name>")
def facet_values(name: str) -> str:
    """The values of a facet of a search, each with its links."""
    page_links = links(current_request())
    counts = asked_facet(name)
    by_name = flask.request.args.get("order") == "name"
    if by_name:
        counts = tuple(
            sorted(counts, key=lambda count: sort_key(formatting.value(name, count.value)))
        )
    return render(
        "facet.html",
        page_links,
        facet=facet_links(name, counts, page_links, SHOWN_VALUES),
        name=name,
        find=flask.request.args.get("find", ""),
        by_name=by_name,
    )


def asked_facet(name: str) -> tuple[FacetCount, ...]:
    """The facet counts of the search of an address, limited to values that contain `find`."""
    if name not in CHOOSABLE_FIELDS:
        raise BadParameterError("name", ONE_OF, ", ".join(CHOOSABLE_FIELDS))
    request = dataclasses.replace(current_request(), start=0, size=1, facets=(name,))
    wanted = fold(flask.request.args.get("find", "").strip())
    counts = run_query(index(), request).answer.count(name)
    return tuple(count for count in counts if wanted in fold(count.value))
