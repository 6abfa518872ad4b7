"""Keeps elements amid a story that their tag or class would exclude: boxes of facts, last words.

They have no links, and sentences of the story stand directly before and behind them; the footer of
an article may be its end.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from index.ingest.heads import header_lines
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import PageBlocks, PageNode
from index.ingest.webpage.tree.heading import HEADING_RANKS

_MAX_BLOCKS = 30
"""The largest number of blocks of such an element."""
_MAX_ELEMENTS = 100
"""The largest number of such elements; each is compared with all of the story."""
_NEVER = re.compile(
    r"comment|cmt|reply|(?:^|[\s_-])(?:ad|ads|adv|advert|gg|banner|popup|modal|login|friend|cookies?|consent|gdpr)"
    r"(?:$|[\s_\d-])|advert|subscri|newsletter|promo|sponsor|qrcode|pager|paginat|nav|menu|crumb"
    r"|recom|relat|rank|hotnews|morelist|tuijian|xiangguan|author|byline|bio|social|share-?(?:bar|box|tool|button)",
    re.IGNORECASE,
)
"""Names of elements that are never a part of a story, wherever they stand."""
_NEVER_AMID = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|adv|gg|banner|popup|modal|login|cookies?|consent|gdpr)(?:$|[\s_\d-])"
    r"|advert|subscri|newsletter|sponsor|qrcode|pager|paginat",
    re.IGNORECASE,
)
"""Names of elements that are no part of a story even as one paragraph between two of the story."""
_NEVER_AT_EDGE = re.compile(
    rf"{_NEVER_AMID.pattern}|author|byline|bio|disclaim|promo|comment|cmt|repl(?:y|ies)",
    re.IGNORECASE,
)
"""The same at an end of a story, where its author may be described too."""
_NEVER_OF_SERIES = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|adv|gg|banner|popup|modal|dialog|cookies?|consent|gdpr)(?:$|[\s_\d-])"
    r"|advert|subscri|newsletter|sponsor|qrcode|author|byline|bio|disclaim|promo|comment|cmt|repl(?:y|ies)",
    re.IGNORECASE,
)
"""The same where an element shares its first class with one of the story beside it."""
_OF_STORY = re.compile(
    r"key-?_?(?:point|takeaway|fact|finding|message|insight)|take-?aways?|highlights|at-?a-?glance"
    r"|in-?brief|tl-?dr|(?:^|[\s_-])(?:summary|abstract)(?:$|[\s_-])|zhaiyao|yaodian",
    re.IGNORECASE,
)
"""Names of elements that say above a story what it says."""
_CALLS = re.compile(
    r"\b(?:sign up|subscribe|newsletter|follow us|read more|listen to|advertisement|related"
    r"|share this|donate|support us|join us|download our|contact us|click)\b"
    r"|扫码|关注|關注|点击|點擊|订阅|訂閱|广告|廣告",
    re.IGNORECASE,
)
"""Words that ask the reader for something, or lead elsewhere."""
_MIN_FACTS_LENGTH = 15
"""The least length of a box of facts: a box with a name and a time of day is shorter."""


def kept(page: PageBlocks, weighed: Sequence[float], bad: Sequence[bool]) -> tuple[bool, ...]:
    """Which nodes are excluded, without those that belong to the story; `bad`: excluded so far."""
    again = [
        number
        for number, node in enumerate(page.nodes)
        if bad[number]
        and node.parent >= 0
        and not bad[node.parent]
        and _may_be_text(page, node, weighed)
    ]
    if not again:
        return tuple(bad)
    before = _sentences_before(page, weighed, bad)
    story = "\n".join(block.plain for block in page.blocks if not bad[block.node])
    result = list(bad)
    for number in again[:_MAX_ELEMENTS]:
        told = _follows(page, weighed, number, result)
        of_story = told or _is_of_story(page, weighed, number, before)
        if of_story and not _repeats(page, number, story):
            for inner in range(number, _end(page, number)):
                result[inner] = page.nodes[inner].hidden or (
                    inner > number and result[page.nodes[inner].parent]
                )
    return tuple(result)


def _may_be_text(page: PageBlocks, node: PageNode, weighed: Sequence[float]) -> bool:
    """Whether an element has a few blocks, none of them a link, a notice or a call."""
    if node.hidden or not 0 < node.last - node.first <= _MAX_BLOCKS:
        return False
    never = _NEVER
    if _is_of_series(page, node, weighed):
        never = _NEVER_OF_SERIES
    elif _is_amid(page, node, weighed) or _opens(page, node, weighed):
        never = _NEVER_AMID
    elif _is_edge(page, node, weighed):
        never = _NEVER_AT_EDGE
    if node.tag in {"nav", "form", "menu", "dialog"} or never.search(node.hint):
        return False
    blocks = page.blocks[node.first : node.last]
    return not any(
        block.linked or header_lines.is_legal(block.plain) or _CALLS.search(block.plain)
        for block in blocks
    )


def _is_amid(page: PageBlocks, node: PageNode, weighed: Sequence[float]) -> bool:
    """Whether an element is directly between two paragraphs, which have another class each.

    It is a list, a table, a heading, or has sentences only. The lines of an appeal have one class.
    """
    if not _is_between(page, node, weighed):
        return False
    if node.tag in _LISTING or (node.tag in HEADING_RANKS and node.last - node.first == 1):
        return True
    if _lists_facts(page, node):
        return True
    return _speaks_only(page, node, weighed)


def _lists_facts(page: PageBlocks, node: PageNode) -> bool:
    """Whether all blocks of an element are a heading and the items of a list below it."""
    tags = [page.tag(at) for at in range(node.first, node.last)]
    return tags[0] in HEADING_RANKS and tags.count("li") == len(tags) - 1 >= _MIN_FACTS


_MIN_FACTS = 2
"""The least number of items of a box of facts."""


def _is_of_series(page: PageBlocks, node: PageNode, weighed: Sequence[float]) -> bool:
    """Whether an element of sentences is one of several with a first class in common.

    The one beside it has a name that excludes nothing: the other classes tell only how each looks.
    """
    name = node.hint.split(maxsplit=1)[:1]
    others = (*_alike(page, node, -1), *_alike(page, node, 1)) if name else ()
    alike = any(other.hint.split(maxsplit=1)[:1] == name and not other.bad for other in others)
    return alike and _speaks_below_headings(page, node, weighed)


def _alike(page: PageBlocks, node: PageNode, step: int) -> Iterator[PageNode]:
    """The elements of the same tags directly before or behind an element, nearest first."""
    other = node
    for _ in range(_MAX_BLOCKS):
        position = other.last if step > 0 else other.first - 1
        if not 0 <= position < len(page.blocks):
            return
        inner = node.last - 1 if step < 0 else node.first
        if _tags(page, inner, node.parent) != _tags(page, position, node.parent):
            return
        other = page.nodes[_below(page, position, node.parent)]
        yield other


def _speaks_below_headings(page: PageBlocks, node: PageNode, weighed: Sequence[float]) -> bool:
    """Whether the last block of an element is a sentence, and all others are or are headings."""
    return page.tag(node.last - 1) not in HEADING_RANKS and all(
        page.tag(at) in HEADING_RANKS or _speaks(page, at, weighed)
        for at in range(node.first, node.last)
    )


def _speaks(page: PageBlocks, position: int, weighed: Sequence[float]) -> bool:
    """Whether a block is a sentence."""
    long = weighed[position] > block_weights.MIN_SPEAKING_WEIGHT
    return long and block_weights.is_sentence(page.blocks[position].plain)


def _speaks_only(page: PageBlocks, node: PageNode, weighed: Sequence[float]) -> bool:
    """Whether all blocks of an element are sentences."""
    return all(_speaks(page, position, weighed) for position in range(node.first, node.last))


_LISTING = frozenset({"ul", "ol", "dl", "table"})


def _is_between(page: PageBlocks, node: PageNode, weighed: Sequence[float]) -> bool:
    """Whether an element is directly between two paragraphs of other classes beside it."""
    within = 0 < node.first < node.last < len(page.blocks)
    return within and all(_is_beside(page, node, at, weighed) for at in (node.first - 1, node.last))


def _is_beside(page: PageBlocks, node: PageNode, position: int, weighed: Sequence[float]) -> bool:
    """Whether a block is a paragraph of another class beside an element, or one of its kind."""
    other = page.nodes[page.blocks[position].node]
    if weighed[position] <= block_weights.MIN_SPEAKING_WEIGHT:
        return False
    if other.tag == "p" and other.parent == node.parent:
        return other.hint != node.hint
    return _is_alike(page, node, position)


def _is_alike(page: PageBlocks, node: PageNode, position: int) -> bool:
    """Whether a block is in an element of the same tags and another class beside an element."""
    inner = node.last - 1 if position < node.first else node.first
    here, there = _tags(page, inner, node.parent), _tags(page, position, node.parent)
    if here != there or len(here) < _MIN_TAGS:
        return False
    around = page.nodes[_below(page, position, node.parent)]
    return around.hint != node.hint


_MIN_TAGS = 2
"""The least number of tags around a text by which two elements are of one kind."""


def _below(page: PageBlocks, position: int, parent: int) -> int:
    """The element around a block directly below another element; -1 if it lies elsewhere."""
    above = page.above(page.blocks[position].node)
    return next((number for number in above if page.nodes[number].parent == parent), -1)


def _tags(page: PageBlocks, position: int, parent: int) -> tuple[str, ...]:
    """The tags around a block up to the element directly below another; empty if elsewhere."""
    if _below(page, position, parent) < 0:
        return ()
    above = page.above(page.blocks[position].node)
    inside = itertools.takewhile(lambda number: number != parent, above)
    return tuple(page.nodes[number].tag for number in inside)


def _opens(page: PageBlocks, node: PageNode, weighed: Sequence[float]) -> bool:
    """Whether an element is a paragraph between a title and a paragraph in the same element."""
    if node.tag != "p" or not 0 < node.first < node.last < len(page.blocks):
        return False
    above = page.nodes[page.blocks[node.first - 1].node]
    titled = above.tag in HEADING_RANKS and above.parent == node.parent
    said = block_weights.is_sentence(page.blocks[node.first].plain)
    return titled and said and _is_beside(page, node, node.last, weighed)


def _is_edge(page: PageBlocks, node: PageNode, weighed: Sequence[float]) -> bool:
    """Whether an element begins or ends a story: sentences only, and a paragraph beside it.

    It ends the element around it as well, or has no sentence above it there.
    """
    around = page.nodes[node.parent]
    ends = node.last == around.last
    beside = node.first - 1 if ends else node.last
    if not 0 <= beside < len(page.blocks) or not _is_beside(page, node, beside, weighed):
        return False
    above = range(around.first, node.first)
    begins = not any(weighed[at] > block_weights.MIN_SPEAKING_WEIGHT for at in above)
    return (ends or begins) and _speaks_only(page, node, weighed)


def _sentences_before(page: PageBlocks, weighed: Sequence[float], bad: Sequence[bool]) -> list[int]:
    """The number of sentences of the story before each block, and of all behind the last."""
    speaks = (
        not bad[block.node] and weight > block_weights.MIN_SPEAKING_WEIGHT
        for block, weight in zip(page.blocks, weighed, strict=True)
    )
    return list(itertools.accumulate(speaks, initial=0))


def _is_of_story(
    page: PageBlocks, weighed: Sequence[float], number: int, before: Sequence[int]
) -> bool:
    """Whether an element continues the sentences around it, which `before` counts by blocks."""
    node = page.nodes[number]
    around = page.nodes[node.parent]
    blocks = range(node.first, node.last)
    if node.tag in HEADING_RANKS and before[-1] > before[node.first]:
        return _heads_sentence(page, weighed, number)
    speaks = any(_speaks(page, position, weighed) for position in blocks)
    if before[node.first] == before[around.first]:  # no sentence stands above it
        said = any(block_weights.is_sentence(page.blocks[position].plain) for position in blocks)
        opens = _opens(page, node, weighed) or _is_edge(page, node, weighed)
        told = _OF_STORY.search(node.hint) is not None or opens
        return said and told and before[-1] > before[node.last]
    if _ATTACHED.match(page.blocks[node.first].plain):
        return True
    if node.tag == "footer":
        return speaks and around.tag == "article"
    size = sum(block_weights.length(page.blocks[position].plain) for position in blocks)
    if speaks and node.last == around.last and _is_edge(page, node, weighed):
        return True
    facts = node.tag == "aside" and len(blocks) > 1 and size > _MIN_FACTS_LENGTH
    listing = node.tag in _LISTING or _lists_facts(page, node)
    listed = facts or (listing and _is_amid(page, node, weighed))
    return (speaks or listed) and before[around.last] > before[node.last]


def _follows(page: PageBlocks, weighed: Sequence[float], number: int, bad: Sequence[bool]) -> bool:
    """Whether an element directly follows one of its kind that is kept; `bad`: excluded by now."""
    node = page.nodes[number]
    if node.first == 0 or bad[page.blocks[node.first - 1].node]:
        return False
    beside = _is_alike(page, node, node.first - 1)
    speaks = beside and _speaks(page, node.first - 1, weighed)
    return speaks and (_is_of_series(page, node, weighed) or _is_amid(page, node, weighed))


_ATTACHED = re.compile(r"附件\s?\d{0,2}\s?[:：.、]")
"""The first line of the names of files that are attached to a document."""


def _heads_sentence(page: PageBlocks, weighed: Sequence[float], number: int) -> bool:
    """Whether a heading of one block is directly above a sentence, with one in its own element."""
    node = page.nodes[number]
    if node.last - node.first != 1 or not 0 < node.first < node.last < len(page.blocks):
        return False
    near = [
        at for at in (node.first - 1, node.last) if weighed[at] > block_weights.MIN_SPEAKING_WEIGHT
    ]
    around = {page.nodes[page.blocks[at].node].parent for at in near if page.tag(at) == "p"}
    return node.last in near and node.parent in around


def _repeats(page: PageBlocks, number: int, story: str) -> bool:
    """Whether an element only repeats words of the story, as a quotation set in large letters."""
    node = page.nodes[number]
    texts = [block.plain for block in page.blocks[node.first : node.last]]
    spoken = list(filter(block_weights.is_sentence, texts)) or texts
    return all(text.strip("“”\"'‘’「」 ") in story for text in spoken)


def _end(page: PageBlocks, number: int) -> int:
    """The number of the first node behind an element and what is in it."""
    last = page.nodes[number].last
    end = number + 1
    while (
        end < len(page.nodes) and page.nodes[end].parent >= number and page.nodes[end].first < last
    ):
        end += 1
    return end
