"""Signs of numbers in highlight patterns: the minus of -3.5, the sign in 2/3 and 3:2."""

import re

from index.text.analysis import NUMBER_MINUS
from index.text.lazy_pattern import lazy_pattern

_RATIOS = (re.compile("/"), re.compile("[:\u2236]"))
"""The patterns of signs between two numbers."""
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
