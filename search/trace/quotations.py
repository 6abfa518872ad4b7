"""The quotations of a document: what stands between quotation marks.

Chinese and English marks are known in both directions. A pair of straight marks ("…") is closed
within its paragraph. Names of works in 《》 are no quotations, and neither is a single word in
quotation marks, which is a name or a term.
"""

import re
from dataclasses import dataclass

from index.text.fold import HAN

MIN_QUOTATION_CHARS = 6
"""Code points inside the marks; shorter ones are names and terms."""
MAX_QUOTATIONS = 200
"""Quotations of one document that are checked."""
_PAIRS = {"“": "”", "「": "」", "『": "』", "«": "»", "„": "“", "〝": "〞", "﹁": "﹂"}
_STRAIGHT = '"＂'
_ENDS_PARAGRAPH = "\n"
_SENTENCE_LIKE = re.compile(rf"[{HAN}]{{2}}|[^\W\d_]\s+[^\W\d_]")
MAX_QUOTE_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: its text without the marks, at code points `start` to `end` of the document."""

    text: str
    start: int
    end: int


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a document in their order, outer ones only; at most MAX_QUOTATIONS.

    A mark that is never closed opens nothing; a curly quotation may go over paragraphs.
    """
    quoted: list[Quotation] = []
    opened: list[tuple[str, int]] = []
    straight = -1
    for at, char in enumerate(text):
        if char == _ENDS_PARAGRAPH:
            straight = -1
        elif opened and char == opened[-1][0]:
            _, start = opened.pop()
            if not opened and straight < 0:
                quoted += _quotation(text, start, at)
        elif char in _PAIRS and len(opened) < MAX_QUOTE_DEPTH:
            opened.append((_PAIRS[char], at + 1))
        elif char in _STRAIGHT and not opened:
            if straight >= 0:
                quoted += _quotation(text, straight, at)
                straight = -1
            else:
                straight = at + 1
        if len(quoted) >= MAX_QUOTATIONS:
            break
    return tuple(quoted)


def _quotation(text: str, start: int, end: int) -> list[Quotation]:
    inner = text[start:end]
    bare = inner.strip()
    if len(bare) < MIN_QUOTATION_CHARS or not _SENTENCE_LIKE.search(bare):
        return []
    start += len(inner) - len(inner.lstrip())
    return [Quotation(bare, start, start + len(bare))]
