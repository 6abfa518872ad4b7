"""The vertical scale of a chart: a readable number at its top."""

import math

TOP_STEPS = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
"""Times a power of ten, these are readable, and so are their halves; none is half as high again
as the one before, so that a curve fills at least two thirds of its chart."""


def readable_top(highest: float, *, whole: bool) -> float:
    """The least readable number not below `highest`.

    With `whole` its half is a whole number: the middle of the scale is labelled with it.
    """
    if highest <= 0:
        return 2.0
    power = 10.0 ** math.floor(math.log10(highest))
    tops = (round(step * power, 9) for step in TOP_STEPS)
    return next(top for top in tops if top >= highest and not (whole and top % 2))
