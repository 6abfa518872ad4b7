"""Whether day or month comes first in the dates of a table: one clear row decides for its column.

02/09/2023 alone may be two days. Beside 25/02/2023 in the same column it is the 2nd of September.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

_SLASHED = re.compile(r"\s{0,9}(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
MOST_ROWS = 500
"""The rows at the beginning of a table whose dates are compared."""


def day_first(values: Iterable[str]) -> bool | None:
    """Whether the day comes first in dates such as 25/02/2023; None if no row tells."""
    orders = set()
    for value in values:
        if match := _SLASHED.match(value):
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second or second > 12 >= first:
                orders.add(first > 12)
    return orders.pop() if len(orders) == 1 else None


def year_first(value: str, *, day_first: bool) -> str:
    """A date with its year first, if it begins with day and month; other values are unchanged."""
    match = _SLASHED.match(value)
    if match is None:
        return value
    day, month = (match[1], match[3]) if day_first else (match[3], match[1])
    return f"{match[4]}-{month:0>2}-{day:0>2}{value[match.end() :]}"


def of_fields(
    items: Sequence[Mapping[str, object]], is_date: Callable[[str], bool]
) -> dict[str, bool]:
    """Whether the day comes first, by the name of each field of dates whose values tell."""
    values: dict[str, list[str]] = {}
    for item in items[:MOST_ROWS]:
        for name, value in item.items():
            if isinstance(value, str) and _SLASHED.match(value) and is_date(name):
                values.setdefault(name, []).append(value)
    orders = {name: day_first(column) for name, column in values.items()}
    return {name: order for name, order in orders.items() if order is not None}


def years_first(item: Mapping[str, object], orders: Mapping[str, bool]) -> dict[str, object]:
    """An object whose dates have their year first, where the order of their field is known."""
    return {
        name: year_first(value, day_first=orders[name])
        if name in orders and isinstance(value, str)
        else value
        for name, value in item.items()
    }
