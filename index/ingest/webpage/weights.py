"""How much each block of a page counts for the body: sentences by their length, links against.

Cells of tables of data, and items of lists, count a little, so that a body may be made of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from index.ingest import dates, header_lines
from index.ingest.webpage.blocks import Block, PageBlocks, PageNode, is_good

_PUNCTUATION = re.compile(r"[，。；！？、：“”‘’《》（）…]|[,.;!?](?=\s|$)|['\"]")
#: A text with a sentence in it.
SENTENCE = re.compile(r"[。！？；…]|[.!?]['\"”’)]?(?:\s|$)|[，,].*[，,]")
_LATIN = re.compile(r"[A-Za-z0-9]+")
_LETTERS = re.compile(r"[^\W\d_]{2}")
#: How a sentence ends that happens to be a link as a whole.
_ENDED = re.compile(r"[。！？…][”’」』）)]?$|[\w”’\"')][.!?]['\"”’)]?$")
#: Weight of a block that is a sentence of the story.
SPEAKS = 12
#: Weight of what a reader sees that makes hidden text no part of a page.
_VISIBLE = 150
#: Share of a page's sentences that no class name can talk away; less where it also praises them.
_MOST, _LITTLE = 0.4, 0.1
#: Weight of sentences that no doubtful class name can talk away.
_STORY = 60
#: What elements are called that show more when somebody asks for it.
_FOLDED = re.compile(
    r"more|full|rest|fold|expand|collaps|toggle|spoiler|reveal|show|content|article|detail|text|tab|panel",
    re.IGNORECASE,
)
_ABOVE = 3  # elements around a hidden one in which its story may begin
_LINKED = 15  # length of a linked text that can be a sentence
_ITEMS = 3  # items of a list that may be text
_CELL = 200  # code points of a cell
_MANY = 40  # blocks of an element that are looked at one by one
_PARTS = 6  # blocks of an element that is like others beside it
_WIDEST = 40  # cells of a row
_TELLING = 2.5  # code points of the cells of a table, on average; those of a calendar have fewer


def length(text: str) -> float:
    """How much a text says: a Han character is one, a Latin letter or digit two fifths."""
    latin = sum(map(len, _LATIN.findall(text)))
    return len(text) - 0.6 * latin


def of_blocks(page: PageBlocks) -> list[float]:
    """What each block adds to the sum of the elements around it."""
    weights = [_weight(block) for block in page.blocks]
    for place in cells(page, rows(page)):
        weights[place] = max(weights[place], 1 + 0.3 * min(length(page.blocks[place].text), 20.0))
    for place in _items(page):
        weights[place] = max(weights[place], 0.2 + 0.15 * length(page.blocks[place].text))
    for place in linked_sentences(page, weights):
        weights[place] = 0.3 * length(page.blocks[place].text)
    return weights


def _weight(block: Block) -> float:
    """The weight of a block by itself."""
    text = block.text
    size = length(text)
    if is_linked(block):
        return -min(size, 30.0) - 4
    marks = len(_PUNCTUATION.findall(text))
    if size >= 8 and SENTENCE.search(text):
        return size * min(1.0, 0.4 + 0.2 * marks) - block.linked
    if marks and size >= 8:
        return 0.3 * size
    return -0.1 * min(size, 10.0)


def is_linked(block: Block) -> bool:
    """Whether a block is mostly links."""
    return block.linked * 2 > len(block.text)


def rows(page: PageBlocks) -> dict[int, int]:
    """For each block that is a cell of a row of a table the node of the row."""
    if page.rows is not None:
        return page.rows
    found: dict[int, int] = {}
    page.rows = found
    for number, node in enumerate(page.nodes):
        if node.tag != "tr":
            continue
        blocks = page.blocks[node.first : node.last]
        if _is_row(page, blocks):
            found |= dict.fromkeys(range(node.first, node.last), number)
    return found


def _is_row(page: PageBlocks, blocks: Sequence[Block]) -> bool:
    """Whether blocks are the cells of a row: several short ones, each alone in its cell."""
    if not 1 < len(blocks) <= _WIDEST or any(len(block.text) >= _CELL for block in blocks):
        return False
    return len({_cell(page, block.node) for block in blocks}) == len(blocks)


def _cell(page: PageBlocks, node: int) -> int:
    return next(
        (above for above in page.above(node) if page.nodes[above].tag in {"td", "th"}), node
    )


def cells(page: PageBlocks, rows: Mapping[int, int]) -> list[int]:
    """The cells of tables of data: of two rows or more, not of links, and not a calendar."""
    tables: dict[int, list[int]] = defaultdict(list)
    for place, row in rows.items():
        table = next((node for node in page.above(row) if page.nodes[node].tag == "table"), row)
        tables[table].append(place)
    return [place for places in tables.values() if _is_data(page, places) for place in places]


def _is_data(page: PageBlocks, places: Sequence[int]) -> bool:
    blocks = [page.blocks[place] for place in places]
    if sum(map(is_linked, blocks)) * 2 > len(blocks) or len(blocks) < 4:
        return False
    if not any(_LETTERS.search(block.text) for block in blocks):
        return False
    return sum(len(block.plain) for block in blocks) > _TELLING * len(blocks)


def repeated(page: PageBlocks, near: range) -> list[int]:
    """The short blocks of three or more like elements in a row, as the lines of a list are.

    Only elements that begin in `near` are looked at. One date among them makes them a byline.
    """
    below: dict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(page.nodes):
        if node.first in near and node.first < node.last:
            below[node.parent].append(number)
    found: list[int] = []
    for siblings in below.values():
        if len(siblings) < _ITEMS:
            continue
        for numbers in alike(page, siblings):
            run = [page.nodes[number] for number in numbers]
            if len(run) >= _ITEMS and all(0 < node.last - node.first <= _PARTS for node in run):
                places = range(run[0].first, run[-1].last)
                found += places if _is_list(page, places) else ()
    return found


def alike(page: PageBlocks, siblings: Sequence[int]) -> Iterator[list[int]]:
    """Runs of elements of one tag and class among those that stand beside each other."""
    for _, run in groupby(siblings, key=lambda one: (page.nodes[one].tag, kind(page, one))):
        yield list(run)


def kind(page: PageBlocks, number: int) -> str:
    """The class of an element without its numbers: comment-12 and comment-13 are alike."""
    return re.sub(r"\d+", "", page.nodes[number].hint).strip()


def _is_list(page: PageBlocks, places: Sequence[int]) -> bool:
    """Whether blocks are short, no sentences and without labels, and not just one is dated."""
    if any(_weight(page.blocks[place]) > SPEAKS for place in places):
        return False
    texts = [page.blocks[place].text for place in places]
    if any(len(text) > _CELL or header_lines.labelled(text) for text in texts):
        return False
    return sum(bool(dates.find_dates(text)) for text in texts) != 1


def _items(page: PageBlocks) -> list[int]:
    """The items of lists that are not of links: of three items or more."""
    lists: dict[int, list[int]] = defaultdict(list)
    for place, block in enumerate(page.blocks):
        item = _item(page, block.node)
        if item >= 0:
            lists[page.nodes[item].parent].append(place)
    found = []
    for places in lists.values():
        texts = [place for place in places if page.blocks[place].linked == 0]
        if len(texts) >= max(_ITEMS, 0.7 * len(places)):
            found += texts
    return found


def _item(page: PageBlocks, node: int) -> int:
    """The item of a list that a node is, or that it stands in directly; else -1."""
    for number in (node, page.nodes[node].parent):
        if number >= 0 and page.nodes[number].tag in {"li", "dd", "dt"}:
            return number
    return -1


def linked_sentences(page: PageBlocks, weights: Sequence[float]) -> list[int]:
    """The blocks that are a link and a sentence, beside sentences that are none."""
    speaking = {
        page.nodes[page.blocks[place].node].parent
        for place, weight in enumerate(weights)
        if weight > SPEAKS
    }
    return [
        place
        for place, block in enumerate(page.blocks)
        if is_linked(block)
        and page.nodes[block.node].parent in speaking
        and page.nodes[block.node].tag in {"p", "div", "blockquote"}
        and is_sentence(block.plain)
    ]


def is_sentence(text: str) -> bool:
    """Whether a text is long enough to be a sentence, and ends as one."""
    return length(text) >= _LINKED and _ENDED.search(text) is not None


def sums(page: PageBlocks, weights: Sequence[float]) -> list[float]:
    """The sum of weights below each node."""
    total = [0.0] * len(page.nodes)
    for block, weight in zip(page.blocks, weights, strict=True):
        total[block.node] += weight
    for place in range(len(total) - 1, 0, -1):
        parent = page.nodes[place].parent
        if parent >= 0:
            total[parent] += total[place]
    return total


def settled(page: PageBlocks, weights: Sequence[float]) -> tuple[bool, ...]:
    """For each node whether it or one above it is no text by its class; most of a page never is."""
    amounts = sums(page, [max(weight, 0.0) for weight in weights])
    whole = sum(max(weight, 0.0) for weight in weights)
    hidden = _hidden(page, weights, amounts)
    kinds: dict[str, float] = defaultdict(float)
    for node, amount in zip(page.nodes, amounts, strict=True):
        kinds[node.hint] += amount if node.weak else 0.0
    linked = _running(page)
    bad: list[bool] = []
    for number, (node, amount) in enumerate(zip(page.nodes, amounts, strict=True)):
        limit = _LITTLE if is_good(node.hint) else _MOST
        own = node.bad and amount < limit * whole
        own = own or (
            node.weak
            and kinds[node.hint] < limit * whole
            and _is_aside(page, number, amount, linked)
        )
        bad.append(own or hidden[number] or (node.parent >= 0 and bad[node.parent]))
    return tuple(bad)


def _running(page: PageBlocks) -> list[tuple[int, int, int]]:
    """For each block, and behind the last, what all before it hold.

    Code points in links, all code points, and how many of the blocks are mostly links.
    """
    running = [(0, 0, 0)]
    for block in page.blocks:
        links, letters, blocks = running[-1]
        running.append((links + block.linked, letters + len(block.text), blocks + is_linked(block)))
    return running


def _between(running: Sequence[tuple[int, int, int]], node: PageNode) -> tuple[int, int, int]:
    """The same of the blocks of one element."""
    (links, letters, blocks), before = running[node.last], running[node.first]
    return links - before[0], letters - before[1], blocks - before[2]


def _is_aside(
    page: PageBlocks, number: int, amount: float, linked: Sequence[tuple[int, int, int]]
) -> bool:
    """Whether an element of a doubtful class holds no story: no paragraph, and little text."""
    node = page.nodes[number]
    if node.first == node.last:
        return True
    links, letters, _ = _between(linked, node)
    if links * 2 > letters:
        return True
    if node.last - node.first > _MANY:
        return amount <= _STORY
    blocks = page.blocks[node.first : node.last]
    if any(header_lines.is_legal(block.plain) for block in blocks):
        return True
    inner = page.nodes[blocks[0].node].tag
    paragraph = len(blocks) == 1 and (node.tag in _PARAGRAPHS or inner in _PARAGRAPHS)
    several = sum(bool(SENTENCE.search(block.text)) for block in blocks) > 1 and amount > 2 * SPEAKS
    return not (amount > _STORY or several or (paragraph and amount > SPEAKS))


_PARAGRAPHS = frozenset({"p", "li", "td", "th", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


def _hidden(page: PageBlocks, weights: Sequence[float], amounts: Sequence[float]) -> list[bool]:
    """For each node whether it hides what is no text.

    It is text where it goes on with a story that begins beside it, as what is folded away until
    somebody asks for more, and where little else is seen: then a script shows it.
    """
    below: list[bool] = []
    for node in page.nodes:
        below.append(node.hidden or (node.parent >= 0 and below[node.parent]))
    blocks = zip(page.blocks, weights, strict=True)
    shown = [0.0 if below[block.node] else max(weight, 0.0) for block, weight in blocks]
    beside = sums(page, shown)
    whole = sum(max(weight, 0.0) for weight in weights)
    linked = _running(page)
    most = whole if sum(shown) > _VISIBLE else _MOST * whole
    return [
        node.hidden and amount <= most and not _is_folded(page, number, amount, beside, linked)
        for number, (node, amount) in enumerate(zip(page.nodes, amounts, strict=True))
    ]


def _is_folded(
    page: PageBlocks,
    number: int,
    amount: float,
    beside: Sequence[float],
    linked: Sequence[tuple[int, int, int]],
) -> bool:
    """Whether hidden text goes on with what is shown beside it."""
    node = page.nodes[number]
    _, _, links = _between(linked, node)
    if amount < SPEAKS or links * 2 > node.last - node.first:
        return False
    for above in list(page.above(node.parent))[:_ABOVE]:
        if beside[above] > SPEAKS:
            top = page.nodes[above].tag in {"body", "html"}
            return not top or _FOLDED.search(node.hint) is not None
    return False
