"""Gives the days of a table the year that is stated above it: 2月9日 below 2023年2月报道台账.

Without lines above the names of the columns, the name of the sheet or of the file tells. Days of
reading and printing tell nothing: only a year or a month that is no part of a day, or a period.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from index.ingest.days import date_forms

_NAME = rf"(?:{'|'.join(sorted(date_forms.ALL_MONTHS, key=len, reverse=True))})\.?"
_WITHOUT_YEAR = re.compile(
    r"(?:1[0-2]|0?[1-9])(?:\s?月\s?[0-3]?\d\s?[日号號]?|[/-][0-3]?\d|\.(?![123]$)[0-3]?\d)"
    rf"|[0-3]?\d {_NAME}|{_NAME} [0-3]?\d",
    re.IGNORECASE,
)
"""A day of which the year is not written; 2.1 may be what a sheet made of 2.10."""
_DAY = re.compile(
    r"((?:19|20)\d\d)\s?[-年/.]\s?[01]?\d\s?[-月/.]\s?[0-3]?\d(?!\d)"
    rf"|[0-3]?\d {_NAME},? ((?:19|20)\d\d)|{_NAME} [0-3]?\d, ((?:19|20)\d\d)"
    r"|[0-3]?\d[./][01]?\d[./]((?:19|20)\d\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d年?)(?!\d)")
_BETWEEN = re.compile("[-/.]")
_MIN_SHARE = 0.5
"""The least share of the values of a column that have no year."""


def of_names(rows: Sequence[Mapping[str, str]], is_date: Callable[[str], bool]) -> frozenset[str]:
    """The names of the columns of dates most of whose values have no year."""
    values: dict[str, list[str]] = {}
    for row in rows:
        for name, value in row.items():
            if value.strip() and is_date(name):
                values.setdefault(name, []).append(value.strip())
    return frozenset(
        name
        for name, column in values.items()
        if sum(map(_is_without_year, column)) >= _MIN_SHARE * len(column)
    )


def _is_without_year(value: str) -> bool:
    return _WITHOUT_YEAR.fullmatch(value) is not None


def stated(texts: Iterable[str]) -> str:
    """The year that the first of these texts with a year states; empty if it states several."""
    for text in texts:
        days = ["".join(groups) for groups in _DAY.findall(text)]
        years = set(_YEAR.findall(_DAY.sub(" ", text)))
        years |= set(days) if len(days) == _PERIOD_DAYS else set()
        if years:
            numbers = {year[:4] for year in years}
            return max(years, key=len) if len(numbers) == 1 else ""
    return ""


_PERIOD_DAYS = 2
"""The days of a period, as in 2023年2月1日至2月28日; other days are those of writing."""


def with_year(value: str, year: str) -> str:
    """A day with the year that it lacks; other values are unchanged.

    Numbers are month and day where the year is written in Chinese, as 2023年.
    """
    day = value.strip()
    if not year or not _is_without_year(day):
        return value
    if "月" in day:
        return f"{year.rstrip('年')}年{day}"
    if not day[-1].isdecimal() or not day[0].isdecimal():
        return f"{day} {year.rstrip('年')}"
    return f"{year}{_BETWEEN.sub('月', day)}日" if year.endswith("年") else value
