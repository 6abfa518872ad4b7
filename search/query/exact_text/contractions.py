"""Contractions: don't, also without the apostrophe (dont) and in two words (do n't)."""

import re
from collections.abc import Sequence

from search.query.syntax.parser import QueryNode, Word

_NEGATED = "are ca could did do does had has have is might must need should was were wo would"
_OTHERS = "they're they've you're you've we've that's what's who's there's here's"
_PLAIN = {f"{verb}nt": (f"{verb}n", "t") for verb in _NEGATED.split()} | {
    word.replace("'", ""): tuple(word.split("'")) for word in _OTHERS.split()
}
_REST = re.compile("n['’ʼ]t", re.IGNORECASE)


def contracted(word: str) -> tuple[str, ...]:
    """The parts of a folded contraction without apostrophe: don and t of dont; else empty."""
    return _PLAIN.get(word, ())


def writings_of(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """The other ways to write the parts of a contraction around its apostrophe: dont, do n't."""
    joined = "".join(parts)
    if joined not in _PLAIN:
        return []
    apart = [(parts[0][:-1], "n", "t")] if parts[1] == "t" else []
    return [(joined,), *apart]


def in_two_words(parts: Sequence[QueryNode]) -> tuple[str, int]:
    """The contraction that the first two words form, and their number: do n't is don't 2."""
    if len(parts) > 1 and isinstance(parts[0], Word) and isinstance(parts[1], Word):
        word, rest = parts[0].text, parts[1].text
        if _REST.fullmatch(rest) and contracted(f"{word.lower()}nt"):
            return f"{word}{rest}", 2
    return "", 1
