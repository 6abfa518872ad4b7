"""Finds where the next report begins in a page that loads several below each other.

Newsrooms append whole reports to the one that was asked for. Each has a heading of the first rank
whose class is that of the title; a section of a text has none, or another.
"""

from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.blocks import PageBlocks
from index.ingest.webpage.tree.heading import TITLE_CLASS

OTHERS_LEFT_OUT = "other reports below the text were left out"
_MIN_TITLE_CHARS = 6
"""The least number of letters of a title that is recognised in the title of the page."""


def first(page: PageBlocks) -> int:
    """The block of the first heading of another report; the number of blocks if there is none."""
    headings = [at for at in range(len(page.blocks)) if page.tag(at) == "h1"]
    declared = key_of(page.title)
    title = next((at for at in headings if _is_declared(page, at, declared)), None)
    if title is None:
        return len(page.blocks)
    own, name = key_of(page.blocks[title].plain), _class_of(page, title)
    others = (
        at
        for at in headings
        if page.blocks[at].node > page.blocks[title].node
        and _class_of(page, at) == name
        and not _is_same(page, at, own, declared)
    )
    return next(others, len(page.blocks)) if TITLE_CLASS.search(name) else len(page.blocks)


def _class_of(page: PageBlocks, position: int) -> str:
    """The first class of the heading in a block."""
    hint = page.nodes[page.blocks[position].node].hint
    return next(iter(hint.split(maxsplit=1)), "")


def _is_declared(page: PageBlocks, position: int, declared: str) -> bool:
    """Whether the title of the page contains all of a heading."""
    key = key_of(page.blocks[position].plain)
    return len(key) >= _MIN_TITLE_CHARS and key in declared


def _is_same(page: PageBlocks, position: int, own: str, declared: str) -> bool:
    """Whether a heading says no more or no less than the title, as that of an answer does."""
    key = key_of(page.blocks[position].plain)
    return key in declared or own in key
