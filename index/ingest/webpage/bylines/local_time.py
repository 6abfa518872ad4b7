"""The local day of a moment that a page declares in UTC, where the page prints its local time."""

import datetime
import re
from collections.abc import Iterator

from index.ingest.days import dates
from index.ingest.webpage.bylines.dated_page import BYLINE, DATED_CHARS, DatedPage, OriginatedDate
from index.ingest.webpage.tree import meta

_CLOCK = re.compile(
    r"[\s,，|日]{0,3}(?:at )?(?P<hour>\d{1,2})[:：时時](?P<minute>\d{2})(?::\d{2})?"
    r"(?:\s?(?P<half>[ap])\.?m\b)?",
    re.IGNORECASE,
)
"""The time of day behind a date."""
_QUARTER = datetime.timedelta(minutes=15)
_FARTHEST_WEST, _FARTHEST_EAST = datetime.timedelta(hours=-12), datetime.timedelta(hours=14)
"""Local times differ from UTC by quarters of an hour, within these limits."""


def local(page: DatedPage) -> Iterator[OriginatedDate]:
    """The printed day of a moment that the page declares for programs in UTC, on another day."""
    moment = meta.moment_in_utc(page.declared)
    if moment is None:
        return
    for position in page.near.head:
        for day, time in _printed_moments(page.near.text(position)[:DATED_CHARS]):
            offset = datetime.datetime.combine(day, time, datetime.UTC) - moment
            local_time = _FARTHEST_WEST <= offset <= _FARTHEST_EAST and not offset % _QUARTER
            if local_time and day != moment.date():
                yield day, BYLINE
    for day in _kept_days(page):
        if abs(day - moment.date()) == datetime.timedelta(days=1):
            yield day, BYLINE


_OWN_ZONE = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.{0,12}[+-](?!00:?00)\d\d:?\d\d")
"""A moment in another zone than that of UTC."""


def _kept_days(page: DatedPage) -> Iterator[datetime.date]:
    """The printed days that elements keep with the zone of the place."""
    near = page.near
    for value, position in near.times():
        match = (
            _OWN_ZONE.fullmatch(value) if position in near.before or position in near.head else None
        )
        printed = {date.date for date in dates.find_dates(near.text(position)[:DATED_CHARS])}
        yield from (day for day in printed if match is not None and day.isoformat() == match["day"])


def _printed_moments(text: str) -> Iterator[tuple[datetime.date, datetime.time]]:
    """The days of a line behind which a time of day stands."""
    for match in dates.find_dates(text):
        clock = _CLOCK.match(text, match.end)
        if clock is not None:
            hour = int(clock["hour"]) % (12 if clock["half"] else 24)
            hour += 12 * ((clock["half"] or "").lower() == "p")
            minute = int(clock["minute"])
            if hour < 24 and minute < 60:
                yield match.date, datetime.time(hour, minute)
