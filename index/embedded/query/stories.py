"""The first report of each story among some reports: what remains when copies are collapsed.

A report is a copy if within ten days before it another of these reports has nearly the same wording
and numbers, and comes from another source or repeats it. An outlet fills in the same form again and
again, and each time it is another story.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from index.api import RefusedError
from index.arrays import Array
from index.text.story_marks import (
    MAX_DIFFERENT_BITS,
    REPEATED_BITS,
    differing_bits,
    other_numbers,
)

COPY_DAYS: Final = 10
MAX_COMPARED_PAIRS: Final = 4_000_000
"""Pairs of reports that are compared: some 60 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryColumns:
    """The columns of some reports. `sources` are ordinals, -1 for an unknown one."""

    dates: Array
    ranks: Array
    wording: tuple[Array, ...]
    numbers: Array
    sources: Array


def first_of_story_mask(columns: StoryColumns) -> Array:
    """A mask of the reports that are no copies; RefusedError if there are too many to compare.

    Reports without a day are never copies.
    """
    firsts = np.ones(len(columns.dates), dtype=np.bool_)
    dated = np.flatnonzero(columns.dates % 100 > 0)
    order = dated[np.lexsort((columns.ranks.take(dated), columns.dates.take(dated)))]
    days = _day_numbers(columns.dates.take(order))
    after = days.searchsorted(days + COPY_DAYS, "right") - np.arange(len(days)) - 1
    if int(after.sum()) > MAX_COMPARED_PAIRS:
        raise RefusedError(
            "Copies of stories cannot be collapsed among so many reports of few days."
        )
    for lag in range(1, int(after.max(initial=0)) + 1):
        earlier = np.flatnonzero(after >= lag)
        first, second = order.take(earlier), order.take(earlier + lag)
        firsts[second[_copies(columns, first, second)]] = False
    return firsts


def _copies(columns: StoryColumns, first: Array, second: Array) -> Array:
    """The positions of the pairs of which the second is a copy of the first."""
    sides = [[column.take(docs) for column in columns.wording] for docs in (first, second)]
    bits = differing_bits(*sides)
    at = np.flatnonzero(bits <= MAX_DIFFERENT_BITS)
    first, second, bits = first.take(at), second.take(at), bits.take(at)
    sources = columns.sources.take(first), columns.sources.take(second)
    numbers = columns.numbers.take(first), columns.numbers.take(second)
    elsewhere = (sources[0] != sources[1]) | (sources[0] < 0)
    repeated = (bits <= REPEATED_BITS) & (numbers[0] == numbers[1])
    positions: Array = at[(elsewhere & ~other_numbers(*numbers)) | repeated]
    return positions


def _day_numbers(dates: Array) -> Array:
    """Days since 1970 of dates as yyyymmdd."""
    numbers = dates.astype(np.int64)
    months = (numbers // 10000 - 1970) * 12 + numbers // 100 % 100 - 1
    first_days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days: Array = first_days + numbers % 100 - 1
    return days
