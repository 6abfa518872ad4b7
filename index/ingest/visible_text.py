"""Extracts the visible text of a page by a second, simple method, to measure completeness.

One pattern scans the markup without building a tree, so an error of the parser or of a rule does
not hide the same text here. Navigation, forms and runs of links are not counted as text, but a link
that is a sentence is.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.ingest import character_references, drawings, markup_comments, word_lists

_MARKUP = re.compile(
    r"<!--|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)"
    r"(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+'|[\"'])*+>?|<[!?/][^>]*+>?"
)
_OPAQUE, _FURNITURE, _INLINE = (
    frozenset(word_lists.table("elements")[kind]) for kind in ("opaque", "furniture", "inline")
)
"""Elements whose content is not visible as text; navigation and forms; inline elements."""
_NOTED = _OPAQUE | _FURNITURE | {"a"}
"""Elements whose tags decide what counts as text; the tags of others only end a run."""
_RAW = frozenset({"script", "style", "textarea", "title"})
"""Elements that extend to the end of the page if they have no end tag."""
_SENTENCE = re.compile(r"[。！？；]|[.!?][\"'”’)]?(?:\s|$)|[，,].*[，,]")
_LINKED = 30
"""The shortest link, in code points, that may be a sentence of the text."""


@functools.lru_cache(maxsize=8)
def counted(text: str) -> Counter[str]:
    """Counts each letter and digit of a text.

    Counts are enough to measure missing text, because the text of a report is a part of the
    visible text, and they do not depend on how lines are joined or split.
    """
    counts = Counter(text)
    for character in [char for char in counts if not char.isalnum()]:
        del counts[character]
    return counts


def shared(first: Counter[str], other: Counter[str]) -> int:
    """The number of letters and digits that both counts have in common."""
    both = first.keys() & other.keys()
    return sum(map(min, map(first.__getitem__, both), map(other.__getitem__, both)))


def of_page(markup: str) -> str:
    """The visible text of a page without navigation and forms, one line for each block."""
    runs = _runs(markup_comments.ended(markup))
    return "\n".join(text for text, linked in runs if _is_text(text, linked))


def _is_text(text: str, linked: int) -> bool:
    """Whether a run is text: it is not mostly links, or it is a linked sentence."""
    if linked * 2 <= len(text):
        return True
    return len(text) >= _LINKED and _SENTENCE.search(text) is not None


@dataclass(slots=True)
class _Scan:
    """The state of a scan: the run so far, and the elements around it."""

    markup: str
    begin: int = 0
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: bool = False
    furniture: int = 0
    endless: set[str] = field(default_factory=set)

    def take(self, text: str) -> None:
        """Add text to the run; text of navigation and forms becomes a space."""
        if self.furniture or text.isspace():
            if self.pieces:
                self.pieces.append(" ")
        else:
            if "&" in text:
                text = character_references.decoded(text)
            self.pieces.append(text)
            if self.links:
                self.linked += len(text.strip())

    def end_run(self) -> tuple[str, int]:
        """End the run; returns it and the number of its code points in links."""
        run = " ".join("".join(self.pieces).split()), self.linked
        self.pieces.clear()
        self.linked = 0
        return run

    def enter(self, tag: str, name: str, *, opens: bool) -> None:
        """Process a tag; the content of an invisible element is skipped."""
        if name in _FURNITURE:
            self.furniture = max(self.furniture + (1 if opens else -1), 0)
        elif name == "a":
            self.links = opens
        if opens and name in _OPAQUE and name not in self.endless and "shadowroot" not in tag:
            end = _closed(self.markup, name, self.begin)
            if name == "svg" and end > 0 and drawings.has_text(self.markup[self.begin : end]):
                lines = drawings.told(drawings.shown_text(self.markup[self.begin : end]))
                self.take(f" {' '.join(lines)} ")
            if end < 0:
                self.endless.add(name)
            self.begin = len(self.markup) if end < 0 and name in _RAW else max(self.begin, end)


def _runs(markup: str) -> Iterator[tuple[str, int]]:
    """Runs of text between block-level tags, each with the number of its code points in links."""
    scan = _Scan(markup)
    search, begin = _MARKUP.search, 0
    while (match := search(markup, begin)) is not None:
        start = match.start()
        if start > begin:
            scan.take(markup[begin:start])
        scan.begin = match.end()
        name = match[_NAME_GROUP]
        if name is None:
            begin = scan.begin = _behind(markup, match[0], scan.begin)
            continue
        name = name.lower()
        if scan.pieces and name not in _INLINE:
            yield scan.end_run()
        if name in _NOTED:
            scan.enter(match[0], name, opens=not match[_SLASH_GROUP])
        begin = scan.begin
    scan.take(markup[begin:])
    yield scan.end_run()


_SLASH_GROUP, _NAME_GROUP = 1, 2
"""The groups of a tag: the slash of an end tag, and the name."""


def _behind(markup: str, tag: str, begin: int) -> int:
    """The position after a comment or a declaration."""
    if tag != "<!--":
        return begin
    end = markup.find("-->", begin)
    return len(markup) if end < 0 else end + 3


def _closed(markup: str, name: str, begin: int) -> int:
    """The position of the end tag of an element; -1 without one."""
    match = re.compile(rf"</{name}\b", re.IGNORECASE).search(markup, begin)
    return match.start() if match else -1


@functools.lru_cache(maxsize=8)
def measured(visible: str, fields: tuple[str, ...], paragraphs: tuple[str, ...]) -> tuple[int, int]:
    """The number of letters and digits of a visible text, and how many of them are kept.

    Cached, because a page is measured before and after the last of its fields is read.
    """
    visible_counts = counted(visible)
    kept_counts = counted("\n".join(paragraphs)).copy()
    kept_counts.update(counted("\n".join(fields)))
    return visible_counts.total(), shared(visible_counts, kept_counts)
