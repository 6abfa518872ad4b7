"""Turns the trees in which editors keep a text (Portable Text, Slate, Quill, Notion …) into lines.

All of them nest nodes with a type; a node is a block, unless its type is one of a run of text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

_TYPES = ("type", "_type", "nodeType", "object", "tag", "t")
_INLINE = frozenset(
    [
        *("text", "span", "link", "hyperlink", "bold", "italic", "strong", "em", "code", "mention"),
        *("hashtag", "underline", "strikethrough", "a", "b", "i", "u", "s", "url", "text_link"),
        *("pre", "cashtag", "email", "phone", "spoiler", "custom_emoji", "emoji", "inline", "leaf"),
        *("text_run", "textrun", "str", "softbreak", "mark", "sup", "sub", "plain"),
    ]
)
"""Keys of the type of a node, and types that are part of a line."""
_TEXTS = ("plain_text", "text", "html", "value", "insert", "content", "body", "textContent")
_HEADINGS = ("heading", "headline", "title", "subtitle", "header", "caption")
"""Keys of text, of which a node has one, and keys of the headings above it."""
_INNER = frozenset(
    [
        *("children", "content", "blocks", "ops", "paragraphs", "items", "nodes", "data", "attrs"),
        *(
            "body",
            "sections",
            "parts",
            "rich_text",
            "elements",
            "document",
            "root",
            "text",
            "value",
        ),
        *("rows", "cells", "chapters", "leaves", "entries", "caption"),
        *("headline", "summary", "lead"),
    ]
)
"""Keys of nodes inside a node."""
_MAX_NODE_DEPTH = 40


@dataclass(slots=True)
class _Lines:
    done: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def text(self, text: str) -> None:
        """Add a text; each line break in it ends a line."""
        *before, last = text.split("\n")
        for line in before:
            self.pieces.append(line)
            self.end()
        self.pieces.append(last)

    def end(self) -> None:
        line = "".join(self.pieces)
        self.pieces.clear()
        if line.strip():
            self.done.append(line)


def lines(value: object) -> list[str]:
    """The lines of a text in a list or a tree; empty if it holds no known text."""
    collected = _Lines()
    _walk(collected, value, depth=0, inside=False)
    collected.end()
    return collected.done


def _walk(collected: _Lines, value: object, *, depth: int, inside: bool) -> None:
    """Add the text of a value; `inside` a node, objects without a type are runs of its line."""
    if isinstance(value, str):
        collected.text(value)
    elif isinstance(value, list) and depth < _MAX_NODE_DEPTH:
        mixed = any(isinstance(part, dict) for part in value)
        for part in value:
            _walk(collected, part, depth=depth + 1, inside=inside or (mixed and _has_text(value)))
            if not mixed:
                collected.end()
    elif isinstance(value, dict) and value and depth < _MAX_NODE_DEPTH:
        inline = _is_inline(value, inside=inside)
        if not inline:
            collected.end()
        _node(collected, value, depth)
        if not inline:
            collected.end()


def _has_text(values: list[object]) -> bool:
    """Whether bare texts are mixed with objects, as parts of one line."""
    return any(isinstance(part, str) for part in values)


def _is_inline(node: dict[str, object], *, inside: bool) -> bool:
    kind = _type(node)
    if kind:
        return kind in _INLINE
    return "insert" in node or (inside and isinstance(node.get("text"), str))


def _type(node: dict[str, object]) -> str:
    return next((str(node[key]).lower() for key in _TYPES if isinstance(node.get(key), str)), "")


def _node(collected: _Lines, node: dict[str, object], depth: int) -> None:
    """The headings of a node, its text, and the nodes inside it."""
    for key in _HEADINGS:
        if isinstance(node.get(key), str):
            collected.text(f"{node[key]}\n")
    text = next((key for key in _TEXTS if isinstance(node.get(key), str) and node[key]), None)
    if text is not None:
        collected.text(str(node[text]))
    if text == "plain_text":  # an object beside it has the same text
        return
    for key, inner in _inner(node):
        if key != text:
            _walk(collected, inner, depth=depth + 1, inside=True)


def _inner(node: dict[str, object]) -> Iterator[tuple[str, object]]:
    """The lists and objects inside a node; Notion names one after the type."""
    kind = _type(node)
    for key, value in node.items():
        if isinstance(value, list | dict) and (key in _INNER or key == kind):
            yield key, value
