"""Characters without width, which may stand within names and days and are no part of them."""

import re

_ZERO_WIDTH = re.compile(
    "\u00ad(?![ \t]{0,3}(?:[\r\n]|$))|[\ufeff\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069]"
    "|(?<=[\u3400-\u9fff])[\u200c\u200d](?=[\u3400-\u9fff])"
)


def without(text: str) -> str:
    """The text without these characters."""
    return _ZERO_WIDTH.sub("", text)
