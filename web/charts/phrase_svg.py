"""The chart of phrases as an SVG file that stands alone: its colours and words are in it."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from index.api import DateUnit
from search.phrases.history import PhraseHistory
from web import phrase_words
from web.charts.phrase_chart import CHART_HEIGHT, CHART_WIDTH, ChartMonth, PhraseChart, PhraseLine
from web.charts.svg import (
    LINE_COLOURS,
    LINE_DASHES,
    SVG_SOFT,
    svg_axis,
    svg_document,
    svg_scale,
    svg_text,
    svg_words,
)
from web.language import gettext

_LEFT_MARGIN: Final = 64
_TOP_MARGIN: Final = 56
_BOTTOM_MARGIN: Final = 84
GRADE_COLOURS = MappingProxyType(
    {
        "boiling": "#8f1d13",
        "scalding": "#c2461f",
        "hot": "#dd8033",
        "warm": "#d3a94a",
        "tepid": "#8fb3a4",
        "cold": "#7fa6bd",
        "few": "#b8beba",
        "gap": "#eceeea",
    }
)


def phrase_svg(chart: PhraseChart) -> str:
    """The chart as a document, in the language of the page."""
    width, height = _LEFT_MARGIN + CHART_WIDTH + 24, _TOP_MARGIN + CHART_HEIGHT + _BOTTOM_MARGIN
    title = " · ".join(line.history.phrase for line in chart.lines)
    parts = [
        svg_words(_LEFT_MARGIN, 28, title, size=18, weight=600),
        svg_words(_LEFT_MARGIN, 48, _unit(chart), fill=SVG_SOFT, size=13),
        *svg_scale(
            (_LEFT_MARGIN, CHART_WIDTH),
            (
                (chart.top, _TOP_MARGIN + 12),
                (chart.top / 2, _TOP_MARGIN + 8 + CHART_HEIGHT / 2),
                (0.0, _TOP_MARGIN + 8 + CHART_HEIGHT),
            ),
        ),
        f'<g transform="translate({_LEFT_MARGIN} {_TOP_MARGIN + 8})">',
        *(_bars(chart.lines[0].months) if len(chart.lines) == 1 else _lines(chart.lines)),
        "</g>",
        *svg_axis(
            chart.beginnings,
            DateUnit.MONTH,
            (_LEFT_MARGIN, CHART_WIDTH),
            _TOP_MARGIN + CHART_HEIGHT + 28,
        ),
        *_legend(chart, height - 20),
    ]
    return svg_document(width, height, title, parts)


def _unit(chart: PhraseChart) -> str:
    if chart.counts:
        return gettext("Reports of each month")
    return gettext("Reports per 1,000 of each month")


def _bars(months: Sequence[ChartMonth]) -> Iterator[str]:
    for month in months:
        if month.kind == "none":
            continue
        y, inner = (0.0, 1.0) if month.kind == "gap" else (month.y, 0.84)
        x = month.x + month.width * (1 - inner) / 2
        yield (
            f'<rect x="{x:.2f}" y="{y:g}" width="{month.width * inner:.2f}" '
            f'height="{CHART_HEIGHT - y:g}" fill="{GRADE_COLOURS[month.kind]}">'
            f"<title>{svg_text(month.words)}</title></rect>"
        )


def _lines(lines: Sequence[PhraseLine]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield (
            f'<path d="{line.path}" fill="none" stroke="{LINE_COLOURS[number]}" stroke-width="2.2" '
            f'stroke-dasharray="{LINE_DASHES[number]}"><title>{svg_text(line.history.phrase)}'
            "</title></path>"
        )


def _legend(chart: PhraseChart, y: float) -> Iterator[str]:
    """The grades with their limits, or the phrases."""
    if len(chart.lines) == 1 and not chart.counts:
        entries = [
            (GRADE_COLOURS[code], f"{name} {span}")
            for code, name, span in phrase_words.grade_limits()
        ]
    else:
        entries = [
            (LINE_COLOURS[number], _shown(line.history)) for number, line in enumerate(chart.lines)
        ]
    step = CHART_WIDTH / max(len(entries), 1)
    for number, (colour, words) in enumerate(entries):
        x = _LEFT_MARGIN + number * step
        yield f'<rect x="{x:g}" y="{y - 11:g}" width="12" height="12" fill="{colour}"/>'
        yield svg_words(x + 18, y, words, size=12)


def _shown(history: PhraseHistory) -> str:
    phrase = history.phrase
    return phrase if len(phrase) <= 14 else f"{phrase[:13]}…"
