"""Finds the number of an official document, as 云政办发〔2022〕12号."""

import re

_NUMBERED = re.compile(
    r"[（(]?(?P<number>[\u3400-\u9fff]{0,20}[〔\[［（(]\s?(?:19|20)\d\d\s?[〕\]］）)]\s?(?:第\s?)?\d{1,5}\s?[号號])[）)]?"
)
"""A document number alone on a line below a title, as 云政办发〔2022〕12号."""


_TRANSLATED = re.compile(
    r"(?P<number>(?-i:[A-Z])[A-Za-z ]{2,40} ?[〔\[（(](?:19|20)\d\d[〕\]）)] ?(?:No\.? ?)?\d{1,5})",
    re.IGNORECASE,
)
"""The same in a translation: Yun Zheng Ban Fa [2022] No. 12."""


_CASE = re.compile(
    r"[（(〔\[]\s?(?P<year>(?:19|20)\d\d)\s?[）)〕\]]\s?"
    r"(?P<rest>[\u3400-\u9fff]{1,3}\d{0,6}[\u3400-\u9fff]{1,4}\d{1,6}[号號](?:之[一二三四五六七八九十])?)"
)
"""The number of a case of a court, as （2022）云01民终4567号."""


def on_line(line: str) -> str:
    """The number of a document or a case on a line without other text; or empty."""
    if len(line) >= _WIDEST:
        return ""
    if (translated := _TRANSLATED.fullmatch(line.strip(" ()"))) is not None:
        return translated["number"]
    if (case := _CASE.fullmatch(line.strip())) is not None:
        return f"（{case['year']}）{case['rest']}"
    match = _NUMBERED.fullmatch(line.strip())
    return numbered(match["number"]) if match else ""


_WIDEST = 60
"""The first length of a line, in code points, that is too long for a number."""


def numbered(text: str) -> str:
    """A document number with the brackets of GB/T 9704, as 云政办发〔2022〕12号."""
    return _YEAR.sub(r"〔\1〕", text)


_YEAR = re.compile(r"\s?[〔\[［（(【]\s?((?:19|20)\d\d)\s?[〕\]］）)】]\s?")
