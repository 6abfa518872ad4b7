"""Days as integers yyyymmdd: the form in which an index stores and compares dates."""

import datetime
from typing import NewType

DayNumber = NewType("DayNumber", int)
"""A day as yyyymmdd; UNDATED for none."""
UNDATED = DayNumber(0)
LAST_DAY = DayNumber(99_991_231)


def day_number(date: datetime.date | None) -> DayNumber:
    """The day as a number, UNDATED for None."""
    if date is None:
        return UNDATED
    return DayNumber(date.year * 10000 + date.month * 100 + date.day)


def day_range(
    first: datetime.date | None, last: datetime.date | None
) -> tuple[DayNumber, DayNumber]:
    """The first and last day of a period, both included; None leaves that side open."""
    start = DayNumber(1) if first is None else day_number(first)
    return start, LAST_DAY if last is None else day_number(last)


def date_of(number: int) -> datetime.date:
    """The day with a number; ValueError if there is no such day."""
    return datetime.date(number // 10000, number // 100 % 100, number % 100)
