"""What is taken of a page where the rules find no body in it, or one that is too small.

A mistake of a rule then costs some noise and never the text, and it is said.
"""

from collections.abc import Iterator

from bs4 import BeautifulSoup

from index.ingest import header_lines, visible
from index.ingest.draft import Draft
from index.ingest.webpage import body, weights
from index.ingest.webpage.blocks import PageBlocks, page_blocks

#: Share of what is visible that must come out of the parser; else the markup is broken.
_PARSED = 0.6
#: Share of what is visible that needs no second look.
_ENOUGH = 0.8
#: Length of a text that is worth a second look.
_LITTLE = 40
#: Elements whose text is only seen without scripts, or that scripts show.
_SCRIPTED = ("noscript", "textarea", "template")
BROKEN = "the markup is broken, so the text was taken without it"
NO_BODY = "no body was found, so all text was taken"
OUTSIDE = "more text stands outside of what looked like the body than in it, so all was taken"
UNSEEN = "the text was found where only a script shows it"


def everything(page: PageBlocks, found: body.PageBody | None, skip: set[int]) -> list[str]:
    """All text of a page but navigation, switches, comments and what is hidden."""
    plain = weights.of_blocks(page) if found is None else ()
    bad = found.bad if found is not None else weights.settled(page, plain)
    places = [place for place in _texts(page, found, skip) if not bad[page.blocks[place].node]]
    if not places:
        places = list(_texts(page, found, skip))
    if sum(weights.length(page.blocks[place].plain) for place in places) < _LITTLE:
        others = (place for place in range(len(page.blocks)) if place not in skip)
        linked = [place for place in others if not bad[page.blocks[place].node]]
        places = linked if len(linked) > 2 * len(places) else places
    return list(body.written(page, places))


def _texts(page: PageBlocks, found: body.PageBody | None, skip: set[int]) -> Iterator[int]:
    """The blocks that are no links, no switches and no comments."""
    for place, block in enumerate(page.blocks):
        linked = weights.is_linked(block) and not weights.is_sentence(block.plain)
        comment = found is not None and place in found.comments
        out = linked or comment or place in skip or header_lines.is_noise(block.plain)
        if not out:
            yield place


def is_outside(page: PageBlocks, found: body.PageBody, skip: set[int]) -> bool:
    """Whether more sentences stand outside of a body than in it, and no rule says why."""
    if found.column:
        return False
    inside = sum(max(weight, 0.0) for weight in found.weights[found.first : found.last])
    others = [
        place
        for place in _texts(page, found, skip)
        if not (found.first <= place < found.last or found.bad[page.blocks[place].node])
        and not header_lines.is_legal(page.blocks[place].plain)
    ]
    outside = sum(found.weights[place] for place in others if found.weights[place] > weights.SPEAKS)
    if inside < _LITTLE:  # a caption or a note, beside what has no sentences
        small = (weights.length(page.blocks[place].plain) for place in others)
        return sum(small) > max(2 * inside, _LITTLE)
    return outside > inside


def take(draft: Draft, page: PageBlocks, soup: BeautifulSoup) -> None:
    """Take the text of a page in another way where its markup lost it, or hides it."""
    seen = visible.counted(draft.visible_text or "")
    if draft.completeness() > _ENOUGH:
        return
    parsed = visible.counted("\n".join(block.plain for block in page.blocks))
    if seen.total() >= _LITTLE:
        if visible.shared(seen, parsed) < _PARSED * seen.total():
            draft.paragraphs = [line for line in (draft.visible_text or "").split("\n") if line]
            draft.note("paragraphs", BROKEN)
        return
    if parsed.total() < _LITTLE and (lines := _scripted(soup)):
        draft.paragraphs = [*draft.paragraphs, *lines]
        draft.note("paragraphs", UNSEEN)


def _scripted(soup: BeautifulSoup) -> list[str]:
    """The text of elements that are only seen without scripts, or that scripts show."""
    lines: list[str] = []
    for tag in soup.find_all(_SCRIPTED, limit=20):
        markup = tag.get_text() if tag.name == "textarea" else tag.decode_contents()
        inner = BeautifulSoup(markup, "lxml", multi_valued_attributes=None)
        lines += body.everything(page_blocks(inner))
    return lines if sum(map(weights.length, lines)) >= _LITTLE else []
