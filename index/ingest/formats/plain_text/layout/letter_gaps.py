"""Removes the spaces between all characters of Chinese: of a text by recognition, of a heading."""

import re

from index.text.lazy_pattern import lazy_pattern

_SPACED = lazy_pattern(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_HAN = lazy_pattern(r"[\u3400-\u9fff]")
_WIDE = "[\u3000-\u303f\u3400-\u9fff\uff00-\uff60“”‘’…—]"
_GAP = lazy_pattern(rf"(?<={_WIDE}) | (?={_WIDE})|(?<=\d) (?=\d(?: |$))")
_MIN_HAN_CHARS = 8
"""The number of Han characters from which a text is long enough to tell."""
_SPACED_SHARE = 0.7
"""The share of Han characters with a space and another one behind, as text recognition leaves."""


def removed(text: str) -> str:
    """A text without the space between all of its Han characters."""
    han = len(_HAN.findall(text))
    if han < _MIN_HAN_CHARS or len(_SPACED.findall(text)) < _SPACED_SHARE * han:
        return text
    return _GAP.sub("", text)


_SPREAD = lazy_pattern(
    r"^[ \t\u3000]{0,80}(?P<words>[\u3400-\u9fff](?:[ \u3000]{1,4}[\u3400-\u9fff]){1,20})"
    r"[ \t\u3000]{0,80}$",
    re.MULTILINE,
)
"""A line that is spread over its width, as 公　告 and 澜 溪 日 报."""
_HEADINGS_CHARS = 600
"""The beginning of a text, in code points, that has its headings."""


def removed_from_headings(text: str) -> str:
    """A text without the spaces that spread whole lines at its beginning."""
    if _SPREAD.search(text[:_HEADINGS_CHARS]) is None:
        return text
    end = text.find("\n", _HEADINGS_CHARS)
    end = len(text) if end < 0 else end
    dense = _SPREAD.sub(lambda line: re.sub(r"[ \u3000]", "", line["words"]), text[:end])
    return dense + text[end:]
