"""The years, months or days that are named below a chart over time."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from index.api import DateUnit
from web import formatting

_MAX_MARKS = 6
_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MONTH_STEPS = (1, 2, 3, 6, 12)
_FREE_EDGE = 0.16
"""The share of the width at either end that the names of the first and last period take."""
_FREE_EDGE_NARROW = 0.35
"""The same in a chart as narrow as a phone."""
_ROOM_NARROW = 0.16
"""The share of such a chart that one name takes."""


@dataclass(frozen=True, slots=True)
class AxisMark:
    """A named time between both ends of a chart, `at` 0 to 1 of its width.

    Where a mark is not `central` or close to another, a narrow chart has no room for it.
    """

    at: float
    label: str
    central: bool


def axis_marks(beginnings: Sequence[datetime.date | None], unit: DateUnit) -> list[AxisMark]:
    """Round times among periods that begin on these days; None is a period without a name.

    Years are named for periods of years or months, months for periods of days.
    """
    named = DateUnit.MONTH if unit is DateUnit.DAY else DateUnit.YEAR
    steps = _MONTH_STEPS if unit is DateUnit.DAY else _YEAR_STEPS
    for step in steps:
        times = [
            (round(at, 4), begin)
            for position, begin in enumerate(beginnings)
            if begin is not None and 0 < position < len(beginnings) - 1
            if _is_round(begin, unit, step)
            if _FREE_EDGE <= (at := (position + 0.5) / len(beginnings)) <= 1 - _FREE_EDGE
        ]
        if len(times) <= _MAX_MARKS:
            break
    else:
        return []
    marks: list[AxisMark] = []
    last = 0.0
    for at, begin in times:
        central = _FREE_EDGE_NARROW <= at <= 1 - _FREE_EDGE_NARROW and at - last >= _ROOM_NARROW
        last = at if central else last
        marks.append(AxisMark(at, formatting.short_date(begin, named), central))
    return marks


def _is_round(begin: datetime.date, unit: DateUnit, step: int) -> bool:
    if unit is DateUnit.DAY:
        return begin.day == 1 and (begin.month - 1) % step == 0
    return begin.month == 1 and begin.year % step == 0


def axis(
    beginnings: Sequence[datetime.date | None], unit: DateUnit, *, short: bool = False
) -> Markup:
    """The line below a chart: the first and the last period, and round times between them."""
    named = formatting.short_date if short else formatting.date
    ends = [begin for begin in (*beginnings[:1], *beginnings[1:][-1:]) if begin is not None]
    names = "".join(f"<span>{escape(named(end, unit))}</span>" for end in ends)
    marks = "".join(_mark(mark) for mark in axis_marks(beginnings, unit))
    drawn = f'<svg class="axis" aria-hidden="true">{marks}</svg>' if marks else ""
    return Markup(f"<figcaption>{names}{drawn}</figcaption>")  # noqa: S704 - escaped or ours


def grid_path(beginnings: Sequence[datetime.date | None], unit: DateUnit) -> str:
    """Upright lines at the same times, as data of an SVG path in a view box of 960 by 240."""
    return "".join(f"M{mark.at * 960:g} 4V236" for mark in axis_marks(beginnings, unit))


def _mark(mark: AxisMark) -> str:
    """A stroke with a name below it; percentages, so that a chart of any width keeps its type."""
    wide = "" if mark.central else ' class="wide-only"'
    at = f"{mark.at * 100:g}%"
    return (
        f'<g{wide}><line x1="{at}" x2="{at}" y1="-5" y2="-1"/>'
        f'<text x="{at}" y="14">{escape(mark.label)}</text></g>'
    )
