"""A trend as a line chart: the points of each curve with their labels and links."""

import math
from dataclasses import dataclass

from search.views.trend import Series, Trend
from web import formatting
from web.links import Links
from web.timeline import period

WIDTH, HEIGHT = 960, 240
SHARES = (1, 2, 5, 10)
COUNTS = (2, 4, 10)
"""Steps of the scale of counts, all even: its middle is labelled with half the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period of one series; x and y in units of the SVG view box."""

    x: float
    y: float
    count: int
    share: float
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A series and its points; `path` joins them."""

    series: Series
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The points as the data of an SVG path."""
        return "M" + "L".join(f"{point.x:g} {point.y:g}" for point in self.points)


@dataclass(frozen=True, slots=True)
class LineChart:
    """Curves on one scale; `top` is the value of the upper edge."""

    curves: tuple[Curve, ...]
    top: float


def line_chart(trend: Trend, *, share: bool) -> LineChart:
    """The trend as counts, or as shares per thousand reports of the same period."""
    values = [
        [one.share(place) if share else float(count) for place, count in enumerate(one.counts)]
        for one in trend.series
    ]
    highest = max((value for series in values for value in series), default=0.0)
    top = _round(highest, SHARES if share else COUNTS)
    return LineChart(
        tuple(
            Curve(one, _points(trend, one, heights, top))
            for one, heights in zip(trend.series, values, strict=True)
        ),
        top,
    )


def _points(trend: Trend, series: Series, values: list[float], top: float) -> tuple[Point, ...]:
    step = WIDTH / max(1, len(values))
    points = []
    for place, value in enumerate(values):
        first, last = period(trend.periods[place])
        asked = series.request
        first, last = max(first, asked.first or first), min(last, asked.last or last)
        share = series.share(place)
        points.append(
            Point(
                x=round((place + 0.5) * step, 2),
                y=round(HEIGHT - value / top * (HEIGHT - 8) - 4, 2),
                count=series.counts[place],
                share=share,
                words=f"{series.label} · {formatting.date(first, trend.unit)}: "
                f"{formatting.number(series.counts[place])} ({formatting.share(share)})",
                href=Links(series.request).period(first, last),
            )
        )
    return tuple(points)


def _round(value: float, steps: tuple[int, ...]) -> float:
    """The next larger readable number: a step times a power of ten."""
    if value <= 0:
        return float(steps[1])
    power: float = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in steps if step * power >= value)
