"""Lists the terms of one segment that contain a text."""

import numpy as np

from index.api import TermPart
from index.embedded.segment.phrase_field import PhraseField
from index.embedded.segment.term_fields import PostingField


def matching_terms(
    field: PostingField | PhraseField, text: bytes, part: TermPart, limit: int, segments: int
) -> list[tuple[bytes, int]]:
    """Terms of one segment that contain the text, each with its number of reports.

    With several segments all of them are returned, with one segment only the `limit` most frequent.
    """
    lexicon = field.lexicon
    if part is TermPart.PREFIX:
        start, stop = lexicon.prefixed(text)
        numbers = np.arange(start, stop)
        counts = field.counts(start, stop)
    else:
        numbers = lexicon.containing(text, last=part is TermPart.SUFFIX)
        counts = field.counts(0, int(numbers.max(initial=-1)) + 1)[numbers]
    if segments == 1 and len(numbers) > 4 * limit and limit:
        edge = np.partition(counts, len(counts) - limit)[len(counts) - limit]
        numbers, counts = numbers[counts >= edge], counts[counts >= edge]
    return list(zip(lexicon.some(numbers), counts.tolist(), strict=True))
