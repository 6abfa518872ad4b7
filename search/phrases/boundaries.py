"""Whether a mined phrase begins and ends where words do, in the texts that have it."""

from collections.abc import Iterator, Sequence
from typing import Final

from index.text.analysis import Analyzer

CONTEXT_CHARS: Final = 12
"""Code points before and after a phrase that are segmented with it."""
CHECKED: Final = 6
"""Occurrences that are looked at."""


def at_words(phrase: str, texts: Sequence[str], analyzer: Analyzer) -> bool:
    """Whether the phrase is made of whole words in at least half of its first occurrences.

    `texts` are folded. A phrase in Latin letters always is.
    """
    if phrase.isascii():
        return True
    fits = [_fits(phrase, text, at, analyzer) for text, at in _occurrences(phrase, texts)]
    return 2 * sum(fits) >= len(fits)


def _occurrences(phrase: str, texts: Sequence[str]) -> Iterator[tuple[str, int]]:
    left = CHECKED
    for text in texts:
        at = text.find(phrase)
        if at >= 0:
            yield text, at
            left -= 1
        if not left:
            return


def _fits(phrase: str, text: str, at: int, analyzer: Analyzer) -> bool:
    """Whether both ends of the phrase are ends of words."""
    first = max(0, at - CONTEXT_CHARS)
    words = analyzer.words(text[first : at + len(phrase) + CONTEXT_CHARS], compounds=False)
    starts = {first + word.start for word in words}
    ends = {first + word.end for word in words}
    return at in starts and at + len(phrase) in ends
