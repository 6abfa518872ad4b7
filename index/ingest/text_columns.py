"""Reads text in two columns side by side, as programs lay out pages: left, then right."""

import re
from collections.abc import Sequence

from index.ingest import hyphens, line_joins

_MIN_COLUMN_LINES = 5
"""The number of lines with both columns from which they are columns of a text."""
_MIN_COLUMN_CHARS = 18
"""The least number of code points of a column whose lines are those of a text."""
_GUTTER = re.compile(r"(?<=\S) {3,}(?=\S)")
_MAX_LINES = 20_000
_MIN_FULL_SHARE = 0.85
"""The share of the width of a column from which a line is full."""
_ENDED = re.compile(r"[.!?:;。！？：；|]$")
_WORDS = re.compile(r"[A-Za-z]{2}[^\n]{0,200}? [A-Za-z]{2}|[\u3400-\u9fff]{8}")


def separated(lines: Sequence[str]) -> list[str]:
    """The lines, with each block in two columns as its left column and then its right one."""
    if len(lines) > _MAX_LINES or not any(_GUTTER.search(line) for line in lines):
        return list(lines)
    done: list[str] = []
    block: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            block.append(line)
            continue
        done += _columns(block)
        done.append(line)
        block = []
    return done[:-1]


def _columns(block: list[str]) -> list[str]:
    """The lines of a block without blank lines, its columns one below the other."""
    column = _edge(block)
    if not column:
        return block
    left = [line[:column].rstrip() for line in block]
    right = [line[column:].strip() for line in block]
    return [*_paragraphs(left), *_paragraphs(right)]


def _paragraphs(lines: list[str]) -> list[str]:
    """The paragraphs of a column: one ends with a sentence on a line that is not full."""
    paragraphs: list[str] = []
    widest = max(map(len, lines))
    goes_on = False
    for line in filter(None, map(str.strip, lines)):
        if goes_on and hyphens.is_divided(paragraphs[-1], line):
            paragraphs[-1] = hyphens.joined(paragraphs[-1], line, frozenset())
        elif goes_on:
            paragraphs[-1] = line_joins.joined(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        goes_on = _ENDED.search(line) is None or len(line) > _MIN_FULL_SHARE * widest
    return paragraphs


def _edge(block: list[str]) -> int:
    """Where the right column of a block begins; 0 if it has no two columns of running text."""
    starts = [match.end() for line in block if (match := _GUTTER.search(line)) is not None]
    if len(starts) < _MIN_COLUMN_LINES:
        return 0
    column = max(set(starts), key=starts.count)
    both = [line for line in block if len(line) > column and line[:column].strip()]
    clean = all(line[column - 2 : column].strip() == "" for line in both)
    if not clean or len(both) < _MIN_COLUMN_LINES or starts.count(column) * 5 < len(both) * 4:
        return 0
    sides = [(line[:column].strip(), line[column:].strip()) for line in both]
    running = sum(
        all(_WORDS.search(side) for side in pair) and not all(map(_ENDED.search, pair))
        for pair in sides
    )
    wide = all(max(len(pair[at]) for pair in sides) >= _MIN_COLUMN_CHARS for at in (0, 1))
    lower = sum(pair[at][:1].islower() for pair in sides[1:] for at in (0, 1))
    flows = lower >= len(sides) or not any(side.isascii() for pair in sides for side in pair)
    return column if wide and flows and running * 5 >= len(both) * 4 else 0
