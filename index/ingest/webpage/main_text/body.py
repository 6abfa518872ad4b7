"""Finds the body of a page: the element whose sentences outweigh its links and lists.

Each block has a weight: positive for sentences, by their length, and negative for links and single
words. The body is the element with the greatest sum, the innermost of nearly equal ones. Blocks in
it that look like navigation, related links or bylines are removed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.ingest import word_lists
from index.ingest.heads import field_labels, header_lines
from index.ingest.webpage.main_text import (
    appeals,
    body_edges,
    comments,
    extent,
    later_reports,
    story_boxes,
    teasers,
)
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.block_weights import MIN_SPEAKING_WEIGHT
from index.ingest.webpage.tree.blocks import Block, PageBlocks
from index.ingest.webpage.tree.hints import is_good


@dataclass(frozen=True, slots=True)
class PageBody:
    """Blocks `first` to `last` (exclusive) below a node, and the weights of all blocks."""

    node: int
    first: int
    last: int
    weights: tuple[float, ...]
    bad: tuple[bool, ...]  # by node
    cells: frozenset[int] = frozenset()  # blocks that are cells of data tables
    comments: range = range(0)  # blocks that are comments
    column: bool = False  # a column of a layout table, below the title
    others: bool = False  # whole reports stand below it


def find(page: PageBlocks) -> PageBody | None:
    """The body of a page; None if no part of it looks like text."""
    plain = block_weights.of_blocks(page)
    comment_blocks = comments.find(page, plain)
    bad = story_boxes.kept(page, plain, block_weights.settled(page, plain))
    bad = teasers.excluded(page, plain, bad, comment_blocks)
    bad = appeals.excluded(page, plain, bad)
    end = later_reports.first(page)
    cells = frozenset(block_weights.cells(page))
    weighed = tuple(
        -min(abs(weight), 6.0)
        if bad[block.node]
        or position in comment_blocks
        or position >= end
        or (weight > 0 and header_lines.is_legal(block.plain))
        else weight
        for position, (block, weight) in enumerate(zip(page.blocks, plain, strict=True))
    )
    sums = block_weights.sums(page, weighed)
    if not sums or max(sums) <= 0:
        return None
    best = _weightiest(page, weighed, sums, bad)
    position = extent.column(page, sums, best)
    node = page.nodes[position]
    last = extent.attached(page, extent.signed(page, node.last))
    beside = position == best and last == node.last
    signers = {page.blocks[at].node for at in range(node.last, last)}
    if signers:
        bad = tuple(value and number not in signers for number, value in enumerate(bad))
    return PageBody(
        position,
        extent.continued(page, weighed, position, -1) if beside else node.first,
        min(extent.continued(page, weighed, position, 1) if beside else last, end),
        weighed,
        bad,
        cells,
        comment_blocks,
        column=position != best,
        others=end < len(page.blocks),
    )


def _weightiest(
    page: PageBlocks, weighed: Sequence[float], sums: list[float], bad: Sequence[bool]
) -> int:
    """The element with the greatest sum of weights, or the one around it whose part it is."""
    best = max(range(len(sums)), key=lambda node: (_value(page, sums, node), node))
    best = extent.among_alike(page, sums, extent.article(page, weighed, best), bad)
    return extent.among_lines(page, best, bad)


def _value(page: PageBlocks, sums: list[float], node: int) -> float:
    """The sum of a node, slightly increased if its class is typical of a body."""
    return sums[node] * (1.03 if is_good(page.nodes[node].hint) else 1.0)


_TAIL = re.compile(
    rf"^\W*(?:{word_lists.either('tail', 'beginnings')})\w{{0,4}}"
    rf"(?:{word_lists.either('tail', 'ends')})\W*$"
    rf"|^\W*(?:{word_lists.either('tail', 'neighbours')})\W*(?:$|[:：﹕])"
    rf"|^\W*(?:{word_lists.either('tail', 'phrases')})\b.{{0,20}}$",
    re.IGNORECASE,
)
_BELOW = re.compile(rf"^\W*(?:{word_lists.either('tail', 'below')})\b.{{0,20}}$", re.IGNORECASE)
"""Headings of lists of other stories in European languages, believed only below a text."""
_MAX_BELOW_SHARE = 0.1
"""The largest share of the sentences below such a heading."""
_TEASER = re.compile(
    r"\W*(?:(?:read|see|watch|more|also|related|lea|lee|vea|mire|mira|puedes|leia|veja|lire|leggi|lees|läs|læs|les"
    r"|lesen|lies|auch|mehr|czytaj|zobacz)(?:\s\w+){0,2}|更多|(?:相[关關]|延伸|推[荐薦]|[扩擴]展|[点點][击擊])[阅閱][读讀])\s?[:：>】\]]|\s?(?P<sign>[👉▶►☞➤])",
    re.IGNORECASE,
)
"""The words before a link to another report within the text."""


def paragraphs(page: PageBlocks, body: PageBody, skip: set[int]) -> list[str]:
    """The body as paragraphs without noise; a table row becomes one line."""
    positions = _text_blocks(page, body, skip)
    captions = [at for at in extent.captions(page, body.last, body.bad) if at not in skip]
    positions = [*positions, *captions] if positions else positions
    return list(written(page, _without_repeats(page, positions)))


_MIN_REPEATED = 60
"""The least length, in code points, of a caption that is a repetition directly behind itself."""
_CAPTION = re.compile(r"caption|credit|gallery|slide|photo|figure", re.IGNORECASE)


def _without_repeats(page: PageBlocks, positions: list[int]) -> list[int]:
    """The blocks without a long caption directly behind the same, as galleries print them."""
    distinct: list[int] = []
    for position in positions:
        block = page.blocks[position]
        again = distinct and block.plain == page.blocks[distinct[-1]].plain
        if not (again and len(block.plain) >= _MIN_REPEATED and _is_caption(page, position)):
            distinct.append(position)
    return distinct


def _is_caption(page: PageBlocks, position: int) -> bool:
    """Whether a block stands in a figure, behind a picture or in an element for captions."""
    node = page.nodes[page.blocks[position].node]
    named = any(
        _CAPTION.search(page.nodes[above].hint)
        for above in (page.blocks[position].node, max(node.parent, 0))
    )
    return node.figure or position in page.pictures or named


def everything(page: PageBlocks) -> list[str]:
    """All text of a page, for a text that has no page around it."""
    return list(written(page, list(range(len(page.blocks)))))


def _text_blocks(page: PageBlocks, body: PageBody, skip: set[int]) -> list[int]:
    """The blocks of the body that are text."""
    text_blocks = []
    remaining = total = sum(max(weight, 0.0) for weight in body.weights[body.first : body.last])
    for position in range(body.first, body.last):
        remaining -= max(body.weights[position], 0.0)
        if remaining < _MAX_LINKS_SHARE * total and _turns(page.blocks[position]):
            break
        if remaining < _MAX_BELOW_SHARE * total and _BELOW.search(page.blocks[position].plain):
            break
        closes = remaining < 0.95 * total and not block_weights.is_linked(page.blocks[position])
        if closes and _ends(page.blocks[position].plain):
            section = _section(page, body, position)
            box = section or _box(page, body, position)
            joins = len(box) > 1 or _stands_apart(page, body, position)
            if section or (joins and _continues(page, body, position, box)):
                skip = skip | set(box)
            elif remaining < 0.5 * total:
                break
        if (
            position not in body.comments
            and position not in skip
            and not body.bad[page.blocks[position].node]
            and _is_text(page, body, position)
        ):
            text_blocks.append(position)
    return body_edges.without_edges(page, body.weights, body.cells, text_blocks)


_MAX_LINKS_SHARE = 0.05
"""The largest share of a text behind the links to the reports before and after it."""
_TURN = re.compile(
    r"\W{0,3}[上下前后後]一?[篇条條则則页頁个個](?:文章|新闻|新聞|信息|公告|主题|主題)?\W{0,3}[:：]"
)


def _turns(block: Block) -> bool:
    """Whether a block is the link to the report before or after this one, below the text."""
    linked = block.linked > 0 or block.plain.endswith(("没有了", "沒有了"))
    return linked and _TURN.match(block.plain) is not None


def _ends(text: str) -> bool:
    """Whether a block ends the report: a heading above links, or the editor's line."""
    if len(text) < 60 and _TAIL.search(text):
        return True
    if len(text) > 100 or not header_lines.may_have_fields(text):
        return False
    labels = field_labels.scan(text)
    return bool(labels) and labels[0].start < 3 and any(item.field == "editor" for item in labels)


def _stands_apart(page: PageBlocks, body: PageBody, position: int) -> bool:
    """Whether a block is in an excluded element, or only words such as "Read more"."""
    block = page.blocks[position]
    promotes = page.tag(position) not in _SECTIONS and _TAIL.search(block.plain) is not None
    return promotes or body.bad[block.node]


def _box(page: PageBlocks, body: PageBody, position: int) -> range:
    """The blocks of the largest element around a heading that has no sentence."""
    best = range(position, position + 1)
    for node in page.above(page.blocks[position].node):
        blocks = range(page.nodes[node].first, page.nodes[node].last)
        if node == body.node or any(body.weights[block] > MIN_SPEAKING_WEIGHT for block in blocks):
            break
        best = blocks
    return best


_MIN_BEHIND_SHARE = 0.15
"""The least share of the text without links behind a section that does not end a story."""
_SECTIONS = frozenset({"h2", "h3", "h4", "h5"})


def _section(page: PageBlocks, body: PageBody, position: int) -> range:
    """The blocks from a heading to the next of its kind, if there is much text behind; or empty."""
    element = page.nodes[page.blocks[position].node]
    if element.tag not in _SECTIONS:
        return range(0)
    for other in range(position + 1, body.last):
        node = page.nodes[page.blocks[other].node]
        if node.tag == element.tag and node.parent == element.parent:
            rest, total = (
                sum(len(block.text) - block.linked for block in page.blocks[first : body.last])
                for first in (other, body.first)
            )
            return range(position, other) if rest > _MIN_BEHIND_SHARE * total else range(0)
    return range(0)


def _continues(page: PageBlocks, body: PageBody, position: int, box: range) -> bool:
    """Whether the story continues after a box, by sentences in the same kind of element."""
    positions = (*range(body.first, position), *range(box.stop, body.last))
    sentences = [block for block in positions if body.weights[block] > MIN_SPEAKING_WEIGHT]
    before = {key for block in sentences if block < position for key in _elements(page, block)}
    behind = (block for block in sentences if block >= box.stop)
    return any(not before.isdisjoint(_elements(page, block)) for block in behind)


def _elements(page: PageBlocks, position: int) -> Iterator[tuple[str, ...]]:
    """The tag of a block with tag and class of the element around it, or with its own class."""
    node = page.nodes[page.blocks[position].node]
    above = page.nodes[max(node.parent, 0)]
    yield node.tag, above.tag, above.hint
    if node.hint.strip():
        yield node.tag, node.hint.split(maxsplit=1)[0]


def _is_text(page: PageBlocks, body: PageBody, position: int) -> bool:
    """Whether a block in the body is part of the report."""
    block = page.blocks[position]
    if header_lines.is_noise(block.plain):
        return False
    leads = block.linked * 2 > len(block.plain) and _TEASER.match(block.plain)
    if leads and not (leads["sign"] and _among_links(page, position)):
        return False
    if (
        page.tag(position) == "li"
        and block.linked > 0.9 * len(block.plain)
        and _alone(page, position)
    ):
        return False
    if (
        not block_weights.is_linked(block)
        or position in body.cells
        or not _among_links(page, position)
        or extent.is_file(block.plain)
    ):
        return True
    if block_weights.has_words(block):
        return True
    return body.weights[position] > 0


def _alone(page: PageBlocks, position: int) -> bool:
    """Whether a link is the only item of its list, between sentences: a link to another report."""
    parent = page.nodes[max(page.nodes[page.blocks[position].node].parent, 0)]
    if parent.last - parent.first > 1 or extent.FILE.search(page.blocks[position].plain):
        return False
    beside = page.blocks[max(position - 1, 0) : position + 2 : 2]
    return len(beside) == 2 and all(
        block_weights.SENTENCE_PATTERN.search(block.text) for block in beside
    )


def _among_links(page: PageBlocks, position: int) -> bool:
    """Whether the neighbouring blocks are links too."""
    near = page.blocks[max(position - 1, 0) : position + 2]
    return sum(block.linked * 2 > len(block.text) for block in near) > 1


def written(page: PageBlocks, positions: Sequence[int]) -> Iterator[str]:
    """Blocks as paragraphs; those of one table row are joined."""
    rows = block_weights.rows(page)
    row: list[str] = []
    current = -1
    for position in positions:
        number = rows.get(position, -1)
        if number != current or number < 0:
            if row:
                yield " | ".join(row)
            row, current = [], number
        row.append(body_edges.without_calls(page.blocks[position]))
    if row:
        yield " | ".join(row)
