"""Weighs the blocks of a page for the body: positive for sentences, negative for links.

Cells of data tables and items of lists have small weights, so a body may consist of them.
"""

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.ingest.days import dates
from index.ingest.heads import header_lines
from index.ingest.webpage.tree import exclusion, linked_lists
from index.ingest.webpage.tree.blocks import Block, PageBlocks, PageNode
from index.ingest.webpage.tree.folded_text import FoldedText
from index.ingest.webpage.tree.hints import is_good

_PUNCTUATION = re.compile(r"[，。；！？、：“”‘’《》（）…]|[,.;!?](?=\s|$)|['\"]")
SENTENCE_PATTERN = re.compile(r"[。！？；…]|[.!?]['\"”’)]?(?:\s|$)|[，,].*[，,]")
"""A text that contains a sentence."""
_LATIN = re.compile(r"[A-Za-z0-9]+")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ENDED = re.compile(r"[。！？…][”’」』）)]?$|[\w”’\"')][.!?]['\"”’)]?$")
"""The end of a linked sentence."""
MEANINGLESS_WEIGHT = -2.0
"""The weight of a short text without punctuation is above it."""
MIN_SPEAKING_WEIGHT = 12
"""The least weight of a block that is a sentence of the story."""
_VISIBLE = 150
"""The weight of visible text from which hidden text is excluded."""
_KEPT_SHARE, _BODY_KEPT_SHARE = 0.4, 0.1
"""The share of a page's sentences that no class name excludes; less if it is typical of bodies."""
_NEARLY_ALL = 0.75
"""The share of a page's sentences that names of its foot and of what asks for consent exclude."""
_STORY = 60
"""The weight of sentences that no ambiguous class name excludes."""
_LINKED, _ITEMS, _CELL = 15, 3, 200
"""The least length of a linked sentence, the least items of a list of text, the longest cell."""
_MAX_EXAMINED_BLOCKS = 40
"""The largest number of blocks of an element that are examined one by one."""
_PARTS = 6
"""The largest number of blocks in a repeated element."""
_MAX_ROW_CELLS = 40
"""The largest number of cells in a row."""
_MIN_CELL_CHARS = 2.5
"""The least mean length of the cells of a data table, in code points; calendars have less."""


def length(text: str) -> float:
    """The length of a text; a Han character counts 1, a Latin letter or digit 0.4."""
    latin = sum(map(len, _LATIN.findall(text)))
    return len(text) - 0.6 * latin


def of_blocks(page: PageBlocks) -> list[float]:
    """The weight of each block."""
    weights = [_weight_of(block.text, block.linked) for block in page.blocks]
    for position in cells(page):
        weights[position] = max(
            weights[position], 1 + 0.3 * min(length(page.blocks[position].text), 20.0)
        )
    for position in _items(page):
        weights[position] = max(weights[position], 0.2 + 0.15 * length(page.blocks[position].text))
    lines = linked_lists.of_text(page, weights)
    for position in (*linked_sentences(page, weights), *lines):
        weights[position] = max(weights[position], 0.3 * length(page.blocks[position].text))
    return weights


@functools.lru_cache(maxsize=4096)
def _weight_of(text: str, linked: int) -> float:
    """The weight of a text with that many code points in links, without its context."""
    size = length(text)
    if linked * 2 > len(text):
        beside = size * (1 - linked / len(text))
        return -min(size if beside < MIN_UNLINKED_LENGTH else size - 2 * beside, 30.0) - 4
    marks = len(_PUNCTUATION.findall(text))
    if size >= 8 and SENTENCE_PATTERN.search(text):
        return size * min(1.0, 0.4 + 0.2 * marks) - linked
    if marks and size >= 8:
        return 0.3 * size
    return -0.1 * min(size, 10.0)


def is_linked(block: Block) -> bool:
    """Whether a block is mostly links."""
    return block.linked * 2 > len(block.text)


MIN_UNLINKED_LENGTH = 12
"""The least length of the words beside the links of a block that make it text."""


def has_words(block: Block) -> bool:
    """Whether a block has enough words beside its links to be text."""
    unlinked = len(block.text) - block.linked
    return length(block.text) * unlinked > MIN_UNLINKED_LENGTH * len(block.text)


def rows(page: PageBlocks) -> dict[int, int]:
    """Maps each block that is a table cell to the node of its row."""
    if page.rows is not None:
        return page.rows
    row_of_block: dict[int, int] = {}
    page.rows = row_of_block
    for number, node in enumerate(page.nodes):
        if node.tag != "tr":
            continue
        blocks = page.blocks[node.first : node.last]
        if _is_row(page, blocks) and not _has_rows(page, number):
            row_of_block |= dict.fromkeys(range(node.first, node.last), number)
    return row_of_block


def _is_row(page: PageBlocks, blocks: Sequence[Block]) -> bool:
    """Whether blocks are the cells of a row: several short ones, one for each cell."""
    if not 1 < len(blocks) <= _MAX_ROW_CELLS or any(len(block.text) >= _CELL for block in blocks):
        return False
    return len({_cell(page, block.node) for block in blocks}) == len(blocks)


def _has_rows(page: PageBlocks, number: int) -> bool:
    """Whether a row has a table in it, as those of layout tables have."""
    inside = itertools.takewhile(lambda node: node.parent >= number, page.nodes[number + 1 :])
    return any(node.tag == "tr" for node in inside)


def _cell(page: PageBlocks, node: int) -> int:
    return next(
        (above for above in page.above(node) if page.nodes[above].tag in {"td", "th"}), node
    )


def cells(page: PageBlocks) -> tuple[int, ...]:
    """The cells of data tables, which have several rows and are neither links nor calendars."""
    if page.cells is None:
        page.cells = tuple(_cells(page))
    return page.cells


def _cells(page: PageBlocks) -> list[int]:
    tables: dict[int, list[int]] = defaultdict(list)
    for position, row in rows(page).items():
        table = next((node for node in page.above(row) if page.nodes[node].tag == "table"), row)
        tables[table].append(position)
    return [
        position
        for positions in tables.values()
        if _is_data(page, positions)
        for position in positions
    ]


def _is_data(page: PageBlocks, positions: Sequence[int]) -> bool:
    blocks = [page.blocks[position] for position in positions]
    if sum(map(is_linked, blocks)) * 2 > len(blocks) or len(blocks) < 4:
        return False
    if not any(_LETTERS.search(block.text) for block in blocks):
        return False
    return sum(len(block.plain) for block in blocks) > _MIN_CELL_CHARS * len(blocks)


def repeated(page: PageBlocks, near: range) -> list[int]:
    """The short blocks of three or more adjacent similar elements, such as lines of a list.

    Only elements that begin in `near` are examined. With exactly one date they are a byline.
    """
    below: dict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(page.nodes):
        if node.first in near and node.first < node.last:
            below[node.parent].append(number)
    short_blocks: list[int] = []
    for siblings in below.values():
        if len(siblings) < _ITEMS:
            continue
        for numbers in alike(page, siblings):
            run = [page.nodes[number] for number in numbers]
            if len(run) >= _ITEMS and all(0 < node.last - node.first <= _PARTS for node in run):
                positions = range(run[0].first, run[-1].last)
                short_blocks += positions if _is_list(page, positions) else ()
    return short_blocks


def alike(page: PageBlocks, siblings: Sequence[int]) -> Iterator[list[int]]:
    """Groups siblings into runs with the same tag and class."""
    for _, run in itertools.groupby(
        siblings, key=lambda number: (page.nodes[number].tag, kind(page, number))
    ):
        yield list(run)


def kind(page: PageBlocks, number: int) -> str:
    """The class of an element without digits, so comment-12 and comment-13 are equal."""
    return _without_digits(page.nodes[number].hint)


@functools.lru_cache(maxsize=4096)
def _without_digits(hint: str) -> str:
    return re.sub(r"\d+", "", hint).strip()


def _is_list(page: PageBlocks, positions: Sequence[int]) -> bool:
    """Whether blocks are a list: short, without sentences or labels, and not one dated."""
    blocks = [page.blocks[position] for position in positions]
    if any(_weight_of(block.text, block.linked) > MIN_SPEAKING_WEIGHT for block in blocks):
        return False
    texts = [block.text for block in blocks]
    if any(len(text) > _CELL or header_lines.has_label(text) for text in texts):
        return False
    return sum(bool(dates.find_dates(text)) for text in texts) != 1


def _items(page: PageBlocks) -> list[int]:
    """The items of lists that have three items or more without links."""
    lists: dict[int, list[int]] = defaultdict(list)
    for position, block in enumerate(page.blocks):
        item = _item(page, block.node)
        if item >= 0:
            lists[page.nodes[item].parent].append(position)
    items = []
    for positions in lists.values():
        texts = [position for position in positions if page.blocks[position].linked == 0]
        if len(texts) >= max(_ITEMS, 0.7 * len(positions)):
            items += texts
    return items


def _item(page: PageBlocks, node: int) -> int:
    """The list item that is the node or its parent; else -1."""
    for number in (node, page.nodes[node].parent):
        if number >= 0 and page.nodes[number].tag in {"li", "dd", "dt"}:
            return number
    return -1


def linked_sentences(page: PageBlocks, weights: Sequence[float]) -> list[int]:
    """The blocks that are linked sentences beside sentences without links."""
    speaking = {
        page.nodes[page.blocks[position].node].parent
        for position, weight in enumerate(weights)
        if weight > MIN_SPEAKING_WEIGHT
    }
    return [
        position
        for position, block in enumerate(page.blocks)
        if is_linked(block)
        and page.nodes[block.node].parent in speaking
        and page.nodes[block.node].tag in {"p", "div", "blockquote"}
        and is_sentence(block.plain)
    ]


def is_sentence(text: str) -> bool:
    """Whether a text has the length and the end of a sentence."""
    return length(text) >= _LINKED and _ENDED.search(text) is not None


def sums(page: PageBlocks, weights: Sequence[float]) -> list[float]:
    """The sum of weights below each node."""
    total = [0.0] * len(page.nodes)
    for block, weight in zip(page.blocks, weights, strict=True):
        total[block.node] += weight
    for position in range(len(total) - 1, 0, -1):
        parent = page.nodes[position].parent
        if parent >= 0:
            total[parent] += total[position]
    return total


def settled(page: PageBlocks, weights: Sequence[float]) -> tuple[bool, ...]:
    """Whether the class of each node or an ancestor excludes it, but never most of a page."""
    texts = (block.plain for block in page.blocks)
    amounts = sums(
        page,
        [
            0.0 if weight <= 0 or ("©" in text and header_lines.is_legal(text)) else weight
            for weight, text in zip(weights, texts, strict=True)
        ],
    )
    total = sum(max(weight, 0.0) for weight in weights)
    hidden = _hidden(page, weights, amounts)
    kinds: dict[str, float] = defaultdict(float)
    largest: dict[str, float] = defaultdict(float)
    for node, amount in zip(page.nodes, amounts, strict=True):
        kinds[node.hint] += amount if node.weak else 0.0
        largest[node.hint] = max(largest[node.hint], amount)
    linked = _running(page)
    data = {page.blocks[position].node for position in cells(page)}
    bad: list[bool] = []
    for number, (node, amount) in enumerate(zip(page.nodes, amounts, strict=True)):
        limit = _BODY_KEPT_SHARE if is_good(node.hint) else _KEPT_SHARE
        most = largest[node.hint] if node.hint else amount
        if node.bad and most >= limit * total and exclusion.is_no_story(page, node):
            limit = _NEARLY_ALL
        excluded = node.bad and most < limit * total and number not in data
        excluded = excluded or (
            node.weak
            and kinds[node.hint] < limit * total
            and _is_aside(page, number, amount, linked)
        )
        bad.append(excluded or hidden[number] or (node.parent >= 0 and bad[node.parent]))
    left = total <= _STORY or exclusion.leaves_text(page, weights, bad)
    return tuple(bad) if left else exclusion.by_tag(page, hidden)


def _running(page: PageBlocks) -> list[tuple[int, int, int]]:
    """Running totals before each block and after the last.

    Each counts code points in links, all code points, and blocks that are mostly links.
    """
    running = [(0, 0, 0)]
    for block in page.blocks:
        links, letters, blocks = running[-1]
        running.append((links + block.linked, letters + len(block.text), blocks + is_linked(block)))
    return running


def _between(running: Sequence[tuple[int, int, int]], node: PageNode) -> tuple[int, int, int]:
    """The totals of the blocks of one element."""
    (links, letters, blocks), before = running[node.last], running[node.first]
    return links - before[0], letters - before[1], blocks - before[2]


def _is_aside(
    page: PageBlocks, number: int, amount: float, linked: Sequence[tuple[int, int, int]]
) -> bool:
    """Whether an element of an ambiguous class has no story: no paragraph and little text."""
    node = page.nodes[number]
    if node.first == node.last:
        return True
    links, letters, _ = _between(linked, node)
    if links * 2 > letters:
        return True
    if node.last - node.first > _MAX_EXAMINED_BLOCKS:
        return amount <= _STORY
    blocks = page.blocks[node.first : node.last]
    if any(header_lines.is_legal(block.plain) for block in blocks):
        return True
    inner = page.nodes[blocks[0].node].tag
    paragraph = len(blocks) == 1 and (node.tag in _PARAGRAPHS or inner in _PARAGRAPHS)
    several = (
        sum(bool(SENTENCE_PATTERN.search(block.text)) for block in blocks) > 1
        and amount > 2 * MIN_SPEAKING_WEIGHT
    )
    return not (amount > _STORY or several or (paragraph and amount > MIN_SPEAKING_WEIGHT))


_PARAGRAPHS = frozenset({"p", "li", "td", "th", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


def _hidden(page: PageBlocks, weights: Sequence[float], amounts: Sequence[float]) -> list[bool]:
    """Whether each node is hidden and not text.

    Hidden text counts if it continues a visible story, as collapsed text does, or if little else
    is visible, because a script then shows it.
    """
    below: list[bool] = []
    for node in page.nodes:
        below.append(node.hidden or (node.parent >= 0 and below[node.parent]))
    blocks = zip(page.blocks, weights, strict=True)
    shown = [0.0 if below[block.node] else max(weight, 0.0) for block, weight in blocks]
    beside = sums(page, shown)
    total = sum(max(weight, 0.0) for weight in weights)
    linked = _running(page)
    most = total if sum(shown) > _VISIBLE else _KEPT_SHARE * total
    amounts = exclusion.with_hidden_siblings(page, amounts)
    folded = FoldedText(page, beside)
    return [
        node.hidden
        and amount <= most
        and (
            _between(linked, node)[2] * 2 > node.last - node.first
            or not folded.continues(number, amount)
        )
        for number, (node, amount) in enumerate(zip(page.nodes, amounts, strict=True))
    ]
