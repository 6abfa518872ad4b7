"""Dates as people write them, Chinese and English: a text to a first and a last day."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """Days `first` to `last`, both included; None leaves that side open."""

    first: datetime.date | None
    last: datetime.date | None


def period(text: str, today: datetime.date) -> Period | None:
    """The days a text names, relative ones counted from `today`; None where it names none."""
    del today
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return Period(day, day)
