"""Takes calls, notices, menus and single links from both ends of a body."""

import itertools
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from index.ingest import word_lists
from index.ingest.heads import header_lines
from index.ingest.heads.field_labels import BREAK
from index.ingest.webpage.main_text import comments, extent
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import Block, PageBlocks

SAYS = re.compile(r"\w")
_CALL = re.compile(
    rf"(?:^|{BREAK})[^{BREAK}]{{0,8}}(?:{word_lists.either('calls', 'words')})[^{BREAK}]{{0,14}}"
    rf"(?:{BREAK}|$)",
    re.IGNORECASE,
)
"""A link that calls for an action; it is never text, nor are the blocks around it."""
_PICTURE = re.compile(rf"^\d{{1,3}}{BREAK}?\s?/\s?\d{{1,3}}\s?{BREAK}\s*")
"""The number of the picture in a gallery that a text describes."""
_NAMING = frozenset({"td", "th", "dt", "dd", "h2", "h3", "h4", "h5", "h6"})
"""Elements in which a number is a value or a heading, as the years of a history."""
_COUNTER = re.compile(r"\+?\d{1,4}(?:\s?/\s?\d{1,4})?")
_NOTICES = 6
"""The number of blocks at the end of a body that may be notices."""
_EDGE = 3
"""The number of blocks at each end of a body that may be calls or legal notices."""


def without_edges(
    page: PageBlocks, weights: Sequence[float], cells: AbstractSet[int], positions: list[int]
) -> list[int]:
    """The blocks without calls, notices and single links at both ends."""
    stars = itertools.takewhile(lambda at: not SAYS.search(page.blocks[at].plain), positions)
    remaining = positions[sum(1 for _ in stars) :]
    while (
        remaining
        and remaining[-1] not in cells
        and (_is_edge(page, remaining[-1], at_end=True) or _is_tally(page, remaining[-1]))
    ):
        last = page.blocks[remaining[-1]]
        if block_weights.is_linked(last) and weights[remaining[-1]] > 0:
            break
        remaining.pop()
    edge = {*remaining[:_EDGE], *remaining[-_EDGE:]} - cells
    end = set(remaining[-_NOTICES:])
    return [
        position
        for position in remaining
        if not (
            (position in edge and _is_edge(page, position, at_end=False))
            or (position in end and header_lines.is_legal(without_calls(page.blocks[position])))
        )
    ]


def _is_edge(page: PageBlocks, position: int, *, at_end: bool) -> bool:
    """Whether a block at an end of the body does not belong to the report."""
    block = page.blocks[position]
    text = without_calls(block)
    counter = page.tag(position) not in _NAMING and _COUNTER.fullmatch(text)
    if counter or _is_menu(block):
        return True
    file = block.linked > 0 and extent.is_file(block.plain)
    calling = _CALL.search(block.text) if block.linked > 0 and not file else None
    rest = block.text[: calling.start()] if calling is not None else ""
    if calling is not None and not (
        calling.end() >= len(block.text) and block_weights.SENTENCE_PATTERN.search(rest)
    ):
        return block_weights.length(text) < 100
    if header_lines.is_legal(text):
        return True
    linked = block.linked * 2 > len(block.text) and not file
    return at_end and (linked or not SAYS.search(text) or comments.is_title(text))


_TALLY = re.compile(r"[(（]?\d{1,6}(?:\.\d{1,2})?\s?[%％]?[)）]?")
"""A number beside a button: (3), 75%."""
_TALLIES = 3


def _is_tally(page: PageBlocks, position: int) -> bool:
    """Whether a number stands behind a button that counts, or behind another number there."""
    for above in range(position, max(position - _TALLIES, 0), -1):
        if not _TALLY.fullmatch(page.blocks[above].plain):
            return False
        if header_lines.is_noise(page.blocks[above - 1].plain):
            return True
    return False


_ENUMERATED = re.compile(rf"^[\s{BREAK}]{{0,4}}\d{{1,2}}\s?[、.．)）][\s{BREAK}]{{0,4}}")
"""The number of an item, before the link that is its title."""
_POINTS_ON = (">", "＞", "›", "»")


def _is_menu(block: Block) -> bool:
    """Whether a block is several one-word links, as a menu is, or one with the sign of a path."""
    path = block.plain.endswith(_POINTS_ON) and block.linked * 2 > len(block.plain)
    text = _ENUMERATED.sub("", block.text)
    pieces = [piece for piece in re.split(rf"[{BREAK}|｜·>]", text) if SAYS.search(piece)]
    several = block.linked * 2 > len(block.text) and len(pieces) > 1
    return (path or several) and max(map(len, pieces), default=0) <= 8


def without_calls(block: Block) -> str:
    """The text of a block without links that call for an action."""
    called = block.linked > 0 and not extent.is_file(block.plain)
    text = _CALL.sub("", block.text) if called else block.text
    text = _PICTURE.sub("", text)
    return text.replace(BREAK, "").strip()
