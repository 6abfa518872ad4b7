"""Extracts the text of a page whose body was not found or is too small.

An error of a rule then adds some noise instead of losing text, and the report says so.
"""

import itertools
import math
import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup
from bs4.element import Tag

from index.ingest import markup_tree, visible_text
from index.ingest.draft import Draft
from index.ingest.heads import header_lines
from index.ingest.webpage.main_text import body, extent
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import PageBlocks, page_blocks

_PARSED = 0.6
"""The least share of the visible text that the parser must find; otherwise the markup is broken."""
_MIN_OUTSIDE_CHARS = 20
"""The least length of text outside of a body that has next to none."""
_MIN_TEXT_CHARS = 40
"""The least length of a text that counts."""
_SCRIPTED = frozenset({"noscript", "textarea", "template"})
"""Elements that are visible only without scripts, or that scripts show."""
BROKEN_MARKUP = "the markup is broken, so the text was taken without it"
NO_BODY = "no body was found, so all text was taken"
OUTSIDE = "more text stands outside of what looked like the body than in it, so all was taken"
UNSEEN = "the text was found where only a script shows it"


def everything(page: PageBlocks, page_body: body.PageBody | None, skip: set[int]) -> list[str]:
    """All text of a page except navigation, buttons, comments and hidden text."""
    plain = block_weights.of_blocks(page) if page_body is None else ()
    bad = page_body.bad if page_body is not None else block_weights.settled(page, plain)
    every = range(len(page.blocks))
    positions = [
        position
        for position in _texts(page, page_body, skip, every)
        if not bad[page.blocks[position].node]
    ]
    if not positions:
        positions = list(_texts(page, page_body, skip, every))
    if _size(page, positions) < _MIN_TEXT_CHARS:
        others = (position for position in range(len(page.blocks)) if position not in skip)
        linked = [position for position in others if not bad[page.blocks[position].node]]
        positions = linked if _size(page, linked) > 2 * _size(page, positions) else positions
    return list(body.written(page, positions))


def _size(page: PageBlocks, positions: list[int]) -> float:
    return sum(block_weights.length(page.blocks[position].plain) for position in positions)


def _texts(
    page: PageBlocks, page_body: body.PageBody | None, skip: set[int], positions: Iterable[int]
) -> Iterator[int]:
    """Those of some blocks that are not links, buttons or comments."""
    for position in positions:
        block = page.blocks[position]
        linked = block_weights.is_linked(block) and not (
            block_weights.is_sentence(block.plain)
            or block_weights.has_words(block)
            or extent.is_file(block.plain)
        )
        comment = page_body is not None and position in page_body.comments
        out = linked or comment or position in skip or header_lines.is_noise(block.plain)
        if not out:
            yield position


def is_outside(page: PageBlocks, page_body: body.PageBody, skip: set[int]) -> bool:
    """Whether more sentences are outside a body than inside, without a rule that excludes them."""
    if page_body.column:
        return False
    inside = sum(max(weight, 0.0) for weight in page_body.weights[page_body.first : page_body.last])
    small = inside < _MIN_TEXT_CHARS  # a caption or a note, in a page without sentences
    least = -math.inf if small else block_weights.MIN_SPEAKING_WEIGHT
    others = [
        position
        for position, weight in enumerate(page_body.weights)
        if weight > least
        and not page_body.first <= position < page_body.last
        and not page_body.bad[page.blocks[position].node]
    ]
    most = sum(page_body.weights[position] for position in others)
    if not small and most <= inside:
        return False  # whatever more can be said against them
    texts = [
        position
        for position in _texts(page, page_body, skip, others)
        if not header_lines.is_legal(page.blocks[position].plain)
    ]
    if small:
        lines = [position for position in others if _is_beside(page, page_body, position)]
        told = max(_size(page, texts), _size(page, lines))
        return told > max(2 * inside, _MIN_OUTSIDE_CHARS)
    return sum(page_body.weights[position] for position in texts) > inside


def _is_beside(page: PageBlocks, page_body: body.PageBody, position: int) -> bool:
    """Whether a block is a paragraph in the element with a body that is one, a line of a list."""
    node, other = page.nodes[page_body.node], page.nodes[page.blocks[position].node]
    return (other.parent, other.tag, node.tag) == (node.parent, "p", "p")


def take(draft: Draft, page: PageBlocks, soup: BeautifulSoup) -> None:
    """Extract the text in another way if the markup is broken or hides it."""
    visible_counts = visible_text.counted(draft.visible_text or "")
    kept_counts = visible_text.counted("\n".join(draft.paragraphs))
    if kept_counts.total() < _MIN_TEXT_CHARS:
        lines = _scripted(soup)
        spoken = sum(map(block_weights.length, filter(block_weights.is_sentence, lines)))
        if spoken > max(_MIN_TEXT_CHARS, visible_counts.total()) or not visible_counts.total():
            draft.paragraphs = [*draft.paragraphs, *lines]
            draft.note("paragraphs", UNSEEN)
            return
    least = _PARSED * visible_counts.total()
    if (
        visible_counts.total() < _MIN_TEXT_CHARS
        or visible_text.shared(visible_counts, kept_counts) >= least
    ):
        return
    texts = (*(block.plain for block in page.blocks), *page.furniture)
    parsed = visible_text.counted("\n".join(texts))
    if visible_text.shared(visible_counts, parsed) < least:
        draft.paragraphs = [line for line in (draft.visible_text or "").split("\n") if line]
        draft.note("paragraphs", BROKEN_MARKUP)


def _outermost(soup: BeautifulSoup) -> Iterator[Tag]:
    """The elements for pages without scripts that lie in no other such element."""
    inside = [iter(soup.contents)]
    while inside:
        part = next(inside[-1], None)
        if part is None:
            inside.pop()
        elif isinstance(part, Tag):
            if part.name in _SCRIPTED:
                yield part
            else:
                inside.append(iter(part.contents))


_MAX_SCRIPTED = 20
"""The largest number of elements for pages without scripts that are read."""
_SCRIPTED_TAG = re.compile(r"</?(?:noscript|template)\b[^<>]{0,200}>", re.IGNORECASE)
"""A tag of one within another."""


def _scripted(soup: BeautifulSoup) -> list[str]:
    """The text of elements that are visible only without scripts, or that scripts show."""
    lines: list[str] = []
    for tag in itertools.islice(_outermost(soup), _MAX_SCRIPTED):
        if tag.name == "textarea":
            markup = tag.get_text()
        else:
            markup = _SCRIPTED_TAG.sub("", tag.decode_contents())
        if tag.name == "textarea" and "<" not in markup:
            lines += [line.strip() for line in markup.splitlines() if line.strip()]
            continue
        inner = markup_tree.parsed(markup)
        lines += body.everything(page_blocks(inner))
    return lines if sum(map(block_weights.length, lines)) >= _MIN_TEXT_CHARS else []
