"""Characters without width, which may stand within names and days and are no part of them."""

import re

_ZERO_WIDTH = re.compile("[\ufeff\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069]")


def without(text: str) -> str:
    """The text without these characters."""
    return _ZERO_WIDTH.sub("", text)
