"""Words by a pattern: logis*, *ing, wom?n, 201?, and words close to one: labor~2."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.api import Index, TermPart
from index.text.analysis import stem
from index.text.fold import HAN, fold
from search.query.clauses import any_of
from search.query.phrase import ExpandTerms
from search.suggest.spelling import within

MOST_WORDS = 5000
"""Words with the same first letter that are compared with one, the most frequent."""
MOST_TERMS = 400
"""Words close to one that are asked for."""

_WILD = re.compile(rf"[^\W{HAN}]*(?:[*＊]|[?？](?=[^\W{HAN}]))[\w*?＊？]*|[^\W{HAN}]*\d[?？]+")
_FUZZY = re.compile(rf"([^\W_{HAN}]{{3,}})[~～]([12]?)")
_LATIN = re.compile(rf"[^\W_{HAN}]")
_SIGNS = re.compile(r"[*＊~～^<>=\\{}|｜]")


@dataclass(frozen=True, slots=True)
class WordPattern:
    """A pattern, folded; `kind` is prefix for wildcards and fuzzy for a word within `distance`."""

    kind: str
    text: str
    distance: int = 0


def pattern(text: str) -> WordPattern | None:
    """The pattern that a chunk of the query line is, None for words."""
    if close := _FUZZY.fullmatch(text):
        return WordPattern("fuzzy", fold(close[1]), int(close[2] or 1))
    if _WILD.fullmatch(text) and _LATIN.search(text):
        return WordPattern("prefix", fold(text).replace("＊", "*").replace("？", "?"))
    return None


def signs(text: str) -> str:
    """The signs of a chunk that mean something elsewhere, each once; here they are left out."""
    return " ".join(dict.fromkeys(_SIGNS.findall(text)))


class WordPatterns:
    """Finds the words of patterns in an index."""

    def __init__(self, index: Index, expand: ExpandTerms) -> None:
        self._index = index
        self._expand = expand

    def asked(self, wanted: WordPattern, fields: Sequence[str]) -> tuple[Query, tuple[str, ...]]:
        """The query for a pattern, and the stems of the words that a fuzzy one stands for."""
        if wanted.kind == "fuzzy":
            return self._fuzzy(wanted, fields)
        return any_of([self._wild(wanted.text, f"{name}_grams") for name in fields]), ()

    def _wild(self, text: str, field: str) -> Query:
        bare = text.strip("*")
        if "*" in bare or "?" in bare:
            return query.Wildcard(field, text)
        part = TermPart.PREFIX if text[0] != "*" else TermPart.SUFFIX
        part = TermPart.ANYWHERE if text[0] == text[-1] == "*" else part
        return any_of([query.Term(field, term) for term in self._expand(field, bare, part)])

    def _fuzzy(self, wanted: WordPattern, fields: Sequence[str]) -> tuple[Query, tuple[str, ...]]:
        word = wanted.text
        met = self._index.terms("body_grams", word[0], TermPart.PREFIX, MOST_WORDS)
        close = [term.text for term in met if within(word, term.text, wanted.distance)]
        terms = list(dict.fromkeys([word, *close]))[:MOST_TERMS]
        parts = [query.Term(f"{name}_grams", term) for name in fields for term in terms]
        return any_of(parts), tuple(map(stem, terms))
