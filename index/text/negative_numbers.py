"""Finds negative numbers: a sign before a decimal, a share or a temperature (-3.5, -5%, -5℃)."""

from collections.abc import Iterable, Iterator

from index.text.fold import HAN
from index.text.lazy_pattern import lazy_pattern

NEGATIVE = "\x12-"
"""Prefix of the term of a negative number, at its first gram: -3.5 and -5%."""
MINUS_SIGNS = "-\u2212"
"""The folded signs of a negative number."""
RANGE_UNITS = "万亿千百元角倍米吨度公里斤克顷亩平方立升人个名户家次时分秒小岁级层毫厘瓦"
"""Units behind a number; a dash behind them joins it to another one: 2元-3.5元."""
MAX_RANGE_UNITS = 4
"""Characters of such a unit."""
_RANGED = "".join(rf"(?<!\d[{RANGE_UNITS}]{{{n}}}.)" for n in range(1, MAX_RANGE_UNITS + 1))
NUMBER_MINUS = (
    rf"[{MINUS_SIGNS}](?<![^\W{HAN}].)(?<![{MINUS_SIGNS}%‰°].){_RANGED}"
    r"(?=[0-9]{1,12}(?:,[0-9]{3}){0,4}(?:\.[0-9]{1,12}(?![0-9]|\.[0-9])"
    r"|(?= ?(?:[%‰°度]|摄氏|个百分|pct|per ?cent))))"
)
"""A folded sign before a decimal, a share or a temperature; not the hyphen of 歼-20."""
_NEGATIVE = lazy_pattern(rf"{NUMBER_MINUS}(?P<number>[0-9,]+(?:\.[0-9]+)?)")


def negatives(folded: str, signs: Iterable[int] | None = None) -> Iterator[tuple[int, str]]:
    """The term of each negative number of a canonical text, with the position of its digits.

    `signs` are the positions of the minus signs before digits, if they are known.
    """
    numbers = (
        _NEGATIVE.finditer(folded)
        if signs is None
        else filter(None, (_NEGATIVE.match(folded, sign) for sign in signs))
    )
    for number in numbers:
        yield number.start("number"), NEGATIVE + number["number"].replace(",", "")
