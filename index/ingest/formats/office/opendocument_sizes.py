"""Looks up the sizes of the letters of an OpenDocument text, and the breaks of its pages.

A paragraph has a style, most often one of its own that is based on a named one; a size is one in
points, or a share of that of the style below it.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator

from index.ingest.formats.office.word_text import MAX_SIZED_LINES, WordLine
from index.ingest.formats.xml_elements import XmlElement, attribute, local_name
from index.ingest.heads import field_labels

_PLAIN_SIZE = 12.0
"""The size of letters in points where nothing says another one."""
_MAX_PARENTS = 20
"""The most styles that a style is based on, one above the other."""
_SIZE = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,4})?)(?P<unit>pt|%)")
_SIZES = {False: "font-size", True: "font-size-asian"}
"""The property with the size of letters, and of Chinese characters."""
_BLOCKS = frozenset({"p", "h"})
_PASSED = frozenset({"tracked-changes", "forms", "settings", "scripts", "sequence-decls"})
_NOT_SHOWN = frozenset({"annotation", "note-citation", "ruby-text"})

Reader = Callable[[XmlElement], Iterable[str]]
"""Gives the lines of a paragraph."""


def sized(body: XmlElement, roots: Iterable[XmlElement | None], lines_of: Reader) -> list[WordLine]:
    """The first lines of a text above its first table, with their sizes and pages.

    `roots` have the styles.
    """
    return list(itertools.islice(_sized(body, _Styles(roots), lines_of), MAX_SIZED_LINES))


def _sized(body: XmlElement, styles: "_Styles", lines_of: Reader) -> Iterator[WordLine]:
    page = 0
    for block in _blocks(body):
        style = attribute(block, "style-name")
        page += styles.begins_page(style)
        lines = [line for line in lines_of(block) if line.strip()]
        size = _size(block, styles, han=any(map(field_labels.has_han, lines[:1])))
        yield from (WordLine(line, "", size, page) for line in lines)


def _blocks(body: XmlElement) -> Iterator[XmlElement]:
    """The paragraphs above the first table, without those inside others."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name == "table":
            return
        if name in _BLOCKS:
            yield element
        elif name not in _PASSED:
            waiting.extend(reversed(element))


def _size(block: XmlElement, styles: "_Styles", *, han: bool) -> float:
    """The size of the first letters of a paragraph."""
    size = styles.size(attribute(block, "style-name"), styles.plain_size(han=han), han=han)
    element = block
    while not (element.text or "").strip():
        inner = (node for node in element if local_name(node) not in _NOT_SHOWN)
        shown = next((node for node in inner if "".join(map(str, node.itertext())).strip()), None)
        if shown is None or _tail_before(element, shown):
            return size
        element = shown
        size = styles.size(attribute(element, "style-name"), size, han=han)
    return size


def _tail_before(element: XmlElement, shown: XmlElement) -> bool:
    """Whether text of an element itself stands before one inside it."""
    before = itertools.takewhile(lambda node: node is not shown, element)
    return any((node.tail or "").strip() for node in before)


class _Styles:
    """The sizes of styles and whether they begin a page, by their names."""

    def __init__(self, roots: Iterable[XmlElement | None]) -> None:
        self._styles: dict[str, XmlElement] = {}
        self._default: XmlElement | None = None
        known = (root for root in roots if root is not None)
        for element in itertools.chain.from_iterable(root.iter() for root in known):
            kind = local_name(element)
            if kind == "style":
                self._styles.setdefault(attribute(element, "name"), element)
            elif kind == "default-style" and attribute(element, "family") == "paragraph":
                self._default = element

    def size(self, name: str, base: float, *, han: bool) -> float:
        """The size of letters in a style, `base` where it says nothing or a share of that."""
        share = 1.0
        for style in self._with_parents(name):
            match = _SIZE.fullmatch(_property(style, "text-properties", _SIZES[han]))
            number = float(match["number"]) if match is not None else 100.0
            if match is not None and match["unit"] == "pt":
                return share * number
            share *= number / 100
        return share * base

    def plain_size(self, *, han: bool) -> float:
        """The size of letters where no style says another one."""
        said = _property(self._default, "text-properties", _SIZES[han])
        match = _SIZE.fullmatch(said)
        return float(match["number"]) if match and match["unit"] == "pt" else _PLAIN_SIZE

    def begins_page(self, name: str) -> bool:
        """Whether a paragraph of a style begins a page."""
        style = self._styles.get(name)
        broken = _property(style, "paragraph-properties", "break-before") == "page"
        return broken or bool(style is not None and attribute(style, "master-page-name"))

    def _with_parents(self, name: str) -> Iterator[XmlElement]:
        for _ in range(_MAX_PARENTS):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = attribute(style, "parent-style-name")


def _property(style: XmlElement | None, group: str, name: str) -> str:
    """A property of a style; empty if it does not say it."""
    for properties in style if style is not None else ():
        if local_name(properties) == group:
            return attribute(properties, name)
    return ""
