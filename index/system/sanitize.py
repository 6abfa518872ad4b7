"""Cleans text of reports and file names for a terminal, so that it cannot control it."""

import unicodedata

_CONTROL_CATEGORIES = ("Cc", "Cf", "Cs")
"""Controls, characters that reorder or hide text, and lone surrogates."""
_BREAK_CATEGORIES = ("Zl", "Zp")
"""The separators of lines and of paragraphs."""

MAX_ERROR_CHARS = 2_000


def sanitize(text: str) -> str:
    """The text on one line: breaks and tabs become spaces, other controls and bidi characters �."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if char in "\n\t" or category in _BREAK_CATEGORIES:
        return " "
    return "\ufffd" if category in _CONTROL_CATEGORIES else char


def sanitized_sentence(text: str) -> str:
    """As `sanitize`; of a sentence that names what is too long the beginning and the end.

    The end says what to do.
    """
    if len(text) > MAX_ERROR_CHARS:
        half = MAX_ERROR_CHARS // 2
        text = f"{text[:half]} … {text[-half:]}"
    return sanitize(text)
