"""Writes the signs between the fields above a text as most write them.

Bars of other forms, two colons, brackets around each field, letters of full width.
"""

import re

from index.ingest.days import dates


def usual(text: str) -> str:
    """The text with the usual signs in its first lines, unless they draw a table."""
    begin = text[:_BEGINNING]
    if _SIGN.search(begin) is None:
        return text
    return "\n".join(map(_usual, begin.split("\n"))) + text[_BEGINNING:]


def _usual(line: str) -> str:
    if len(line) > _MAX_LINE_CHARS or _DRAWN.match(line):
        return line
    if _WIDE.search(line) is not None and _HAN.search(line) is None:
        line = line.translate(_HALF_WIDTH)
    line = _COLONS.sub(" | ", line.translate(_BARS))
    fields = _FRAMED.findall(line) if _ALL_FRAMED.fullmatch(line) and dates.find_dates(line) else []
    return " | ".join(fields) or line


_BEGINNING, _MAX_LINE_CHARS = 1_500, 120
"""The beginning of a text in which signs may separate fields, and the longest line of such."""
_BARS = str.maketrans("︱▏▎〡┃│╱∕⁄〖〗", "||||||／／／【】")
_SIGN = re.compile(r"[︱▏▎〡┃│╱∕⁄〖]|\s::\s|[】\]]\s?[【\[]|[Ａ-Ｚａ-ｚ]{3}")
_DRAWN = re.compile(r"\s{0,40}[┃│]|.*[┃│]\s{0,9}$|.*\d[∕⁄]\d")
"""A row of a table that is drawn with lines, or a fraction."""
_COLONS = re.compile(r"(?<=\w) :: (?=\w)")
_WIDE = re.compile("[Ａ-Ｚａ-ｚ]{3}")
_HAN = re.compile("[\u3400-\u9fff]{3}")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""The code of each character of full width, and that of half width."""
_FRAMED = re.compile(r"[【\[]\s?([^【】\[\]]{1,40})[】\]]")
_ALL_FRAMED = re.compile(r"\s{0,9}(?:[【\[][^【】\[\]]{1,40}[】\]]\s{0,3}){2,6}")
"""Each field in brackets: 【澜溪日报】【2023-02-09】【池小鱼】"""
