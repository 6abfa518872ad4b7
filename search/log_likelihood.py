"""The log likelihood ratio of two counts (Dunning 1993), which does not overrate rare words."""

import math


def log_likelihood_ratio(count: float, other_count: float, size: float, other_size: float) -> float:
    """How surprising it is that `count` in `size` and `other_count` in `other_size` differ.

    Negative if the first share is the lower one or both are equal; 10.83 or more has one of a
    thousand pairs by chance.
    """
    total = size + other_size
    share = (count + other_count) / total if total else 0.0
    ratio = sum(
        2 * observed * math.log(observed / (share * among))
        for observed, among in ((count, size), (other_count, other_size))
        if observed and among
    )
    return ratio if count * other_size > other_count * size else -ratio
