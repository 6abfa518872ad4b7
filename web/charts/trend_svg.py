"""The chart of a trend as an SVG file that stands alone: its colours and words are in it."""

from collections.abc import Iterator, Sequence

from search.page import Note
from search.views.trend import Trend
from web import formatting
from web.charts.line_chart import LINE_CHART_HEIGHT, LINE_CHART_WIDTH, LineChart
from web.charts.svg import (
    LINE_COLOURS,
    LINE_DASHES,
    SVG_RULE,
    SVG_SOFT,
    svg_axis,
    svg_document,
    svg_scale,
    svg_text,
    svg_words,
)
from web.language import gettext

_LEFT_MARGIN, _TOP_MARGIN, _ROW_HEIGHT = 72, 56, 20
MAX_LEGEND_CHARS = 60
_HATCHING = (
    '<defs><pattern id="part" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)">'
    f'<rect width="2" height="6" fill="{SVG_RULE}"/></pattern></defs>'
)


def trend_svg(trend: Trend, chart: LineChart, *, share: bool, notes: Sequence[Note] = ()) -> str:
    """The chart as a document, in the language of the page; `notes` are at its foot."""
    width = _LEFT_MARGIN + LINE_CHART_WIDTH + 24
    foot = _TOP_MARGIN + LINE_CHART_HEIGHT + 44 + _ROW_HEIGHT * len(chart.curves)
    height = foot + 4 + _ROW_HEIGHT * len(notes)
    unit = gettext("share per 1,000 reports") if share else gettext("reports")
    parts = [
        _HATCHING,
        svg_words(_LEFT_MARGIN, 28, gettext("Frequency over time"), size=18, weight=600),
        svg_words(_LEFT_MARGIN, 46, unit, fill=SVG_SOFT),
        *svg_scale(
            (_LEFT_MARGIN, LINE_CHART_WIDTH),
            (
                (chart.top, _TOP_MARGIN + 4),
                (chart.top / 2, _TOP_MARGIN + LINE_CHART_HEIGHT / 2),
                (0.0, _TOP_MARGIN + LINE_CHART_HEIGHT - 4),
            ),
        ),
        f'<g transform="translate({_LEFT_MARGIN} {_TOP_MARGIN})">',
        *_parts(chart),
        *_curves(chart),
        "</g>",
        *svg_axis(
            chart.beginnings,
            trend.unit,
            (_LEFT_MARGIN, LINE_CHART_WIDTH),
            _TOP_MARGIN + LINE_CHART_HEIGHT + 22,
        ),
        *_legend(chart),
        *(
            svg_words(_LEFT_MARGIN, foot + _ROW_HEIGHT * number, formatting.note(note))
            for number, note in enumerate(notes)
        ),
    ]
    return svg_document(width, height, gettext("Frequency over time"), parts)


def _parts(chart: LineChart) -> Iterator[str]:
    for x, width in chart.parts:
        yield (
            f'<rect x="{x:g}" width="{width:g}" height="{LINE_CHART_HEIGHT}" fill="url(#part)">'
            f"<title>{svg_text(gettext('part of a period'))}</title></rect>"
        )


def _curves(chart: LineChart) -> Iterator[str]:
    for number, curve in enumerate(chart.curves):
        colour = LINE_COLOURS[number % len(LINE_COLOURS)]
        yield (
            f'<path d="{curve.path}" fill="none" stroke="{colour}" stroke-width="2.2" '
            f'stroke-dasharray="{LINE_DASHES[number % len(LINE_DASHES)]}"/>'
        )
        for point in curve.points:
            if point.count:
                yield (
                    f'<circle cx="{point.x:g}" cy="{point.y:g}" r="3" fill="{colour}">'
                    f"<title>{svg_text(point.words)}</title></circle>"
                )


def _legend(chart: LineChart) -> Iterator[str]:
    for number, curve in enumerate(chart.curves):
        y = _TOP_MARGIN + LINE_CHART_HEIGHT + 44 + _ROW_HEIGHT * number
        label = curve.series.label or gettext("All reports")
        total = formatting.number(curve.series.total)
        colour = LINE_COLOURS[number % len(LINE_COLOURS)]
        dashes = LINE_DASHES[number % len(LINE_DASHES)]
        yield (
            f'<path d="M{_LEFT_MARGIN} {y - 4}h32" stroke="{colour}" '
            f'stroke-width="2.2" stroke-dasharray="{dashes}"/>'
        )
        yield svg_words(_LEFT_MARGIN + 42, y, f"{label[:MAX_LEGEND_CHARS]}  {total}")
