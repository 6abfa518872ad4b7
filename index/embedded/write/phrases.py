"""Mines the phrases of a segment from the samples of its batches; stores them with counts."""

from collections.abc import Sequence

import numpy as np

from index.arrays import Array
from index.embedded.segment.array_file import ArrayFileWriter
from index.embedded.segment.term_blocks import put_terms
from index.embedded.write import sample
from index.embedded.write.batch import Batch
from index.schema import GRAMS, PHRASES
from index.text.analysis import Analyzer
from index.text.phrase_units import mined_phrases

MIN_MINED_CODE_POINTS = 400_000
MINED_SHARE_DIVISOR = 10
MAX_MINED_CODE_POINTS = 4_000_000
"""Code points that are mined: a tenth of the number of tokens, within these two limits."""


def put(out: ArrayFileWriter, batches: Sequence[Batch], analyzer: Analyzer) -> None:
    """Write the phrases of these batches, whose texts `analyzer` has cut."""
    codes = _codes(batches)
    texts = np.cumsum(codes == 0) // 2  # a title and a body make one report
    counts = mined_phrases(codes, texts, analyzer)
    names = sorted(counts, key=lambda name: name.encode("utf-8", "surrogatepass"))
    put_terms(out, PHRASES, names, columns=[np.array([counts[name] for name in names], np.int64)])


def _codes(batches: Sequence[Batch]) -> Array:
    """The samples one after the other, shortened by equal shares if they are too large."""
    sizes = [batch.spilled.count(sample.SAMPLE_ARRAY) for batch in batches]
    tokens_of_all = sum(int(batch.lengths[GRAMS[-1]].sum()) for batch in batches)
    wanted = min(
        max(MIN_MINED_CODE_POINTS, tokens_of_all // MINED_SHARE_DIVISOR), MAX_MINED_CODE_POINTS
    )
    share = min(1.0, wanted / max(sum(sizes), 1))
    parts = [np.zeros(1, dtype=np.uint32)]
    for batch, size in zip(batches, sizes, strict=True):
        parts += [batch.spilled.take(sample.SAMPLE_ARRAY, 0, int(size * share)), parts[0]]
    return np.concatenate(parts)
