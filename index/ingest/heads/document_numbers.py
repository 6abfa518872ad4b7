"""Finds the number of an official document: 云政办发〔2022〕12号, S/2023/105."""

import re

from index.text.lazy_pattern import lazy_pattern

_YEAR_FORM = r"[〔\[［（(【]\s?(?:19|20)\d\d\s?[〕\]］）)】]"
_NUMBERED = lazy_pattern(
    rf"[（(]?(?P<number>[\u3400-\u9fff]{{0,20}}{_YEAR_FORM}\s?(?:第\s?)?\d{{1,5}}\s?[号號])[）)]?"
    r"(?:\s{1,40}签发人\s?[:：].{2,20})?"
)
"""A document number alone on a line below a title, or beside the person who signed it."""
_SYMBOL = re.compile(
    r"(?:[A-Z]{1,6}(?:/[A-Z0-9][A-Za-z0-9.()-]{0,14}){2,6}"
    r"|[A-Z]{2,6}\((?:19|20)\d\d\) ?\d{1,5}(?: final)?"
    r"|\[(?:19|20)\d\d\] [A-Z]{2,6}(?: [A-Z][a-z]{2,6})? \d{1,5}(?: \([A-Z][a-z]{2,6}\))?)[*]?"
)
"""The symbol of a document of an international organisation, or of a judgment.

S/2023/105, COM(2023) 105 final, [2023] EWCA Civ 12
"""


_TRANSLATED = re.compile(
    r"(?P<number>(?-i:[A-Z])[A-Za-z ]{2,40} ?[〔\[（(](?:19|20)\d\d[〕\]）)] ?(?:No\.? ?)?\d{1,5})",
    re.IGNORECASE,
)
"""The same in a translation: Yun Zheng Ban Fa [2022] No. 12."""


_CASE = lazy_pattern(
    r"[（(〔\[]\s?(?P<year>(?:19|20)\d\d)\s?[）)〕\]]\s?"
    r"(?P<rest>[\u3400-\u9fff]{1,3}\d{0,6}[\u3400-\u9fff]{1,4}\d{1,6}[号號](?:之[一二三四五六七八九十])?)"
)
"""The number of a case of a court, as （2022）云01民终4567号."""


def on_line(line: str) -> str:
    """The number of a document or a case on a line without other text; or empty."""
    line = line.strip()
    if len(line) >= _MAX_LINE_CHARS:
        return ""
    if (translated := _TRANSLATED.fullmatch(line.strip(" ()"))) is not None:
        return translated["number"]
    if (case := _CASE.fullmatch(line)) is not None:
        return f"（{case['year']}）{case['rest']}"
    if (match := _NUMBERED.fullmatch(line)) is not None:
        return numbered(match["number"])
    return line.rstrip("*") if _SYMBOL.fullmatch(line) and _DIGIT.search(line) else ""


def beside(line: str) -> tuple[str, str]:
    """The text before the symbol at the end of a line, and the symbol; or two empty texts."""
    before, _, symbol = line.rpartition(" ")
    if len(line) >= _MAX_LINE_CHARS or not before or not _SYMBOL.fullmatch(symbol):
        return "", ""
    return (before.strip(), on_line(symbol)) if on_line(symbol) else ("", "")


_DIGIT = re.compile(r"\d")


_MAX_LINE_CHARS = 60
"""From this length on, in code points, a line is too long for a number."""


def numbered(text: str) -> str:
    """A document number with the brackets of GB/T 9704, as 云政办发〔2022〕12号."""
    text = f"（{text}" if _UNOPENED.match(text) else text
    if (case := _CASE.fullmatch(text)) is not None:
        return f"（{case['year']}）{case['rest']}"
    return _SPACED.sub(r"\1", _YEAR.sub(r"〔\1〕", text))


_UNOPENED = re.compile(r"(?:19|20)\d\d[）)]")
"""The number of a case whose first bracket was taken for one around the value."""
_SPACED = re.compile(r"(?:(?<=第)|(?<=\d))\s+(\d|[号號])")
"""White space around the figures of a number, as in 第 56 号."""
_YEAR = re.compile(r"\s?[〔\[［（(【]\s?((?:19|20)\d\d)\s?[〕\]］）)】]\s?")
