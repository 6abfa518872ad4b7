"""Finds times of day, weekdays and time zones in the lines of a byline."""

import re

from index.ingest import word_lists
from index.ingest.heads.field_labels import BREAK
from index.text.lazy_pattern import lazy_pattern

_TIME = lazy_pattern(word_lists.either("times", "patterns"), re.IGNORECASE)
_MAY_BE = re.compile(r"[\d（(星周週禮京农農阴陰г]|[^\W\d_\u3400-\u9fff]")
"""A character of every time; a cheap first test, which most Chinese lines fail."""


def without_times(text: str, mark: str = BREAK) -> str:
    """The text with `mark` in place of times of day, weekdays and time zones."""
    return _TIME.sub(mark, text) if _MAY_BE.search(text) is not None else text
