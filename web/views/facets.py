"""All values of a facet on a page of their own, which can be searched."""

import flask

from search.query.interpret import as_read
from search.suggest.pinyin import sort_key
from web import formatting
from web.context import current_request, links
from web.facet_links import facet_links
from web.rendering import render
from web.requested_analysis import requested_facet
from web.view import View

facets = View("facets", __name__)

SHOWN_VALUES = 500
"""Values on a page; the page says when there are more."""


@facets.get("/facet/<name>")
def facet_values(name: str) -> str:
    """The values of a facet of a search, each with its links."""
    page_links = links(as_read(current_request()))
    counts = requested_facet(name)
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
