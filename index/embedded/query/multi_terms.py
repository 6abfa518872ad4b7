"""Expands multi-term nodes (prefix, wildcard …) to terms of a segment, within a budget."""

import fnmatch
import re
from collections.abc import Callable, Iterator

from whoosh import query
from whoosh.query import Query

from index.api import RefusedError
from index.embedded.segment.term_dict import TermDict

MAX_SCANNED_TERMS = 2_000_000
"""Maximum number of terms that a pattern is compared with, per segment."""
MAX_EXPANDED_TERMS = 20_000
"""Maximum number of terms that a pattern expands to; a plain prefix has no limit."""
TERMS_PER_CHECK = 4096
"""Terms that are read between two checks of the deadline."""
_SPECIAL = frozenset("*?[")
TermNumbers = tuple[int, int]
MultiTerm = query.Prefix | query.Wildcard | query.Regex | query.FuzzyTerm | query.TermRange
"""Query nodes that expand to many terms."""


class Expansion:
    """Expands nodes; `cut` lists the texts of nodes that exceeded a limit.

    `over` says whether the deadline has passed; the remaining terms are then skipped.
    """

    def __init__(self, over: Callable[[], bool]) -> None:
        self._over = over
        self.cut: list[str] = []

    def ranges(self, lexicon: TermDict, node: Query) -> list[TermNumbers]:
        """Half-open ranges of the numbers of the node's terms; KeyError for other kinds of node."""
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
        self, lexicon: TermDict, text: str, pattern: str, special: frozenset[str] | None
    ) -> list[TermNumbers]:
        """The terms that match a pattern; only terms with its literal prefix are compared."""
        try:
            matches = re.compile(pattern).match
        except re.error as error:
            raise RefusedError(f"The pattern {text!r} cannot be read ({error}).") from error
        literal = re.match(r"[^*?\[]*", text)[0] if special else ""  # type: ignore[index]
        start, stop = lexicon.prefixed(to_bytes(literal))
        return self._matching_ranges(lexicon, text, start, stop, lambda term: bool(matches(term)))

    def _fuzzy(self, lexicon: TermDict, node: query.FuzzyTerm) -> list[TermNumbers]:
        word = str(node.text)
        start, stop = lexicon.prefixed(to_bytes(word[: node.prefixlength]))
        most = int(node.maxdist)
        from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - few queries are fuzzy

        def near(term: str) -> bool:
            return Levenshtein.distance(word, term, score_cutoff=most) <= most

        return self._matching_ranges(lexicon, word, start, stop, near)

    def _matching_ranges(
        self, lexicon: TermDict, text: str, start: int, stop: int, keep: Callable[[str], bool]
    ) -> list[TermNumbers]:
        if stop - start > MAX_SCANNED_TERMS:
            self.cut.append(text)
            stop = start + MAX_SCANNED_TERMS
        ranges: list[TermNumbers] = []
        for number, term in self._terms(lexicon, start, stop):
            if term and keep(term):
                ranges.append((number, number + 1))
                if len(ranges) >= MAX_EXPANDED_TERMS:
                    self.cut.append(text)
                    break
        return ranges

    def _terms(self, lexicon: TermDict, start: int, stop: int) -> Iterator[tuple[int, str]]:
        for chunk in range(start, stop, TERMS_PER_CHECK):
            if self._over():
                return
            for number, term in enumerate(
                lexicon.terms(chunk, min(chunk + TERMS_PER_CHECK, stop)), chunk
            ):
                yield number, term.decode("utf-8", "surrogatepass")


def _between(lexicon: TermDict, node: query.TermRange) -> TermNumbers:
    """The terms of a range; an excluded end is not part of it."""
    start = 0
    if node.start is not None:
        low = to_bytes(node.start)
        start = lexicon.first_from(low + b"\0" if node.startexcl else low)
    stop = len(lexicon)
    if node.end is not None:
        high = to_bytes(node.end)
        stop = lexicon.first_from(high if node.endexcl else high + b"\0")
    return start, max(start, stop)


def to_bytes(text: str | bytes) -> bytes:
    """A term as it is stored."""
    return text if isinstance(text, bytes) else str(text).encode("utf-8", "surrogatepass")
