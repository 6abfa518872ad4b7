"""Takes the mark of quotation from a text of which every line is quoted, as in a mail or a note.

In a reply the marks say whose words they are: they stay, and wrapped lines that are quoted flow.
"""

import re
from collections.abc import Iterator
from itertools import groupby, islice

from index.ingest import line_wrapping

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
    answered = len(note) > 1 and _WROTE.search(note[-1]) is not None
    long = len(note) > _MAX_NOTE_LINES or sum(map(len, note)) > _MAX_NOTE_CHARS
    if start < 0 or long or answered:
        return _flowed(text)
    above, quoted = lines[:start], "\n".join(lines[start:])
    unquoted = _unquoted(quoted)
    return _flowed(text) if unquoted == quoted else "\n".join((*above, unquoted))


_WROTE = re.compile(
    r"\b(?:wrote|writes|said|schrieb|a écrit)\b.{0,40}[:：]\s*$|[写寫]道\s?[:：]\s*$"
)
"""The end of the line above a quotation that says whose it is."""
_QUOTED = re.compile(r"[ \t]{0,3}(?P<marks>(?:>[ ]?){1,6})")


def _flowed(text: str) -> str:
    """A text in which wrapped lines that are quoted flow, each paragraph behind its mark."""
    if "\n>" not in text:
        return text
    lines: list[str] = []
    for level, run in groupby(text.split("\n"), _level):
        quoted = list(run)
        if not level or sum(map(bool, map(str.strip, quoted))) < _MIN_LINES:
            lines += quoted
            continue
        bare = [_QUOTED.sub("", line, count=1) for line in quoted]
        paragraphs = line_wrapping.flowed(bare)
        joined = len(paragraphs) < sum(map(bool, map(str.strip, bare)))
        lines += _apart(paragraphs, ">" * level) if joined else quoted
    return "\n".join(lines)


def _level(line: str) -> int:
    """How many marks a line has before it."""
    match = _QUOTED.match(line)
    return match["marks"].count(">") if match is not None else 0


def _apart(paragraphs: list[str], marks: str) -> Iterator[str]:
    """The paragraphs behind their marks, with a line that has only marks between them."""
    for number, paragraph in enumerate(paragraphs):
        if number:
            yield marks
        yield f"{marks} {paragraph}"


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
