"""Whole numbers in Chinese numerals."""

import re

_DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """A number up to 9999 in Chinese: 二十一, 一百零三."""
    if not 0 < number < 10_000:
        return str(number)
    text = ""
    for position, unit in enumerate(("千", "百", "十", "")):
        digit = number // 10 ** (3 - position) % 10
        text += _DIGITS[digit] + unit if digit else "零"
    text = re.sub("零+", "零", text).strip("零")
    return text[1:] if text.startswith("一十") else text
