"""Whether a mined phrase begins and ends where words do, in the texts that have it."""

from collections.abc import Iterator, Sequence
from typing import Final

from index.text.analysis import Analyzer
from index.text.function_words import APART

CONTEXT_CHARS: Final = 8
"""Code points before and after a phrase that are segmented with it."""
CHECKED: Final = 4
"""Occurrences that are looked at."""
_NEVER_FIRST: Final = APART | frozenset("在该此其对向为由因但还又也更等届第日月年")
_NEVER_LAST: Final = APART | frozenset("在该此其对向为由因但还又更等称说届第日年时后")


def at_words(phrase: str, texts: Sequence[str], analyzer: Analyzer) -> bool:
    """Whether the phrase is made of whole words in at least half of its first occurrences.

    `texts` are folded. A phrase in Latin letters always is. One that begins or ends with a word of
    reporting (在…, …称) is not.
    """
    if phrase.isascii():
        return True
    if phrase[0] in _NEVER_FIRST or phrase[-1] in _NEVER_LAST:
        return False
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
