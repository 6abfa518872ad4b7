"""Finds the links that are lines of a text: lists that tell what they link, or are announced."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.ingest import word_lists
from index.ingest.webpage.blocks import Block, PageBlocks
from index.text.lazy_pattern import lazy_pattern

_MIN_ITEMS = 3
"""The least number of items of such a list."""
_MIN_BESIDE = 10
"""The least number of code points beside the links of an item that tells something."""
_ENDED = re.compile(r"[。！？；.!?;][”’\"'）)]?$")


def told(page: PageBlocks) -> Iterator[int]:
    """The linked items of lists at least half of whose items are sentences around their links."""
    lists: dict[int, list[int]] = defaultdict(list)
    for position, block in enumerate(page.blocks):
        if page.nodes[block.node].tag == "li" and block.linked:
            lists[page.nodes[block.node].parent].append(position)
    for positions in lists.values():
        telling = sum(_tells(page.blocks[position]) for position in positions)
        if len(positions) >= _MIN_ITEMS and 2 * telling >= len(positions):
            yield from positions


def _tells(block: Block) -> bool:
    """Whether an item has words beside its links and ends as a sentence."""
    beside = len(block.plain) - block.linked
    return beside >= _MIN_BESIDE and _ENDED.search(block.plain) is not None


_COLONS = ("：", ":")
_MIN_ANNOUNCING, _MAX_ANNOUNCING = 20, 300
"""The length, in code points, of a sentence that announces the links below it."""
_LEADS_AWAY = lazy_pattern(
    rf"{word_lists.either('tail', 'below')}|{word_lists.either('tail', 'phrases')}"
    r"|更多|精彩|推荐|推薦|(?:相关|相關|延伸)(?:阅读|閱讀)",
    re.IGNORECASE,
)
"""Words before links to other reports."""


def announced(page: PageBlocks, weights: Sequence[float]) -> Iterator[int]:
    """The linked lines between a sentence that ends with a colon and another sentence beside it."""
    for position, block in enumerate(page.blocks):
        if block.linked or not block.plain.endswith(_COLONS):
            continue
        end = position + 1
        parent = page.nodes[block.node].parent
        while end < len(page.blocks) and _is_line(page, end, parent):
            end += 1
        closed = end < len(page.blocks) and page.nodes[page.blocks[end].node].parent == parent
        sized = _MIN_ANNOUNCING <= len(block.plain) <= _MAX_ANNOUNCING
        own = sized and closed and _LEADS_AWAY.search(block.plain) is None
        if own and weights[end] > 0:
            yield from range(position + 1, end)


def _is_line(page: PageBlocks, position: int, parent: int) -> bool:
    """Whether a block is a link in a paragraph of an element, or in a list there."""
    block = page.blocks[position]
    node = page.nodes[block.node]
    listed = node.tag == "li" and page.nodes[node.parent].parent == parent
    beside = node.tag == "p" and node.parent == parent
    return block.linked * 2 > len(block.text) and (listed or beside)
