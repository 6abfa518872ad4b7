"""Downloads of a search: all results as a file of EXPORTS, and the last arrived as feeds.

Files are streamed from one generation of the index, so memory does not grow with the results.
"""

import dataclasses
from collections.abc import Iterator

import flask
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from index.api import Order
from index.report import web_address
from index.report_date import whole_day
from search import json_output
from search.page import Hit
from search.request import Request
from search.views.engine import hits_alone
from search.views.scan import iter_results
from web import formatting
from web.context import (
    about,
    arrivals,
    current_index,
    current_request,
    cut_notes,
    links,
    streamed_download,
)
from web.exports import EXPORTS
from web.highlight_html import without_controls
from web.language import gettext
from web.rendering import render
from web.request_costs import PAGE_SECONDS
from web.view import View

export = View("export", __name__, expensive={"/export": 300.0, "/feed": PAGE_SECONDS})

FEED_ENTRIES = 50
"""Reports in a feed."""


def results_file(ending: str) -> flask.Response:
    """All results of a search as a file of one of EXPORTS."""
    made = EXPORTS[ending]
    parts = made.write(iter_results(current_index(), current_request()))
    return streamed_download(parts, f"reports.{ending}", made.mimetype)


for _ending in EXPORTS:
    export.add_url_rule(
        f"/export.{_ending}",
        f"{_ending.replace('.', '_')}_file",
        results_file,
        defaults={"ending": _ending},
    )


def _lines(hit: Hit) -> Iterator[str]:
    """The text of an item of a feed: its month or year, where the day is not known, and snippets.

    Feeds have moments only.
    """
    if whole_day(hit.date) != hit.date:
        yield formatting.date(hit.date)
    for snippet in hit.snippets:
        yield snippet.text


def _asked() -> Request:
    """The reports that arrived last; the newest ones where the index does not know."""
    return dataclasses.replace(
        current_request(),
        order=Order.ARRIVAL if arrivals() else Order.NEWEST,
        start=0,
        size=FEED_ENTRIES,
        facets=(),
    )


def _browser_asks() -> bool:
    """Whether the client prefers a page to a feed, as browsers do and feed readers do not."""
    wanted = flask.request.accept_mimetypes
    return wanted.best_match(["application/atom+xml", "text/html"]) == "text/html"


@export.get("/feed.atom")
def atom() -> flask.Response:
    """The last arrived results as an Atom feed; a browser is shown them as a page."""
    request = _asked()
    hits = hits_alone(current_index(), request)
    if _browser_asks():
        text = render("feed.html", links(request), hits=hits, address=flask.request.url)
        shown = flask.Response(text)
        shown.vary.add("Accept")
        return shown
    text = flask.render_template(
        "feed.atom.xml",
        hits=hits,
        lines=_lines,
        links=links(request),
        base=flask.request.host_url.rstrip("/"),
        address=flask.request.url,
        title=_title(request),
        built=about().built.isoformat(timespec="seconds"),
        arrived=_arrival_times(),
        notes=_cut_sentences(),
    )
    return flask.Response(
        without_controls(text), content_type="application/atom+xml; charset=utf-8"
    )


@export.get("/feed.json")
def json_feed() -> flask.Response:
    """The last arrived results as a JSON Feed."""
    request, arrived = _asked(), _arrival_times()
    hits = hits_alone(current_index(), request)
    page_links, base = links(request), flask.request.host_url.rstrip("/")
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(request),
        "home_page_url": base + page_links.search(),
        "feed_url": flask.request.url,
        "language": str(get_locale()).replace("_", "-"),
        **({"description": sentences} if (sentences := _cut_sentences()) else {}),
        "items": [
            {
                "id": page_links.urn(hit.id),
                "url": base + page_links.report(hit.id),
                "title": hit.title,
                "content_text": "\n".join(_lines(hit)),
                **({"date_published": f"{day}T00:00:00Z"} if (day := whole_day(hit.date)) else {}),
                **({"date_modified": arrived[hit.score]} if hit.score in arrived else {}),
                **({"authors": [{"name": hit.source}]} if hit.source else {}),
                **({"external_url": hit.url} if web_address(hit.url) else {}),
            }
            for hit in hits
        ],
    }
    return flask.Response(json_output.dumps(feed), content_type="application/feed+json")


def _arrival_times() -> dict[float, str]:
    """The time of each arrival by its number, the score of its hits."""
    return {arrival.number: arrival.built.isoformat(timespec="seconds") for arrival in arrivals()}


def _cut_sentences() -> str:
    """The sentences for what keeps a feed from being whole."""
    return " ".join(formatting.note(note) for note in cut_notes())


def _title(request: Request) -> str:
    return f"{gettext('Baogao')}: {request.text}" if request.text else gettext("Baogao")


@export.get("/opensearch.xml")
def opensearch() -> ResponseReturnValue:
    """The OpenSearch description, with which a browser can add this site as a search engine."""
    text = flask.render_template(
        "opensearch.xml", base=flask.request.host_url.rstrip("/"), name=gettext("Baogao")
    )
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return flask.Response(without_controls(text), content_type=kind)
