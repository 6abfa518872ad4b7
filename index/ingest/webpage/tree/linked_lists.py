"""Finds the links that are lines of a text.

Such are in lists that tell what they link, announced by a sentence, amid a text with words beside
them, or nearly all that a page tells.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.ingest import word_lists
from index.ingest.webpage.tree.blocks import Block, PageBlocks
from index.ingest.webpage.tree.heading import SECTION_TAGS
from index.text.lazy_pattern import lazy_pattern

_MIN_ITEMS = 3
"""The least number of items of such a list."""
_MIN_BESIDE = 10
"""The least number of code points beside the links of an item that tells something."""
_COLONS = ("：", ":")
_ENDED = re.compile(r"[。！？；.!?;][”’\"'）)]?$")


def of_text(page: PageBlocks, weights: Sequence[float]) -> Iterator[int]:
    """The linked lines of all these kinds."""
    if any(block.linked for block in page.blocks):
        yield from told(page)
        yield from announced(page, weights)
        yield from amid(page)
        yield from digest(page, weights)


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


_DAY_OR_NUMBER = re.compile(
    r"\b(?:[A-Za-z]{3,6}day|[A-Z][a-z]{2,8}\.? \d{1,2})\b|[^\w\s]|[\d_年月日]"
)
"""Days, numbers and marks, which tell nothing beside a link."""
_MIN_WORDS = 4
"""The least number of code points beside the link of an item that are words."""


def amid(page: PageBlocks) -> Iterator[int]:
    """The items of lists between sentences of one element that have words beside their links."""
    lists: dict[int, list[int]] = defaultdict(list)
    for position, block in enumerate(page.blocks):
        if page.nodes[block.node].tag == "li":
            lists[page.nodes[block.node].parent].append(position)
    for number, positions in lists.items():
        node = page.nodes[number]
        worded = sum(_has_words(page.blocks[position]) for position in positions)
        if len(positions) < _MIN_ITEMS or _WORDED_SHARE * len(positions) > worded:
            continue
        above = (at for at in range(node.first - 1, -1, -1) if page.tag(at) not in SECTION_TAGS)
        below = (
            at for at in range(node.last, len(page.blocks)) if page.tag(at) not in SECTION_TAGS
        )
        begins = _speaks_beside(page, next(above, -1), node.parent)
        around = page.nodes[node.parent]
        titled = any(page.tag(at) == "h1" for at in range(around.first, node.first))
        if (begins or titled) and _speaks_beside(page, next(below, -1), node.parent):
            yield from positions


_WORDED_SHARE = 0.65


def _has_words(block: Block) -> bool:
    """Whether an item has words beside its links: no day, number, or topic before a colon."""
    if any(colon in block.plain for colon in _COLONS):
        return False
    beside = len(block.plain) - block.linked
    return beside - sum(map(len, _DAY_OR_NUMBER.findall(block.plain))) >= _MIN_WORDS


def _speaks_beside(page: PageBlocks, at: int, parent: int) -> bool:
    """Whether a block is a sentence of an element, at most half of it linked."""
    if not 0 <= at < len(page.blocks) or page.nodes[page.blocks[at].node].parent != parent:
        return False
    block = page.blocks[at]
    long = len(block.plain.encode()) >= _MIN_BYTES and 2 * block.linked <= len(block.text)
    return long and _ENDED.search(block.plain) is not None


_MIN_WEIGHT = 8
"""The least weight of a sentence of the page."""


def digest(page: PageBlocks, weights: Sequence[float]) -> Iterator[int]:
    """The linked lines beside a sentence that tell more than all sentences of the page.

    They are paragraphs, or items of a list, of one element; and no others of the page are such.
    """
    runs = [run for run in _linked_runs(page) if _is_digest(page, run)]
    if len(runs) != 1:
        return
    linked = sum(len(page.blocks[position].plain) for position in runs[0])
    spoken = (
        len(block.plain)
        for block, weight in zip(page.blocks, weights, strict=True)
        if weight > _MIN_WEIGHT and block.linked * 2 <= len(block.text)
    )
    if sum(spoken) < linked:
        yield from runs[0]


def _linked_runs(page: PageBlocks) -> Iterator[list[int]]:
    """The runs of linked paragraphs or items that follow each other in one element."""

    def element(position: int) -> int:
        block = page.blocks[position]
        node = page.nodes[block.node]
        line = node.tag in {"p", "li"} and block.linked * 2 > len(block.text)
        return node.parent if line else -1

    for parent, run in itertools.groupby(range(len(page.blocks)), element):
        if parent >= 0:
            yield list(run)


def _is_digest(page: PageBlocks, run: list[int]) -> bool:
    """Whether linked lines are long, and beside a sentence that does not lead to other reports."""
    lines = [page.blocks[position].plain for position in run]
    if len(lines) < _MIN_ITEMS or any(len(line.encode()) < _MIN_BYTES for line in lines):
        return False
    parent = page.nodes[page.blocks[run[0]].node].parent
    elements = {parent, page.nodes[parent].parent} if page.tag(run[0]) == "li" else {parent}
    beside = [at for at in (run[0] - 1, run[-1] + 1) if 0 <= at < len(page.blocks)]
    if any(_LEADS_AWAY.search(page.blocks[at].plain) for at in beside):
        return False
    return any(
        page.nodes[page.blocks[at].node].parent in elements
        and page.tag(at) == "p"
        and not page.blocks[at].linked
        and _ENDED.search(page.blocks[at].plain)
        for at in beside
    )


def _tells(block: Block) -> bool:
    """Whether an item has words beside its links and ends as a sentence."""
    beside = len(block.plain) - block.linked
    return beside >= _MIN_BESIDE and _ENDED.search(block.plain) is not None


_MIN_BYTES, _MAX_ANNOUNCING = 36, 300
"""The least length, in bytes, of a line that tells something, as a Han character has three.

The other is the largest of a sentence that announces links, in code points.
"""
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
        sized = len(block.plain.encode()) >= _MIN_BYTES and len(block.plain) <= _MAX_ANNOUNCING
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
