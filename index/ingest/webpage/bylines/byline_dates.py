"""Dates in forms that only bylines of pages have: in several boxes, with short years."""

import datetime
import re

from index.ingest.days import dates

_APART = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:\s*+年\s++|\s++)(?P<m>[01]?\d)\s*[-/月.]\s*(?P<d>[0-3]?\d)(?![\d.万萬wk%])"
    r"|(?<![\d./-])(?P<m2>[01]?\d)[-/月](?P<d2>[0-3]?\d)日?\s+(?:[0-2]?\d:[0-5]\d(?::\d\d)?\s+)?"
    r"(?P<y2>20\d\d)(?![\d:./-])"
    r"|(?<![\d.:/-])(?P<d3>[0-3]?\d)日?\s+(?P<m3>[01]?\d)月\s+(?P<y3>20\d\d)(?![\d:./-])"
    r"|(?<![\d.:/-])(?P<d4>[0-3]\d)日?\s+(?P<y4>20\d\d)\s?[-./年]\s?(?P<m4>[01]\d)月?(?![\d.:/-])"
    r"|(?<![\d.:/-])(?P<y5>20\d\d)[-./年](?P<m5>[01]\d)月?\s+(?P<d5>[0-3]\d)日?(?![\d.:/-])",
    re.IGNORECASE,
)


_APART_KEYS = tuple((key, *(f"{key}{number}" for number in range(2, 6))) for key in "ymd")


def apart(text: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """A date whose year is separate from its month and day, as in bylines in boxes."""
    for match in _APART.finditer(text):
        year, month, day = (next(filter(None, map(match.group, keys))) for keys in _APART_KEYS)
        date = dates.valid(int(year), int(month), int(day))
        if date is not None and date <= latest:
            return date
    return None


_DAY_BOX = re.compile(r"[0-3]?\d(?:st|nd|rd|th|\.)?", re.IGNORECASE)
_MAX_MONTH_CHARS = 16
"""The longest box with a month, and perhaps its year, in code points."""


def in_boxes(texts: list[str], latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """The date of a box with only its day, and of those beside it: 9 and February 2023."""
    for at, text in enumerate(texts):
        if not _DAY_BOX.fullmatch(text):
            continue
        for window in (texts[at : at + 2], texts[at : at + 3], texts[max(at - 1, 0) : at + 2]):
            words = any(re.search(r"[^\W\d]", box) for box in window)
            if words and all(0 < len(box) <= _MAX_MONTH_CHARS for box in window):
                date = dates.first_date(" ".join(window), latest)
                if date is not None:
                    return date
    return None


_TWO_DIGITS = re.compile(
    r"(?<![\d.:/-])(?P<y>\d\d)(?P<mark>[-./])(?P<m>0?[1-9]|1[0-2])(?P=mark)(?P<d>\d{1,2})(?![\d.:/-])"
)
_DOTTED = re.compile(
    r"(?<![\w.])(?P<word>(?:version|release|build|patch|update|no\.?|nr\.?)\s)?"
    r"(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)\.(?P<y>\d\d)(?![\w.])",
    re.IGNORECASE,
)
"""A European date with two digits of its year, 9.2.23; behind some words it is another number."""
_LAST_MONTH = 12
_MAX_SPAN_CHARS = 120
_SPAN = re.compile(r"[\s\x1f]*(?:[-–—~～至]|to)[\s\x1f]*")
_LIFE = datetime.timedelta(days=3650)


def short_year(text: str, latest: datetime.date = datetime.date.max) -> datetime.date | None:
    """A Chinese date with two digits of its year, 23-02-09.

    None if they may be a month, or if it ends with what may be its year.
    """
    match = _TWO_DIGITS.search(text)
    if match is None:
        return None
    year, month, day = (int(match[key]) for key in "ymd")
    if year <= _LAST_MONTH or _LAST_MONTH < day <= latest.year % 100:
        return None
    return _in_century(year, month, day, latest)


def in_full(text: str, latest: datetime.date = datetime.date.max) -> str:
    """The text with four digits of the year of its first date such as 9.2.23, the day first."""
    match = _DOTTED.search(text)
    if match is None or match["word"]:
        return text
    date = _in_century(int(match["y"]), int(match["m"]), int(match["d"]), latest)
    return f"{text[: match.start()]}{date}{text[match.end() :]}" if date is not None else text


def _in_century(year: int, month: int, day: int, latest: datetime.date) -> datetime.date | None:
    """The date in the latest year that ends with two digits; None if there is none."""
    date = dates.valid(2000 + year if year <= latest.year % 100 else 1900 + year, month, day)
    return date if date is not None and dates.EARLIEST <= date <= latest else None


def latest_in(text: str, latest: datetime.date) -> datetime.date | None:
    """The latest day in a text, which may name the day of publication beside that of a change."""
    days = (day.date for day in dates.find_dates(text) if day.date <= latest)
    return max(days, default=None)


def is_span(text: str) -> bool:
    """Whether a line has the days of a beginning and an end ten years apart, as of a life."""
    days = dates.find_dates(text) if len(text) <= _MAX_SPAN_CHARS else ()
    if len(days) != 2 or _SPAN.fullmatch(text[days[0].end : days[1].start]) is None:
        return False
    return days[1].date - days[0].date > _LIFE
