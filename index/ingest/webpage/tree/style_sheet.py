"""The classes and ids that the style sheets in a page hide."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bs4.element import Tag

_MAX_CHARS = 400_000
"""The code points of all style sheets of a page that are examined."""
_NAME = re.compile(r"[.#][\w-]{1,80}")
_SHOWS = re.compile(r"(?:display|visibility)\s{0,4}:\s{0,4}(?P<value>[\w-]{1,30})", re.IGNORECASE)
_HIDING = frozenset({"none", "hidden", "collapse"})
_SCREENS = frozenset({"", "all", "screen", "only screen"})
"""The media of a style sheet that holds wherever a page is shown."""


@dataclass(slots=True)
class StyleSheet:
    """The names (.class, #id) that rules hide, and those that some rule shows."""

    hidden: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    left: int = _MAX_CHARS

    def take(self, tag: Tag) -> None:
        """Read a style sheet; a rule for parts of the screen or for other states hides nothing."""
        media = str(tag.attrs.get("media", "")).strip().lower()
        text = tag.get_text()[: max(self.left, 0)]
        self.left -= len(text)
        if ("display" not in text and "visibility" not in text) or media not in _SCREENS:
            return
        for selector, declarations, outermost in _rules(text):
            values = [value.lower() for value in _SHOWS.findall(declarations)]
            names = _NAME.findall(selector) if values else []
            if any(value not in _HIDING for value in values):
                self.shown.update(names)
            elif values and outermost:
                alone = (part.strip() for part in selector.split(","))
                self.hidden.update(part for part in alone if _NAME.fullmatch(part))

    def hides(self, attributes: Mapping[str, object]) -> bool:
        """Whether the class or id of an element hides it, and no rule shows it."""
        if not self.hidden or not attributes:
            return False
        names = {f".{name}" for name in str(attributes.get("class", "")).split()}
        names.add(f"#{attributes.get('id', '')}")
        return not names.isdisjoint(self.hidden) and names.isdisjoint(self.shown)


def _rules(text: str) -> Iterator[tuple[str, str, bool]]:
    """The selector and the declarations of each rule, and whether it is in no other."""
    depth = 0
    for part in _without_comments(text).split("}"):
        head, brace, declarations = part.rpartition("{")
        depth += part.count("{")
        if brace:
            yield re.split(r"[{;]", head)[-1].strip(), declarations, depth == 1
        depth = max(depth - 1, 0)


def _without_comments(text: str) -> str:
    first, *others = text.split("/*")
    return first + "".join(part.partition("*/")[2] for part in others)
