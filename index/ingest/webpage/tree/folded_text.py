"""Tells hidden text that continues visible text, as collapsed text does, from menus and notices."""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Sequence

from index.ingest.webpage.tree.blocks import PageBlocks, PageNode
from index.ingest.webpage.tree.heading import SECTION_TAGS

_FOLDED = re.compile(
    r"more|full|rest|fold|expand|collaps|toggle|spoiler|reveal|show|content|article|detail|text|tab|panel",
    re.IGNORECASE,
)
"""Class names of collapsed elements."""
_PANEL = re.compile(r"tab-?(?:pane|panel|content)|accordion|collaps|spoiler", re.IGNORECASE)
_SENTENCE = 12
"""The least weight of a sentence."""
_MIN_FOLDED_WEIGHT = 4
"""The least weight of one that is text."""
_MAX_ANCESTORS = 3
"""The number of ancestors of a hidden element in which its story may begin."""
_MIN_SECTIONS = 2
"""The least number of hidden elements below headings of one rank that are sections of a text."""
_NUMBER = re.compile(r"\d{1,3}")


class FoldedText:
    """The hidden elements of a page; `beside` has the visible text of each element."""

    def __init__(self, page: PageBlocks, beside: Sequence[float]) -> None:
        self.page = page
        self.beside = beside

    def continues(self, number: int, amount: float) -> bool:
        """Whether a hidden element with an `amount` of text continues visible text beside it."""
        node = self.page.nodes[number]
        if amount < (_MIN_FOLDED_WEIGHT if _PANEL.search(node.hint) else _SENTENCE):
            return False
        for above in itertools.islice(self.page.above(node.parent), _MAX_ANCESTORS):
            if self.beside[above] > _SENTENCE:
                top = self.page.nodes[above].tag in {"body", "html"}
                named = not top or _FOLDED.search(node.hint) is not None
                return named or self._is_numbered(node) or self._is_section(node)
        return False

    def _is_numbered(self, node: PageNode) -> bool:
        """Whether a visible element beside a hidden one has its name with another number."""
        return any(map(str.isdecimal, node.hint)) and _series(node) in self._visible

    @functools.cached_property
    def _visible(self) -> frozenset[tuple[int, str, str]]:
        """The series of visible elements with a sentence."""
        nodes = zip(self.page.nodes, self.beside, strict=True)
        return frozenset(_series(node) for node, shown in nodes if shown > _SENTENCE)

    def _is_section(self, node: PageNode) -> bool:
        """Whether a hidden element is one of several directly below headings of one rank."""
        rank = self._rank_above(node)
        return rank in SECTION_TAGS and self._sections[node.parent, rank] >= _MIN_SECTIONS

    @functools.cached_property
    def _sections(self) -> Counter[tuple[int, str]]:
        """The number of hidden elements directly below headings, by parent and rank."""
        hidden = (node for node in self.page.nodes if node.hidden)
        return Counter((node.parent, self._rank_above(node)) for node in hidden)

    def _rank_above(self, node: PageNode) -> str:
        """The tag of the block directly above an element, if it lies in the same element."""
        if node.first == 0:
            return ""
        above = self.page.nodes[self.page.blocks[node.first - 1].node]
        return above.tag if above.parent == node.parent else ""


def _series(node: PageNode) -> tuple[int, str, str]:
    """What elements have in common whose names differ by a number only: page1 and page2."""
    return node.parent, node.tag, _NUMBER.sub("#", node.hint)
