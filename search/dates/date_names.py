"""Parses names of periods in both languages: a day, a week, 上半年, Q3, the 1990s.

A table of patterns over folded text without white space between Chinese characters, with Arabic
numerals. The anchor supplies missing parts (the year of 2月).
"""

import calendar
import datetime
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.day_number import day_ranges

ONE_DAY = datetime.timedelta(days=1)
_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: at for name, at in _MONTHS.items()} | {"sept": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
_ORDINAL = "(" + "|".join(_ORDINALS) + ")"
_AGO = {"前": -2, "去": -1, "上": -1, "今": 0, "本": 0, "这": 0, "当": 0, "明": 1, "下": 1}
_AGO |= {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1}
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week"}
_UNITS |= {"月": "month", "个月": "month", "季度": "quarter", "年": "year"}


@dataclass(frozen=True, slots=True)
class Period:
    """Days `first` to `last`, both inclusive; None leaves that side open."""

    first: datetime.date | None
    last: datetime.date | None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The date a name is relative to.

    A month or day without a year is the latest one up to `day`. A `fixed` anchor is the other end
    of a range, whose year and month the name shares.
    """

    day: datetime.date
    fixed: bool = False


DateReader = Callable[[tuple[str, ...], Anchor], Period | None]
PatternTable = tuple[tuple[str, DateReader], ...]
"""Patterns, each with the function that makes a period of its groups."""


def exact_period(text: str, anchor: Anchor) -> Period | None:
    """The period that the whole text names; None if it names none."""
    return matched_period(_TABLE, text, anchor)


def matched_period(table: PatternTable, text: str, anchor: Anchor) -> Period | None:
    """The period by the first pattern of a table that matches the whole text; None without one."""
    for pattern, read in _compiled(table):
        if named_match := pattern.fullmatch(text):
            try:
                return read(named_match.groups(default=""), anchor)
            except (ValueError, OverflowError):
                return None
    return None


@functools.lru_cache(maxsize=16)
def _compiled(table: PatternTable) -> tuple[tuple[re.Pattern[str], DateReader], ...]:
    """A table with its patterns compiled, on first use: most queries have no date."""
    return tuple((re.compile(pattern), read) for pattern, read in table)


def month_of(year: int, month: int) -> Period:
    """A whole month."""
    last = calendar.monthrange(year, month)[1]
    return Period(datetime.date(year, month, 1), datetime.date(year, month, last))


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day that many months earlier, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_query(period: Period) -> Query:
    """The query for reports of these days; undated reports have the number 0 and never match.

    Reports of a month or a year alone match if all of it is in the period.
    """
    ranges = [
        query.NumericRange("date", *numbers) for numbers in day_ranges(period.first, period.last)
    ]
    return query.Or(ranges) if len(ranges) > 1 else ranges[0] if ranges else query.NullQuery


def _span(year: int, first: int, last: int) -> Period:
    return Period(month_of(year, first).first, month_of(year, last).last)


def _year(text: str, anchor: Anchor) -> int:
    """A year of four or two digits; the anchor's year if empty."""
    if not text:
        return anchor.day.year
    if text in _AGO:
        return anchor.day.year + _AGO[text]
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year <= anchor.day.year % 100 + 1 else 1900)


def _day(year: str, month: str, day: str, anchor: Anchor) -> Period:
    if month or anchor.fixed:
        date = datetime.date(
            _year(year, anchor), int(month) if month else anchor.day.month, int(day)
        )
        if not year and not anchor.fixed and date > anchor.day:
            date = months_before(date, 12)
        return Period(date, date)
    month_period = month_of(anchor.day.year, anchor.day.month)
    if int(day) > anchor.day.day:
        month_period = period_around("month", -1, anchor.day)
    date = _first(month_period).replace(day=int(day))
    return Period(date, date)


def _with_year_last(first: str, second: str, year: str, anchor: Anchor) -> Period:
    """31/12/2023, 12/31/2023; if both may be the month, the first is the day."""
    day, month = (second, first) if int(second) > 12 else (first, second)
    return _day(year, month, day, anchor)


def _with_short_year(
    first: str, second: str, third: str, anchor: Anchor, *, year_first: bool
) -> Period:
    """22-12-31 and 31.12.22; with slashes the year is last, as in 12/31/22."""
    if year_first and len(first) == 2 and int(first) <= anchor.day.year % 100 + 1:
        return _day(first, second, third, anchor)
    return _with_year_last(first, second, third, anchor)


def _month(year: str, month: int, anchor: Anchor) -> Period:
    number = _year(year, anchor)
    if not year and not anchor.fixed and (number, month) > (anchor.day.year, anchor.day.month):
        number -= 1
    return month_of(number, month)


def _third(year: str, month: str, third: str, anchor: Anchor) -> Period:
    """上旬, 中旬, 下旬: the first ten days, the second, the rest."""
    month_period = _month(year, int(month), anchor)
    at = "上中下".index(third)
    start = _first(month_period)
    last = month_period.last if at == 2 else start.replace(day=at * 10 + 10)
    return Period(start.replace(day=at * 10 + 1), last)


def _first(period: Period) -> datetime.date:
    """The first day of a period."""
    return period.first or datetime.date.min


def _quarter(year: str, quarter: int, anchor: Anchor) -> Period:
    return _span(_year(year, anchor), quarter * 3 - 2, quarter * 3)


def _half(year: str, second: bool, anchor: Anchor) -> Period:  # noqa: FBT001 - read by the table
    return _span(_year(year, anchor), 7 if second else 1, 12 if second else 6)


def _week(year: int, number: int) -> Period:
    """A week of ISO 8601, from Monday; its first of a year holds the year's first Thursday."""
    first = datetime.date.fromisocalendar(year, number, 1)
    return Period(first, first + datetime.timedelta(days=6))


def five_years(number: int) -> Period:
    """China's five-year plans: the first began in 1953, the third in 1966, then one by one."""
    first = 1948 + number * 5 if number < 3 else 1951 + number * 5
    return Period(datetime.date(first, 1, 1), datetime.date(first + 4, 12, 31))


def _decade(century: str, decade: str, anchor: Anchor) -> Period:
    """2010年代, 90年代, 20世纪90年代, 1990s."""
    years = int(decade)
    if century:
        years += (int(century) - 1) * 100
    elif years < 100:
        years += 1900 if years > anchor.day.year % 100 else 2000
    return Period(datetime.date(years, 1, 1), datetime.date(years + 9, 12, 31))


def period_around(unit: str, steps: int, day: datetime.date) -> Period:
    """The whole day, week (from Monday), month, quarter or year `steps` away from `day`."""
    if unit in ("day", "week"):
        first = day if unit == "day" else day - datetime.timedelta(days=day.weekday())
        first += datetime.timedelta(days=steps * (1 if unit == "day" else 7))
        return Period(first, first + datetime.timedelta(days=0 if unit == "day" else 6))
    if unit == "year":
        return _span(day.year + steps, 1, 12)
    size = 1 if unit == "month" else 3
    first = months_before(day.replace(day=1), (day.month - 1) % size - steps * size)
    return Period(first, months_before(first, -size) - ONE_DAY)


def past_period(count: str, unit: str, day: datetime.date) -> Period:
    """The latest `count` days, weeks, months or years, including `day`."""
    number = float(_COUNTS.get(count, count))
    if unit in ("day", "week"):
        days = int(number * (7 if unit == "week" else 1))
        return Period(day - datetime.timedelta(days=max(days, 1) - 1), day)
    months = int(number * {"month": 1, "quarter": 3, "year": 12}[unit])
    return Period(months_before(day, months) + ONE_DAY, day)


_Y = r"(?:(\d{4}|\d{2})年|(前|去|今|本|明)年|)"
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1}
_DAYS |= {"today": 0, "yesterday": -1, "tomorrow": 1}
_COUNTS = {"": "1", "a": "1", "an": "1", "半": "0.5", "half": "0.5"}
_COUNTS |= {"几": "3", "数": "3", "few": "3", "several": "3", "couple of": "2"}
_NUMBER = r"(\d{1,4}|半|几|数|an?|half|few|several|couple of)"
_UNIT = r"(天|日|周|星期|礼拜|个?月|个?季度|年|(?:day|week|month|quarter|year)s?)"


def _unit(name: str) -> str:
    return _UNITS.get(name.removeprefix("个") if name != "个月" else name, name.removesuffix("s"))


def _english(day: str, month: str, year: str, anchor: Anchor) -> Period:
    return _day(year, str(_MONTHS[month]), day, anchor)


_TABLE: PatternTable = (
    (r"(\d{4})年?度?", lambda g, _: _span(int(g[0]), 1, 12)),
    (r"(\d{2})年", lambda g, a: _span(_year(g[0], a), 1, 12)),
    (r"(\d{4})(\d\d)(\d\d)", lambda g, a: _day(g[0], g[1], g[2], a)),
    (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[日号]?", lambda g, a: _day(g[0], g[1], g[2], a)),
    (r"(\d{4})[-/.](\d{1,2})|(\d{4})(0[1-9]|1[0-2])",
     lambda g, a: _month(g[0] or g[2], int(g[1] or g[3]), a)),
    (r"(\d{1,2})[-/.](\d{4})", lambda g, a: _month(g[1], int(g[0]), a)),
    (r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})",
     lambda g, a: _with_short_year(g[0], g[2], g[3], a, year_first=g[1] != "/")),
    (r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", lambda g, a: _with_year_last(g[0], g[1], g[2], a)),
    (rf"{_Y}(\d{{1,2}})月份?", lambda g, a: _month(g[0] or g[1], int(g[2]), a)),
    (rf"{_Y}(\d{{1,2}})月(\d{{1,2}})[日号]?", lambda g, a: _day(g[0] or g[1], g[2], g[3], a)),
    (rf"{_Y}(\d{{1,2}})月([上中下])旬", lambda g, a: _third(g[0] or g[1], g[2], g[3], a)),
    (r"(\d{1,2})[日号]", lambda g, a: _day("", "", g[0], a)),
    (rf"{_Y}第?([1-4])季度?", lambda g, a: _quarter(g[0] or g[1], int(g[2]), a)),
    (rf"{_Y}([上下])半年", lambda g, a: _half(g[0] or g[1], g[2] == "下", a)),
    (r"(前|去|今|本|明)年", lambda g, a: period_around("year", _AGO[g[0]], a.day)),
    (r"(上上|上|本|这|下)个?(周|星期|礼拜|月|季度)",
     lambda g, a: period_around(_unit(g[1]), -2 if g[0] == "上上" else _AGO[g[0]], a.day)),
    ("|".join(f"({name})" for name in _DAYS),
     lambda g, a: period_around("day", _DAYS["".join(g)], a.day)),
    (rf"(?:最近|过去|近|前(?!\d个?季度))的?{_NUMBER}?个?{_UNIT}(?:来|以来|内|里)?",
     lambda g, a: past_period(g[0], _unit(g[1]), a.day)),
    (rf"(\d{{1,2}}|半|几|数)个?{_UNIT}(?:以来|来|[之以]?内)",
     lambda g, a: past_period(g[0], _unit(g[1]), a.day)),
    (rf"(?:in |within )?(?:the )?(?:last|past|previous|latest|recent) {_NUMBER} {_UNIT}",
     lambda g, a: past_period(g[0], _unit(g[1]), a.day)),
    (rf"within {_NUMBER} {_UNIT}", lambda g, a: past_period(g[0], _unit(g[1]), a.day)),
    (rf"past {_UNIT}", lambda g, a: past_period("1", _unit(g[0]), a.day)),
    (r"(last|this|current|previous|next) (week|month|quarter|year)",
     lambda g, a: period_around(g[1], _AGO[g[0]], a.day)),
    (rf"(\d{{1,3}}) ?个?{_UNIT} ?(?:前|ago)",
     lambda g, a: period_around(_unit(g[1]), -int(g[0]), a.day)),
    (r"(\d{1,2})(?:st|nd|rd|th) five-year plan(?: period)?", lambda g, _: five_years(int(g[0]))),
    (r"(?:(\d\d)世纪)?(\d{1,3}0)年代", lambda g, a: _decade(g[0], g[1], a)),
    (r"(\d{3}0)s", lambda g, a: _decade("", g[0], a)),
    (rf"{_MONTH}(?:,? (\d{{4}}))?", lambda g, a: _month(g[1], _MONTHS[g[0]], a)),
    (rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?",
     lambda g, a: _english(g[1], g[0], g[2], a)),
    (rf"(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}(?:,? (\d{{4}}))?",
     lambda g, a: _english(g[0], g[1], g[2], a)),
    (r"(\d{4})(?:-?w|年第)(\d{1,2})周?|week (\d{1,2}) (?:of )?(\d{4})",
     lambda g, _: _week(int(g[0] or g[3]), int(g[1] or g[2]))),
    (r"(\d{4})[ 年/-]?q([1-4])", lambda g, a: _quarter(g[0], int(g[1]), a)),
    (r"q([1-4])(?: (\d{4}))?", lambda g, a: _quarter(g[1], int(g[0]), a)),
    (rf"{_ORDINAL} quarter(?: (?:of )?(\d{{4}}|(?:last|this) year))?",
     lambda g, a: _quarter(g[1].removesuffix(" year"), _ORDINALS[g[0]], a)),
    (rf"{_ORDINAL} half(?: (?:of )?(\d{{4}}|(?:last|this) year))?",
     lambda g, a: _half(g[1].removesuffix(" year"), _ORDINALS[g[0]] == 2, a)),
    (r"(\d{4})[ 年/-]?h([12])", lambda g, a: _half(g[0], g[1] == "2", a)),
    (r"h([12])(?: (\d{4}))?", lambda g, a: _half(g[1], g[0] == "2", a)),
)  # fmt: skip
