"""Links to frequently used periods: the past 30 days, this year and so on."""

import datetime
from dataclasses import dataclass

from index.api import IndexInfo
from web.language import gettext
from web.links import Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A named period: one that ends today, or whole years, to the end of the last."""

    label: str
    first: datetime.date
    last: datetime.date
    href: str


def presets(links: Links, about: IndexInfo) -> tuple[Preset, ...]:
    """The presets that begin before the last report of the archive."""
    today = links.request.today
    _, last_covered = about.covered
    if last_covered is None:
        return ()
    return tuple(
        Preset(label=label, first=first, last=last, href=links.period(first, last))
        for label, first, last in _all(today)
        if first <= last_covered
    )


def _all(today: datetime.date) -> tuple[tuple[str, datetime.date, datetime.date], ...]:
    year = today.year
    return (
        (gettext("Past 7 days"), today - datetime.timedelta(days=6), today),
        (gettext("Past 30 days"), today - datetime.timedelta(days=29), today),
        (gettext("This year"), datetime.date(year, 1, 1), datetime.date(year, 12, 31)),
        (gettext("Last year"), datetime.date(year - 1, 1, 1), datetime.date(year - 1, 12, 31)),
        (gettext("Past 5 years"), datetime.date(year - 4, 1, 1), datetime.date(year, 12, 31)),
    )
