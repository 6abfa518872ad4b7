"""BM25 as Lucene computes it, so that both engines score alike.

The score of a term in a report is idf · (K1 + 1) · f / (f + K1 · (1 - B + B · length / mean)), with
the frequency f of the term in a field. `length` is stored in one byte, as in Lucene's SmallFloat.
Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), and Lucene's
BM25Similarity.
"""

import math
from typing import NamedTuple

import numpy as np

from index.arrays import Array

K1, B = 1.2, 0.75
MAX_EXACT_LENGTH = 40
"""Lengths up to here fit into the byte; longer ones lose all but their four highest bits."""
_OFFSET = 24
"""Lucene's byte counts from here in numbers of four bits."""


class FieldStatistics(NamedTuple):
    """The reports that have any token in a field, and their mean number of tokens there."""

    reports: int
    mean: float


def idf(count: int, reports: int) -> float:
    """log(1 + (N - n + ½) / (n + ½)) for a term in `count` of `reports` reports; above 0."""
    return math.log(1 + (reports - min(count, reports) + 0.5) / (count + 0.5))


def rounded_lengths(lengths: Array) -> Array:
    """The lengths as Lucene's byte keeps them: float32, at most an eighth shorter."""
    rest = np.maximum(lengths.astype(np.int64) - _OFFSET, 0)
    bits = np.frexp(rest.astype(np.float64))[1]
    lost = np.maximum(bits - 4, 0)
    long = (rest >> lost << lost) + _OFFSET
    return np.where(lengths > MAX_EXACT_LENGTH, long, lengths).astype(np.float32)


def length_norms(lengths: Array, mean: float) -> Array:
    """The addend of the frequency in the divisor of BM25, for fields of these lengths: float32."""
    norms: Array = np.float32(K1 * (1 - B)) + rounded_lengths(lengths) * np.float32(K1 * B / mean)
    return norms
