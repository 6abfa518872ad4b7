"""Selects elements of an XML document by selectors of CSS, most of which match nothing in it."""

import re
from collections import defaultdict

from bs4.element import Tag

_OPERATOR = re.compile(r"\[[^\[\]]*+\]|:not\([^()]*+\)|[\s>]+")
"""What stands between and behind the names of elements in a selector."""


class NamedElements:
    """The elements of a document by their names.

    Each selector that is asked walks through the whole document, so only those are asked whose
    names of elements are all there.
    """

    def __init__(self, root: Tag) -> None:
        self._root = root
        self._by_name: defaultdict[str, list[Tag]] = defaultdict(list)
        for element in root.descendants:
            if isinstance(element, Tag):
                self._by_name[element.name].append(element)

    def select(self, selector: str, limit: int | None = None) -> list[Tag]:
        """The elements that match any alternative of a selector, in document order."""
        possible = [part for part in selector.split(",") if self._has_names_of(part)]
        if not possible:
            return []
        name = _unescaped(possible[0])
        if len(possible) == 1 and name in self._by_name:
            return self._by_name[name][:limit]
        return self._root.select(",".join(possible), limit=limit or 0)

    def _has_names_of(self, selector: str) -> bool:
        return all(
            name in self._by_name for name in _OPERATOR.sub(" ", _unescaped(selector)).split()
        )


def _unescaped(selector: str) -> str:
    return selector.strip().replace("\\", "")
