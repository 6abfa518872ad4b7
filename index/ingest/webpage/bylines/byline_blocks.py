"""Finds the blocks of a page in which bylines occur: around its title, at the ends of its text."""

import itertools
import re
from collections.abc import Iterator

from index.ingest.webpage.bylines import byline_text, first_sentence, unasked_blocks
from index.ingest.webpage.bylines.context import GAP_BLOCKS, BylineContext
from index.ingest.webpage.main_text.body import PageBody
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import PageBlocks
from index.ingest.webpage.tree.heading import Heading

_BLOCKS_BEFORE, _BLOCKS_AFTER, _BLOCKS_INSIDE = 12, 30, 3
"""The number of blocks before, after and inside the body that may be bylines."""
_WITHIN = 400
"""The number of blocks of a long body that are searched for labels."""


def _amid(body: PageBody | None) -> range:
    """The blocks of a body between its second sentence and its last."""
    if body is None:
        return range(0)
    speak = [
        position
        for position in range(body.first, body.last)
        if body.weights[position] > first_sentence.MIN_SENTENCE_WEIGHT
    ]
    return range(speak[1] + 1, speak[-1]) if len(speak) > 2 else range(0)


_NUMBER = re.compile(r"(?<![\w.:])\d[\d.,:%]*")
_MIN_NUMBERS, _MIN_LINES = 3, 3
"""The least numbers of a line of a table in preformatted text, and the least such lines."""


def _columns(page: PageBlocks, near: range) -> Iterator[int]:
    """The lines of a table in preformatted text: several below each other with several numbers."""
    lines = [
        position
        for position in near
        if page.tag(position) == "pre"
        and len(_NUMBER.findall(page.blocks[position].plain)) >= _MIN_NUMBERS
    ]
    for _, run in itertools.groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
        positions = [position for _, position in run]
        yield from positions if len(positions) >= _MIN_LINES else ()


_MIN_DAYS = 3
"""The least number of lines that begin with days, below each other, of a calendar."""


def _calendar(page: PageBlocks, near: range) -> Iterator[int]:
    """The lines of a list of days, as of meetings: several below each other begin with a day."""
    lines = [at for at in near if byline_text.begins_with_day(page.blocks[at].plain)]
    for _, run in itertools.groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
        positions = [position for _, position in run]
        yield from positions if len(positions) >= _MIN_DAYS else ()


def _table_above(page: PageBlocks, title: int) -> range:
    """The cells of the table that ends shortly above the title, as that of a document's data."""
    rows = block_weights.rows(page)
    last = next(
        (at for at in range(title - 1, max(title - GAP_BLOCKS, 0) - 1, -1) if at in rows), -1
    )
    first = last
    while first - 1 in rows and last - first < _BLOCKS_BEFORE * 4:
        first -= 1
    return range(max(first, 0), last + 1)


def context(page: PageBlocks, body: PageBody | None, heading: Heading | None) -> BylineContext:
    """Determines the blocks of a page in which bylines occur."""
    count = len(page.blocks)
    title = heading.block if heading is not None else -1
    first, last = (body.first, body.last) if body is not None else (0, count)
    start = title if title >= 0 else max(first - _BLOCKS_BEFORE, 0)
    end = min(start + 1 + _BLOCKS_AFTER, count)
    if body is not None:
        end = first_sentence.below(page, body, heading, start, end)
    calendar = tuple(_calendar(page, range(start, end)))
    end = min((end, *calendar))
    before = range(max(start - _BLOCKS_BEFORE, 0), start)
    positions = (
        *range(start, min(max(end, first) + _BLOCKS_INSIDE, count)),
        *range(max(start - GAP_BLOCKS, 0), start),
        *range(max(last - 8, first), min(last + _BLOCKS_AFTER, count)),
        *_table_above(page, start),
        *before,
        *range(first, min(last, first + _WITHIN)),
    )
    inside = range(first, last) if body is not None else range(0)
    spoken = (
        position for position in reversed(inside) if body is not None and body.weights[position] > 0
    )
    after = next(spoken, start) + 1
    return BylineContext(
        page=page,
        body=body,
        title=heading.text if heading is not None else "",
        printed=title >= 0,
        before=before,
        head=range(start, end),
        inside=inside,
        below=range(after, min(after + _BLOCKS_INSIDE, count)),
        all=tuple(dict.fromkeys(positions)),
        hidden=unasked_blocks.find(page, body, title, end),
        amid=_amid(body),
        listed=frozenset((*_listed(page, body, range(start, end)), *calendar)),
    )


def _listed(page: PageBlocks, body: PageBody | None, head: range) -> Iterator[int]:
    """The blocks that are cells, items and headings of a text, not bylines."""
    yield from block_weights.cells(page)
    yield from block_weights.repeated(page, head)
    yield from _columns(page, head)
    yield from first_sentence.section_heads(page, body, head.stop)
