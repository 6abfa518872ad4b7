"""Removes the spaces that text recognition leaves between all characters of Chinese."""

import re

_SPACED = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WIDE = "[\u3000-\u303f\u3400-\u9fff\uff00-\uff60“”‘’…—]"
_GAP = re.compile(rf"(?<={_WIDE}) | (?={_WIDE})|(?<=\d) (?=\d(?: |$))")
_FEW = 8
"""The number of Han characters from which a text is long enough to tell."""
_SPACED_SHARE = 0.7
"""The share of Han characters with a space and another one behind, as text recognition leaves."""


def removed(text: str) -> str:
    """A text without the space between all of its Han characters."""
    han = len(_HAN.findall(text))
    if han < _FEW or len(_SPACED.findall(text)) < _SPACED_SHARE * han:
        return text
    return _GAP.sub("", text)
