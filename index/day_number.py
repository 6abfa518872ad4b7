"""Dates as integers yyyymmdd: the form in which an index stores and compares them.

A month without a day is yyyymm00, a year without a month yyyy0000; they sort before their days.
"""

import datetime
from typing import NewType

from index.report_date import PartialDate, ReportDate

DayNumber = NewType("DayNumber", int)
"""A date as yyyymmdd; UNDATED for none."""
UNDATED = DayNumber(0)
LAST_DAY = DayNumber(99_991_231)
DayRange = tuple[DayNumber, DayNumber]
"""Numbers from the first to the last, both included."""


def day_number(date: ReportDate | None) -> DayNumber:
    """The date as a number, UNDATED for None."""
    if date is None:
        return UNDATED
    if isinstance(date, PartialDate):
        return DayNumber(date.year * 10000 + (date.month or 0) * 100)
    return DayNumber(date.year * 10000 + date.month * 100 + date.day)


def day_ranges(first: datetime.date | None, last: datetime.date | None) -> tuple[DayRange, ...]:
    """The numbers of a period, both days included, as ranges; None leaves that side open.

    A month or year is in it only if all its days are. So it begins before the first day of a month
    or year, and the month and year in which it ends are left out unless it has all of them.
    """
    start = 1 if first is None else _start(first)
    end = LAST_DAY if last is None else day_number(last)
    ranges = []
    for partial in () if last is None else _unfinished(last):
        if start <= partial <= end:
            ranges.append((DayNumber(start), DayNumber(partial - 1)))
            start = partial + 1
    ranges.append((DayNumber(start), end))
    return tuple((begin, until) for begin, until in ranges if begin <= until)


def _start(first: datetime.date) -> int:
    """The number at which a period begins that has the whole month or year of its first day."""
    if first.day > 1:
        return day_number(first)
    return first.year * 10000 + (0 if first.month == 1 else first.month * 100)


def _unfinished(last: datetime.date) -> tuple[int, ...]:
    """The year and month of the last day of a period, as far as they go on after it."""
    year, month = last.year * 10000, last.year * 10000 + last.month * 100
    if (last.month, last.day) == (12, 31):
        return ()
    following = (last + datetime.timedelta(days=1)).month
    return (year,) if following != last.month else (year, month)


def date_of(number: int) -> ReportDate:
    """The date with a number; ValueError if there is none."""
    year, month, day = number // 10000, number // 100 % 100, number % 100
    if not day:
        return PartialDate(year, month or None)
    return datetime.date(year, month, day)
