"""Renders templates: what every page of the site is given."""

import flask

from index.settings import cached_settings
from search.request import Layer, Match
from web import formatting, language, meaning_links
from web.context import arrivals
from web.facet_links import linked_choices
from web.highlight_html import without_controls
from web.links import Links
from web.theme import theme


def render(template: str, page_links: Links, **values: object) -> str:
    """Render a template; `page_links` are the links of its search."""
    page = flask.render_template(
        template,
        _=language.translator(),
        links=page_links,
        request_=page_links.request,
        labels=formatting,
        lang=language.language(),
        languages=language.LANGUAGES,
        theme=theme(),
        archive=archive_name(),
        Layer=Layer,
        Match=Match,
        meaning_links=meaning_links,
        linked_choices=linked_choices,
        arrivals=arrivals,
        arrival_days=_arrival_days,
        **values,
    )
    return without_controls(page)


def _arrival_days() -> dict[int, str]:
    """The day of each arrival by its number, as a person writes it."""
    return {arrival.number: formatting.date(arrival.built.date()) for arrival in arrivals()}


def archive_name() -> str:
    """The name of the archive from the settings, else that of the product."""
    return cached_settings().name or language.gettext("Baogao")


def pages_around(number: int, last: int) -> tuple[int, ...]:
    """The page numbers to show: both ends and those around this one; 0 is a gap."""
    near = {1, last, *range(max(1, number - 2), min(last, number + 2) + 1)}
    shown: list[int] = []
    for page in sorted(near):
        if shown and page - shown[-1] > 1:
            shown.append(0 if page - shown[-1] > 2 else page - 1)
        shown.append(page)
    return tuple(shown)
