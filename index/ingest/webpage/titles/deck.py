"""Finds the deck of a report: the subtitle or lead between its title and its byline or body."""

import re

from index.ingest.days import dates
from index.ingest.heads import field_labels, header_lines, person_names
from index.ingest.webpage.main_text import appeals
from index.ingest.webpage.main_text.body import PageBody
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import CENTERED, PageBlocks, PageNode
from index.ingest.webpage.tree.heading import HEADING_RANKS, SECTION_TAGS, TITLE_CLASS, Heading

HINT = re.compile(
    r"summary|chapo|excerpt|sub-?title|(?:^|[\s_-])sub(?:$|[\s_-])|(?:^|[\s_-])de(?:ck|k)(?:$|[\s_-])|stand-?first|strap-?line|abstract"
    r"|(?:^|[\s_-])intro(?:$|[\s_-])|sub-?head|zhaiyao|daodu|daoyu|article-?lead|lead-?text|lede",
    re.IGNORECASE,
)
"""Classes of a deck."""
_MAX_UNLINKED_BLOCKS, _MAX_BLOCKS = 12, 60
"""The largest number of blocks between a title and its body: without links, and in all, as there
may be a table of contents."""
_MAX_KICKER_CHARS = 60
_MIN_CHARS = 8
"""A shorter text, in code points, is a label."""
_MIN_HAN_CHARS = 5
"""The same for a Chinese text."""
_MIN_LETTERS = 12
"""The least length of a deck without a class, as `weights.length` counts; five English words."""
_MIN_WORDS = 5
_DATED_WORDS = 9
"""The least number of words of a deck with a day in it."""
_DASHED = re.compile(r"[—─]{2}\s?[\u3400-\u9fff]{2}")
"""The beginning of a Chinese subtitle: ——怀念外婆."""
_TAGS = frozenset({"h2", "h3", "h4", "p", "li", "blockquote"})
"""The elements of a deck without a class."""


def above(page: PageBlocks, body: PageBody, heading: Heading, used: set[int]) -> list[str]:
    """The texts between title and body that are a deck by their class or their form, in order.

    `used` are the blocks of title and byline. A text that the body repeats is left out.
    """
    first = max(heading.blocks, default=body.first) + 1
    between = page.blocks[first : body.first][: _MAX_BLOCKS + 1]
    unlinked = sum(not block.linked for block in between)
    if not between or len(between) > _MAX_BLOCKS or unlinked > _MAX_UNLINKED_BLOCKS:
        return []
    inside = "".join(page.blocks[position].plain for position in range(body.first, body.last))
    return [
        page.blocks[position].plain
        for position in range(first, body.first)
        if position not in used
        and _is_deck(page, body, heading, position)
        and page.blocks[position].plain not in inside
    ]


_KICKER = re.compile(
    r"(?:^|[\s_-])(?:pre|bt2|yinti|jianti|shoulder|sup-?title|pre-?title|over-?title|kicker)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
"""Classes of a line above the title of a Chinese newspaper that belongs to it."""


def kicker(page: PageBlocks, heading: Heading) -> list[str]:
    """The line directly above a printed Chinese title that belongs to it, by class or place."""
    if heading.block < 1:
        return []
    block = page.blocks[heading.block - 1]
    node = page.nodes[block.node]
    marks = (mark.hint for mark in page.marked if mark.block == heading.block - 1)
    hinted = any(map(_KICKER.search, (node.hint, *marks)))
    hinted = hinted or _is_centred_beside(page, heading, heading.block - 1)
    hinted = hinted or _is_titled_as(page, heading, node)
    text = block.plain
    shoulder = node.tag in SECTION_TAGS and _is_beside(page, heading, node)
    sized = (_MIN_SHOULDER if shoulder or hinted else _MIN_CHARS) <= len(text) <= _MAX_KICKER_CHARS
    good = (hinted or shoulder) and sized and not block_weights.is_linked(block)
    plain = field_labels.has_han(text) and not (
        header_lines.is_noise(text) or header_lines.is_header(text)
    )
    return [text] if good and plain else []


def _second_parent(page: PageBlocks, node: PageNode) -> int:
    """The element around the element around a node, as the table around a row is."""
    return page.nodes[max(node.parent, 0)].parent


_MIN_SHOULDER = 4
"""The least length, in code points, of a line above the title that its element names."""


def _is_titled_as(page: PageBlocks, heading: Heading, node: PageNode) -> bool:
    """Whether an element near the title has a class of titles as it has: title1 above title2."""
    title = page.nodes[page.blocks[heading.block].node]
    near = _second_parent(page, node) == _second_parent(page, title)
    return near and all(TITLE_CLASS.search(element.hint) for element in (node, title))


def _is_beside(page: PageBlocks, heading: Heading, node: PageNode) -> bool:
    """Whether an element is directly beside the h1 that prints the title."""
    title = page.nodes[page.blocks[heading.block].node]
    return title.tag == "h1" and title.parent == node.parent


def _is_centred_beside(page: PageBlocks, heading: Heading, position: int) -> bool:
    """Whether a line is centred as the Chinese title beside it is, as newspapers set subtitles."""
    text = page.blocks[position].plain
    return (
        field_labels.has_han(text)
        and _MIN_CHARS <= len(text) <= _MAX_KICKER_CHARS
        and not (page.blocks[position].linked or person_names.is_outlet(text))
        and not (header_lines.has_label(text) or dates.find_dates(text))
        and _is_centred(page, position)
        and _is_centred(page, heading.block)
    )


def _is_centred(page: PageBlocks, position: int) -> bool:
    """Whether the text of a block is centred by its element or the one around it."""
    node = page.blocks[position].node
    return any(
        page.nodes[number].hint.endswith(CENTERED)
        for number in (node, page.nodes[node].parent)
        if number >= 0
    )


def _is_deck(page: PageBlocks, body: PageBody, heading: Heading, position: int) -> bool:
    block = page.blocks[position]
    node = page.nodes[block.node]
    label = block.plain.endswith(("：", ":"))
    below = position == max(heading.blocks, default=-2) + 1
    excluded = body.bad[block.node] and not (below and _shares_box(page, heading, position))
    least = _MIN_HAN_CHARS if field_labels.has_han(block.plain) and not label else _MIN_CHARS
    named = HINT.search(node.hint) is not None and len(block.plain) >= least
    named = named or (below and _is_centred_beside(page, heading, position))
    named = named or (below and _asks(page, heading, position))
    named = named or (below and _is_subtitle(page, heading, position))
    return (
        (named or (_tells(page, position, below=below) and not (excluded or node.figure)))
        and not block_weights.is_linked(block)
        and not header_lines.is_noise(block.plain)
        and not header_lines.is_header(block.plain)
    )


def _shares_box(page: PageBlocks, heading: Heading, position: int) -> bool:
    """Whether a line lies in the element around the title: what excludes it excludes the title."""
    return page.nodes[page.blocks[heading.block].node].parent in page.above(
        page.blocks[position].node
    )


def _is_subtitle(page: PageBlocks, heading: Heading, position: int) -> bool:
    """Whether a heading of a lower rank is directly below the title and beside it."""
    text, tag = page.blocks[position].plain, page.tag(position)
    node, title = (page.nodes[page.blocks[at].node] for at in (position, heading.block))
    lower = tag in SECTION_TAGS and title.tag in HEADING_RANKS and tag > title.tag
    if not lower or node.parent != title.parent or not _MIN_CHARS <= len(text) <= _MAX_KICKER_CHARS:
        return False
    named = person_names.is_outlet(text) or person_names.are_persons(text)
    return not (named or header_lines.has_label(text) or dates.find_dates(text))


def _asks(page: PageBlocks, heading: Heading, position: int) -> bool:
    """Whether a Chinese sentence is directly below the title and beside it, as in a question."""
    text = page.blocks[position].plain
    node, title = (page.nodes[page.blocks[at].node] for at in (position, heading.block))
    beside = node.parent == title.parent and field_labels.has_han(text)
    return beside and block_weights.is_sentence(text) and not header_lines.is_legal(text)


def _tells(page: PageBlocks, position: int, *, below: bool) -> bool:
    """Whether a text without the class of a deck is one: a heading or a sentence of some length.

    A sentence directly `below` the title may be in any element.
    """
    text = page.blocks[position].plain
    told = page.tag(position) in _TAGS or (below and block_weights.is_sentence(text))
    if page.blocks[position].linked or not told:
        return False
    if _DASHED.match(text) or block_weights.length(text) < _MIN_LETTERS:
        return _DASHED.match(text) is not None
    apart = header_lines.is_legal(text) or header_lines.has_label(text)
    if apart or appeals.is_offered(page, position):
        return False
    if dates.find_dates(text) and len(text.split()) < _DATED_WORDS:
        return False
    if field_labels.has_han(text):
        return block_weights.SENTENCE_PATTERN.search(text) is not None
    return len(text.split()) >= _MIN_WORDS and not person_names.reporter_line(text)
