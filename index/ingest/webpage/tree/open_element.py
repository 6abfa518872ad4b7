"""An element of a page that the walk has entered but not left."""

from collections.abc import Iterator
from dataclasses import dataclass

from bs4.element import PageElement, Tag


@dataclass(slots=True)
class OpenElement:
    """The element, its children that are still to come, and where its text begins."""

    tag: Tag | None
    children: Iterator[PageElement]
    block: bool = False
    link: bool = False
    mark: str = ""
    piece: int = 0
    first: int = 0
    before: str = ""  # what stands in the block before an inline element with a mark
    moment: str = ""  # the day that it keeps for programs
    published: bool = False
