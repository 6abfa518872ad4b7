"""The curve of a phrase: its reports in each month, its peak, its half-life, and its state."""

import enum
import functools
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from search.phrases.heat import FEW_REPORTS, Grade, grade

HALVED_MONTHS: Final = 3
"""A phrase has halved when its share stays at or below half its peak for this many months."""
QUIET_MONTHS: Final = 12
"""A phrase is no longer used after this many months with enough reports, and all between, without.

Nor does a month that lies so far back say how it is used at the end.
"""
RECENT_MONTHS: Final = 3
"""The last months with enough reports, which decide whether a phrase is still used."""
MAX_MONTHS: Final = 1200
"""Months of one curve; of more, the last ones."""


class State(enum.Enum):
    """The state of a phrase at the end of the archive."""

    RISING = "rising"
    """Its peak is among the last RECENT_MONTHS months."""
    STEADY = "steady"
    """The last RECENT_MONTHS months have at least half of its peak, on average."""
    COOLING = "cooling"
    """They have less, but it was used in the last QUIET_MONTHS months, or between them."""
    QUIET = "quiet"
    """It was not used in the last QUIET_MONTHS months with enough reports, nor in any between."""
    UNKNOWN = "unknown"
    """Too few months, or none near the end, have enough reports to say."""


@dataclass(frozen=True, slots=True)
class PhraseMonth:
    """One month ("2023-02") of a phrase.

    `reports` use the phrase; `stories` counts copies of a story once, at its first report, None if
    copies were not collapsed. `everything` counts all reports of the archive in that month under
    the same filters.
    """

    month: str
    reports: int
    everything: int
    stories: int | None = None

    @property
    def counted(self) -> int:
        """The number that shares are computed from: stories if known, else reports."""
        return self.reports if self.stories is None else self.stories

    @property
    def share(self) -> float:
        """Stories (or reports) with the phrase per thousand reports of the month."""
        return self.counted * 1000 / self.everything if self.everything else 0.0

    @property
    def gap(self) -> bool:
        """Whether the archive has no report of this month, which says nothing about the phrase."""
        return not self.everything

    @property
    def few(self) -> bool:
        """Whether the archive has so few reports of this month that a share means little."""
        return self.everything < FEW_REPORTS

    @property
    def grade(self) -> Grade | None:
        """The grade of heat; None without the phrase or with few reports."""
        return None if self.few else grade(self.share)


@dataclass(frozen=True)
class PhraseCurve:
    """A phrase month by month, without gaps in the calendar, up to the archive's last month."""

    months: tuple[PhraseMonth, ...]

    @functools.cached_property
    def reliable(self) -> tuple[PhraseMonth, ...]:
        """The months with enough reports."""
        return tuple(month for month in self.months if not month.few)

    @functools.cached_property
    def peak(self) -> PhraseMonth | None:
        """The month with the highest share, the earliest of several; None without one."""
        best = max(self.reliable, key=lambda month: month.share, default=None)
        return best if best is not None and best.counted else None

    @functools.cached_property
    def rise(self) -> PhraseMonth | None:
        """The first month with at least half the share of the peak."""
        peak = self.peak
        if peak is None:
            return None
        return next(month for month in self.reliable if month.share >= peak.share / 2)

    @functools.cached_property
    def halved(self) -> PhraseMonth | None:
        """The first month after the peak from which the share stays at or below half of it.

        It stays so for HALVED_MONTHS months with enough reports. None if it has not halved, or if
        the archive ends before that can be said.
        """
        peak = self.peak
        if peak is None:
            return None
        after = [month for month in self.reliable if month.month > peak.month]
        low = [month.share <= peak.share / 2 for month in after]
        for position, month in enumerate(after[: len(after) - HALVED_MONTHS + 1]):
            if all(low[position : position + HALVED_MONTHS]):
                return month
        return None

    @property
    def half_life(self) -> int | None:
        """Months from the peak to `halved`, by the calendar."""
        peak, halved = self.peak, self.halved
        return None if peak is None or halved is None else months_between(peak.month, halved.month)

    @property
    def state(self) -> State:
        """The state of the phrase at the end of the archive."""
        peak, reliable = self.peak, self.reliable
        if peak is None or len(reliable) < RECENT_MONTHS:
            return State.UNKNOWN
        recent = reliable[-RECENT_MONTHS:]
        if not self._used_since(reliable[-QUIET_MONTHS:][0]):
            return State.QUIET
        if months_between(recent[0].month, self.months[-1].month) >= QUIET_MONTHS:
            return State.UNKNOWN
        if peak in recent:
            return State.RISING
        mean = sum(month.share for month in recent) / RECENT_MONTHS
        return State.STEADY if mean >= peak.share / 2 else State.COOLING

    def _used_since(self, first: PhraseMonth) -> bool:
        """Whether any month from this one on has the phrase, be its reports ever so few."""
        return any(month.counted for month in self.months if month.month >= first.month)


def gaps(months: Iterable[PhraseMonth]) -> tuple[tuple[str, str], ...]:
    """The stretches of months without any report in the archive: first and last of each."""
    stretches = []
    for gap, some in itertools.groupby(months, key=lambda month: month.gap):
        if gap:
            names = [month.month for month in some]
            stretches.append((names[0], names[-1]))
    return tuple(stretches)


def curve(
    reports: dict[str, int], stories: dict[str, int] | None, everything: dict[str, int]
) -> PhraseCurve:
    """The curve from counts by month, over the months of `everything`."""
    names = calendar(sorted(everything))[-MAX_MONTHS:]
    return PhraseCurve(
        tuple(
            PhraseMonth(
                name,
                reports.get(name, 0),
                everything.get(name, 0),
                None if stories is None else stories.get(name, 0),
            )
            for name in names
        )
    )


def calendar(known: Sequence[str]) -> list[str]:
    """All months from the first to the last of some months in ascending order."""
    if not known:
        return []
    first, last = month_ordinal(known[0]), month_ordinal(known[-1])
    return [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)]


def month_ordinal(month: str) -> int:
    """A month as a number that grows by one each month."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def months_between(first: str, last: str) -> int:
    """The number of months from one month to another."""
    return month_ordinal(last) - month_ordinal(first)


def cosine(first: Iterable[float], other: Iterable[float]) -> float:
    """The cosine of two curves: 1 if one is a multiple of the other, 0 if they never meet."""
    pairs = list(zip(first, other, strict=True))
    product = sum(a * b for a, b in pairs)
    sizes = sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)
    return float(product / sizes**0.5) if sizes else 0.0
