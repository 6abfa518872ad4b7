"""Joins the lines of a mail into paragraphs: flowed (RFC 3676), hard-wrapped, or quoted.

A quotation keeps one mark at its beginning; none of its text is dropped.
"""

import re
from collections.abc import Iterator

from index.ingest import line_joins, line_wrapping

_MARKS = re.compile(r"^(?:>[ \t]?){1,20}")
_ENDS = re.compile(r"[。！？；：.!?;:…][\"'”’）)]?$")
_ITEM = re.compile(r"^\s*(?:[-*•·–—]|\(?\d{1,3}[.)、]|[（(]?[一二三四五六七八九十]{1,3}[、）)])")
_MIN_WRAP_WIDTH, _MAX_WRAP_WIDTH = 56, 82
"""The range of widths, in columns, at which mail programs wrap lines."""


def paragraphs(text: str, *, flowed: bool = False, delete_space: bool = False) -> list[str]:
    """The paragraphs of a plain text part."""
    lines = re.split(r"\r\n|\r|\n", text)
    if flowed:
        return [line for line in _flowed(lines, delete_space=delete_space) if line.strip("> ")]
    return [line for line in _unwrapped(lines) if line.strip("> \t")]


def _split(line: str) -> tuple[int, str]:
    """The quotation depth of a line, and its text."""
    match = _MARKS.match(line)
    return (match[0].count(">"), line[match.end() :]) if match else (0, line)


def _quoted(depth: int, text: str) -> str:
    return f"{'>' * depth} {text}" if depth else text


def _flowed(lines: list[str], *, delete_space: bool) -> Iterator[str]:
    """Joins a line that ends with a space to the next line of the same depth."""
    depth, text, goes_on = 0, "", False
    for line in lines:
        marks = re.match(">*", line)
        deep = len(marks[0]) if marks else 0
        content = line[deep:].removeprefix(" ")
        if goes_on and deep == depth and content != "-- ":
            text += content
        else:
            yield _quoted(depth, text.strip())
            depth, text = deep, content
        goes_on = content.endswith(" ") and content != "-- "
        if goes_on and delete_space:
            text = text[:-1]
    yield _quoted(depth, text.strip())


def _unwrapped(lines: list[str]) -> Iterator[str]:
    """Joins lines wrapped at a fixed width; other lines are paragraphs."""
    split = [_split(line.rstrip()) for line in lines]
    width = max((line_wrapping.width(text) for _, text in split if " " in text), default=0)
    near = sum(line_wrapping.width(text) > width - 14 for _, text in split)
    wrapped = _MIN_WRAP_WIDTH <= width <= _MAX_WRAP_WIDTH and near > 2
    before: tuple[int, str] | None = None
    text = ""
    for depth, line in split:
        goes_on = before is not None and wrapped and _goes_on(before, (depth, line), width)
        if goes_on and before is not None:
            text = _joined(text, line.strip())
        else:
            if before is not None:
                yield _quoted(before[0], text)
            text = line.strip()
        before = (depth, line)
    if before is not None:
        yield _quoted(before[0], text)


def _goes_on(before: tuple[int, str], after: tuple[int, str], width: int) -> bool:
    """Whether the next line continues the paragraph: its first word did not fit on the line."""
    depth, line = before
    deep, following = after
    if depth != deep or not line.strip() or not following.strip() or _ITEM.match(following):
        return False
    wide = line[-1:] > "\u2e7f"
    if wide and _ENDS.search(line):
        return False
    word = following.strip()[:1] if wide else following.split()[0]
    return line_wrapping.width(line) + line_wrapping.width(word) + (not wide) > width


def _joined(before: str, line: str) -> str:
    return line_joins.joined(before, line, mixed=" ") if before else line
