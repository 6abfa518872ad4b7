"""Signs of numbers in highlight patterns: the minus of -3.5, the sign in 2/3 and 3:2."""

import re

from index.text.analysis import SYMBOLS, compounds_of, pieces
from index.text.lazy_pattern import lazy_pattern
from index.text.negative_numbers import MINUS_SIGNS, NUMBER_MINUS

OTHER = rf"(?:[^\w{SYMBOLS}]|_)"
"""The expression for what is neither a letter nor a symbol."""
_DIGIT_BEFORE = re.compile(r"\d[.,'’‘ʼ](?=\d)")
_DIGIT_AFTER = re.compile(r"\d[.,'’‘ʼ]\d")
"""A digit and a sign before a number, and after one, which may be parts of a longer number."""
_NUMBER_WINDOW = 48
"""Code points on either side of a number in which a longer one is looked for."""
_RATIOS = (re.compile("/"), re.compile("[:\u2236]"))
"""The patterns of signs between two numbers."""
UNSIGNED = rf"(?<!{NUMBER_MINUS})"
"""Before a number: it is no negative one."""
AT_UNSIGNED = lazy_pattern(UNSIGNED)
"""The same, to be matched at a position."""
_ANY_UNSIGNED = lazy_pattern(f"{OTHER}*{UNSIGNED}")
_SOME_UNSIGNED = lazy_pattern(f"{OTHER}+{UNSIGNED}")
_MINUS = lazy_pattern(f"{NUMBER_MINUS}(?=[0-9])")


def minus_before(folded: str, piece: re.Match[str]) -> str:
    """The expression for the sign before the first piece of a passage; empty without one."""
    negative = piece.start() and _MINUS.match(folded, piece.start() - 1)
    return "[-\u2212]" if negative else ""


def ratio_between(
    folded: str, before: re.Match[str], after: re.Match[str]
) -> re.Pattern[str] | None:
    """The pattern of the sign between two numbers that are a ratio; None for other pieces."""
    if not (before[0][-1].isdecimal() and after[0][0].isdecimal()):
        return None
    gap = folded[before.end() : after.start()]
    return next((sign for sign in _RATIOS if sign.fullmatch(gap)), None)


def gap_before_number(
    folded: str, before: re.Match[str], after: re.Match[str], *, unsigned: bool
) -> re.Pattern[str] | None:
    """The pattern of what stands between a piece and a number; None if it may be anything.

    A ratio keeps its sign. With `unsigned`, a number written without a minus is no negative one.
    """
    if ratio := ratio_between(folded, before, after):
        return ratio
    if not (unsigned and is_unsigned(folded, after)):
        return None
    words = before.lastgroup == after.lastgroup == "word"
    return _SOME_UNSIGNED if words else _ANY_UNSIGNED


def is_unsigned(folded: str, piece: re.Match[str]) -> bool:
    """Whether a piece behind another one is a number without a minus."""
    return piece[0][0].isdecimal() and folded[piece.start() - 1] not in MINUS_SIGNS


def in_number(folded: str, start: int, end: int) -> bool:
    """Whether a text begins or ends inside a number: the 5 of 3.5 and the 500 of 12,500."""
    if not _DIGIT_BEFORE.match(folded, max(0, start - 2)) and not _DIGIT_AFTER.match(
        folded, end - 1
    ):
        return False
    first = max(0, start - _NUMBER_WINDOW)
    window = folded[first : end + _NUMBER_WINDOW]
    grams = pieces(window)
    for at, compound in compounds_of(window, grams):
        if compound.whole:
            opens = grams[at].start + first
            closes = grams[at + compound.runs - 1].end + first
            if opens < start < closes or opens < end < closes:
                return True
    return False
