"""Reads the numbers of days, months and years in Han characters."""

DIGITS = str.maketrans(
    "０１２３４５６７８９〇○Ｏ零一二三四五六七八九元", "0123456789000" + "01234567891"
)
"""The digit of each character; 元 is the first month or year."""


def small(text: str) -> int:
    """A number from 1 to 39 in digits or Han characters: 9, 09, 九, 十二, 二十三, 廿三."""
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").lstrip("零")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        tens, ones = "", text
    value = 10 * int((tens or "1").translate(DIGITS)) if ten else 0
    return value + (int(ones.translate(DIGITS)) if ones else 0)


def roc_year(text: str) -> int:
    """A 民國 year in digits or Han characters: 112, 元, 九十九, 一一二, 一百一十二."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    hundreds, hundred, rest = text.rpartition("百")
    if not hundred and not set(text) & set("十廿卅"):
        return int(text.translate(DIGITS))
    value = 100 * int((hundreds or "1").translate(DIGITS)) if hundred else 0
    rest = rest.lstrip("零〇○")
    return value + (small(rest) if rest else 0)
