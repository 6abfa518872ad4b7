"""Festivals with their own day in each year: 春节, 端午, Easter; of a year or the latest.

The dates are tables, because festivals follow the new moons in Beijing time. They were generated
with lunar-python and compared with lunardate, which differs in 1978 (a new moon nine minutes past
midnight). Each letter is a number of days: digits, then a to z.
"""

import datetime
from collections.abc import Callable

FIRST_YEAR = 1950
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SPRING = (
    "rg6od3masi7pf4nc0j9rg6pd2lash7qf4ncuj8rg6pe2kath7q"
    "f3mb1j8sh5od2kati7qf4mb1k8rg5nd2lati7pe3mb1k9rg5oc"
)
"""First day of the first month, from 21 January."""
_DRAGON = (
    "nd2j9si6pe3latj8rg5nc1k9si7pe3matj9qf4nc1kash6pd3m"
    "btj8rf4nd1kasg6oe3mbui7qf4nd2k9sh5oe4mb0j7qf5nc2k8"
)
"""Fifth of the fifth month, from the 147th day of the year."""
_MOON = (
    "i7qe3mc0j9sg5od2lati7pf3mc1j9rg4nd3lati6pe4mc1k8rg"
    "5nd3lash7pe4nb0j8qg5od2lash7qe4nc0j8rg5od2k9sh7qf3"
)
"""Fifteenth of the eighth month, from the 251st day of the year."""
_NINE = (
    "i8rf4ncuk9sh6oe2lbui7qf3mcvk9sh5od3lbuj7pf4mcvk9rg"
    "6od3mati7pf4nc1k9rg6pd3mbsh7qf4nc0j8rg6pe2lath7qg4"
)
"""Ninth of the ninth month, from the 274th day of the year."""

FestivalDays = tuple[datetime.date, datetime.date]


def _of(
    table: str, start: int, shift: int = 0, length: int = 1
) -> Callable[[int], FestivalDays | None]:
    """A function from a year to the `length` days of a festival; None outside the table."""

    def days(year: int) -> FestivalDays | None:
        if not FIRST_YEAR <= year < FIRST_YEAR + len(table):
            return None
        after = start + _DIGITS.index(table[year - FIRST_YEAR]) + shift
        first = datetime.date(year, 1, 1) + datetime.timedelta(days=after)
        return first, first + datetime.timedelta(days=length - 1)

    return days


def _bright(year: int) -> FestivalDays | None:
    """清明, by the common rule for solar longitude 15°: correct for the years of the tables."""
    if not FIRST_YEAR <= year < FIRST_YEAR + len(_SPRING):
        return None
    short = year % 100
    after = 4.81 if year >= 2000 else 5.59
    day = datetime.date(year, 4, int(short * 0.2422 + after) - short // 4)
    return day, day


def _nth(month: int, weekday: int, number: int) -> Callable[[int], FestivalDays | None]:
    """A function from a year to the `number`th of a weekday (Monday is 0) in a month."""

    def days(year: int) -> FestivalDays | None:
        first = datetime.date(year, month, 1)
        after = (weekday - first.weekday()) % 7 + 7 * (number - 1)
        day = first + datetime.timedelta(days=after)
        return day, day

    return days


def _easter(year: int) -> FestivalDays | None:
    """Easter Sunday of the western churches, by the anonymous algorithm of 1876."""
    century, golden = divmod(year, 100)[0], year % 19
    leaps = century // 4
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1), datetime.date(year, month, day + 1)


FESTIVALS: dict[str, Callable[[int], FestivalDays | None]] = {
    "春节": _of(_SPRING, 20, length=7),
    "春运": _of(_SPRING, 20, shift=-15, length=40),
    "大年初1": _of(_SPRING, 20),  # the parser reads Chinese numerals first
    "正月初1": _of(_SPRING, 20),
    "正月15": _of(_SPRING, 20, shift=14),
    "除夕": _of(_SPRING, 20, shift=-1),
    "元宵": _of(_SPRING, 20, shift=14),
    "清明": _bright,
    "端午": _of(_DRAGON, 146),
    "中秋": _of(_MOON, 250),
    "重阳": _of(_NINE, 273),
    "复活节": _easter,
    "母亲节": _nth(5, 6, 2),
    "父亲节": _nth(6, 6, 3),
    "感恩节": _nth(11, 3, 4),
}
"""The festivals by name; 春节 is its seven days of holiday, 春运 the forty days of travel."""


def festival(name: str, year: int | None, today: datetime.date) -> FestivalDays | None:
    """The days of a festival in a year; without a year the latest that began by `today`."""
    days = FESTIVALS[name]
    if year is not None:
        return days(year)
    this = days(today.year)
    return this if this and this[0] <= today else days(today.year - 1)
