"""Takes the mark of quotation from a text of which every line is quoted, as in a mail or a note."""

import re
from itertools import islice

_MARK = re.compile(r"(?:[>|│┃][ \t]{0,2}){1,6}")
"""> line, | line, > > line"""
_MIN_LINES = 4
"""The least number of lines of a text that is quoted as a whole."""
_BARS = "|│┃"


def removed(text: str) -> str:
    """The text without the mark before each of its lines; unchanged if a line has none."""
    first = _MARK.match(text.lstrip())
    if first is None:
        return text
    mark = first[0].rstrip()
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
