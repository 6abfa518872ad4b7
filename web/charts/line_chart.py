"""A trend as a line chart: the points of each curve with their labels and links."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from search.views.trend import Series, Trend
from web import formatting
from web.charts.chart_scale import readable_top
from web.charts.timeline import TimelineRange, period
from web.links import Links

LINE_CHART_WIDTH, LINE_CHART_HEIGHT = 960, 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One period of one series; x and y in units of the SVG view box.

    In a `gap` the archive has no report at all.
    """

    x: float
    y: float
    count: int
    share: float
    words: str
    href: str
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """A series and its points; `path` joins them, except over periods without any report."""

    series: Series
    points: tuple[Point, ...]

    @property
    def path(self) -> str:
        """The points as the data of an SVG path."""
        parts, pen = [], "M"
        for point in self.points:
            parts += [] if point.gap else [f"{pen}{point.x:g} {point.y:g}"]
            pen = "M" if point.gap else "L"
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class LineChart:
    """Curves on one scale; `top` is the value of the upper edge.

    `parts` are the places, as x and width, of periods that the archive or the chosen range covers
    only in part. `beginnings` are the first days of the periods.
    """

    curves: tuple[Curve, ...]
    top: float
    parts: tuple[tuple[float, float], ...] = ()
    beginnings: tuple[datetime.date, ...] = ()


def line_chart(trend: Trend, *, share: bool, covered: TimelineRange = (None, None)) -> LineChart:
    """The trend as counts, or as shares per thousand reports of the same period."""
    values = [
        [
            line.share(position) if share else float(count)
            for position, count in enumerate(line.counts)
        ]
        for line in trend.series
    ]
    highest = max((value for series in values for value in series), default=0.0)
    top = readable_top(highest, whole=not share)
    return LineChart(
        tuple(
            Curve(line, _points(trend, line, heights, top))
            for line, heights in zip(trend.series, values, strict=True)
        ),
        top,
        tuple(_parts(trend, covered)),
        tuple(period(name)[0] for name in trend.periods),
    )


def _parts(trend: Trend, covered: TimelineRange) -> Iterator[tuple[float, float]]:
    """The periods that are not covered as a whole."""
    if not trend.series:
        return
    step = LINE_CHART_WIDTH / max(1, len(trend.periods))
    chosen = trend.series[0].request
    first = max(edge or datetime.date.min for edge in (covered[0], chosen.first))
    last = min(edge or datetime.date.max for edge in (covered[1], chosen.last))
    for position, name in enumerate(trend.periods):
        begin, end = period(name)
        if begin < first <= end or begin <= last < end:
            yield round(position * step, 2), round(step, 2)


def _points(trend: Trend, series: Series, values: list[float], top: float) -> tuple[Point, ...]:
    step = LINE_CHART_WIDTH / max(1, len(values))
    points = []
    for position, value in enumerate(values):
        first, last = period(trend.periods[position])
        chosen = series.request
        first, last = max(first, chosen.first or first), min(last, chosen.last or last)
        share = series.share(position)
        points.append(
            Point(
                x=round((position + 0.5) * step, 2),
                y=round(LINE_CHART_HEIGHT - value / top * (LINE_CHART_HEIGHT - 8) - 4, 2),
                count=series.counts[position],
                share=share,
                words=f"{series.label} · {formatting.date(first, trend.unit)}: "
                f"{formatting.number(series.counts[position])} ({formatting.share(share)})",
                href=Links(series.request).period(first, last),
                gap=not trend.everything[position],
            )
        )
    return tuple(points)
