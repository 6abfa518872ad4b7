"""Joins pages into one text without running heads and page numbers."""

import re
from collections import Counter

_EDGE = 2
"""The number of lines at the top and bottom of a page that may be running heads."""
_OFTEN, _SHORT = 3, 60
"""A running head is on at least this many pages, and has at most this many code points."""
_NUMBERS = re.compile(r"^[\s\-—–·|/\d]+|[\s\-—–·|/\d]+$")
_PAGE_NUMBER = re.compile(
    r"^[-–—|·]?\s?\d{1,4}(?:\s?[-–—|·])?\s++|(?<!\s)\s++(?:[-–—|·]\s?)?\d{1,4}(?:\s?[-–—|·])?$"
)
_SENTENCE = re.compile(r"[。！？；.!?;]$")


def without_heads(pages: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """The pages without running heads, and the heads; each head stays where it is first."""
    counts = Counter(
        head for lines in pages for head in {_head(line) for line in _edges(lines)} if head
    )
    bares = Counter(bare for lines in pages for bare in map(_without_number, _edges(lines)) if bare)
    heads = {head for head, count in counts.items() if count >= _OFTEN}
    seen_heads: set[str] = set()
    pages_without_edges: list[list[str]] = []
    for lines in pages:
        last = len(lines) - _EDGE
        page: list[str] = []
        for position, line in enumerate(lines):
            head = _head(line) if position < _EDGE or position >= last else ""
            if head in heads and head in seen_heads:
                continue
            if head in heads:
                seen_heads.add(head)
            bare = _without_number(line) if head in heads else ""
            page.append(bare if bares[bare] >= _OFTEN else line)
        pages_without_edges.append(page)
    return pages_without_edges, [head for head in counts if head in heads]


def _without_number(line: str) -> str:
    """A line without a page number at one end; empty if it has none."""
    bare = _PAGE_NUMBER.sub("", line, count=1).strip()
    return bare if bare != line.strip() else ""


def _edges(lines: list[str]) -> list[str]:
    return lines[:_EDGE] + lines[_EDGE:][-_EDGE:]


def _head(line: str) -> str:
    """A line as a running head, without the page number; empty for a sentence."""
    if len(line) > _SHORT or _SENTENCE.search(line.strip()):
        return ""
    return "".join(_NUMBERS.sub("", line.strip()).split())
