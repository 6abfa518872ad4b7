"""Removes the codes in square brackets with which people format what they write in forums."""

import re

_NAMES = (
    r"b|i|u|s|p|url|email|quote|code|color|size|font|align|float|list|table|tr|td|indent|free|hide"
    r"|backcolor|postbg|left|center|right|justify|sub|sup|spoiler|\*|h[1-6]|qq|password|index|page"
)
_CODE = re.compile(rf"\[/?(?:{_NAMES})(?:=[^\[\]\n]{{0,200}})?\]", re.IGNORECASE)
_CLOSED = re.compile(rf"\[/(?:{_NAMES}|img|attach)\]", re.IGNORECASE)
"""The end of what a code formats, without which square brackets may be anything."""
_EMBEDDED = re.compile(
    r"\[(img|attach|attachimg|media|audio|video|flash)(?:=[^\[\]\n]{0,200})?\][^\[\]]{0,500}\[/\1\]",
    re.IGNORECASE,
)
"""A picture or a recording with its address."""
_BREAK = re.compile(r"\[(?:hr|/quote|/tr|/table|/list|\*)\]|\[quote(?=[\]=])", re.IGNORECASE)
"""Codes before which a line begins."""
_CELLS = re.compile(r"\[/td\]\s{0,20}\[td(?:=[^\[\]\n]{0,200})?\]", re.IGNORECASE)


def plain_text(text: str) -> str:
    """A text without codes of forums; a text without any is returned as it is."""
    if not _CLOSED.search(text):
        return text
    text = _CELLS.sub(" | ", _EMBEDDED.sub("", text))
    return _CODE.sub("", _BREAK.sub(lambda code: f"\n{code[0]}", text))
