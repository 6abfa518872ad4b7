"""Grades of heat: how much of a month's reports use a phrase.

Six grades (沸 烫 热 暖 温 冷) are usual in studies of the Chinese press. There 5.2 % of a paper's
articles are the lower limit of the first grade and 1.3 % that of the second. The limits here are
those, rounded, and each further one is about half of the one before.
"""

import enum
from typing import Final

FEW_REPORTS: Final = 20
"""A month with fewer reports than this in the archive has no grade, and cannot be a peak."""


class Grade(enum.Enum):
    """A grade of heat, hottest first."""

    BOILING = "boiling"
    SCALDING = "scalding"
    HOT = "hot"
    WARM = "warm"
    TEPID = "tepid"
    COLD = "cold"


LIMITS: Final = (
    (Grade.BOILING, 50.0),
    (Grade.SCALDING, 12.5),
    (Grade.HOT, 6.0),
    (Grade.WARM, 3.0),
    (Grade.TEPID, 1.0),
    (Grade.COLD, 0.0),
)
"""Each grade with its least share, in reports per thousand of the month."""


def grade(share: float) -> Grade | None:
    """The grade of a share per thousand; None for a month without the phrase."""
    if share <= 0:
        return None
    return next(level for level, least in LIMITS if share >= least)
