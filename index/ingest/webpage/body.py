"""Which part of a page is the report: the subtree whose text outweighs its links and lists.

Every block has a weight: sentences count by their length, links and stray words against. The body
is the element with the greatest sum of weights, the innermost of those that are nearly as good;
below it, what reads like navigation, related links or a byline is left out again.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.ingest import field_labels, header_lines, word_lists
from index.ingest.field_labels import BREAK
from index.ingest.webpage import comments, weights
from index.ingest.webpage.blocks import Block, PageBlocks, is_good

_SAYS = re.compile(r"\w")
#: Weight of about two sentences: less is no body.
_SENTENCES = 40


@dataclass(frozen=True, slots=True)
class PageBody:
    """The blocks `first` to `last` (half-open) below a node, and their weights."""

    node: int
    first: int
    last: int
    weights: tuple[float, ...]
    bad: tuple[bool, ...]  # by node
    cells: frozenset[int] = frozenset()  # blocks that are cells of tables of data
    comments: range = range(0)  # blocks that are comments
    column: bool = False  # a column under the title, beside others with sentences


def find(page: PageBlocks) -> PageBody | None:
    """The body of a page; None where no part of it reads like text."""
    plain = weights.of_blocks(page)
    bad = weights.settled(page, plain)
    said = comments.find(page, plain)
    cells = frozenset(weights.cells(page, weights.rows(page)))
    weighed = tuple(
        -min(abs(weight), 6.0)
        if bad[block.node] or place in said or (weight > 0 and header_lines.is_legal(block.plain))
        else weight
        for place, (block, weight) in enumerate(zip(page.blocks, plain, strict=True))
    )
    sums = weights.sums(page, weighed)
    if not sums or max(sums) <= 0:
        return None
    best = max(range(len(sums)), key=lambda node: (_value(page, sums, node), node))
    place = _column(page, sums, best)
    node = page.nodes[place]
    return PageBody(place, node.first, node.last, weighed, bad, cells, said, column=place != best)


def _column(page: PageBlocks, sums: list[float], best: int) -> int:
    """Of a layout by a table the column under the title, where others hold sentences as well."""
    name = re.sub(r"\s", "", page.title)
    columns = [
        node
        for node in range(best + 1, len(page.nodes))
        if page.nodes[node].first < page.nodes[best].last
        and page.nodes[node].tag == "td"
        and sums[node] > 0.15 * sums[best]
    ]
    rows = Counter(page.nodes[node].parent for node in columns)
    for node in columns:
        found = page.nodes[node]
        beside = rows[found.parent] > 1 and sums[node] > _SENTENCES
        texts = (block.plain for block in page.blocks[found.first : found.last])
        if beside and any(len(text) >= 6 and re.sub(r"\s", "", text) in name for text in texts):
            return node
    return best


def _value(page: PageBlocks, sums: list[float], node: int) -> float:
    """A node's sum, a little more where its class is that of a body."""
    return sums[node] * (1.03 if is_good(page.nodes[node].hint) else 1.0)


_TAIL = re.compile(
    rf"^\W*(?:{word_lists.either('tail', 'beginnings')})\w{{0,4}}"
    rf"(?:{word_lists.either('tail', 'ends')})\W*$"
    rf"|^\W*(?:{word_lists.either('tail', 'neighbours')})\W*(?:$|[:：])"
    rf"|^\W*(?:{word_lists.either('tail', 'phrases')})\b.{{0,20}}$",
    re.IGNORECASE,
)
#: A link that calls to do something: never a part of the text, and a sign of what stands around it.
_CALL = re.compile(
    rf"(?:^|{BREAK})[^{BREAK}]{{0,8}}(?:{word_lists.either('calls', 'words')})[^{BREAK}]{{0,14}}"
    rf"(?:{BREAK}|$)",
    re.IGNORECASE,
)
#: Which of a gallery's pictures a text belongs to.
_PICTURE = re.compile(rf"^\d{{1,3}}{BREAK}?\s?/\s?\d{{1,3}}\s?{BREAK}\s*")
_COUNTER = re.compile(r"\+?\d{1,4}(?:\s?/\s?\d{1,4})?")
#: What stands before a link to another report in the middle of one.
_TEASER = re.compile(
    r"\W*(?:(?:read|see|watch|more|also|related)(?:\s\w+){0,2}|(?:相关|延伸|推荐|扩展|点击)阅读|更多)\s?[:：>]",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.\w{3,4}$|附件|下载")
_EDGE = 3  # blocks at the beginning and the end of a body that may be calls or legal notices


def paragraphs(page: PageBlocks, body: PageBody, skip: set[int]) -> list[str]:
    """The body as paragraphs: rows of tables on one line, list items marked, noise left out."""
    kept = _kept(page, body, skip)
    return list(written(page, kept))


def everything(page: PageBlocks) -> list[str]:
    """All the text there is, for what is a text and not a page around one."""
    return list(written(page, list(range(len(page.blocks)))))


def _kept(page: PageBlocks, body: PageBody, skip: set[int]) -> list[int]:
    """The blocks of the body that are text."""
    kept = []
    whole = sum(max(weight, 0.0) for weight in body.weights[body.first : body.last])
    rest = whole
    for place in range(body.first, body.last):
        rest -= max(body.weights[place], 0.0)
        closes = rest < 0.95 * whole and not weights.is_linked(page.blocks[place])
        if closes and _ends(page.blocks[place].plain):
            box = _box(page, body, place)
            if len(box) > 1 and _goes_on(page, body, place, box):
                skip = skip | set(box)
            elif rest < 0.5 * whole:
                break
        if (
            place not in body.comments
            and place not in skip
            and not body.bad[page.blocks[place].node]
            and _is_text(page, body, place)
        ):
            kept.append(place)
    return _peeled(page, body, kept)


def _ends(text: str) -> bool:
    """Whether a block closes the report: a heading over links, or the editor's line."""
    if len(text) < 60 and _TAIL.search(text):
        return True
    if len(text) > 100 or not header_lines.may_be(text):
        return False
    found = field_labels.scan(text)
    return bool(found) and found[0].start < 3 and any(item.field == "editor" for item in found)


def _box(page: PageBlocks, body: PageBody, place: int) -> range:
    """The blocks of the largest element around a heading that holds no sentence."""
    best = range(place, place + 1)
    for node in page.above(page.blocks[place].node):
        here = page.nodes[node]
        blocks = range(here.first, here.last)
        if node == body.node or any(body.weights[block] > weights.SPEAKS for block in blocks):
            break
        best = blocks
    return best


def _goes_on(page: PageBlocks, body: PageBody, place: int, box: range) -> bool:
    """Whether behind a box stands a sentence in the same kind of element as one before it."""
    places = (*range(body.first, place), *range(box.stop, body.last))
    told = [block for block in places if body.weights[block] > weights.SPEAKS]
    before = {_element(page, block) for block in told if block < place}
    return any(_element(page, block) in before for block in told if block >= box.stop)


def _element(page: PageBlocks, place: int) -> tuple[str, str, str]:
    """A block's tag, and tag and class of the element above it."""
    node = page.nodes[page.blocks[place].node]
    above = page.nodes[max(node.parent, 0)]
    return node.tag, above.tag, above.hint


def _is_text(page: PageBlocks, body: PageBody, place: int) -> bool:
    """Whether a block in the body is part of the report."""
    block = page.blocks[place]
    if header_lines.is_noise(block.plain):
        return False
    if block.linked * 2 > len(block.text) and _TEASER.match(block.plain):
        return False
    if page.tag(place) == "li" and block.linked > 0.9 * len(block.plain) and _alone(page, place):
        return False
    if not weights.is_linked(block) or not _among_links(page, place):
        return True
    return weights.is_sentence(block.plain) and body.weights[place] > 0


def _alone(page: PageBlocks, place: int) -> bool:
    """Whether a link is the only one of its list, between sentences: it leads to another report."""
    parent = page.nodes[max(page.nodes[page.blocks[place].node].parent, 0)]
    if parent.last - parent.first > 1 or _FILE.search(page.blocks[place].plain):
        return False
    beside = page.blocks[max(place - 1, 0) : place + 2 : 2]
    return len(beside) == 2 and all(weights.SENTENCE.search(block.text) for block in beside)


def _peeled(page: PageBlocks, body: PageBody, places: list[int]) -> list[int]:
    """Without the calls, notices and stray links at both ends."""
    kept = list(places)
    while kept and _is_peel(page, kept[-1], at_end=True):
        last = page.blocks[kept[-1]]
        if (
            weights.is_linked(last)
            and weights.is_sentence(last.plain)
            and body.weights[kept[-1]] > 0
        ):
            break
        kept.pop()
    edge = {*kept[:_EDGE], *kept[-_EDGE:]}
    return [place for place in kept if place not in edge or not _is_peel(page, place, at_end=False)]


def _is_peel(page: PageBlocks, place: int, *, at_end: bool) -> bool:
    """Whether a block at an end of the body is no part of the report."""
    block = page.blocks[place]
    text = _uncalled(block)
    counter = page.tag(place) not in {"td", "th"} and _COUNTER.fullmatch(text)
    if counter or _is_menu(block):
        return True
    calling = _CALL.search(block.text) if block.linked > 0 else None
    rest = block.text[: calling.start()] if calling is not None else ""
    if calling is not None and not (
        calling.end() >= len(block.text) and weights.SENTENCE.search(rest)
    ):
        return weights.length(text) < 100
    if header_lines.is_legal(text):
        return True
    return at_end and (block.linked * 2 > len(block.text) or not _SAYS.search(text))


def _is_menu(block: Block) -> bool:
    """Whether a block is nothing but several links of a word each, as a menu is."""
    pieces = [piece for piece in re.split(rf"[{BREAK}|｜·>]", block.text) if piece.strip()]
    return block.linked * 2 > len(block.text) and len(pieces) > 1 and max(map(len, pieces)) <= 8


def _uncalled(block: Block) -> str:
    """A block's text without the links in it that only call to do something."""
    text = _CALL.sub("", block.text) if block.linked else block.text
    text = _PICTURE.sub("", text)
    return text.replace(BREAK, "").strip()


def _among_links(page: PageBlocks, place: int) -> bool:
    """Whether the blocks beside a block are links as well."""
    near = page.blocks[max(place - 1, 0) : place + 2]
    return sum(block.linked * 2 > len(block.text) for block in near) > 1


def written(page: PageBlocks, places: Sequence[int]) -> Iterator[str]:
    """Blocks as paragraphs, those of one row of a table joined."""
    rows = weights.rows(page)
    row: list[str] = []
    current = -1
    for place in places:
        number = rows.get(place, -1)
        if number != current or number < 0:
            if row:
                yield " | ".join(row)
            row, current = [], number
        row.append(_uncalled(page.blocks[place]))
    if row:
        yield " | ".join(row)
