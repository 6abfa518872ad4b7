"""A carrier: a report that has a passage, verbatim or altered; and all carriers of a passage."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.report import Report, ReportId, day_order
from search.trace.differences import Difference, DifferenceKind, gravest_kind, kind_rank


class TextMatch(enum.Enum):
    """Whether a passage is in the archive: character by character, with differences, or not."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A report that carries a passage, as `text` at code points `start` to `end` of its body.

    With `in_title` the positions count in its title. `report` has no paragraphs. The ranges of
    `differences` count in the passage and in the body (or title).
    """

    report: Report
    in_title: bool
    text: str
    start: int
    end: int
    similarity: float
    differences: tuple[Difference, ...]

    @property
    def kind(self) -> DifferenceKind | None:
        """The gravest kind of difference; None if the passage is verbatim."""
        return gravest_kind(self.differences)

    @property
    def match(self) -> TextMatch:
        """VERBATIM or ALTERED."""
        return TextMatch.ALTERED if self.differences else TextMatch.VERBATIM


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The carriers of a passage: dated ones oldest first, then undated ones in the order of ids.

    `total` counts them. `more` says that there may be others: of the reports that share most of the
    passage only the oldest and the likeliest were read. `months` is the number of months of their
    dates, 0 if there are few. `cut`: the deadline stopped the work.
    """

    carriers: tuple[Carrier, ...] = ()
    months: int = 0
    more: bool = False
    cut: bool = False

    def without(self, report_id: ReportId) -> "Located":
        """The carriers other than one report."""
        others = tuple(carrier for carrier in self.carriers if carrier.report.id != report_id)
        return replace(self, carriers=others)

    @property
    def total(self) -> int:
        """The number of carriers; with `more` a lower bound."""
        return len(self.carriers)

    @property
    def match(self) -> TextMatch:
        """How the best carrier has the passage."""
        return self.best.match if self.best else TextMatch.ABSENT

    @property
    def best(self) -> Carrier | None:
        """The carrier with the least grave differences; of several the oldest."""
        return min(self.carriers, key=_gravity, default=None)

    @property
    def earliest(self) -> Carrier | None:
        """The oldest dated carrier."""
        return earliest_carrier(self.carriers)


def earliest_carrier(carriers: Sequence[Carrier]) -> Carrier | None:
    """The first of carriers in the order of their dates; None if no carrier is dated."""
    first = next(iter(carriers), None)
    return first if first and first.report.date else None


def _gravity(carrier: Carrier) -> tuple[int, float, int]:
    marked = sum(
        difference.end - difference.start + difference.other_end - difference.other_start
        for difference in carrier.differences
    )
    return -kind_rank(carrier.kind), -carrier.similarity, marked


def oldest_first(carriers: Sequence[Carrier]) -> tuple[Carrier, ...]:
    """Carriers by date, undated ones last."""
    return tuple(
        sorted(carriers, key=lambda carrier: (day_order(carrier.report), carrier.report.id))
    )
