"""Decides whether a hyphen at the end of a line belongs to the word or divides it."""

import re
from collections.abc import Set as AbstractSet

_HYPHENATED = frozenset(
    (
        *("all", "cross", "half", "high", "long", "low", "multi", "non", "one", "part", "quasi"),
        *("self", "semi", "short", "three", "two", "vice", "well"),
        *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
    )
)
"""First parts of compounds that are always written with a hyphen."""
_PREFIXES = frozenset({"co", "ex", "mid", "post", "pre", "so"})
"""The same for those that also begin other words: ex-perience."""
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_LAST = re.compile(r"(?:^|[^A-Za-z])([A-Za-z]+)[-\u00ad\u2010]$")
_BROKEN = re.compile("[A-Za-z]{1,40}(?:-[ \\t]{0,20}\r?\n[ \\t]{0,20}|\ufffe)[a-z]{1,40}")
_FIRST = re.compile(r"[a-z]+")


def words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case, compounds as a whole and in parts.

    Words that are divided at the end of a line are left out.
    """
    words = {word.lower() for word in _WORD.findall(_BROKEN.sub(" ", text))}
    return frozenset(words | {part for word in words for part in word.split("-")})


def is_divided(before: str, after: str) -> bool:
    """Whether a line may end inside a word that goes on at the beginning of the next."""
    return bool(_LAST.search(before[-40:]) and _FIRST.match(after))


def joined(before: str, after: str, words: AbstractSet[str]) -> str:
    """Joins two lines of which `is_divided` is true; `words` are those of the text.

    The hyphen stays if the text has the compound, or both of its parts as words.
    """
    first, second = _LAST.search(before[-40:]), _FIRST.match(after)
    if first is None or second is None:
        return before + after
    left, right = first[1].lower(), second[0]
    hyphenated = (
        f"{left}-{right}" in words
        or left in _HYPHENATED
        or (left in _PREFIXES and right in words)
        or (len(left) > 2 and {left, right} <= words)
    )
    if before[-1] == "\u00ad" or f"{left}{right}" in words or not hyphenated:
        return before[:-1] + after
    return f"{before[:-1]}-{after}"
