"""The text of a drawing (SVG), where it tells something; most drawings are signs and charts."""

import re
from collections.abc import Iterator, Sequence

from bs4.element import NavigableString, Tag

_TEXTS = frozenset({"text", "foreignobject"})
_UNDRAWN = frozenset(
    (
        *("defs", "symbol", "title", "desc", "metadata", "style", "script", "clippath", "mask"),
        *("pattern", "marker"),
    )
)
"""Elements of a drawing whose content is drawn where another names it, or never."""
_LINES = frozenset({"p", "div", "li", "br", "h1", "h2", "h3", "h4"})
_MIN_LINE_CHARS = 30
"""The least length in code points of a line that is more than a label; a Chinese one counts two."""
_SENTENCE = re.compile(r"[。！？；]|[.!?][\"'”’)]?(?:\s|$)")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_BEGIN = re.compile(rf"<(/?)({'|'.join(sorted(_TEXTS | _UNDRAWN))})\b", re.IGNORECASE)


def has_text(markup: str) -> bool:
    """Whether the markup of a drawing has an element with text; most have none."""
    lower = markup.lower()
    return any(f"<{name}" in lower for name in _TEXTS)


def told(lines: Sequence[str]) -> list[str]:
    """The lines of a drawing that are text: its sentences, or all if most of it are long lines.

    The others are labels, as those of the axes of a chart.
    """
    sizes = {line: len(line) + len(_HAN.findall(line)) for line in lines}
    long = [line for line in lines if sizes[line] >= _MIN_LINE_CHARS]
    sentences = [line for line in long if _SENTENCE.search(line)]
    whole = 2 * sum(map(sizes.__getitem__, long)) > sum(map(sizes.__getitem__, lines))
    return list(lines) if sentences and whole else sentences


def lines_of(drawing: Tag) -> list[str]:
    """The lines of the texts in a drawing, those that are never drawn left out."""
    lines = (" ".join(piece.split()) for piece in "".join(_pieces(drawing)).split("\n"))
    return [line for line in lines if line]


def _pieces(drawing: Tag) -> Iterator[str]:
    """The texts of a drawing with a line break around each line."""
    inside = [(iter(drawing.contents), False, False)]
    while inside:
        children, shown, lined = inside[-1]
        part = next(children, None)
        if part is None:
            inside.pop()
            yield "\n" if lined else ""
        elif isinstance(part, Tag):
            if part.name in _UNDRAWN or _is_hidden(part):
                continue
            lined = part.name in _TEXTS | _LINES or not _PLACED.isdisjoint(part.attrs)
            yield "\n" if lined else ""
            inside.append((iter(part.contents), shown or part.name in _TEXTS, lined))
        elif shown and type(part) is NavigableString:
            yield part.replace("\n", " ")


_PLACED = frozenset({"y", "dy"})
"""Attributes of a piece of text that begins a line of its own."""


def _is_hidden(tag: Tag) -> bool:
    """Whether an element of a drawing is not drawn."""
    style = str(tag.attrs.get("style", "")).replace(" ", "").lower()
    return (
        tag.attrs.get("display") == "none"
        or tag.attrs.get("visibility") == "hidden"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def shown_text(markup: str) -> list[str]:
    """The lines of the texts in the markup of a drawing, taken without a tree."""
    lines, begin, undrawn = [], -1, 0
    for match in _BEGIN.finditer(markup):
        closes, name = match[1], match[2].lower()
        if name in _UNDRAWN:
            undrawn = max(undrawn + (-1 if closes else 1), 0)
        elif not closes:
            begin = match.start()
        elif begin >= 0:
            text = "" if undrawn else _TAG.sub(" ", markup[begin : match.start()])
            lines.append(" ".join(text.split()))
            begin = -1
    return [line for line in lines if line]
