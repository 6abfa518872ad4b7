"""Synonyms from the settings: 北京大学 = 北大 = PKU.

They expand a query when it is compiled, so a change takes effect at once. The piece of the word
shows them. Quoted text has no synonyms.
"""

import functools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.text.analysis import acronym
from index.text.fold import fold
from index.text.function_words import FUNCTION_WORDS
from search.query.syntax.parser import All, QueryNode, Word

MAX_SYNONYM_WORDS = 6
"""Words of one synonym."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of synonyms, by each of their words, folded."""

    groups: dict[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def of(cls, groups: tuple[tuple[str, ...], ...]) -> "Synonyms":
        """From the groups in the settings; a word in two groups has the synonyms of both."""
        return _known(groups)

    def of_word(self, text: str) -> tuple[str, ...]:
        """The group of a word, with the word first; () if it has none.

        A common word is not an acronym with the same letters: who is not in the group of WHO.
        """
        key = _key(text) if self.groups else ""
        groups = self.groups.get(key, ())
        words = [word for group in groups for word in group]
        own = [word for word in words[::-1] if _key(word) == key]
        others = tuple(dict.fromkeys([*own, *words]))
        common = others and text.islower() and text in FUNCTION_WORDS
        return () if common and acronym(others[0]) else others

    def joined(self, node: All) -> tuple[QueryNode, ...]:
        """The parts of a line, in which the words of one synonym are joined to one word."""
        parts: list[QueryNode] = []
        rest = list(node.children)
        while rest:
            length = self._length(rest)
            first, last = rest[0], rest[length - 1]
            text = " ".join(part.text for part in rest[:length] if isinstance(part, Word))
            parts.append(first if length == 1 else Word(first.start, last.end, text))
            rest = rest[length:]
        return tuple(parts)

    def _length(self, parts: Sequence[QueryNode]) -> int:
        for length in range(min(MAX_SYNONYM_WORDS, len(parts)) if self.groups else 1, 1, -1):
            words = [part.text for part in parts[:length] if isinstance(part, Word)]
            if len(words) == length and _key(" ".join(words)) in self.groups:
                return length
        return 1


@functools.lru_cache(maxsize=2)
def _known(groups: tuple[tuple[str, ...], ...]) -> Synonyms:
    """Synonyms as `Synonyms.of`, kept because every query asks for them; there may be thousands."""
    groups_of: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for group in groups:
        for key in dict.fromkeys(map(_key, group)):
            groups_of[key].append(group)
    return Synonyms({key: tuple(of_word) for key, of_word in groups_of.items()})


def _key(text: str) -> str:
    return " ".join(fold(text).split())
