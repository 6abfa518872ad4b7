"""Lists of reports in one: which reports are in any of them, and in how many.

Few reports are sorted, many are marked in an array over all reports.
"""

from collections.abc import Sequence

import numpy as np

from index.arrays import Array, DocIds, set_positions, unique_sorted

DENSE_UNION_RATIO = 16
"""An OR uses an array over all reports if it has more than a sixteenth as many postings."""


def union(lists: Sequence[Array], count: int) -> Array:
    """The reports in any of the lists, in ascending order."""
    if len(lists) == 1:
        return lists[0].astype(np.intp, copy=False)
    if sum(map(len, lists)) * DENSE_UNION_RATIO > count:
        mask = np.zeros(count, dtype=np.bool_)
        for docs in lists:
            mask[docs] = True
        return np.flatnonzero(mask)
    docs = np.concatenate(lists).astype(np.intp)
    docs.sort()
    return unique_sorted(docs)


def occurrences(lists: Sequence[Array], count: int) -> tuple[DocIds, Array]:
    """The reports in any of the lists, ascending, and the number of lists that have each."""
    if sum(map(len, lists)) * DENSE_UNION_RATIO > count:
        numbers: Array = np.zeros(count, dtype=np.uint8 if len(lists) < 256 else np.uint16)
        for docs in lists:
            numbers[docs] += 1
        docs = set_positions(numbers > 0)
        return docs, numbers.take(docs)
    together = np.concatenate(lists).astype(np.uint32)  # halves the time to sort
    together.sort()
    new = np.ones(len(together) + 1, dtype=np.bool_)
    np.not_equal(together[1:], together[:-1], out=new[1:-1])
    starts = new.nonzero()[0]
    return together.take(starts[:-1]).astype(np.intp), np.diff(starts)
