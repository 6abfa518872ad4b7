"""Tells sentences from names, codes and numbers."""

import re
from collections.abc import Iterator

ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff][。！？；…]"
    r"|[a-z\u00e0-\u024f\u0370-\u06ff\u0900-\u097f\u1e00-\u1eff\uac00-\ud7a3\"”’)][.!?؟।](?:\s|[\"”’<]|$)"
)
_MIN_LETTERS = 12
_READ = 4_000
"""The number of code points of a value that are examined."""


def letters(text: str) -> int:
    """The number of letters of a text without its markup; a Han character counts as two."""
    plain = ANY_TAG.sub(" ", text[:_READ])
    return sum(1 + ("\u3400" <= letter < "\ua000") for letter in _LETTER.findall(plain))


def prose_letters(value: object) -> int:
    """The number of letters in the sentences of a value, up to a limit of values."""
    return sum(letters(text) for text in strings(value) if is_prose(text))


_MAX_NODES = 400_000
"""The number of values in a value that are visited."""


def strings(value: object) -> Iterator[str]:
    """The texts in a value, at any depth, up to a limit of values."""
    stack = [value]
    for _ in range(_MAX_NODES):
        if not stack:
            return
        current = stack.pop()
        if isinstance(current, str):
            yield current
        elif isinstance(current, dict):
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)


def is_prose(text: str) -> bool:
    """Whether a text has a sentence with its end, or has the paragraphs of one in markup."""
    return _SENTENCE.search(text[:_READ]) is not None and letters(text) >= _MIN_LETTERS
