"""Excludes elements by their tags, where the names of classes would leave no text."""

import re
from collections import defaultdict
from collections.abc import Sequence

from index.ingest.webpage.tree.blocks import PageBlocks, PageNode
from index.ingest.webpage.tree.hints import is_good

_MIN_KEPT_SHARE = 0.1
"""The least share of the sentences of a page that class names leave; else no name excludes."""


def leaves_text(page: PageBlocks, weights: Sequence[float], bad: Sequence[bool]) -> bool:
    """Whether class names leave some of the sentences; in a discussion all may be comments."""
    left = total = 0.0
    for block, weight in zip(page.blocks, weights, strict=True):
        total += max(weight, 0.0)
        left += 0.0 if bad[block.node] else max(weight, 0.0)
    return left > _MIN_KEPT_SHARE * total


_CONSENT = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|onetrust|privacy|dialog)(?:$|[\s_-])|cookie-?(?:bar|banner|consent|notice|law)",
    re.IGNORECASE,
)
_FOOT = re.compile(r"(?:^|[\s_-])(?:footer|copyright)(?:$|[\s_-])", re.IGNORECASE)


def is_no_story(page: PageBlocks, node: PageNode) -> bool:
    """Whether an element asks for consent or is the foot of a page, whatever text it has."""
    if _CONSENT.search(node.hint):
        return True
    named = node.tag == "footer" or _FOOT.search(node.hint) is not None
    return named and not is_good(node.hint) and not _has_title(page, node)


def _has_title(page: PageBlocks, node: PageNode) -> bool:
    """Whether an element has a heading of the first rank."""
    return any(page.tag(position) == "h1" for position in range(node.first, node.last))


_AROUND = frozenset({"nav", "footer", "aside", "form", "menu", "dialog"})


def by_tag(page: PageBlocks, hidden: Sequence[bool]) -> tuple[bool, ...]:
    """Whether each element or an ancestor is hidden or of a tag that is not text."""
    bad: list[bool] = []
    for number, node in enumerate(page.nodes):
        excluded = node.tag in _AROUND or hidden[number]
        bad.append(excluded or (node.parent >= 0 and bad[node.parent]))
    return tuple(bad)


def with_hidden_siblings(page: PageBlocks, amounts: Sequence[float]) -> list[float]:
    """The amount of text of each node; hidden ones of one class in one element count together.

    They are the answers of one list of questions, for example.
    """
    alike: dict[tuple[int, str], float] = defaultdict(float)
    for node, amount in zip(page.nodes, amounts, strict=True):
        if node.hidden and node.hint:
            alike[node.parent, node.hint] += max(amount, 0.0)
    if not alike:
        return list(amounts)
    return [
        max(amount, alike.get((node.parent, node.hint), 0.0) if node.hidden else 0.0)
        for node, amount in zip(page.nodes, amounts, strict=True)
    ]
