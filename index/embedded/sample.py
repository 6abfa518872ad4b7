"""The sample of texts that phrases are mined from: a seventh of each batch, all of a small one.

Which reports are in it depends on their fingerprints alone. Texts are kept as folded code points,
with a NUL behind each.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from index.arrays import Array
from index.embedded.write.texts import Folded

LEAST = 100_000
"""Tokens of a batch up to which all of it is taken."""
SHARE = 7
NAME = "sample"
LONGEST = 20_000
"""Code points that are taken of one text."""


def chosen(fingerprints: Sequence[str], lengths: Array) -> list[int]:
    """The rows of the reports in the sample, given how many tokens each has."""
    budget = max(LEAST, int(lengths.sum()) // SHARE)
    order = sorted(range(len(fingerprints)), key=fingerprints.__getitem__)
    ends = np.cumsum(np.minimum(lengths[order], LONGEST))
    return sorted(order[: int(ends.searchsorted(budget)) + 1])


def arrays(fields: Sequence[Folded], rows: Sequence[int]) -> Iterator[tuple[str, Array]]:
    """The texts of the chosen rows as one array, a text for each of the fields in turn."""
    taken: list[Array] = [np.zeros(0, dtype=np.uint32)]
    for row in rows:
        for folded in fields:
            start = int(folded.ends[row - 1]) + 1 if row else 0
            stop = min(int(folded.ends[row]), start + LONGEST)
            taken += [folded.plain[start:stop], np.zeros(1, dtype=np.uint32)]
    yield NAME, np.concatenate(taken).astype(np.uint32)
