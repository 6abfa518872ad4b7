"""Sizes such as 3×4, 3 x 4, 3*4 and 3cm×4cm, which are equal under any sign between sides."""

import re
from collections.abc import Iterator

from index.text.compounds import TIMES_SIGN
from index.text.fold import NON_HAN
from index.text.lazy_pattern import lazy_pattern

_SIDE = r"\d{1,6}(?:\.\d{1,4})?(?:[ckm]?m)?"
SIZE = lazy_pattern(rf"(?<!{NON_HAN})(?<!\d\.){_SIDE}(?: ?[x×*] ?{_SIDE}){{1,3}}(?!{NON_HAN}|\.\d)")
"""A folded size of up to four sides."""
_SIGN = re.compile(r"(?<=[\da-z])(?:[x×*]| [x×*] ?|[x×*] )(?=\d)")
_SIGNS = ("×", "x", " x ", TIMES_SIGN)


def size_notations(size: str) -> list[str]:
    """A folded size as it is written, then with each of the signs between its sides."""
    sides = _SIGN.split(size)
    return [size, *(sign.join(sides) for sign in _SIGNS)]


def size_pattern(size: str) -> str:
    """A regular expression for a folded size with any sign between its sides."""
    sides = " ?[x×*] ?".join(map(re.escape, _SIGN.split(size)))
    return rf"(?<!{NON_HAN}){sides}(?!{NON_HAN})"


def sizes(folded: str) -> Iterator[re.Match[str]]:
    """The sizes in a folded text."""
    return SIZE.finditer(folded)


def asterisk_size(folded: str) -> bool:
    """Whether a folded text has a size whose sign would otherwise be a wildcard: 1920*1080."""
    return TIMES_SIGN in folded and any(TIMES_SIGN in size[0] for size in sizes(folded))
