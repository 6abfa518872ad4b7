"""The sample of texts that phrases are mined from: a seventh of each batch, all of a small one.

It depends only on the fingerprints of the reports. Texts are kept as folded code points, each
followed by a NUL.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from index.arrays import Array
from index.embedded.write.texts import Folded
from index.report import Fingerprint

MIN_SAMPLED_TOKENS = 100_000
"""A batch with at most this many tokens is taken whole."""
SAMPLED_SHARE_DIVISOR = 7
SAMPLE_ARRAY = "sample"
MAX_TEXT_CODE_POINTS = 20_000
"""Maximum code points taken from one text."""


def chosen(fingerprints: Sequence[Fingerprint], lengths: Array) -> list[int]:
    """The rows of the reports in the sample, given the number of tokens of each report."""
    budget = max(MIN_SAMPLED_TOKENS, int(lengths.sum()) // SAMPLED_SHARE_DIVISOR)
    order = sorted(range(len(fingerprints)), key=fingerprints.__getitem__)
    ends = np.cumsum(np.minimum(lengths[order], MAX_TEXT_CODE_POINTS))
    return sorted(order[: int(ends.searchsorted(budget)) + 1])


def arrays(fields: Sequence[Folded], rows: Sequence[int]) -> Iterator[tuple[str, Array]]:
    """The texts of the chosen rows as one array; each row has one text per field."""
    taken: list[Array] = [np.zeros(0, dtype=np.uint32)]
    for row in rows:
        for folded in fields:
            start = int(folded.ends[row - 1]) + 1 if row else 0
            stop = min(int(folded.ends[row]), start + MAX_TEXT_CODE_POINTS)
            taken += [folded.plain[start:stop], np.zeros(1, dtype=np.uint32)]
    yield SAMPLE_ARRAY, np.concatenate(taken).astype(np.uint32)
