"""Joins the pages of a text that a program printed: without running heads and page numbers."""

import re

from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.formats.plain_text.layout import page_edges

_PAGES = 3
"""The least number of pages of a text that has running heads."""
_NUMBER = re.compile(
    r"\W{0,4}(?:page\s|p\.\s?)?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?\W{0,4}|第\s?\d{1,4}\s?页(?:\s?[,，/]?\s?共\s?\d{1,4}\s?页)?",
    re.IGNORECASE,
)
"""A line that has only the number of its page."""


def joined(text: str) -> tuple[str, list[str]]:
    """A text without page breaks, and the running heads that were taken from its pages.

    A head above the title stands at the end then.
    """
    pages = text.split("\f")
    if len(pages) < _PAGES:
        return text, []
    lines = [_without_numbers(page.strip("\n").split("\n")) for page in pages]
    full = [[" ".join(line.split()) for line in page if line.strip()] for page in lines]
    kept, heads = page_edges.without_heads(full)
    if not heads and not any(map(_numbered, pages)):
        return text, []
    known = set(heads)
    whole: list[str] = []
    for page, left in zip(lines, kept, strict=True):
        remaining = iter(left)
        awaited = next(remaining, None)
        for line in page:
            if not line.strip():
                whole.append(line)
            elif awaited is not None and awaited in (bare := " ".join(line.split())):
                whole.append(line if awaited == bare else awaited)
                awaited = next(remaining, None)
    first = next((line for line in whole if line.strip()), "")
    below = next((line for line in whole[whole.index(first) + 1 :] if line.strip()), "")
    if page_edges.head(first) in known and field_lines.is_title(below.strip()):
        whole.remove(first)
        whole += ["", first]
    return "\n".join(whole), heads


def _without_numbers(lines: list[str]) -> list[str]:
    """The lines of a page without a number alone above or below them."""
    full = [position for position, line in enumerate(lines) if line.strip()]
    edges = {full[0], full[-1]} if full else set()
    return [
        line
        for position, line in enumerate(lines)
        if position not in edges or not _NUMBER.fullmatch(line.strip())
    ]


def _numbered(page: str) -> bool:
    lines = page.strip().split("\n")
    return _NUMBER.fullmatch(lines[-1].strip()) is not None
