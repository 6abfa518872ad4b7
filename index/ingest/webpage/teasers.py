"""Recognises lists of other reports beside a text by their form: linked titles with few words."""

from collections.abc import Sequence

from index.ingest.webpage import block_weights
from index.ingest.webpage.blocks import PageBlocks

_MIN_ITEMS = 3
"""The least number of adjacent similar elements that are a list of reports."""
_MAX_LISTS = 30
"""The largest number of lists that are compared with the text; each is compared with all of it."""
_MAX_BLOCKS = 5
"""The largest number of blocks of an item."""
_STORY = 40
"""The least weight of the text beside the list."""
_MIN_TEXT_SHARE = 0.8
"""The least share of the sentences outside of a list that are in one element: the text."""


def excluded(page: PageBlocks, weighed: Sequence[float], bad: Sequence[bool]) -> tuple[bool, ...]:
    """Which nodes are excluded, with the lists of other reports; `bad` are excluded already.

    A list in the element with the text is part of it, as is one that has more words.
    """
    lists = [parent for parent in _lists(page, weighed) if not bad[parent]][:_MAX_LISTS]
    if not lists:
        return tuple(bad)
    result = list(bad)
    shown = [
        0.0 if bad[block.node] else max(weight, 0.0)
        for block, weight in zip(page.blocks, weighed, strict=True)
    ]
    for parent in lists:
        blocks = _blocks(page, parent)
        inside = sum(shown[position] for position in blocks)
        outside = sum(shown) - inside
        others = [0.0 if number in blocks else weight for number, weight in enumerate(shown)]
        if outside < max(_STORY, inside) or parent in _text(page, others, outside):
            continue
        for number in range(parent, len(page.nodes)):
            node = page.nodes[number]
            result[number] = result[number] or number == parent or result[max(node.parent, 0)]
    return tuple(result)


def _text(page: PageBlocks, weighed: Sequence[float], total: float) -> range:
    """The nodes from the innermost element with most of the sentences to the last within it."""
    sums = block_weights.sums(page, weighed)
    inner = max(number for number, amount in enumerate(sums) if amount >= _MIN_TEXT_SHARE * total)
    last = page.nodes[inner].last
    end = next(
        (
            number
            for number in range(inner + 1, len(page.nodes))
            if page.nodes[number].first >= last
        ),
        len(page.nodes),
    )
    return range(inner, end)


def _lists(page: PageBlocks, weighed: Sequence[float]) -> list[int]:
    """The elements whose sentences are all in items: adjacent, similar, with a linked title."""
    below: dict[int, list[int]] = {}
    for number, node in enumerate(page.nodes):
        if 1 < node.last - node.first <= _MAX_BLOCKS and _is_item(page, number, weighed):
            below.setdefault(node.parent, []).append(number)
    lists = []
    for parent, items in below.items():
        longest = max((len(run) for run in block_weights.alike(page, items)), default=0)
        inside = {at for item in items for at in _blocks(page, item)}
        spoken = (
            position
            for position in _blocks(page, max(parent, 0))
            if weighed[position] > block_weights.MIN_SPEAKING_WEIGHT
        )
        if parent > 0 and longest >= _MIN_ITEMS and all(at in inside for at in spoken):
            lists.append(parent)
    return lists


def _blocks(page: PageBlocks, number: int) -> range:
    return range(page.nodes[number].first, page.nodes[number].last)


def _is_item(page: PageBlocks, number: int, weighed: Sequence[float]) -> bool:
    """Whether an element begins with a linked title and has one text without a link below it."""
    blocks = _blocks(page, number)
    first = page.blocks[blocks[0]]
    titled = first.linked > 0.9 * len(first.plain) and weighed[blocks[0]] <= 0
    texts = [position for position in blocks[1:] if weighed[position] > 0]
    return titled and len(texts) == 1 and page.blocks[texts[0]].linked == 0
