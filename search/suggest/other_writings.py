"""Other notations of a line: 1000吨 for 一千吨, 1000000 for 100万, 三季度 for Q3, labor."""

import re
from collections.abc import Iterator

_DIGITS = {char: at for at, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_HAN_NUMBER = re.compile(
    r"[一二三四五六七八九两十百千][〇零一二三四五六七八九两十百千]{0,12}[万亿]?"
)
_PERCENT = re.compile(r"百分之([〇零一二三四五六七八九十百]{1,5})")
_ARABIC = re.compile(
    r"(?<![\d./:-])(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,4})?(万|亿|%)?(?![\d./:-])"
)
_QUARTER = re.compile(r"q([1-4])|第?([一二三四1-4])季度")
_WORD = re.compile(r"[a-z]{4,}")
_SPELLINGS = (
    *(("our", "or"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("ised", "ized")),
    *(("yse", "yze"), ("ysed", "yzed"), ("tre", "ter"), ("bre", "ber"), ("ence", "ense")),
    *(("ogue", "og"), ("lled", "led"), ("lling", "ling"), ("ller", "ler"), ("amme", "am")),
    *(("grey", "gray"), ("tyre", "tire"), ("cheque", "check"), ("aluminium", "aluminum")),
)
"""British and American endings. The caller drops spellings that no report contains."""


def other_writings(line: str) -> Iterator[str]:
    """A folded line with one number, quarter or word in another notation."""
    yield from _quarters(line)
    if percent := _PERCENT.search(line):
        value = _value(percent[1])
        if value is not None:
            yield f"{line[: percent.start()]}{value}%{line[percent.end() :]}"
        return
    for number in _HAN_NUMBER.finditer(line):
        value = _value(number[0])
        if value is not None and value >= 10:
            for text in _writings(value):
                yield line[: number.start()] + text + line[number.end() :]
    for number in _ARABIC.finditer(line):
        for text in _of_arabic(number):
            yield line[: number.start()] + text + line[number.end() :]
    yield from _spellings(line)


def _quarters(line: str) -> Iterator[str]:
    quarter = _QUARTER.search(line)
    if quarter is None:
        return
    number = quarter[1] or quarter[2]
    at = int(number) if number.isascii() else _DIGITS[number]
    for text in (f"第{'〇一二三四'[at]}季度", f"{'〇一二三四'[at]}季度", f"Q{at}"):
        if text.lower() != quarter[0]:
            yield line[: quarter.start()] + text + line[quarter.end() :]


def _value(text: str) -> int | None:
    """The value of a Chinese numeral (一千二百, 三百万); None if the text is not one."""
    large = _LARGE.get(text[-1:], 1)
    total = digit = 0
    for char in text.rstrip("万亿"):
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        elif digit and char not in "〇零":
            return None  # 三五 is not a number
        else:
            digit = _DIGITS[char]
    return (total + digit) * large or None


def _writings(value: int) -> Iterator[str]:
    """A number in digits, and in 万 or 亿 if it is round."""
    yield str(value)
    for sign, size in _LARGE.items():
        if value >= size and value % (size // 100) == 0:
            yield f"{value / size:g}{sign}"


def _of_arabic(number: re.Match[str]) -> Iterator[str]:
    digits, rest, sign = number[1].replace(",", ""), number[2] or "", number[3]
    if sign == "%":
        if not rest and int(digits) <= 100:
            yield f"百分之{_han(int(digits))}"
        return
    value = float(digits + rest) * (_LARGE[sign] if sign else 1)
    if value != int(value) or (rest and not sign):
        return
    yield from (text for text in _writings(int(value)) if text not in (number[0], digits))
    if int(digits) % 100 == 0 and len(digits) > 2 and not rest and int(digits) < 10_000:
        yield _han(int(digits)) + (sign or "")


def _han(number: int) -> str:
    """A number below 10,000 in Chinese numerals."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    text = ""
    for sign, size in (("千", 1000), ("百", 100), ("十", 10)):
        count, number = divmod(number, size)
        if count:
            text += ("" if sign == "十" and not text and count == 1 else _han(count)) + sign
        elif text and number and not text.endswith("零"):
            text += "零"
    return text + (_han(number) if number else "")


def _spellings(line: str) -> Iterator[str]:
    for word in _WORD.finditer(line):
        for british, american in _SPELLINGS:
            for old, new in ((british, american), (american, british)):
                if word[0].endswith((old, f"{old}s")):
                    stop = word.end() - (0 if word[0].endswith(old) else 1)
                    yield line[: stop - len(old)] + new + line[stop:]
