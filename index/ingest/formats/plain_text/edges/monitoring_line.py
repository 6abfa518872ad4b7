"""Reads the line of a monitoring service below the title of a translated report.

SOURCE: Lanxi Daily, Lanxi, in Chinese 9 Feb 23 p 3; HK09020 Lanxi RIBAO in Chinese 9 Feb 98 p 3
"""

import datetime
import re

from index.ingest.days import dates
from index.ingest.draft import Draft

_LINE = re.compile(
    r"(?:source: ?|[A-Z]{2}\d{8,12} |\(?text\)? )?(?P<outlet>[A-Z][\w.'’ -]{1,40}?)"
    r"(?:, [A-Z][\w.'’ -]{1,30})?,? in "
    r"(?P<language>[A-Z][a-z]{3,12}) (?:\d{3,4} ?(?:gmt|utc) )?"
    r"(?P<day>\d{1,2} [A-Z][a-z]{2,8}\.? )(?P<year>(?:19|20)?\d\d)"
    r"(?:,? \d{3,4} ?(?:gmt|utc))?(?:,? pp? ?[\d, -]{1,12})?",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\[?(?:(?:text|excerpts?|summary) of )?(?:report|article|commentary|interview|editorial) by "
    r"(?P<name>[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20}){1,2})"
    r"(?: (?:headlined|entitled|titled|published|from|in)|[:,;])",
    re.IGNORECASE,
)
"""[Report by Chi Xiaoyu: "Quay To Be Rebuilt"], Text of report by Chi Xiaoyu headlined …"""
_SERIAL = re.compile(r"^<\d{1,4}>\s{0,3}(?=\S.{6})")
"""The number of a report in its issue."""
_FIRST_LINES, _LINES_BELOW = 4, 3
"""The number of first lines of which one is such a line, and of those below it with the author."""
_CENTURY, _HUNDRED = 2000, 100


def take(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """Put outlet, day and author of such a head into the draft; returns the other lines."""
    position, match = next(
        (
            (at, found)
            for at, line in enumerate(lines[:_FIRST_LINES])
            if at and (found := _LINE.fullmatch(line)) is not None
        ),
        (0, None),
    )
    if match is None:
        return lines
    day = _day(match, latest)
    if day is None:
        return lines
    draft.put("source", match["outlet"], "line of a monitoring service")
    draft.put("date", day, "line of a monitoring service")
    for line in lines[position + 1 : position + 1 + _LINES_BELOW]:
        if (reported := _REPORTED.match(line)) is not None:
            draft.put("author", reported["name"], "line of a monitoring service")
    return [_SERIAL.sub("", lines[0]), *lines[1:position], *lines[position + 1 :]]


def _day(match: re.Match[str], latest: datetime.date) -> datetime.date | None:
    """The day of a line; a short year is the last such before `latest`."""
    year = int(match["year"])
    if year < _HUNDRED:
        year += _CENTURY if _CENTURY + year <= latest.year else _CENTURY - _HUNDRED
    return dates.first_date(f"{match['day']}{year}", latest)
