"""Parses HTML into a tree of BeautifulSoup, faster than its own builder, with the same result."""

from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import AttributeDict, CData, NavigableString, Tag

from index.ingest import markup_comments


class _Tree(BeautifulSoup):
    """A tree that is only ever extended at its end, so that nothing in it needs to be mended.

    An element is like the first of its name but for its attributes and its place, so only the
    first is made by Beautiful Soup's constructor.
    """

    def reset(self) -> None:
        """Begin a tree."""
        self.firsts: dict[str, dict[str, Any]] = {}
        super().reset()

    def handle_starttag(  # noqa: PLR0913, PLR0917 - as Beautiful Soup has it
        self,
        name: str,
        namespace: str | None,
        nsprefix: str | None,
        attrs: Any,
        sourceline: int | None = None,
        sourcepos: int | None = None,
        namespaces: dict[str, str] | None = None,
    ) -> Tag | None:
        """Open an element."""
        first = self.firsts.get(name)
        parent = self.currentTag
        if first is None or parent is None:
            tag = super().handle_starttag(
                name, namespace, nsprefix, attrs, sourceline, sourcepos, namespaces
            )
            if tag is not None and name not in _PARTICULAR:
                self.firsts[name] = dict(vars(tag))
            return tag
        if self.current_data:
            self.endData()
        tag = Tag.__new__(Tag)
        vars(tag).update(first)
        siblings = parent.contents
        tag.attrs, tag.contents, tag.parent = attrs, [], parent
        tag.previous_sibling = siblings[-1] if siblings else None
        if tag.previous_sibling is not None:
            tag.previous_sibling.next_sibling = tag
        tag.previous_element = before = self._most_recent_element
        tag.next_element = tag.next_sibling = None
        if before is not None:
            before.next_element = tag
        self._most_recent_element = self.currentTag = tag
        siblings.append(tag)
        self.tagStack.append(tag)
        self.open_tag_counter[name] += 1
        return tag

    def handle_endtag(self, name: str, nsprefix: str | None = None) -> None:
        """Close an element, most often the last that was opened."""
        if self.current_data:
            self.endData()
        stack = self.tagStack
        if name in self.firsts and stack[-1].name == name:
            stack.pop()
            self.open_tag_counter[name] -= 1
            self.currentTag = stack[-1]
        else:
            self._popToTag(name, nsprefix)

    def endData(self, containerClass: type[NavigableString] | None = None) -> None:  # noqa: N802, N803
        """Add the text since the last tag, or a comment or the like."""
        if not self.current_data:
            return
        parent = self.currentTag
        if parent is None:
            super().endData(containerClass)
            return
        text = "".join(self.current_data)
        self.current_data = []
        if not self.preserve_whitespace_tag_stack and not text.strip(self.ASCII_SPACES):
            text = "\n" if "\n" in text else " "
        kind = containerClass or NavigableString
        if kind is NavigableString and self.string_container_stack:
            kind = self.builder.string_containers.get(self.string_container_stack[-1].name, kind)
        added = str.__new__(kind, text)
        added.hidden = False
        self._append(added, parent)

    def _append(self, added: NavigableString, parent: Tag) -> None:
        """Link a text with what stands before it, and add it to its element."""
        siblings, before = parent.contents, self._most_recent_element
        added.parent, added.previous_element = parent, before
        added.next_element = added.next_sibling = None
        if before is not None:
            before.next_element = added
        added.previous_sibling = siblings[-1] if siblings else None
        if added.previous_sibling is not None:
            added.previous_sibling.next_sibling = added
        self._most_recent_element = added
        siblings.append(added)


_PARTICULAR = frozenset(
    {
        "meta",
        *LXMLTreeBuilder.DEFAULT_PRESERVE_WHITESPACE_TAGS,
        *LXMLTreeBuilder.DEFAULT_STRING_CONTAINERS,
    }
)
"""Elements that are not like the first of their name: Beautiful Soup replaces attributes of some,
and keeps lists of others while they are open."""


class _HtmlTreeBuilder(LXMLTreeBuilder):
    """Passes what lxml finds on to the tree, without the name spaces that HTML does not have."""

    def start(
        self,
        tag: str | bytes,
        attrib: Mapping[str | bytes, str | bytes],
        nsmap: Mapping[str, str] | None = None,
    ) -> None:
        """Open an element."""
        del nsmap
        if self.soup is not None:
            attrs = AttributeDict(attrib) if attrib else AttributeDict()  # a slow empty mapping
            self.soup.handle_starttag(str(tag), None, None, attrs)

    def data(self, data: str | bytes) -> None:
        """Add text."""
        if self.soup is not None:
            self.soup.current_data.append(str(data))

    def end(self, name: str | bytes) -> None:
        """Close an element."""
        if self.soup is not None:
            self.soup.handle_endtag(str(name))


_MAX_PARTS = 100
"""The largest number of parts of an element that are examined for the beginning of its text."""


def beginning(tag: Tag, length: int) -> tuple[str, bool]:
    """The first code points of an element's text, and whether they are all of it.

    Elements may lie in each other by the thousands: one that is asked for the whole text of each
    takes a quadratic time.
    """
    text = ""
    inside = [iter(tag.contents)]
    for _ in range(_MAX_PARTS):
        part = next(inside[-1], None)
        if part is None:
            inside.pop()
            if not inside:
                return text[:length], len(text) <= length
        elif isinstance(part, Tag):
            inside.append(iter(part.contents))
        elif type(part) in {NavigableString, CData}:
            text += str(part)
            if len(text) > length:
                break
    return text[:length], False


def parsed(markup: str) -> BeautifulSoup:
    """The tree of a page or a fragment; the value of an attribute is always one text."""
    markup = markup_comments.ended(markup)
    builder = _HtmlTreeBuilder(multi_valued_attributes=None, attribute_dict_class=AttributeDict)
    return _Tree(markup, builder=builder)
