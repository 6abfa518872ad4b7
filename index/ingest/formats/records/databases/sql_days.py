"""Reads days that SQL statements write as numbers or with a format of their own.

Oracle has to_date('09-02-2023','DD-MM-YYYY'), MySQL str_to_date('09-02-2023','%d-%m-%Y'), and SQL
Server CAST(0x0000AFA400000000 AS DateTime).
"""

import datetime
import re
from collections.abc import Sequence

_FUNCTIONS = frozenset(("to_date", "to_timestamp", "to_timestamp_tz", "str_to_date", "strptime"))
_PART = re.compile(
    r"%(?P<year>[Yy])|%(?P<month>[mbMc])|%(?P<day>[de])|%[A-Za-z]"
    r"|(?P<years>YYYY|RRRR|YY|RR)|(?P<months>MONTH|MON|MM)|(?P<days>DD)|[A-Z]+\d?",
    re.IGNORECASE,
)
"""The parts of a format of MySQL, and of one of Oracle and PostgreSQL."""
_VALUE = re.compile(r"\d+|[^\W\d_]+")
_BYTES = re.compile(r"0x([0-9a-fA-F]{6,32})")
_FIRST_DAY = datetime.date(1900, 1, 1)
_MAX_DAYS = 200_000
"""The most days after the first one of SQL Server, some centuries on."""


def formatted(words: Sequence[str], texts: Sequence[str]) -> str:
    """The day of a call with a text and its format, year first; empty for another call."""
    if len(texts) < 2 or not words or words[0].lower() not in _FUNCTIONS:
        return ""
    value, form = texts[:2]
    found: dict[str, str] = {}
    numbers = iter(_VALUE.findall(re.sub(r"(?<=\d)月", "", value)))
    for part, number in zip(_PART.finditer(form), numbers, strict=False):
        kind = part.lastgroup
        if kind:
            found[kind.removesuffix("s")] = number
    if found.keys() != {"year", "month", "day"}:
        return ""
    year = found["year"]
    if len(year) == 2:
        year = f"{'19' if year > '49' else '20'}{year}"
    if found["month"].isdecimal():
        return f"{year}-{found['month'].zfill(2)}-{found['day'].zfill(2)}"
    return f"{found['day']} {found['month'].capitalize()} {year}"


def cast(words: Sequence[str]) -> str:
    """The day in the bytes of SQL Server's DateTime, SmallDateTime or Date; empty for others."""
    kind = words[-1].lower() if words else ""
    match = next(filter(None, map(_BYTES.fullmatch, words)), None)
    if match is None:
        return ""
    digits = match[1]
    days = -1
    if kind == "datetime" and len(digits) == 16:
        days = int(digits[:8], 16)
    elif kind == "smalldatetime" and len(digits) == 8:
        days = int(digits[:4], 16)
    elif kind == "date" and len(digits) in {6, 8}:
        last = int.from_bytes(bytes.fromhex(digits), "little")
        days = last - _FIRST_DAY.toordinal() + 1
    return str(_FIRST_DAY + datetime.timedelta(days)) if 0 <= days <= _MAX_DAYS else ""
