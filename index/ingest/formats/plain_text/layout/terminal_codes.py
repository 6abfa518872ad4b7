"""Removes what a terminal or a printer acts on from a text: colours, and letters struck twice."""

import re

_ESCAPE = re.compile(
    "(?:\x1b\\[|\x9b)[0-9;:?]{0,40}[ -/]?[@-~]|\x1b\\][^\x07\x1b]{0,500}(?:\x07|\x1b\\\\)"
    "|\x1b[()#%][0-9A-Za-z]|\x1b[=>78cDEHMNOZ]"
)
_STRUCK = re.compile("_\x08(?=[^\x08\n])|[^\x08\n]\x08(?=[^\x08\n])")
"""A letter over itself is bold, a line under a letter is underlined."""


def removed(text: str) -> str:
    """The text as it is seen on a terminal or on paper."""
    if "\x1b" in text or "\x9b" in text:
        text = _ESCAPE.sub("", text)
    return _STRUCK.sub("", text) if "\x08" in text else text
