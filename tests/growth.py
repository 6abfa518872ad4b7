"""How the time that a function takes grows with its input: by ratios, never by seconds.

Processor time of the thread, so that what else the machine does counts for little; of several runs
the least, and what looks too steep is measured again before it is believed.
"""

import contextlib
import gc
import itertools
import math
import time

STEEP = 1.5
"""An exponent of growth: 1 is linear, 2 quadratic; what lies between is noise or a logarithm."""
_LONG = 0.005
"""Seconds beyond which one run says enough: noise is a small part of it."""
_SURE = 0.002
"""Seconds below which a measurement says nothing: what takes less at the greatest size is cheap."""


def seconds(function, *given, runs=3):
    """Processor seconds of the quickest of some runs; of one where it is long."""
    least = math.inf
    with _uncollected():
        for _ in range(runs):
            begun = time.thread_time()
            function(*given)
            least = min(least, time.thread_time() - begun)
            if least > _LONG:
                break
    return least


@contextlib.contextmanager
def _uncollected():
    """Without the collector of garbage: it takes as long as everything alive in this process."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def exponent(function, make, sizes, steep=STEEP):
    """How steeply the time of `function(make(size))` grows, over the steepest of the steps.

    It stops at the first step that is too steep, so that a bad one does not take for ever.
    """
    worst = 0.0
    inputs = {size: make(size) for size in sizes}
    before = seconds(function, inputs[sizes[0]])
    for smaller, larger in itertools.pairwise(sizes):
        now = seconds(function, inputs[larger])
        if now > _SURE:
            step = _step(before, now, larger / smaller)
            if step > steep:
                before = min(before, seconds(function, inputs[smaller]))
                now = min(now, seconds(function, inputs[larger]))
                step = _step(before, now, larger / smaller)
            worst = max(worst, step)
        if worst > steep:
            break
        before = now
    return worst


def _step(before, now, times):
    return math.log(now / max(before, _SURE / times)) / math.log(times)
