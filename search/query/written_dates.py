"""Dates with a day in a query line, and all notations of such a date in texts."""

import calendar
import datetime
import re
from collections.abc import Iterator

from index.text.fold import fold
from index.text.han_numbers import han_digits, han_numeral
from search.dates.numerals import arabic

_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: at for name, at in _MONTHS.items()} | {"sept": 9}
_MONTH = "(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})",
        r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?",
        rf"{_MONTH} {_DAY},? (?P<y>\d{{4}})",
        rf"{_DAY} {_MONTH},? (?P<y>\d{{4}})",
        r"(?P<d>1[3-9]|[23]\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})",
        r"(?P<m>\d{1,2})(?P<sep>[-/.])(?P<d>1[3-9]|[23]\d)(?P=sep)(?P<y>\d{4})",
    )
)
_MAX_WRITTEN_CHARS = 30


def written_date(text: str) -> datetime.date | None:
    """The date that a text denotes, with year, month and day; None for any other text."""
    if len(text) > _MAX_WRITTEN_CHARS or not any(
        char.isdigit() or char in "年二一" for char in text
    ):
        return None
    name = arabic(fold(text).strip())
    for form in _FORMS:
        if match := form.fullmatch(name):
            parts = match.groupdict()
            month = _MONTHS[parts["name"]] if parts.get("name") else int(parts["m"])
            try:
                return datetime.date(int(parts["y"]), month, int(parts["d"]))
            except ValueError:
                return None
    return None


def writings(day: datetime.date) -> Iterator[str]:
    """The unambiguous notations of a day."""
    year, month, number = day.year, day.month, day.day
    for pattern in ("{}年{}月{}日", "{}-{}-{}"):
        yield from {
            pattern.format(year, month, number),
            pattern.format(year, f"{month:02}", f"{number:02}"),
            pattern.format(year, month, f"{number:02}"),
        }
    name = calendar.month_name[month]
    for month_name in dict.fromkeys((name, name[:3], "Sept" if month == 9 else name)):
        yield f"{month_name} {number} {year}"
        yield f"{number} {month_name} {year}"
    yield f"{year}年{month}月{number}号"
    yield _chinese(day)
    yield f"{year}{month:02}{number:02}"
    if number > 12:  # else day and month could be confused
        yield f"{month:02}-{number}-{year}"
        yield f"{number}-{month:02}-{year}"


def _chinese(day: datetime.date) -> str:
    year, month = han_digits(str(day.year)), han_numeral(day.month)
    return f"{year}年{month}月{han_numeral(day.day)}日"
