"""Recognises lists of other reports beside a text by their form: linked titles with few words."""

from collections.abc import Sequence

from index.ingest.days import dates
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import PageBlocks

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


def excluded(
    page: PageBlocks, weighed: Sequence[float], bad: Sequence[bool], answers: range
) -> tuple[bool, ...]:
    """Which nodes are excluded, with the lists of other reports; `bad` are excluded already.

    `answers` are the blocks of comments, which are no part of the text beside a list.

    A list in the element with the text is part of it, as is one that has more words; one in which
    each report has a day of its own must have twice as many.
    """
    lists = [numbers for numbers in _lists(page, weighed) if not bad[numbers[0]]][:_MAX_LISTS]
    if not lists:
        return tuple(bad)
    result = list(bad)
    shown = [
        0.0 if bad[block.node] or position in answers else max(weight, 0.0)
        for position, (block, weight) in enumerate(zip(page.blocks, weighed, strict=True))
    ]
    for numbers in lists:
        blocks = {position for number in numbers for position in _blocks(page, number)}
        inside = sum(shown[position] for position in blocks)
        outside = sum(shown) - inside
        others = [0.0 if number in blocks else weight for number, weight in enumerate(shown)]
        least = inside / 2 if len(numbers) > 1 else inside  # several items have days
        if outside < max(_STORY, least) or numbers[0] in _text(page, others, outside):
            continue
        for number in range(numbers[0], len(page.nodes)):
            parent = max(page.nodes[number].parent, 0)
            result[number] = result[number] or number in numbers or result[parent]
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


def _lists(page: PageBlocks, weighed: Sequence[float]) -> list[list[int]]:
    """The lists of reports: adjacent, similar items with a linked title each.

    A list is the element around its items, if all sentences in it are in items; else the items, if
    each has a day of its own.
    """
    below: dict[int, list[int]] = {}
    for number, node in enumerate(page.nodes):
        if 1 < node.last - node.first <= _MAX_BLOCKS and _is_item(page, number, weighed):
            below.setdefault(node.parent, []).append(number)
    lists = []
    for parent, items in below.items():
        longest = max(block_weights.alike(page, items), key=len)
        if parent <= 0 or len(longest) < _MIN_ITEMS:
            continue
        inside = {at for item in items for at in _blocks(page, item)}
        spoken = (
            position
            for position in _blocks(page, parent)
            if weighed[position] > block_weights.MIN_SPEAKING_WEIGHT
        )
        if all(at in inside for at in spoken):
            lists.append([parent])
        elif all(_is_dated(page, number) for number in longest):
            lists.append(longest)
    return lists


def _blocks(page: PageBlocks, number: int) -> range:
    return range(page.nodes[number].first, page.nodes[number].last)


def _is_item(page: PageBlocks, number: int, weighed: Sequence[float]) -> bool:
    """Whether an element has one text without a link below a linked title, and lines with days."""
    blocks = [at for at in _blocks(page, number) if not _is_moment(page, at)]
    if len(blocks) < 2:
        return False
    first = page.blocks[blocks[0]]
    titled = first.linked > _LINKED * len(first.plain) and weighed[blocks[0]] <= 0
    texts = [position for position in blocks[1:] if weighed[position] > 0]
    return titled and len(texts) == 1 and page.blocks[texts[0]].linked == 0


def _is_dated(page: PageBlocks, number: int) -> bool:
    """Whether an item has a line with the day of its report."""
    return any(_is_moment(page, position) for position in _blocks(page, number))


def _is_moment(page: PageBlocks, position: int) -> bool:
    """Whether a block is a line with the day of a report, which may name who wrote it."""
    text, linked = page.blocks[position].plain, page.blocks[position].linked
    short = len(text) <= _MAX_DAY_CHARS and linked <= _LINKED * len(text)
    return short and bool(dates.find_dates(text))


_LINKED = 0.9
"""The share of a title that is a link, at least."""
_MAX_DAY_CHARS = 60
"""The longest line with the day of an item, in code points."""
