"""Reads the sections of a text in JSON: a list of objects with a heading and a text each."""

from collections.abc import Iterator

PARTS = ("paragraphs", "sections", "blocks", "parts", "chapters", "body", "content", "elements")
_LINES = (
    "heading",
    "title",
    "subtitle",
    "string",
    "text",
    "content",
    "body",
    "value",
    "html",
    "caption",
)
"""Names of the sections of a text, and of the texts in a section."""
_INNER = ("data", "attrs", "children", *PARTS)
_MAX_SECTION_DEPTH = 8
"""Maximum depth of sections in each other."""


def is_outline(parts: object) -> bool:
    """Whether a list has the lines of an outline, as Roam keeps them."""
    return isinstance(parts, list) and any(
        isinstance(part, dict) and isinstance(part.get("string"), str) for part in parts
    )


def captions(document: object) -> str:
    """The lines of the captions of a video, as YouTube keeps them in pieces; else empty."""
    events = document.get("events") if isinstance(document, dict) else None
    pieces = (
        (event.get("segs") for event in events if isinstance(event, dict))
        if isinstance(events, list)
        else ()
    )
    spoken = (
        "".join(str(piece.get("utf8") or "") for piece in line if isinstance(piece, dict))
        for line in pieces
        if isinstance(line, list)
    )
    return "\n".join(line.strip() for line in spoken if line.strip())


def lines(part: object, depth: int = 0) -> Iterator[str]:
    """The texts of a section in order."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list) and depth < _MAX_SECTION_DEPTH:
        for item in part:
            yield from lines(item, depth + 1)
    elif isinstance(part, dict) and depth < _MAX_SECTION_DEPTH:
        yield from (part[name] for name in _LINES if part.get(name) and isinstance(part[name], str))
        for name in _INNER:
            if isinstance(part.get(name), dict | list):
                yield from lines(part[name], depth + 1)
