"""Cleans text of reports and file names for a terminal, so that it cannot control it."""

import unicodedata

_CONTROL_CATEGORIES = ("Cc", "Cf", "Cs")
"""Controls, characters that reorder or hide text, and lone surrogates."""


def sanitize(text: str) -> str:
    """The text on one line: breaks and tabs become spaces, other controls and bidi characters �."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char in "\n\t":
        return " "
    return "\ufffd" if unicodedata.category(char) in _CONTROL_CATEGORIES else char
