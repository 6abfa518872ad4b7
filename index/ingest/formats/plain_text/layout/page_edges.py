"""Joins pages into one text without running heads and page numbers."""

import re
from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

_EDGE = 2
"""The number of lines at the top and bottom of a page that may be running heads."""
_MIN_REPEATS, _MIN_HEAD_CHARS, _MAX_HEAD_CHARS = 3, 2, 60
"""A running head is on at least this many pages; its least and largest number of code points: one
character may be what is left over of a cell."""
_NUMBERS = re.compile(r"^[\s\-—–·|/\d]+|[\s\-—–·|/\d]+$")
_COUNTED = r"\d{1,4}(?:\s?/\s?\d{1,4})?"
_PAGE_NUMBER = re.compile(
    rf"^[-–—|·]?\s?{_COUNTED}(?:\s?[-–—|·])?\s++"
    rf"|(?<!\s)\s++(?:[-–—|·]\s?)?{_COUNTED}(?:\s?[-–—|·])?$"
)
_SENTENCE = re.compile(r"[。！？；.!?;]$")


class BarePage(NamedTuple):
    """A page without running heads, and those of its top and its foot that are kept."""

    top: list[str]
    lines: list[str]
    foot: list[str]


def without_heads(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The pages without running heads, and the heads; each head stays where it is first."""
    bare, heads = apart(pages)
    return [[*page.top, *page.lines, *page.foot] for page in bare], heads


def apart(pages: list[list[str]], few: Collection[str] = ()) -> tuple[list[BarePage], list[str]]:
    """The pages without running heads, and the heads; each head is kept where it is first.

    `few` has the heads of a document of only two pages, as `head` writes them.
    """
    found = _heads(pages, few)
    seen_heads: set[str] = set()
    bare_pages: list[BarePage] = []
    for lines in pages:
        last = len(lines) - _EDGE
        page = BarePage([], [], [])
        for position, line in enumerate(lines):
            text = head(line) if position < _EDGE or position >= last else ""
            if text not in found.heads:
                page.lines.append(line)
            elif text not in seen_heads:
                seen_heads.add(text)
                kept = found.numbered.get(line, line)
                (page.top if position < _EDGE else page.foot).append(kept)
        bare_pages.append(page)
    return bare_pages, list(found.heads)


class _Heads(NamedTuple):
    """The running heads without numbers, and their lines that have one, without it."""

    heads: dict[str, None]
    numbered: dict[str, str]


def _heads(pages: list[list[str]], few: Collection[str]) -> _Heads:
    edges = list(map(edges_of, pages))
    counts = Counter(text for lines in edges for text in dict.fromkeys(map(head, lines)) if text)
    heads = {text: None for text, count in counts.items() if count >= _MIN_REPEATS or text in few}
    least = _TWO if few else _MIN_REPEATS
    wholes = Counter(line for lines in edges for line in set(lines))
    bares = Counter(bare for lines in edges for bare in map(without_number, lines) if bare)
    numbered = {line: without_number(line) for line in wholes if head(line) in heads}
    return _Heads(
        heads,
        {
            line: bare
            for line, bare in numbered.items()
            if bares[bare] >= least and wholes[line] < least  # else it is a year
        },
    )


_TWO = 2


def without_number(line: str) -> str:
    """A line without a page number at one end; empty if it has none."""
    bare = _PAGE_NUMBER.sub("", line, count=1).strip()
    return bare if bare != line.strip() else ""


def edges_of(lines: list[str]) -> list[str]:
    """The lines at the top and at the foot of a page."""
    return lines[:_EDGE] + lines[_EDGE:][-_EDGE:]


def is_same_head(line: str, kept: str) -> bool:
    """Whether a line is a running head that is kept without the number of its page."""
    return head(line) == head(kept)


def head(line: str) -> str:
    """A line as a running head, without the page number; empty for a sentence."""
    line = " ".join(line.split())
    if len(line) > _MAX_HEAD_CHARS or _SENTENCE.search(line.strip()):
        return ""
    text = "".join(_NUMBERS.sub("", line.strip()).split())
    return text if len(text) >= _MIN_HEAD_CHARS else ""
