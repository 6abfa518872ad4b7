"""Chinese numerals inside a text as Arabic digits: 二〇二三年二月二十一日 to 2023年2月21日."""

import re

from index.text.han_numbers import digits_of, han_value

_FORMAL = str.maketrans("○壹贰叁肆伍陆柒捌玖拾", "〇一二三四五六七八九十")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH = {word: str(at) for at, word in enumerate((*_NUMBERS, "eleven", "twelve"), 1)}
_WORD = re.compile(rf"\b(?:{'|'.join(_ENGLISH)})\b(?!-year plan)")
_RUN = re.compile(r"[〇零一二两三四五六七八九十]+")


def arabic(text: str) -> str:
    """The text with each run of Chinese numerals below 100, or of digits, in Arabic digits.

    Formal and English numbers too: 贰零贰叁, two.
    """
    digits = _WORD.sub(lambda word: _ENGLISH[word[0]], text.translate(_FORMAL))
    return _RUN.sub(lambda run: _value(run[0]), digits)


def _value(run: str) -> str:
    """A run in Arabic digits: with 十 as tens and ones, else digit by digit; others as they are."""
    if "十" not in run:
        return digits_of(run)
    value = han_value(run)
    return run if value is None else str(value)
