"""A facet as links: its values, chosen or excluded, each with its number of reports."""

import itertools
from dataclasses import dataclass

from index.api import FacetCount
from web import formatting
from web.links import Links

SHOWN_LINKS = 8
MAX_LINKED_CHARS = 2_000_000
"""Characters of the links of a facet beyond SHOWN_LINKS values: each has the whole search twice.
Measured: 500 values of a search with a source of 23,000 characters were 24 MB, and 100 chosen
values with 23,000 together 8 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLink:
    """One value of a facet; `href` selects or deselects it, `exclude` excludes or readmits it.

    Both are empty for a value of a long search that can only be ticked. With `adds` its count adds
    to that of the values already chosen.
    """

    value: str
    label: str
    count: int
    chosen: bool
    excluded: bool
    adds: bool
    href: str
    exclude: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetLinks:
    """The shown values of a facet; `hidden` more are on the page of the facet."""

    name: str
    label: str
    choices: tuple[FacetLink, ...]
    hidden: int
    active: bool


def facet_links(
    name: str, counts: tuple[FacetCount, ...], links: Links, shown: int = SHOWN_LINKS
) -> FacetLinks:
    """The most frequent values, and all chosen or excluded ones; fewer if the search is long."""
    shown = min(shown, _most_linked(links, 2))
    chosen = links.chosen(name)
    picked = (*chosen.values, *chosen.excluded)
    known = {count.value: count.count for count in counts}
    top = [count.value for count in counts[:shown]]
    toggle, exclude = links.toggles(name), links.excludes(name)
    wanted = [value for value in picked if value not in top] + top
    linked = linked_choices(links)
    unlinked = {value for value in picked if (name, value) not in linked}
    return FacetLinks(
        name=name,
        label=formatting.facet(name),
        choices=tuple(
            FacetLink(
                value=value,
                label=formatting.value(name, value),
                count=known.get(value, 0),
                chosen=value in chosen.values,
                excluded=value in chosen.excluded,
                adds=bool(chosen.values) and value not in chosen.values,
                href="" if value in unlinked else toggle(value),
                exclude="" if value in unlinked else exclude(value),
            )
            for value in wanted
        ),
        hidden=max(0, len(known) - len([value for value in wanted if value in known])),
        active=bool(picked),
    )


def linked_choices(links: Links) -> frozenset[tuple[str, str]]:
    """The facets and values, chosen or excluded, that get links: in a long search the first."""
    choices = (
        (name, value)
        for name, chosen in links.request.chosen
        for value in (*chosen.values, *chosen.excluded)
    )
    return frozenset(itertools.islice(choices, _most_linked(links, 3)))


def _most_linked(links: Links, times: int) -> int:
    """How many values get links so many times, each of which has the whole search."""
    return max(SHOWN_LINKS, MAX_LINKED_CHARS // (times * len(links.search())))
