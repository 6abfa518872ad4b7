"""Chinese numerals as numbers, and numbers as Chinese numerals.

One reading of an ambiguous numeral serves everybody: none. 二三 may be 23 or "two or three", 三万五
is 35,000 and not 30,005, so that neither has a value here.
"""

import re
from types import MappingProxyType

_DIGITS = "〇一二三四五六七八九"
HAN_DIGITS = MappingProxyType(
    {digit: value for value, digit in enumerate(_DIGITS)} | {"零": 0, "两": 2}
)
"""The value of each digit."""
HAN_TENS = MappingProxyType({"十": 10, "百": 100, "千": 1_000})
HAN_MYRIADS = MappingProxyType({"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000})
"""The units that close a group of up to four digits, in both scripts."""
_LARGE = (("亿", 100_000_000), ("万", 10_000))
_MAX_NUMBER = 10**16


def han_value(numeral: str) -> int | None:
    """The value of a whole number such as 十二, 一百零三 or 一亿三千万; None for any other text.

    None also for several digits in a row (二三, 二三十), for a unit without a number (万), and
    for a short form that leaves out its last unit (三万五).
    """
    total = group = 0
    digit: int | None = None
    unit = 10_000
    for char in numeral:
        if char in HAN_DIGITS:
            if digit:
                return None
            digit = HAN_DIGITS[char]
        elif HAN_TENS.get(char, unit) < unit:
            unit = HAN_TENS[char]
            group += (1 if digit is None else digit) * unit
            digit = None
        elif (size := HAN_MYRIADS.get(char)) and ((group := group + (digit or 0)) or total):
            total = (total + group) * size if char in "亿億" else total + group * size
            group, digit, unit = 0, None, 10_000
        else:
            return None
    if digit and len(numeral) > len("十二") and numeral[-2] not in "零〇十":
        return None
    return total + group + (digit or 0) if numeral else None


def digits_of(numerals: str) -> str:
    """Numerals digit by digit, 二〇二三 as 2023; characters that are no digits stay."""
    return "".join(str(HAN_DIGITS.get(char, char)) for char in numerals)


def han_digits(digits: str) -> str:
    """Arabic digits digit by digit, 2023 as 二〇二三."""
    return "".join(_DIGITS[int(digit)] for digit in digits)


def han_numeral(number: int) -> str:
    """A number below 10^16 in Chinese numerals: 零, 二十一, 一百零三, 三十万; others in digits."""
    if not 0 <= number < _MAX_NUMBER:
        return str(number)
    for myriad, size in _LARGE:
        if number >= size:
            count, rest = divmod(number, size)
            gap = "零" if rest and rest < size // 10 else ""
            return han_numeral(count) + myriad + gap + (han_numeral(rest) if rest else "")
    text = ""
    for position, unit in enumerate(("千", "百", "十", "")):
        digit = number // 10 ** (3 - position) % 10
        text += _DIGITS[digit] + unit if digit else "零"
    text = re.sub("零+", "零", text).strip("零") or "零"
    return text[1:] if text.startswith("一十") else text
