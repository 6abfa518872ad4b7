"""Nodes that stand for many terms: which terms of a segment they mean, within a budget."""

import fnmatch
import re
from collections.abc import Callable, Iterator
from typing import Any

from whoosh import query
from whoosh.query.ranges import RangeMixin

from index.api import RefusedError

MAX_SCANNED_TERMS = 2_000_000
"""Terms of a field that a pattern is compared with at most."""
MAX_EXPANDED_TERMS = 20_000
"""Terms a pattern may stand for; a plain prefix may stand for any number."""
_CHUNK = 4096
_SPECIAL = frozenset("*?[")
Range = tuple[int, int]


class Expansion:
    """Expands nodes; `cut` names those that met more terms than are taken.

    `over` says when the time is used up: terms that are left are passed over then.
    """

    def __init__(self, over: Callable[[], bool]) -> None:
        self._over = over
        self.cut: list[str] = []

    def ranges(self, lexicon: Any, node: Any) -> list[Range]:
        """The numbers, half-open, of the terms a node stands for; KeyError for other nodes."""
        match node:
            case query.Term():
                number = lexicon.find(to_bytes(node.text))
                return [(number, number + 1)] if number >= 0 else []
            case query.Prefix():
                return [lexicon.prefixed(to_bytes(node.text))]
            case query.Wildcard():
                return self._matching(lexicon, node.text, fnmatch.translate(node.text), _SPECIAL)
            case query.Regex():
                return self._matching(lexicon, node.text, node.text, None)
            case query.FuzzyTerm():
                return self._fuzzy(lexicon, node)
            case query.TermRange():
                return [_between(lexicon, node)]
            case _:
                raise KeyError(type(node).__name__)

    def _matching(
        self, lexicon: Any, text: str, pattern: str, special: frozenset[str] | None
    ) -> list[Range]:
        """The terms a pattern matches, looked for among those that begin as it does."""
        try:
            matches = re.compile(pattern).match
        except re.error as error:
            raise RefusedError(f"The pattern {text!r} cannot be read ({error}).") from error
        literal = re.match(r"[^*?\[]*", text)[0] if special else ""  # type: ignore[index]
        start, stop = lexicon.prefixed(to_bytes(literal))
        return self._kept(lexicon, text, start, stop, lambda term: bool(matches(term)))

    def _fuzzy(self, lexicon: Any, node: Any) -> list[Range]:
        word = str(node.text)
        start, stop = lexicon.prefixed(to_bytes(word[: node.prefixlength]))
        most = int(node.maxdist)
        return self._kept(lexicon, word, start, stop, lambda term: within(word, term, most))

    def _kept(self, lexicon: Any, text: str, start: int, stop: int, keep: Any) -> list[Range]:
        if stop - start > MAX_SCANNED_TERMS:
            self.cut.append(text)
            stop = start + MAX_SCANNED_TERMS
        found: list[Range] = []
        for number, term in self._terms(lexicon, start, stop):
            if term and keep(term):
                found.append((number, number + 1))
                if len(found) >= MAX_EXPANDED_TERMS:
                    self.cut.append(text)
                    break
        return found

    def _terms(self, lexicon: Any, start: int, stop: int) -> Iterator[tuple[int, str]]:
        for chunk in range(start, stop, _CHUNK):
            if self._over():
                return
            for number, term in enumerate(lexicon.terms(chunk, min(chunk + _CHUNK, stop)), chunk):
                yield number, term.decode("utf-8", "surrogatepass")


def _between(lexicon: Any, node: RangeMixin) -> Range:
    """The terms of a range; an excluded end begins right behind or ends right before it."""
    start = 0
    if node.start is not None:
        low = to_bytes(node.start)
        start = lexicon.first_from(low + b"\0" if node.startexcl else low)
    stop = len(lexicon)
    if node.end is not None:
        high = to_bytes(node.end)
        stop = lexicon.first_from(high if node.endexcl else high + b"\0")
    return start, max(start, stop)


def to_bytes(text: Any) -> bytes:
    """A term as it is stored."""
    return text if isinstance(text, bytes) else str(text).encode("utf-8", "surrogatepass")


def within(word: str, other: str, most: int) -> bool:
    """Whether `other` is at most `most` edits away: letters put in, left out or changed."""
    if abs(len(word) - len(other)) > most:
        return False
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        before, row[0] = row[0], at
        for place, own in enumerate(other, 1):
            change = before + (letter != own)
            before, row[place] = row[place], min(change, row[place] + 1, row[place - 1] + 1)
        if min(row) > most:
            return False
    return row[-1] <= most
