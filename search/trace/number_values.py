"""The value of a number written in digits or in Chinese characters: 十二点五, 46.5万, 百分之三."""

import re
from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_MYRIADS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_HAN = "".join(_DIGITS) + "".join(_TENS) + "".join(_MYRIADS)
_HAN_NUMERAL = re.compile(f"[{_HAN}]")
MAX_NUMBER_CHARS = 30
MIN_DIGITS_OF_YEAR = 4
"""Digits without 十 and 百 that are one number: 二〇二一, not 二三."""
MIN_SHORTENED = 2
_WRITTEN = re.compile(
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
            value = value and value * _MYRIADS[char]
    else:
        value = _han_value(written["han"], written["part"] or "")
    share = bool(written["share"] or written["percent"])
    return None if value is None else (value, share)


def _han_value(han: str, part: str) -> Decimal | None:
    """The value of a number in Chinese characters; None if it may be read in two ways, as 二三."""
    if all(char in _DIGITS for char in han):
        plain = len(han) == 1 or (
            len(han) >= MIN_DIGITS_OF_YEAR and not han.startswith(("零", "〇"))
        )
        whole = int("".join(str(_DIGITS[char]) for char in han)) if plain else None
    else:
        whole = _han_whole(han)
    decimals = "".join(str(_DIGITS[char]) for char in part)
    return None if whole is None else Decimal(f"{whole}.{decimals}" if decimals else whole)


def _han_whole(han: str) -> int | None:
    total = section = 0
    digit: int | None = None
    for char in han:
        if char in _DIGITS:
            if digit:
                return None  # 二三十: some
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (1 if digit is None else digit) * _TENS[char]
            digit = None
        elif (section := section + (digit or 0)) or total:
            total = (total + section) * _MYRIADS[char]
            section, digit = 0, None
        else:
            return None  # 万 alone is a unit
    if digit and len(han) > MIN_SHORTENED and han[-2] not in "零〇十":
        return None  # 三万五: 35 000
    return total + section + (digit or 0)
