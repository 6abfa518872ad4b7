"""Finds the number of an official document, as 云政办发〔2022〕12号."""

import re

_NUMBERED = re.compile(
    r"[（(]?(?P<number>[\u3400-\u9fff]{1,20}[〔\[［（(]\s?(?:19|20)\d\d\s?[〕\]］）)]\s?(?:第\s?)?\d{1,5}\s?[号號])[）)]?"
)
"""A document number alone on a line below a title, as 云政办发〔2022〕12号."""


def on_line(line: str) -> str:
    """The document number on a line without other text; or empty."""
    match = _NUMBERED.fullmatch(line.strip()) if len(line) < 60 else None
    return numbered(match["number"]) if match else ""


def numbered(text: str) -> str:
    """A document number with the brackets of GB/T 9704, as 云政办发〔2022〕12号."""
    return _YEAR.sub(r"〔\1〕", text)


_YEAR = re.compile(r"\s?[〔\[［（(【]\s?((?:19|20)\d\d)\s?[〕\]］）)】]\s?")
