"""Finds where each page of a file begins in its text."""

from collections.abc import Sequence

_AHEAD = 40
"""Paragraphs after the expected position that are searched for one."""
_MIN_END_CHARS = 21
"""The shortest paragraph that is also known as the end of a longer one."""


def page_starts(texts: Sequence[str], pages: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """For each page the number, from 1, of the first of `texts` that begins on it or later.

    Behind the last text it is one more than there are.
    """
    starts = []
    position = 0
    for page in pages:
        starts.append(position + 1)
        for paragraph in page:
            ahead = range(position, min(position + _AHEAD, len(texts)))
            start = next((at for at in ahead if texts[at] == paragraph), None)
            if start is None and len(paragraph) >= _MIN_END_CHARS:
                start = next((at for at in ahead if texts[at].endswith(paragraph)), None)
            position = position if start is None else start + 1
    return tuple(starts)
