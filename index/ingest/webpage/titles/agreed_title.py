"""Finds the block that prints the declared title of a page."""

import dataclasses
import re

from index.ingest.heads import field_labels, header_lines
from index.ingest.origins import OriginKind
from index.ingest.webpage.main_text.body import PageBody
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.blocks import PageBlocks, PageNode
from index.ingest.webpage.tree.heading import (
    HEADING_RANKS,
    HEADINGS,
    MAX_DAY,
    SITE_WORD,
    TITLE_CLASS,
    TITLE_SEPARATOR,
    Heading,
    unswitched,
    without_host,
)

_SURE = 6
"""The least number of letters of a first part of a declared title that is the title by itself."""
_WORDS = re.compile(r"[A-Za-z0-9]+|[^\W_]")


def _spaced(text: str) -> str:
    """The words of a text with a space around each."""
    return f" {' '.join(_WORDS.findall(text.lower()))} "


def _is_named(page: PageBlocks, heading: Heading, names: list[str], sites: set[str]) -> bool:
    """Whether a heading is all of a declared title, or an h1 its first part, and names no site.

    What stands behind it in the title of the page may be longer: the name of the site, a subtitle.
    """
    block, key, tag = page.blocks[heading.block], key_of(heading.text), page.tag(heading.block)
    linked = block.linked * 2 > len(block.text)
    if linked or key in sites or SITE_WORD.search(heading.text):
        return False
    if tag in HEADINGS and any(key == key_of(name) for name in names):
        return True
    first = tag == "h1" and not field_labels.has_han(heading.text)
    return first and any(key == key_of(TITLE_SEPARATOR.split(name)[0]) for name in names)


def _is_other(
    page: PageBlocks, position: int, text: str, keys: list[str], names: list[str]
) -> bool:
    """Whether a block that shares words with a declared title is no title.

    It is a line that goes on behind the title, or what an encyclopedia writes behind a name.
    """
    key = key_of(text)
    goes_on = not any(key in name for name in keys) and page.tag(position) not in HEADING_RANKS
    behind = _BRACKETED.fullmatch(text) is not None and any(name.find(text) > 0 for name in names)
    return behind or (goes_on and _is_line(page, position))


def _is_line(page: PageBlocks, position: int) -> bool:
    """Whether a block is a line of a text: a caption, or one whose class names no title."""
    node = page.nodes[page.blocks[position].node]
    return node.figure or (
        node.tag in {"p", "li", "figcaption"} and not TITLE_CLASS.search(node.hint)
    )


def find(
    page: PageBlocks, names: list[str], body: PageBody | None, sites: set[str]
) -> Heading | None:
    """The longest block that is part of a declared title; headings are preferred."""
    keys = [key for key in map(key_of, names) if key]
    longest = max(map(len, keys), default=0)
    spaced = [_spaced(name) for name in names]
    divided = [part for name in names for part in TITLE_SEPARATOR.split(name) if part]
    parts = set(map(key_of, divided))
    words = {key_of(part): len(_WORDS.findall(part)) for part in divided}
    firsts = {key_of(TITLE_SEPARATOR.split(name)[0]) for name in names}
    firsts |= {key_of(_BEHIND.split(name)[0]) for name in names}
    keys += [first for first in firsts if len(first) >= _MIN_DECLARED_CHARS]
    long_names = [name for name in names if len(name) >= _MIN_DECLARED_CHARS]
    beginnings = tuple(_spaced(TITLE_SEPARATOR.split(name)[0]) for name in long_names)
    last = body.last if body is not None else len(page.blocks)
    rows = block_weights.cells(page)  # a cell of data may be a word of the title
    characters = frozenset("".join(keys))
    best: tuple[float, Heading] | None = None
    for position, block in enumerate(page.blocks[:last]):
        text = unswitched(block.text)
        if not 2 <= len(text) <= 200 or not _begins_within(text, characters):
            continue
        title_key = key_of(text)
        if len(title_key) < 2 or not any(_contains(key, title_key) for key in keys):
            continue
        if _is_other(page, position, text, keys, names):
            continue
        part = _spaced(text).startswith(beginnings) or any(_spaced(text) in name for name in spaced)
        if len(title_key) < longest and not (
            part or len(_WORDS.findall(text)) >= words.get(title_key, longest)
        ):
            continue  # Question in Questions and answers
        partly = title_key not in parts and position in rows
        day = len(text) < MAX_DAY and header_lines.is_header(text)  # as in titles of newspapers
        if header_lines.is_noise(text) or partly or day:
            continue
        heading = _full_heading(page, position, parts)
        named = page.tag(position) in HEADINGS and key_of(heading.text) in firsts
        if len(key_of(heading.text)) < 4 and not named:  # named as a person is
            continue
        node = page.nodes[block.node]
        rank = (
            min(len(key_of(heading.text)), longest)
            + (8 if node.tag in HEADINGS else 0)
            + (4 if TITLE_CLASS.search(node.hint) else 0)
            + (_of_link(node, title_key, names) if block.linked * 2 > len(block.text) else 0)
            + (longest if _is_named(page, heading, names, sites) else 0)
        )
        if best is None or rank > best[0]:
            best = (rank, without_host(heading, names))
    if best is None:
        return None
    best = (best[0], _with_colon(_below_kicker(page, best[1], parts), names))
    key = key_of(best[1].text)
    share = len(key) / max(map(len, keys))
    begins = len(key) >= _SURE and any(
        key == key_of(TITLE_SEPARATOR.split(name)[0]) for name in names
    )
    return best[1] if share >= 0.35 or begins or page.tag(best[1].block) in HEADINGS else None


def _with_colon(heading: Heading, names: list[str]) -> Heading:
    """A heading with the colon of its declared form behind a word that is printed apart."""
    key, colons = key_of(heading.text), (":", "：")
    declared = (name.strip() for name in names if key_of(name) == key)
    text = next((name for name in declared if any(colon in name for colon in colons)), "")
    printed = any(colon in heading.text for colon in colons)
    return heading if printed or not text else dataclasses.replace(heading, text=text)


def _below_kicker(page: PageBlocks, heading: Heading, parts: set[str]) -> Heading:
    """The longer heading of the same rank directly below a kicker, if it is declared as well."""
    position = heading.blocks.stop
    if not 0 < position < len(page.blocks) or page.tag(heading.block) not in HEADINGS:
        return heading
    below = page.blocks[position]
    first = next(filter(parts.__contains__, (key_of(heading.text),)), "")
    longer = first and key_of(below.plain) in parts and len(below.plain) > len(heading.text)
    if not longer or page.tag(position) != page.tag(heading.block):
        return heading
    return _full_heading(page, position, parts)


def _of_link(node: PageNode, key: str, names: list[str]) -> int:
    """What a link adds to the rank of a title: a post may link its own, which the page declares."""
    headed = node.tag in {"h1", "h2"} and len(key) >= _SURE
    return 4 if headed and any(key_of(name).startswith(key) for name in names) else -6


_BEHIND = re.compile(r"[（(]")
_BRACKETED = re.compile(r"[（(][^（）()]{1,60}[）)]")


def _full_heading(page: PageBlocks, position: int, parts: set[str]) -> Heading:
    """The heading that begins in a block, with the following blocks that continue it."""
    text, size = unswitched(page.blocks[position].text), 1
    tag = page.tag(position)
    whole = key_of(text) in parts
    for block in page.blocks[position + 1 : position + _LINES]:
        if not key_of(block.plain):
            break
        more = f"{text}{'' if field_labels.has_han(text) else ' '}{block.plain}"
        broken = not whole and page.blocks[position].node == block.node and _goes_on(block.plain)
        declared = page.nodes[block.node].tag == tag and any(key_of(more) in part for part in parts)
        if not (declared or (broken and _is_heading(page, position))):
            break
        text, size = more, size + 1
    return Heading(text, OriginKind.HEADING.of(tag), position, size)


def _goes_on(line: str) -> bool:
    """Whether a line behind a <br> in a heading may belong to it: Chinese words without a space."""
    return re.fullmatch(r"[\u3400-\u9fff0-9“”《》（）、]{6,40}", line) is not None


def _is_heading(page: PageBlocks, position: int) -> bool:
    """Whether a block is in a heading by its tag or its class."""
    node = page.nodes[page.blocks[position].node]
    return node.tag in HEADINGS or TITLE_CLASS.search(node.hint) is not None


_MIN_DECLARED_CHARS = 12
"""The least length of a declared title with whose first part a longer heading may begin."""
_LINES = 4
"""The largest number of lines of a heading."""


def _begins_within(text: str, characters: frozenset[str]) -> bool:
    """Whether the first letter of a text is among those of the declared titles; a cheap test."""
    first = text[0].lower()
    return first in characters or not first.isalnum()


def _contains(name: str, key: str) -> bool:
    """Whether a declared title contains a heading, or the heading begins with a cut title."""
    return (
        name.startswith(key)
        or (len(key) >= 8 and key in name)
        or (len(name) >= 12 and key.startswith(name))
    )
