"""The date of a report: a day, or only the month or the year where nothing more is known."""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A month, or a whole year without a `month`; ValueError if there is no such month."""

    year: int
    month: int | None = None

    def __post_init__(self) -> None:
        datetime.date(self.year, 1 if self.month is None else self.month, 1)

    def isoformat(self) -> str:
        """2024-03 or 2024."""
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"

    __str__ = isoformat


ReportDate = datetime.date | PartialDate
"""The date of a report as precisely as it is known."""


def first_day(date: ReportDate) -> datetime.date:
    """The first day on which a report of this date can have appeared."""
    if isinstance(date, PartialDate):
        return datetime.date(date.year, date.month or 1, 1)
    return date


def last_day(date: ReportDate) -> datetime.date:
    """The last day on which a report of this date can have appeared."""
    if isinstance(date, PartialDate):
        month = date.month or 12
        return datetime.date(date.year, month, calendar.monthrange(date.year, month)[1])
    return date


def surely_first(first: ReportDate, others: Iterable[ReportDate | None]) -> bool:
    """Whether a report of the first date is no younger than reports of the others that are dated.

    The first comes before the others in `day_order`, so a whole day needs no look at them; a month
    or a year alone may be later than a day in it.
    """
    if not isinstance(first, PartialDate):
        return True
    return all(first_day(other) > last_day(first) for other in others if other is not None)


def whole_day(date: ReportDate | None) -> datetime.date | None:
    """The date if the day is known."""
    return None if isinstance(date, PartialDate) else date


def ordinal(date: ReportDate | None) -> int:
    """The ordinal of the day, 0 if it is not known."""
    day = whole_day(date)
    return day.toordinal() if day else 0


def from_iso(text: str) -> ReportDate:
    """The date written by `isoformat`: 2024-03-05, 2024-03 or 2024; ValueError for other texts."""
    if match := _PARTIAL.fullmatch(text):
        return PartialDate(int(match[1]), int(match[2]) if match[2] else None)
    return datetime.date.fromisoformat(text)
