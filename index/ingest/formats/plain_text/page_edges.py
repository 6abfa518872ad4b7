"""Joins pages into one text without running heads and page numbers."""

import re
from collections import Counter

_EDGE = 2
"""The number of lines at the top and bottom of a page that may be running heads."""
_MIN_REPEATS, _MAX_HEAD_CHARS = 3, 60
"""A running head is on at least this many pages, and has at most this many code points."""
_NUMBERS = re.compile(r"^[\s\-—–·|/\d]+|[\s\-—–·|/\d]+$")
_PAGE_NUMBER = re.compile(
    r"^[-–—|·]?\s?\d{1,4}(?:\s?[-–—|·])?\s++|(?<!\s)\s++(?:[-–—|·]\s?)?\d{1,4}(?:\s?[-–—|·])?$"
)
_SENTENCE = re.compile(r"[。！？；.!?;]$")


def without_heads(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The pages without running heads, and the heads; each head stays where it is first."""
    counts = Counter(
        text for lines in pages for text in {head(line) for line in _edges(lines)} if text
    )
    wholes = Counter(line for lines in pages for line in set(_edges(lines)))
    bares = Counter(bare for lines in pages for bare in map(_without_number, _edges(lines)) if bare)
    heads = {text for text, count in counts.items() if count >= _MIN_REPEATS}
    seen_heads: set[str] = set()
    pages_without_edges: list[list[str]] = []
    for lines in pages:
        last = len(lines) - _EDGE
        page: list[str] = []
        for position, line in enumerate(lines):
            found = head(line) if position < _EDGE or position >= last else ""
            if found in heads and found in seen_heads:
                continue
            if found in heads:
                seen_heads.add(found)
            bare = _without_number(line) if found in heads else ""
            numbered = (
                bares[bare] >= _MIN_REPEATS and wholes[line] < _MIN_REPEATS
            )  # else it is a year
            page.append(bare if numbered else line)
        pages_without_edges.append(page)
    return pages_without_edges, [text for text in counts if text in heads]


def _without_number(line: str) -> str:
    """A line without a page number at one end; empty if it has none."""
    bare = _PAGE_NUMBER.sub("", line, count=1).strip()
    return bare if bare != line.strip() else ""


def _edges(lines: list[str]) -> list[str]:
    return lines[:_EDGE] + lines[_EDGE:][-_EDGE:]


def head(line: str) -> str:
    """A line as a running head, without the page number; empty for a sentence."""
    line = " ".join(line.split())
    if len(line) > _MAX_HEAD_CHARS or _SENTENCE.search(line.strip()):
        return ""
    return "".join(_NUMBERS.sub("", line.strip()).split())
