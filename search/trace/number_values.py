"""The value of a number written in digits or in Chinese characters: 十二点五, 46.5万, 百分之三."""

import re
from decimal import Decimal

from index.text.han_numbers import HAN_DIGITS, HAN_MYRIADS, HAN_TENS, digits_of, han_value
from index.text.lazy_pattern import lazy_pattern

_HAN = "".join((*HAN_DIGITS, *HAN_TENS, *HAN_MYRIADS))
_HAN_NUMERAL = re.compile(f"[{_HAN}]")
MAX_NUMBER_CHARS = 30
MIN_DIGITS_OF_YEAR = 4
"""Digits without 十 and 百 that are one number: 二〇二一, not 二三."""
_WRITTEN = lazy_pattern(
    rf"(?P<share>百分之)?(?:(?P<digits>[0-9]{{1,15}}(?:,[0-9]{{3}}){{0,4}}(?:\.[0-9]{{1,6}})?)"
    r"(?P<myriads>[万萬亿億]{0,2})"
    rf"|(?P<han>[{_HAN}]{{1,20}})(?:[点點](?P<part>[零〇一二三四五六七八九]{{1,6}}))?)(?P<percent>[%％])?"
)


def same_value(first: str, other: str) -> bool:
    """Whether two texts are the same number, one in Chinese characters, at least in part.

    2.5 is not 2.50: it is less exact.
    """
    value = _value(first) if _HAN_NUMERAL.search(first + other) else None
    return value is not None and value == _value(other)


def _value(text: str) -> tuple[Decimal, bool] | None:
    """The value of a number and whether it is a share of a hundred; None if it is no number."""
    written = _WRITTEN.fullmatch(text.strip()) if len(text) <= MAX_NUMBER_CHARS else None
    if written is None or (written["share"] and written["percent"]):
        return None
    if written["digits"]:
        value: Decimal | None = Decimal(written["digits"].replace(",", ""))
        for char in written["myriads"]:
            value = value and value * HAN_MYRIADS[char]
    else:
        value = _han_decimal(written["han"], written["part"] or "")
    share = bool(written["share"] or written["percent"])
    return None if value is None else (value, share)


def _han_decimal(han: str, part: str) -> Decimal | None:
    """The value of a number in Chinese characters; None if it may be read in two ways, as 二三."""
    whole = han_value(han)
    if whole is None and len(han) >= MIN_DIGITS_OF_YEAR and not han.startswith(("零", "〇")):
        digits = digits_of(han)
        whole = int(digits) if digits.isdecimal() else None
    return None if whole is None else Decimal(f"{whole}.{digits_of(part)}" if part else whole)
