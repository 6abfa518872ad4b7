"""Takes the mark of quotation from a text of which every line is quoted, as in a mail or a note."""

import re
from itertools import islice

_MARK = re.compile(r"(?:[>|│┃][ \t]{0,2}){1,6}")
"""> line, | line, > > line"""
_MIN_LINES = 4
"""The least number of lines of a text that is quoted."""
_MAX_NOTE_LINES, _MAX_NOTE_CHARS = 3, 200
"""The longest note above a quoted text."""
_BARS = "|│┃"


def removed(text: str) -> str:
    """The text without the mark before each of its lines; unchanged if a line has none.

    A short note may stand above the text.
    """
    lines = text.split("\n", _SEARCHED)
    start = next((number for number, line in enumerate(lines) if _MARK.match(line.lstrip())), -1)
    note = [line for line in lines[: max(start, 0)] if line.strip()]
    if start < 0 or len(note) > _MAX_NOTE_LINES or sum(map(len, note)) > _MAX_NOTE_CHARS:
        return text
    above, quoted = lines[:start], "\n".join(lines[start:])
    return "\n".join((*above, _unquoted(quoted)))


_SEARCHED = 12
"""The number of first lines of which one is quoted."""


def _unquoted(text: str) -> str:
    """A text that begins with a mark, without it if all of its lines have it."""
    first = _MARK.match(text.lstrip())
    mark = first[0].rstrip() if first is not None else ""
    lines = [line.lstrip() for line in text.split("\n")]
    quoted = [line for line in lines if line]
    if len(quoted) < _MIN_LINES or not all(line.startswith(mark) for line in quoted):
        return text
    if mark[0] in _BARS and any(_is_row(line, mark) for line in islice(quoted, _MIN_LINES)):
        return text
    return "\n".join(line[len(mark) :].removeprefix(" ") for line in lines)


def _is_row(line: str, mark: str) -> bool:
    """Whether a line has more bars than the mark, as a row of a table has."""
    return any(map(line[len(mark) :].__contains__, _BARS))
