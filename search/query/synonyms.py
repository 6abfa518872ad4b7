"""Words that mean the same to an operator: 北京大学 = 北大 = PKU.

They are taken when a query is read, so that a change takes effect at once, and shown in the piece
of the line they belong to. Text in quotes means itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.function_words import SILENT
from index.text.analysis import acronym
from index.text.fold import fold
from search.query.parser import All, QueryNode, Word

MAX_SYNONYM_WORDS = 6
"""Words of a synonym that are looked for one after another in a line."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words by each of their words, folded."""

    groups: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, groups: Sequence[tuple[str, ...]]) -> "Synonyms":
        """From the settings; a word of two groups belongs to both."""
        found: dict[str, tuple[str, ...]] = {}
        for group in groups:
            for word in group:
                key = _key(word)
                found[key] = tuple(dict.fromkeys([word, *found.get(key, ()), *group]))
        return cls(found)

    def of_word(self, text: str) -> tuple[str, ...]:
        """The group of a word, the word first; () where it has none.

        A common word is not the acronym that it spells: who has not the group of WHO.
        """
        found = self.groups.get(_key(text), ()) if self.groups else ()
        common = found and text.islower() and text in SILENT
        return () if common and acronym(found[0]) else found

    def joined(self, node: All) -> tuple[QueryNode, ...]:
        """The parts of a line, words that together are a synonym as one word."""
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


def _key(text: str) -> str:
    return " ".join(fold(text).split())
