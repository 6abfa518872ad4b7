"""A month ("2023-02") or a year ("2023") as people name it in an address or a command."""

import datetime
import re

from index.report_date import first_day, from_iso, last_day

_PERIOD = re.compile(r"([0-9]{4})(?:[-./]([0-9]{1,2}))?")


def read_period(text: str) -> str | None:
    """The period in its fixed form; None if the text is neither a month nor a year."""
    match = _PERIOD.fullmatch(text.strip())
    if match is None or match[1] == "0000":
        return None
    if match[2] is None:
        return match[1]
    return f"{match[1]}-{int(match[2]):02}" if 1 <= int(match[2]) <= 12 else None


def days_of_period(period: str) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a month or a year."""
    date = from_iso(period)
    return first_day(date), last_day(date)
