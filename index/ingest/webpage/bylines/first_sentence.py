"""Finds the first sentence of a body below the title: there the head of a page ends."""

from index.ingest.days import dates
from index.ingest.heads import field_labels, header_lines, person_names
from index.ingest.webpage.bylines import byline_text
from index.ingest.webpage.main_text.body import PageBody
from index.ingest.webpage.titles import deck
from index.ingest.webpage.tree.blocks import CENTERED, PageBlocks
from index.ingest.webpage.tree.heading import Heading

MIN_SENTENCE_WEIGHT = 12
"""The least weight of a block that is a sentence of the body."""
_MAX_BYLINE_CHARS = 400
"""The longest block that can be a byline, in code points."""


def below(page: PageBlocks, body: PageBody, heading: Heading | None, start: int, end: int) -> int:
    """The number of the first block below `start` that is a sentence of the body; else `end`."""
    for position in range(start + 1, body.last):
        announces = position >= body.first and byline_text.announces(page.blocks[position].plain)
        if (
            (body.weights[position] > MIN_SENTENCE_WEIGHT or announces)
            and _is_body(page, position)
            and not _is_title(page, position, heading)
            and not _is_above_byline(page, body, start, position)
        ):
            return position
    return end


def _is_body(page: PageBlocks, position: int) -> bool:
    """Whether a sentence belongs to the body, not to a byline or deck above it."""
    block = page.blocks[position]
    short = len(block.text) < _MAX_BYLINE_CHARS and bool(dates.find_dates(block.text))
    byline = short and any(map(header_lines.is_credible, field_labels.scan(block.text)))
    byline = (
        byline
        or byline_text.is_byline(block.text)
        or (short and bool(person_names.reporter_line(block.text)))
    )
    byline = byline or (short and byline_text.begins_with_day(block.plain))
    is_deck = deck.HINT.search(page.nodes[block.node].hint)
    caption = page.tag(position) == "figcaption"
    return not (byline or is_deck or caption or header_lines.is_header(block.text))


_BLOCKS_BELOW_LEAD = 5
"""The number of blocks below a lead that may be the first dated byline."""


def _is_above_byline(page: PageBlocks, body: PageBody, start: int, position: int) -> bool:
    """Whether a sentence is a lead: no line above it has a date, and a dated byline follows it."""
    blocks = page.blocks
    if start < 0 or position - start > _BLOCKS_BELOW_LEAD:
        return False
    text = blocks[position].text
    if field_labels.has_han(text) and dates.find_dates(text):
        return False  # an order; the day below it is that of its signature
    if any(byline_text.has_moment(block.text) for block in blocks[start + 1 : position]):
        return False
    for below in range(position + 1, min(position + 1 + _BLOCKS_BELOW_LEAD, body.last)):
        text = blocks[below].text
        if dates.find_dates(text) and (byline_text.is_byline(text) or header_lines.is_header(text)):
            return page.tag(below) not in {"td", "th", "li"}
        if body.weights[below] > MIN_SENTENCE_WEIGHT:
            return False
    return False


def section_heads(page: PageBlocks, body: PageBody | None, first: int) -> tuple[int, ...]:
    """The line above the first sentence, if a line of its class is above another sentence too."""
    above = first - 1
    if body is None or not 0 <= above < first < len(page.blocks) or first >= body.last:
        return ()
    head = _form(page, above)
    recurs = any(
        _form(page, at) == head and body.weights[at + 1] > MIN_SENTENCE_WEIGHT
        for at in range(first + 1, body.last - 1)
        if body.weights[at] <= MIN_SENTENCE_WEIGHT and not dates.find_dates(page.blocks[at].text)
    )
    dated = bool(dates.find_dates(page.blocks[above].text))
    classed = head[-1].removesuffix(CENTERED) != ""
    return (above,) if classed and recurs and not dated else ()


def _form(page: PageBlocks, position: int) -> tuple[int, str, str]:
    """The parent, the tag and the class of the element of a block."""
    node = page.nodes[page.blocks[position].node]
    return node.parent, node.tag, node.hint


def _is_title(page: PageBlocks, position: int, heading: Heading | None) -> bool:
    """Whether a block repeats the title."""
    return heading is not None and page.blocks[position].plain == heading.text
