"""Chinese numerals inside a text as Arabic digits: 二〇二三年二月二十一日 to 2023年2月21日."""

import re

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
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
    """The value of a run: with 十 as tens and ones, else digit by digit."""
    if "十" not in run:
        return "".join(str(_DIGITS[char]) for char in run)
    tens, _, ones = run.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return run
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))
