"""Text of reports and file names as a terminal may show it: nothing in it can steer one."""

import unicodedata

_STEERING = ("Cc", "Cf", "Cs")
"""Controls, marks that reorder or hide text, and lone surrogates."""


def sanitize(text: str) -> str:
    """The text on one line: breaks and tabs are spaces, other controls and bidi marks are �."""
    return "".join(map(_shown, text))


def _shown(char: str) -> str:
    if char in "\n\t":
        return " "
    return "\ufffd" if unicodedata.category(char) in _STEERING else char
