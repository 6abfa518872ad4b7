"""Writes the numbers of list items into the text of an OpenDocument file: 1., (a), 第一条."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest.formats.office import word_numbers
from index.ingest.formats.xml_elements import XmlElement, attribute, local_name

_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
          "I": "upperRoman", "一": "chineseCounting", "壹": "chineseCounting",
          "①": "decimalEnclosedCircle", "１": "decimalFullWidth"}  # fmt: skip
"""The forms of numbers by the first sign of their names; none is empty."""
_COUNT = re.compile(r"\d{1,5}")
_MAX_LIST_DEPTH = 10
_MAX_AROUND_CHARS = 20
"""The longest text before and behind a number, in code points."""


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list is numbered, and how many levels its numbers show."""

    form: str
    before: str
    behind: str
    start: int
    shown: int


def put_in(content: XmlElement, styles: XmlElement | None) -> None:
    """Write the number of each item before its first paragraph."""
    roots = [content] if styles is None or styles is content else [styles, content]
    levels = {name: level for root in roots for name, level in _styles(root)}
    if not levels:
        return
    last: dict[str, int] = {}
    for element in content.iter():
        if local_name(element) == "list" and not _is_nested(element):
            _number(element, attribute(element, "style-name"), levels, last, [])


def _is_nested(element: XmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and local_name(parent) in {"list-item", "list-header"}


def _styles(root: XmlElement) -> Iterator[tuple[tuple[str, int], _Level]]:
    """The numbered levels of the list styles of a part, by name and level."""
    for element in root.iter():
        form = _FORMS.get(attribute(element, "num-format")[:1], "")
        if local_name(element) != "list-level-style-number" or not form:
            continue
        style = element.getparent()
        name = attribute(style, "name") if style is not None else ""
        before = attribute(element, "num-prefix")[:_MAX_AROUND_CHARS]
        behind = attribute(element, "num-suffix")[:_MAX_AROUND_CHARS]
        start = _whole(attribute(element, "start-value"), 1)
        shown = _whole(attribute(element, "display-levels"), 1)
        yield (
            (name, _whole(attribute(element, "level"), 1)),
            _Level(form, before, behind, start, shown),
        )


def _whole(text: str, otherwise: int) -> int:
    return int(text) if _COUNT.fullmatch(text) else otherwise


def _number(
    element: XmlElement,
    style: str,
    levels: dict[tuple[str, int], _Level],
    last: dict[str, int],
    above: list[tuple[_Level | None, int]],
) -> None:
    """Number the items of a list, and those of the lists in them; `last` continues others."""
    level = levels.get((style, len(above) + 1))
    count = level.start - 1 if level is not None else 0
    if not above and attribute(element, "continue-numbering") == "true":
        count = last.get(style, count)
    for item in element:
        if local_name(item) == "list-item":
            count = _whole(attribute(item, "start-value"), count + 1)
            _put(item, level, [*above, (level, count)])
        if len(above) < _MAX_LIST_DEPTH:
            for inner in item:
                if local_name(inner) == "list":
                    name = attribute(inner, "style-name") or style
                    _number(inner, name, levels, last, [*above, (level, count)])
    if not above:
        last[style] = count


def _put(item: XmlElement, level: _Level | None, counts: list[tuple[_Level | None, int]]) -> None:
    """Write a number before the paragraph with which an item begins."""
    first = next(iter(item), None)
    if level is None or first is None or local_name(first) not in {"p", "h"}:
        return
    shown = counts[-level.shown :] if level.shown > 0 else counts[-1:]
    number = ".".join(
        word_numbers.written(count, known.form) for known, count in shown if known is not None
    )
    first.text = f"{level.before}{number}{level.behind} {first.text or ''}"
