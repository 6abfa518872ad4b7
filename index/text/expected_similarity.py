"""How similar the nearest of many passages is to a text if none is about it."""

import math
from collections.abc import Sequence

import numpy as np

from index.text import vector_codes
from index.text.vector_codes import Codes, Probe

SAMPLE_PASSAGES = 1024
"""Passages from which the usual similarity is estimated."""
SUPPOSED_PASSAGES, SUPPOSED_MEAN, SUPPOSED_SPREAD = 200, 0.045, 0.065
"""Passages of an ordinary archive: the mean and the spread of their similarities to a question.
Measured: 0.03 to 0.06 and 0.055 to 0.08, questions of XQuAD and 16,000 passages of news."""
MIN_PASSAGES = 10
"""An archive with fewer passages is treated as if it had this many."""


def usual(sample: Sequence[Codes], probe: Probe, count: int) -> float:
    """How similar the nearest of `count` passages is to a probe if none is about it.

    The similarities of passages are taken as normally distributed. Mean and spread are estimated
    from the sample together with SUPPOSED_PASSAGES passages of an ordinary archive, so that a few
    reports do not pass for what is usual.
    """
    similar = [vector_codes.similarities(vector, probe) for vector in sample]
    values = np.concatenate([np.zeros(0, dtype=np.float32), *similar]).astype(np.float64)
    total = len(values) + SUPPOSED_PASSAGES
    mean = (values.sum() + SUPPOSED_PASSAGES * SUPPOSED_MEAN) / total
    squares = (values**2).sum() + SUPPOSED_PASSAGES * (SUPPOSED_MEAN**2 + SUPPOSED_SPREAD**2)
    return float(mean + _extreme(count) * np.sqrt(max(squares / total - mean**2, 0.0)))


def _extreme(count: int) -> float:
    """Standard deviations by which the greatest of `count` normal numbers exceeds the mean."""
    doubled = 2 * math.log(max(count, MIN_PASSAGES))
    root = math.sqrt(doubled)
    return root - (math.log(doubled / 2) + math.log(4 * math.pi)) / (2 * root)
