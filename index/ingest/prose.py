"""Tells sentences from names, codes and numbers."""

import re

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff][。！？；…]"
    r"|[a-z\u00e0-\u024f\u0370-\u04ff\uac00-\ud7a3\"”’)][.!?](?:\s|[\"”’<]|$)"
)
_MIN_LETTERS = 12
_READ = 4_000
"""The number of code points of a value that are examined."""


def letters(text: str) -> int:
    """The number of letters of a text without its markup; a Han character counts as two."""
    plain = _TAG.sub(" ", text[:_READ])
    return sum(1 + ("\u3400" <= letter < "\ua000") for letter in _LETTER.findall(plain))


def is_prose(text: str) -> bool:
    """Whether a text has a sentence with its end, or has the paragraphs of one in markup."""
    return _SENTENCE.search(text[:_READ]) is not None and letters(text) >= _MIN_LETTERS
