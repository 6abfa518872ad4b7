"""Parts that charts as SVG files share: the document, its scales, its colours and texts."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from markupsafe import escape

from index.api import DateUnit
from web import formatting
from web.charts.time_axis import axis_marks

SVG_FONT: Final = (
    "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, sans-serif"
)
"""Fonts with Chinese characters first: the generic family may be a calligraphic one."""
SVG_INK: Final = "#1d242a"
SVG_SOFT: Final = "#535e66"
SVG_RULE: Final = "#d8dcd6"
LINE_COLOURS: Final = ("#155a86", "#b0531c", "#1c6a54", "#8a3f86", "#7a6a12", "#4c4c54")
LINE_DASHES: Final = ("", "7 4", "2 4", "10 3 2 3", "14 4", "4 2 1 2")
"""The colours and dashes of lines, in their order."""


def svg_document(width: int, height: int, title: str, parts: Iterable[str]) -> str:
    """The file: a white page with `parts`, which screen readers call by its title."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" font-family="{SVG_FONT}"',
        f' viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<title>{svg_text(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *parts,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def svg_scale(columns: tuple[int, int], rules: Iterable[tuple[float, float]]) -> Iterator[str]:
    """The horizontal rules of a chart with their values, each a value and its y.

    `columns` are the left edge of the chart and its width.
    """
    left, width = columns
    for value, y in rules:
        yield f'<path d="M{left} {y:g}h{width}" stroke="{SVG_RULE}"/>'
        yield svg_words(left - 8, y + 4, formatting.decimal(value), fill=SVG_SOFT, anchor="end")


def svg_text(text: str) -> str:
    """A text for XML: control characters, which XML cannot hold, are left out."""
    printable = "".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff")
    return str(escape(printable.replace("\ufffe", "").replace("\uffff", "")))


def svg_words(  # noqa: PLR0913 - the attributes of one text
    x: float,
    y: float,
    text: str,
    *,
    fill: str = SVG_INK,
    size: int = 13,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    """A line of text whose baseline begins, or with `anchor` ends or is centred, at a point."""
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{fill}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{svg_text(text)}</text>'
    )


def svg_axis(
    beginnings: Sequence[datetime.date], unit: DateUnit, across: tuple[float, float], y: float
) -> Iterator[str]:
    """Names of the first and last period and of round times between; `across` is x and width."""
    left, width = across
    ends = (("start", left, beginnings[:1]), ("end", left + width, beginnings[1:][-1:]))
    for anchor, x, some in ends:
        for begin in some:
            words = formatting.date(begin, unit)
            yield svg_words(x, y, words, fill=SVG_SOFT, anchor=anchor)
    for mark in axis_marks(beginnings, unit):
        yield svg_words(left + mark.at * width, y, mark.label, fill=SVG_SOFT, anchor="middle")
