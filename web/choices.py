"""A facet as links: what can be chosen, is chosen or excluded, and how many each would find."""

from dataclasses import dataclass

from index.store import Count
from web import labels
from web.urls import Links

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet; `href` chooses it or takes the choice back, `exclude` likewise."""

    label: str
    count: int
    chosen: bool
    excluded: bool
    href: str
    exclude: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The values of a facet that are shown; `hidden` more are only on the facet's own page."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    hidden: int
    active: bool


def choices(name: str, counts: tuple[Count, ...], links: Links, shown: int = SHOWN) -> Choices:
    """The most frequent values, and always those that are chosen or excluded."""
    chosen = links.chosen(name)
    picked = (*chosen.values, *chosen.excluded)
    known = {count.value: count.count for count in counts}
    top = [count.value for count in counts[:shown]]
    toggle, exclude = links.toggles(name), links.excludes(name)
    wanted = [value for value in picked if value not in top] + top
    return Choices(
        name=name,
        label=labels.facet(name),
        choices=tuple(
            Choice(
                label=labels.value(name, value),
                count=known.get(value, 0),
                chosen=value in chosen.values,
                excluded=value in chosen.excluded,
                href=toggle(value),
                exclude=exclude(value),
            )
            for value in wanted
        ),
        hidden=max(0, len(known) - len([value for value in wanted if value in known])),
        active=bool(picked),
    )
