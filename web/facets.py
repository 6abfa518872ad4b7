"""All values of a facet, on a page of their own and as JSON: a long facet is searched here."""

import dataclasses

import flask

from index.fold import fold
from index.store import Count
from search.asking import ask
from web.address import CHOOSABLE
from web.choices import choices
from web.errors import ONE_OF, BadParameterError
from web.pages import render
from web.site import asked, index, links

facets = flask.Blueprint("facets", __name__)

SHOWN = 500
"""Values on a page; the page says when there are more, and how to find them."""


@facets.get("/facet/<name>")
def values(name: str) -> str:
    """The values of a facet of a search, each with its links."""
    found = links(asked())
    counts = asked_facet(name)
    return render(
        "facet.html",
        found,
        facet=choices(name, counts, found, SHOWN),
        name=name,
        find=flask.request.args.get("find", ""),
    )


def asked_facet(name: str) -> tuple[Count, ...]:
    """The counts of a facet of the search an address asks for, only those with `find` in them."""
    if name not in CHOOSABLE:
        raise BadParameterError("name", ONE_OF, ", ".join(CHOOSABLE))
    request = dataclasses.replace(asked(), start=0, size=1, facets=(name,))
    wanted = fold(flask.request.args.get("find", "").strip())
    counts = ask(index(), request).answer.count(name)
    return tuple(count for count in counts if wanted in fold(count.value))
