"""Recognises boxes amid a text that lead elsewhere: offers, appeals for money, other reports."""

import itertools
import re
from collections.abc import Sequence

from index.ingest import word_lists
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import PageBlocks, PageNode
from index.ingest.webpage.tree.heading import SECTION_TAGS

_MAX_BLOCKS, _MAX_SENTENCES = 8, 2
"""The largest number of blocks of such a box, and of sentences of an offer."""
_BUTTON = re.compile(rf"(?:{word_lists.either('appeals', 'buttons')})\W{{0,3}}", re.IGNORECASE)
"""What a link at the end of an offer says."""
_MAX_BUTTON_CHARS = 30
_QUOTING = frozenset({"p", "blockquote", "q"})
"""Elements in which somebody else may ask."""
_ASKING = re.compile(rf"(?:{word_lists.either('appeals', 'requests')})", re.IGNORECASE)
"""What an appeal says to its readers."""


def excluded(page: PageBlocks, weighed: Sequence[float], bad: Sequence[bool]) -> tuple[bool, ...]:
    """Which nodes are excluded, with the appeals amid the text; `bad` are excluded already."""
    result = list(bad)
    for number, node in enumerate(page.nodes):
        inside = node.parent >= 0 and result[node.parent]
        result[number] = result[number] or inside or _is_appeal(page, weighed, node)
    return tuple(result)


def is_offered(page: PageBlocks, position: int) -> bool:
    """Whether a block stands in a box of a few blocks, the last of which is a button."""
    around = map(page.nodes.__getitem__, page.above(page.blocks[position].node))
    boxes = itertools.takewhile(lambda node: node.last - node.first <= _MAX_BLOCKS, around)
    lasts = (page.blocks[node.last - 1] for node in boxes if node.last - 1 > position)
    return any(_ends_with_button(last.plain, last.linked) for last in lasts)


def _is_appeal(page: PageBlocks, weighed: Sequence[float], node: PageNode) -> bool:
    """Whether a box between two paragraphs ends with a button, asks for support, or leads away."""
    if not 0 < node.last - node.first <= _MAX_BLOCKS or node.tag in _QUOTING:
        return False
    last = page.blocks[node.last - 1]
    may_be = last.linked > 0 or node.last - node.first > 1
    before = range(node.first - 1, node.first - 1 - _NEAR_BLOCKS, -1)
    behind = range(node.last, node.last + _NEAR_BLOCKS)
    if not may_be or not all(_has_paragraph(page, weighed, node, at) for at in (before, behind)):
        return False
    texts = [page.blocks[at].plain for at in range(node.first, node.last)]
    spoken = sum(map(block_weights.is_sentence, texts))
    offers = spoken <= _MAX_SENTENCES and _ends_with_button(texts[-1], last.linked)
    return offers or any(map(_ASKING.search, texts)) or _leads(page, node)


def _leads(page: PageBlocks, node: PageNode) -> bool:
    """Whether a box has only headings, the last of which is the linked title of another report."""
    tags = {page.tag(position) for position in range(node.first, node.last)}
    last = page.blocks[node.last - 1]
    return tags <= SECTION_TAGS and last.linked == len(last.plain) and node.tag not in SECTION_TAGS


_NEAR_BLOCKS = 2
"""The number of blocks directly beside a box, one of which is a paragraph."""


def _has_paragraph(page: PageBlocks, weighed: Sequence[float], node: PageNode, near: range) -> bool:
    """Whether a paragraph with a sentence is near an element, below the same one."""
    for position in near:
        if 0 <= position < len(page.blocks):
            beside = page.nodes[page.blocks[position].node]
            said = weighed[position] > block_weights.MIN_SPEAKING_WEIGHT
            if said and beside.tag == "p" and beside.parent == node.parent:
                return True
    return False


def _ends_with_button(text: str, linked: int) -> bool:
    """Whether the linked end of a text, `linked` code points long, says what a button says."""
    button = text[-linked:].strip() if 0 < linked <= _MAX_BUTTON_CHARS else ""
    return _BUTTON.fullmatch(button) is not None
