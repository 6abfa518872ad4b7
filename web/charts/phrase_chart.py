"""The curve of a phrase as bars in the colours of their grades; several phrases as lines."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from search.phrases.curve import PhraseMonth, gaps
from search.phrases.history import PhraseHistory
from web import formatting, phrase_words
from web.charts.chart_scale import readable_top
from web.charts.timeline import period
from web.language import gettext
from web.links import Links

CHART_WIDTH: Final = 960
CHART_HEIGHT: Final = 240
_MIN_BAR: Final = 2.0
"""Height of a bar for the least share."""
_MONTHS_BEFORE: Final = 12
"""Months that are shown before the first one with a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartMonth:
    """One month of one phrase in units of the view box.

    `kind` is its grade, "few", "gap" or "none". `words` say what it shows; `href` finds its
    reports, empty if there are none.
    """

    month: PhraseMonth
    x: float
    y: float
    width: float
    kind: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """One phrase of the chart."""

    history: PhraseHistory
    months: tuple[ChartMonth, ...]

    @property
    def path(self) -> str:
        """The months as the data of an SVG path; it is broken where the archive has a gap."""
        parts, pen = [], "M"
        for month in self.months:
            if month.month.gap:
                pen = "M"
                continue
            parts.append(f"{pen}{month.x + month.width / 2:g} {month.y:g}")
            pen = "L"
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class PhraseChart:
    """Phrases on one scale; `top` is the value at the upper edge.

    The values are shares per thousand, or with `counts` reports: shares of months with few reports
    say nothing.
    """

    lines: tuple[PhraseLine, ...]
    top: float
    counts: bool

    @property
    def periods(self) -> tuple[str, ...]:
        """The months of the chart."""
        return tuple(point.month.month for point in self.lines[0].months) if self.lines else ()

    @property
    def beginnings(self) -> tuple[datetime.date, ...]:
        """The first day of each of these months."""
        return tuple(period(month)[0] for month in self.periods)

    @property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """The stretches of its months without any report in the archive: first and last of each."""
        return gaps(point.month for point in self.lines[0].months) if self.lines else ()

    @property
    def gap_months(self) -> int:
        """Its months without any report in the archive."""
        return sum(point.month.gap for point in self.lines[0].months) if self.lines else 0


def phrase_chart(histories: Sequence[PhraseHistory]) -> PhraseChart:
    """The chart of phrases whose curves have the same months, from a year before the first use."""
    counts = not any(history.curve.reliable for history in histories)
    values = [
        _value(month, counts=counts)
        for history in histories
        for month in history.curve.months
        if counts or not month.few
    ]
    top = readable_top(max(values, default=0.0), whole=counts)
    start = min(map(_first_shown, histories), default=0)
    return PhraseChart(
        tuple(
            PhraseLine(history, tuple(_months(history, start, top, counts=counts)))
            for history in histories
        ),
        top,
        counts,
    )


def _first_shown(history: PhraseHistory) -> int:
    used = (at for at, month in enumerate(history.curve.months) if month.counted)
    return max(0, next(used, 0) - _MONTHS_BEFORE)


def _value(month: PhraseMonth, *, counts: bool) -> float:
    return float(month.counted) if counts else month.share


def _months(
    history: PhraseHistory, start: int, top: float, *, counts: bool
) -> Iterator[ChartMonth]:
    months = history.curve.months[start:]
    width = CHART_WIDTH / max(1, len(months))
    address = Links(history.request).periods()
    for position, month in enumerate(months):
        first, last = period(month.month)
        height = min(_value(month, counts=counts) / top, 1.0) * (CHART_HEIGHT - 4)
        if month.counted:
            height = max(height, _MIN_BAR)
        yield ChartMonth(
            month=month,
            x=round(position * width, 2),
            y=round(CHART_HEIGHT - height, 2),
            width=round(width, 2),
            kind=_kind(month),
            words=f"{history.phrase} · {formatting.of_period(month.month)}: {_words(month)}",
            href=address(first, last) if month.reports else "",
        )


def _kind(month: PhraseMonth) -> str:
    if month.gap:
        return "gap"
    if not month.counted:
        return "none"
    return "few" if month.grade is None else month.grade.value


def _words(month: PhraseMonth) -> str:
    if month.gap:
        return gettext("no reports in the archive")
    words = f"{formatting.number(month.reports)} ({formatting.share(month.share)})"
    if month.few and month.counted:
        return f"{words}, {gettext('few reports in the archive')}"
    return f"{words}, {phrase_words.grade(month.grade)}" if month.grade else words
