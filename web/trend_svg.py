"""The chart of a trend as an SVG file that stands alone: its colours and words are in it."""

from collections.abc import Iterator, Sequence

from search.page import Note
from search.views.trend import Trend
from web import formatting
from web.language import gettext
from web.line_chart import HEIGHT, WIDTH, LineChart
from web.svg import (
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

_LEFT, _TOP, _ROW = 72, 56, 20
MAX_LEGEND_CHARS = 60
_HATCHING = (
    '<defs><pattern id="part" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)">'
    f'<rect width="2" height="6" fill="{SVG_RULE}"/></pattern></defs>'
)


def trend_svg(trend: Trend, chart: LineChart, *, share: bool, notes: Sequence[Note] = ()) -> str:
    """The chart as a document, in the language of the page; `notes` are at its foot."""
    width = _LEFT + WIDTH + 24
    foot = _TOP + HEIGHT + 44 + _ROW * len(chart.curves)
    height = foot + 4 + _ROW * len(notes)
    unit = gettext("share per 1,000 reports") if share else gettext("reports")
    parts = [
        _HATCHING,
        svg_words(_LEFT, 28, gettext("Frequency over time"), size=18, weight=600),
        svg_words(_LEFT, 46, unit, fill=SVG_SOFT),
        *svg_scale(
            (_LEFT, WIDTH),
            ((chart.top, _TOP + 4), (chart.top / 2, _TOP + HEIGHT / 2), (0.0, _TOP + HEIGHT - 4)),
        ),
        f'<g transform="translate({_LEFT} {_TOP})">',
        *_parts(chart),
        *_curves(chart),
        "</g>",
        *svg_axis(chart.beginnings, trend.unit, (_LEFT, WIDTH), _TOP + HEIGHT + 22),
        *_legend(chart),
        *(
            svg_words(_LEFT, foot + _ROW * number, formatting.note(note))
            for number, note in enumerate(notes)
        ),
    ]
    return svg_document(width, height, gettext("Frequency over time"), parts)


def _parts(chart: LineChart) -> Iterator[str]:
    for x, width in chart.parts:
        yield (
            f'<rect x="{x:g}" width="{width:g}" height="{HEIGHT}" fill="url(#part)">'
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
        y = _TOP + HEIGHT + 44 + _ROW * number
        label = curve.series.label or gettext("All reports")
        total = formatting.number(curve.series.total)
        yield (
            f'<path d="M{_LEFT} {y - 4}h32" stroke="{LINE_COLOURS[number % len(LINE_COLOURS)]}" '
            f'stroke-width="2.2" stroke-dasharray="{LINE_DASHES[number % len(LINE_DASHES)]}"/>'
        )
        yield svg_words(_LEFT + 42, y, f"{label[:MAX_LEGEND_CHARS]}  {total}")
