"""The ways to divide a word: 15 and km of 15km, U and S of US, the parts of a code."""

import itertools
import re
from collections.abc import Iterator, Sequence

from index.text.analysis import ACRONYM, terms_of
from index.text.compounds import MAX_CODE_PARTS, MAX_COMPOUND_PARTS, Compound

Option = tuple[str, ...]
"""Consecutive terms."""
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
MAX_SPLIT_PARTS = 4
"""Runs of letters and of digits of one word that may be written apart."""


def divided(word: str) -> list[Option]:
    """A mixed word in its parts: 15 and km of 15km; Mate, 60 and pro, or mate60 and pro."""
    parts = _LETTERS_OR_DIGITS.findall(word)
    if not 2 <= len(parts) <= MAX_SPLIT_PARTS or "".join(parts) != word:
        return []
    options = list(written_apart(parts))
    if len(parts) > 2:
        pairs = range(len(parts) - 1)
        options += [(*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :]) for at in pairs]
    return options


def written_apart(words: Sequence[str]) -> Iterator[Option]:
    """The spellings of consecutive words; a number may have separators."""
    ways = [
        [(word,), *(as_compound(word) if word.isdecimal() or may_be_dotted(word) else ())]
        for word in words
    ]
    for parts in itertools.product(*ways):
        yield tuple(term for part in parts for term in part)


def may_be_dotted(word: str) -> bool:
    """Whether a word may be an acronym that others write with dots: the US of 410 U.S. 113."""
    return word.isalpha() and ACRONYM[0] <= len(word) < ACRONYM[1]


def as_compound(word: str) -> list[Option]:
    """A word as a compound, for each possible number of parts."""
    if len(word) < 2:
        return []
    most = MAX_CODE_PARTS if word.isdecimal() else MAX_COMPOUND_PARTS
    return [tuple(terms_of(Compound(word, parts))) for parts in range(2, most + 1)]
