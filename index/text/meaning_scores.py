"""How words and meaning add up: in the order of passages, and in that of reports."""

import numpy as np

from index.arrays import Array
from index.text import bm25

MAX_TEXTS = 20
"""Texts of a question about meaning that are compared."""
WORD_WEIGHT = 0.13
"""The weight of a rare word of a query in the other language, beside a similarity."""
MAX_RARE_WORDS = 6
"""More of them add nothing."""
WORDS_IN_FULL, WORDS_NO_MORE = 0.5, 0.7
"""The similarities of the nearest passage up to which words count in full, and from which they do
not count: it then is the translation. Chosen on a third of the queries of six sets across
languages."""
MEANING_WEIGHT = 1.0
"""The addition for a similarity of 1 above the usual one, in scores of the best report by words.

Measured on the tuning thirds of four sets of questions: .5 to 1.5 gain, from 3 on some lose."""


def word_additions(scores: Array, reports: int) -> Array:
    """The additions of words to the similarities of passages, by the scores of their reports.

    A similarity is at most 1. The score of BM25 is divided by that of a word that one report has,
    so that it does not grow with the archive: it then says how many rare words a report has.
    Measured: the sum is best with a WORD_WEIGHT of .12 to .14, on four sets of 240 reports in the
    other language and on two among 3,500.
    """
    rare_words = scores / bm25.idf(1, max(reports, 1))
    added: Array = WORD_WEIGHT * np.minimum(rare_words, MAX_RARE_WORDS)
    return added


def share_of_words(nearest: float) -> float:
    """How much words count if the nearest passage is so similar, from 0 to 1."""
    share = (WORDS_NO_MORE - nearest) / (WORDS_NO_MORE - WORDS_IN_FULL)
    return min(max(share, 0.0), 1.0)
