"""Closes names of two characters that are set as wide as those of three: 林　悦."""

from index.text.lazy_pattern import lazy_pattern

_SPREAD = lazy_pattern(
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff])[ \u3000]{1,4}([\u3400-\u9fff])(?![\u3400-\u9fff])"
)


def closed(text: str) -> str:
    """A text with the two characters of such names beside each other."""
    return _SPREAD.sub(r"\1\2", text)
