"""Finds dates in Chinese and English text, limited to plausible years.

One whose day and month could be swapped (02/09/2023) is ignored: no date is better than a wrong
one. With full stops (09.02.2023) the day is first.
"""

import datetime
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from index.ingest.days import date_forms, han_numbers

EARLIEST = datetime.date(1900, 1, 1)
"""The earliest publication date without a label; earlier dates are usually events in the text."""
EARLIEST_REPORT_DATE = datetime.date(1500, 1, 1)
"""The earliest date of all, with or without a label."""
_UNKNOWN_DATES = frozenset(
    datetime.date(*day)
    for day in (
        *((1601, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31)),
        *((1900, 1, 1), (1904, 1, 1), (1970, 1, 1)),
    )
)
"""Epochs of calendars, which programs write in place of an unknown date."""
_NO_YEAR = re.compile(r"(?<!\d)-?0{2,3}\d{1,2}-\d|^-")

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
"""The year before the first of each Japanese era."""
_WIDE = str.maketrans(
    "０１２３４５６７８９／－．：년월일壹贰貳叁參肆伍陆陸柒捌玖拾٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९",
    "0123456789/-.:年月日一二二三三四五六六七八九十" + 3 * "0123456789",
)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date at code points `start` to `end` of the searched text."""

    date: datetime.date
    start: int
    end: int


@functools.lru_cache(maxsize=1024)
def find_dates(text: str) -> tuple[DateMatch, ...]:
    """All dates in `text` from 1500 to 2199, in order of position.

    Cached for a thousand texts, because several readers search the same lines.
    """
    if not date_forms.PREFILTER.search(text):
        return ()
    plain = text.translate(_WIDE)
    return _matches(plain, date_forms.possible(plain))


_SHORT_YEAR = re.compile(r"(?P<day>\b[0-3]?\d[ -][A-Z][a-z]{2,8}[ -])(?P<year>[0-4]\d)(?=$| \d)")
"""9 Feb 23, behind a label: the year has two digits."""


def labelled(text: str) -> tuple[DateMatch, ...]:
    """The dates in the value of a label; 民國 years may lack 民國."""
    return (
        find_dates(text)
        or _matches(text.translate(_WIDE), date_forms.LABELLED)
        or find_dates(_SHORT_YEAR.sub(r"\g<day>20\g<year>", text))
    )


def _matches(text: str, patterns: Iterable[re.Pattern[str]]) -> tuple[DateMatch, ...]:
    """The dates that match the patterns; of overlapping matches the first and longest."""
    matches = [
        DateMatch(date, _start(text, match.start()), match.end())
        for pattern in patterns
        for match in pattern.finditer(text)
        if (date := _date(match)) is not None
    ]
    chosen: list[DateMatch] = []
    for item in sorted(matches, key=lambda item: (item.start, -item.end)):
        if not chosen or item.start >= chosen[-1].end:
            chosen.append(item)
    return tuple(chosen)


def _start(text: str, start: int) -> int:
    """The start of a date with the name of the republic before 民國."""
    return start - 2 if text[max(start - 2, 0) : start] in {"中華", "中华"} else start


def first_date(
    text: str, latest: datetime.date = datetime.date.max, earliest: datetime.date = EARLIEST
) -> datetime.date | None:
    """The first date in `text` that is neither after `latest` nor before `earliest`."""
    return next((item.date for item in find_dates(text) if earliest <= item.date <= latest), None)


def first_labelled(text: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The first date in the value of a label, not after `latest`."""
    return next((item.date for item in labelled(text) if item.date <= latest), None)


_DATELINE_END = re.compile(r"\s*(?:[电電讯訊]|(?:\([^()]{2,24}\)|/[^/]{2,20}/)?\s?(?:--|[—–-]))")
"""The end of a dateline after its date: 电, 讯, (Tide) -- and a dash."""
_BRACKETED = re.compile(r"(?:[A-Z][^().:;]{1,30}(?:, | (?=\([^()]+\) ?[—–-])))?\((?P<day>[^()]+)\)")
"""A dateline with its day in brackets: (9.2.2023), Larkford, (9.2.2023), LARKFORD (9.2.2023) –."""
_DATELINE_CHARS = 90
_ABBREVIATED = re.compile(
    r"(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z]{2})\.(?=,|$)|(?<=\b[A-Z][a-z]{3})\.(?=,|$)"
)
"""The full stop of an abbreviation in a dateline, as in Washington D.C. and Larkford, Wis."""


def dateline(text: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date of a dateline at the beginning of a story: LARKFORD, Feb. 9, 2023 (Tide) --."""
    head = text[:_DATELINE_CHARS]
    first = next(iter(find_dates(head)), None)
    if first is None or first.date > latest:
        return None
    bracketed = _BRACKETED.match(head)
    if bracketed is not None and bracketed.span("day") == (first.start, first.end):
        return first.date if first.date >= EARLIEST else None
    if not _DATELINE_END.match(head, first.end):
        return None
    before = _ABBREVIATED.sub("", head[: first.start].strip(" ,，"))
    named = re.search(r"[.。!?！？;；]", before) is None and not before[:1].islower()
    return first.date if named and first.date >= EARLIEST else None


_ISO = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d", re.ASCII)
_EPOCH = re.compile(r"(?P<digits>\d{9,10}|\d{12,13}|1\d{15}|1\d{18})(?:\.\d+)?", re.ASCII)
"""Seconds since 1970, also in milliseconds, microseconds and nanoseconds."""
_EPOCH_UNITS = {10: 1, 12: 1e3, 13: 1e3, 16: 1e6, 19: 1e9}


def moment(value: str | float, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """A machine-written date: any form above, or seconds or milliseconds since 1970.

    The time zone of a written date is ignored: readers of the page saw that day. Seconds since
    1970 become a day in China's time zone.
    """
    text = str(value).strip()
    if _NO_YEAR.match(text):
        return None
    if _ISO.fullmatch(text):
        date = valid(int(text[:4]), int(text[5:7]), int(text[8:]))
        return date if date is not None and date <= latest and date not in _UNKNOWN_DATES else None
    if match := _EPOCH.fullmatch(text):
        digits = match["digits"]
        seconds = float(digits) / _EPOCH_UNITS[max(len(digits), 10)]
        zone = datetime.timezone(datetime.timedelta(hours=8))
        date = datetime.datetime.fromtimestamp(seconds, zone).date()
        return date if EARLIEST <= date <= latest and date not in _UNKNOWN_DATES else None
    date = first_labelled(text, latest)
    return None if date in _UNKNOWN_DATES else date


def of_message(value: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date of a mail or a feed: as messages have it (RFC 5322), else in any form above."""
    try:
        date: datetime.date | None = parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        date = moment(value, latest)
    return date if date is not None and EARLIEST <= date <= latest else None


def _date(match: re.Match[str]) -> datetime.date | None:
    """The date of a matched form; None if it does not exist."""
    parts = match.groupdict()
    if parts.get("roc"):
        return valid(
            han_numbers.roc_year(parts["roc"]) + 1911,
            han_numbers.small(parts["m"]),
            han_numbers.small(parts["d"]),
        )
    if parts.get("week"):
        return _of_week(int(parts["week_year"]), int(parts["week"]), int(parts["weekday"]))
    if parts.get("era"):
        year = _ERAS[parts["era"]] + (
            1 if parts["era_year"] == "元" else han_numbers.small(parts["era_year"])
        )
        return _in_year(year, parts)
    if parts.get("a"):
        return _day_and_month(parts)
    year = (
        int(parts["y"].translate(han_numbers.DIGITS)) if parts.get("y") else 2000 + int(parts["yy"])
    )
    if name := parts.get("name") or parts.get("other"):
        return valid(year, date_forms.ALL_MONTHS[name.lower()], int(parts["d"]))
    return _in_year(year, parts)


def _in_year(year: int, parts: Mapping[str, str]) -> datetime.date | None:
    return valid(year, han_numbers.small(parts["m"]), han_numbers.small(parts["d"]))


def _day_and_month(parts: Mapping[str, str]) -> datetime.date | None:
    """The date of 09/02/2023, by the weekday beside it or in the only possible order."""
    year, first, second = int(parts["y"]), int(parts["a"]), int(parts["b"])
    named = parts.get("weekday_name") or parts.get("weekday_behind")
    if named:
        both = (valid(year, first, second), valid(year, second, first))
        weekday = _WEEKDAYS.index(named.lower())
        fitting = {date for date in both if date is not None and date.weekday() == weekday}
        if len(fitting) == 1:
            return fitting.pop()
    dotted = valid(year, second, first) if parts["sep2"][0] == "." else None
    return dotted or _either(year, first, second)


def _either(year: int, first: int, second: int) -> datetime.date | None:
    """The date with day and month in the only possible order; None if both orders differ."""
    candidates = {date for date in (valid(year, first, second), valid(year, second, first)) if date}
    return candidates.pop() if len(candidates) == 1 else None


def _of_week(year: int, week: int, weekday: int) -> datetime.date | None:
    try:
        return datetime.date.fromisocalendar(year, week, weekday)
    except ValueError:
        return None


def valid(year: int, month: int, day: int) -> datetime.date | None:
    """The date if it exists and is not before any report."""
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return date if date >= EARLIEST_REPORT_DATE else None
