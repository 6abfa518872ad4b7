"""Finds among very many texts one with which another begins, or one that begins with another."""

import bisect
from collections.abc import Iterable


class TextBeginnings:
    """Texts in order, for questions about their beginnings that take as long as a look-up."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = sorted(set(texts))
        self._shortest: list[str] = []
        """Those that begin with no other of them."""
        for text in self._texts:
            if not self._shortest or not text.startswith(self._shortest[-1]):
                self._shortest.append(text)

    def one_begins(self, text: str) -> bool:
        """Whether a text begins with one of these: with the last one that does not follow it."""
        at = bisect.bisect_right(self._shortest, text)
        return at > 0 and text.startswith(self._shortest[at - 1])

    def one_begins_with(self, text: str) -> bool:
        """Whether one of these begins with a text: the first that does not precede it."""
        at = bisect.bisect_left(self._texts, text)
        return at < len(self._texts) and self._texts[at].startswith(text)
