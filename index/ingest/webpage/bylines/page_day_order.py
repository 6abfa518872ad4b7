"""Tells the day from the month in 09/02/2023 by what else a page says."""

import calendar
import datetime
import itertools
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit

from index.ingest.days import dates
from index.ingest.webpage.bylines.context import BylineContext

_SLASHED = re.compile(
    r"(?<![\d/.-])(?P<a>[0-3]?\d)(?P<mark>[/-])(?P<b>[0-3]?\d)(?P=mark)(?P<y>(?:19|20)\d\d)(?![\d/.-])"
)
_LAST_MONTH = 12
_MAX_LINE_CHARS = 120
"""The longest line whose date counts, in code points."""
_MAX_LINES = 2_000
"""The largest number of blocks of a page that are compared."""
_HAN_DAY = re.compile(r"(?<![\d年])([01]?\d)月([0-3]?\d)日")
"""A day without its year in a text."""
_DATELINE = re.compile(r"^\W{0,3}[\u3400-\u9fff]{2,10}([0-3]?\d)日[电電讯訊]")
"""The day of the month in a dateline: （澜溪9日讯）."""
_MONTHS = "|".join(calendar.month_abbr[1:])
_LATIN_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTHS})[a-z]{{0,6}}\.? (?P<day>[0-3]?\d)"
    rf"|(?P<first>[0-3]?\d) (?P<behind>{_MONTHS})[a-z]{{0,6}})\b"
)
"""The same in English: Feb. 9, 9 February."""
_DAY_FIRST_SITES = (".hk", ".mo")
"""Where Chinese pages write the day before the month."""
_TEXTS = 6
"""The number of blocks of a text that may name its day without the year."""


_WEEKDAY = re.compile(r"(?:星期|周|週|禮拜|[（(])(?P<day>[一二三四五六日])(?![\u3400-\u9fff])")
"""The weekday beside a day: 星期四, （四）."""


def _both(text: str, latest: datetime.date) -> tuple[datetime.date, ...]:
    """The days that 09/02/2023 may be, no later than `latest`, the one with the day first before.

    Empty where a text has no such date or only one order is possible.
    """
    match = _SLASHED.search(text)
    if match is None:
        return ()
    year, first, two = int(match["y"]), int(match["a"]), int(match["b"])
    days = (dates.valid(year, two, first), dates.valid(year, first, two))
    known = tuple(day for day in days if day is not None)
    weekday = _WEEKDAY.search(text)
    number = "一二三四五六日".index(weekday["day"]) if weekday else -1
    fitting = tuple(day for day in known if day.weekday() == number) or known
    return tuple(day for day in fitting if day <= latest) if len(known) > 1 else ()


def _is_day_first(text: str) -> bool | None:
    """Whether a text writes the day before the month, as 28/01/2023 does; None if both may be."""
    match = _SLASHED.search(text)
    if match is None or (int(match["a"]) > _LAST_MONTH) == (int(match["b"]) > _LAST_MONTH):
        return None
    return int(match["a"]) > _LAST_MONTH


def first_in_line(text: str, latest: datetime.date) -> datetime.date | None:
    """The first day of a line in which a later one tells the order; None in other lines."""
    matches = list(itertools.islice(_SLASHED.finditer(text), _MAX_DAYS))
    orders = {_is_day_first(match[0]) for match in matches[1:]} - {None}
    days = _both(matches[0][0], latest) if len(orders) == 1 else ()
    return days[0 if orders.pop() else -1] if len(days) > 1 else None


_MAX_DAYS = 4


def settled(
    near: BylineContext,
    position: int,
    latest: datetime.date,
    changed: AbstractSet[datetime.date],
    address: str,
) -> datetime.date | None:
    """The day that a block means, no later than `latest`; None where nothing tells the order."""
    text = near.text(position)
    days = _both(text, latest) if len(text) <= _MAX_LINE_CHARS else ()
    if len(days) > 1:
        days = _agreeing(near, position, days, changed, address)
    return days[0] if len(days) == 1 else None


def _agreeing(
    near: BylineContext,
    position: int,
    days: tuple[datetime.date, ...],
    changed: AbstractSet[datetime.date],
    address: str,
) -> tuple[datetime.date, ...]:
    """Those of two days at a block with which something else on the page agrees.

    That is another date in which only one order is possible, another date or a day of `changed`
    that is one of both, the day without a year in a Chinese text, or the address of the site.
    """
    lines = near.page.blocks[:_MAX_LINES]
    others = [
        block.text
        for at, block in enumerate(lines)
        if at != position and len(block.text) <= _MAX_LINE_CHARS
    ]
    orders = {_is_day_first(text) for text in others} - {None}
    if len(orders) == 1:
        return days[:1] if orders.pop() else days[1:]
    known = changed | {match.date for text in others for match in dates.find_dates(text)}
    if len(agreed := known & set(days)) == 1:
        return tuple(agreed)
    if (close := _beside_another(near, days)) is not None:
        return (close,)
    speaking = (at for at in near.inside if at >= near.head.stop)
    texts = [near.page.blocks[at].plain for at in itertools.islice(speaking, _TEXTS)]
    named = set(itertools.chain.from_iterable(map(_named, texts)))
    if fitting := tuple(day for day in days if (day.month, day.day) in named):
        return fitting
    datelines = {int(match[1]) for match in map(_DATELINE.match, texts) if match}
    if fitting := tuple(day for day in days if day.day in datelines):
        return fitting
    return days[:1] if (urlsplit(address).hostname or "").endswith(_DAY_FIRST_SITES) else ()


def _named(text: str) -> Iterator[tuple[int, int]]:
    """The months and days that a text names without a year."""
    yield from ((int(month), int(day)) for month, day in _HAN_DAY.findall(text))
    for match in _LATIN_DAY.finditer(text):
        month = match["month"] or match["behind"]
        yield _MONTH_NUMBERS[month], int(match["day"] or match["first"])


_MONTH_NUMBERS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_CLOSE, _APART = datetime.timedelta(days=3), datetime.timedelta(days=27)


def _beside_another(near: BylineContext, days: tuple[datetime.date, ...]) -> datetime.date | None:
    """The one of two days that is close to another day in the byline, written in the same order.

    Publication and change are a few days apart: 09/02/2023 and 10/02/2023 are no two months.
    """
    texts = (near.text(at) for at in near.head if len(near.text(at)) <= _MAX_LINE_CHARS)
    matches = (match for text in texts for match in _SLASHED.finditer(text))
    pairs = {_both(match[0], datetime.date.max) for match in matches}
    others = [pair for pair in pairs if len(pair) == len(days) and pair != days]
    for pair in others:
        first, second = (abs(pair[number] - days[number]) for number in range(len(days)))
        if first <= _CLOSE and second >= _APART:
            return days[0]
        if second <= _CLOSE and first >= _APART:
            return days[1]
    return None
