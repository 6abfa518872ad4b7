"""The vertical scale of a chart: a readable number at its top."""

import math
from collections.abc import Sequence

SHARE_STEPS = (1, 2, 5, 10)
COUNT_STEPS = (2, 4, 10)
"""Even numbers: the middle of the scale is labelled with half of the top, a whole number."""


def readable_top(highest: float, steps: Sequence[int]) -> float:
    """The least readable number not below `highest`: one of `steps` times a power of ten."""
    if highest <= 0:
        return float(steps[1])
    power = 10.0 ** math.floor(math.log10(highest))
    return next(step * power for step in steps if step * power >= highest)
