"""Whether day or month comes first in the dates of a table: one clear row decides for its column.

02/09/2023 alone may be two days. Beside 25/02/2023 in the same column it is the 2nd of September,
and so it is in a row whose address has 2023/09/02. Without such rows the days of a newspaper tell:
they lie close together.
"""

import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

_SLASHED = re.compile(r"\s{0,9}(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d|\d\d(?![:.\d]))(?!\d)")
MAX_COMPARED_ROWS = 500
"""The rows at the beginning of a table whose dates are compared."""


def day_first(values: Iterable[str]) -> bool | None:
    """Whether the day comes first in dates such as 25/02/2023; None if no row tells."""
    orders = {first > _MONTHS for _, first, second in _parts(values) if _is_clear(first, second)}
    return orders.pop() if len(orders) == 1 else None


def _is_clear(first: int, second: int) -> bool:
    return first > _MONTHS >= second or second > _MONTHS >= first


def _parts(values: Iterable[str]) -> list[tuple[int, int, int]]:
    """The year, the first and the second number of each date."""
    matches = (_SLASHED.match(value) for value in values)
    return [(int(match[4]), int(match[1]), int(match[3])) for match in matches if match]


def _are_years_last(parts: Sequence[tuple[int, int, int]]) -> bool:
    """Whether the last of three short numbers is the year: few of them, and none a month."""
    years = {year for year, _, _ in parts}
    firsts = {first for _, first, _ in parts}
    short = all(_MONTHS < year < _CENTURY for year in years)
    return short and len(years) <= _MAX_SHORT_YEARS and len(firsts) > len(years)


_CENTURY, _MAX_SHORT_YEARS = 100, 2
"""A year with two digits is below the first; a table has at most so many different ones."""
_MONTHS = 12
_MIN_DAYS, _NEARER = 5, 4
"""The least number of different days whose nearness tells their order, and how much nearer."""
_REGULAR = frozenset((1, 10, 15))
"""Days of the month on which what comes out once a month does."""


def _by_nearness(days: Sequence[tuple[int, int, int]]) -> bool | None:
    """Whether the day comes first in days that lie close together only so; None for others."""
    distinct = {day for day in days if max(day[1:]) <= _MONTHS and min(day[1:]) > 0}
    if len(distinct) < _MIN_DAYS:
        return None
    first = sorted(datetime.date(year, month, day) for year, day, month in distinct)
    second = sorted(datetime.date(year, month, day) for year, month, day in distinct)
    spans = [(dates[-1] - dates[0]).days for dates in (first, second)]
    repeated = len(days) > len(distinct)
    if spans[0] * _NEARER <= spans[1] and not _is_monthly(second, repeated=repeated):
        return True
    if spans[1] * _NEARER <= spans[0] and not _is_monthly(first, repeated=repeated):
        return False
    return None


def _is_monthly(dates: Sequence[datetime.date], *, repeated: bool) -> bool:
    """Whether days are those of something that comes out on the same day of each month."""
    if len({date.day for date in dates}) > 1:
        return False
    months = [date.year * _MONTHS + date.month for date in dates]
    steps = {later - earlier for earlier, later in itertools.pairwise(months)}
    return dates[0].day in _REGULAR or (len(steps) == 1 and not repeated)


_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)([/.-]?)([01]\d)\2([0-3]\d)(?!\d)")
_BESIDE_CHARS = 300
"""The longest value, in code points, in which a row may repeat its day."""


def _told_beside(value: str, others: Iterable[object]) -> bool | None:
    """Whether the day comes first in a date, by a value of its row that has the same year first."""
    match = _SLASHED.match(value)
    if match is None or match[1].zfill(2) == match[3].zfill(2):
        return None
    first, second = match[1].zfill(2), match[3].zfill(2)
    for other in others:
        if isinstance(other, str) and len(other) <= _BESIDE_CHARS:
            for year, _, month, day in _YEAR_FIRST.findall(other):
                if year == match[4] and {month, day} == {first, second}:
                    return bool(day == first)
    return None


def of_column(values: Sequence[tuple[str, Iterable[object]]]) -> bool | None:
    """Whether the day comes first in a column of dates, each with the other values of its row."""
    parts = _parts(value for value, _ in values)
    if any(year < _CENTURY for year, _, _ in parts) and not _are_years_last(parts):
        return None
    if any(_is_clear(first, second) for _, first, second in parts):
        return day_first(value for value, _ in values)
    told = {_told_beside(value, others) for value, others in values} - {None}
    return (told.pop() if len(told) == 1 else None) if told else _by_nearness(parts)


def year_first(value: str, *, day_first: bool) -> str:
    """A date with its year first, if it begins with day and month; other values are unchanged."""
    match = _SLASHED.match(value)
    if match is None:
        return value
    day, month = (match[1], match[3]) if day_first else (match[3], match[1])
    year = match[4] if len(match[4]) > 2 else f"20{match[4]}"
    return f"{year}-{month:0>2}-{day:0>2}{value[match.end() :]}"


def of_fields(
    items: Sequence[Mapping[str, object]], is_date: Callable[[str], bool]
) -> dict[str, bool]:
    """Whether the day comes first, by the name of each field of dates whose values tell."""
    values: dict[str, list[tuple[str, Iterable[object]]]] = {}
    for item in items[:MAX_COMPARED_ROWS]:
        for name, value in item.items():
            if isinstance(value, str) and _SLASHED.match(value) and is_date(name):
                values.setdefault(name, []).append((value, item.values()))
    orders = {name: of_column(column) for name, column in values.items()}
    return {name: order for name, order in orders.items() if order is not None}


def years_first(item: Mapping[str, object], orders: Mapping[str, bool]) -> dict[str, object]:
    """An object whose dates have their year first, where the order of their field is known."""
    return {
        name: year_first(value, day_first=orders[name])
        if name in orders and isinstance(value, str)
        else value
        for name, value in item.items()
    }
