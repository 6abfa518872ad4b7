"""Wildcards (logis*, *ing, wom?n, 201?) and fuzzy words (labor~2)."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.api import Index, TermPart
from index.text.analysis import SYMBOLS, stem
from index.text.fold import HAN, NON_HAN, NON_HAN_CHARACTER, fold
from index.text.lazy_pattern import lazy_pattern
from search.page import PieceKind
from search.query.clauses import any_of
from search.query.edit_distance import is_within_distance
from search.query.exact_text.phrase import ExpandTerms

MAX_COMPARED_WORDS = 5000
"""The most frequent words with the same first letter, which are compared with a fuzzy word."""
MAX_CLOSE_WORDS = 400
"""Words that a fuzzy word may expand to."""

_WILD = lazy_pattern(rf"[^\W{HAN}]*(?:[*＊]|[?？]+(?=[^\W{HAN}]))[\w*?＊？]*|[^\W{HAN}]*\d[?？]+")
_FUZZY = lazy_pattern(rf"({NON_HAN}{{3,}})[~～](?:([12]?)|0?\.(\d{{1,2}}))")
"""A fuzzy word with its edits (labor~2), or with its similarity, as older engines have it."""
_SIMILAR = "75"
"""The decimals of a similarity from which on one edit is meant, not two."""
_WEIGHT = re.compile(r"(.*[^\W\d_][*＊~～]?|)(\^\d{1,3}(?:\.\d{1,3})?)")
_DAGGERS = "§¶†‡©®"
_SOUGHT = re.compile(rf"[{SYMBOLS}～｜＜＝＞＋∶]")
_SIGNS = re.compile(r"[*＊~～^<>=\\{}|｜]")
_LEADING_DOT = re.compile(r"[.．](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class WordPattern:
    """A folded pattern; `kind` is PREFIX for wildcards, FUZZY for words within `distance`."""

    kind: PieceKind
    text: str
    distance: int = 0


def word_pattern(text: str) -> WordPattern | None:
    """The pattern in a chunk of the query line; None if the chunk is plain words."""
    if close := _FUZZY.fullmatch(text):
        distance = 2 if close[2] == "2" or (close[3] and close[3] < _SIMILAR) else 1
        return WordPattern(PieceKind.FUZZY, fold(close[1]), distance)
    if _WILD.fullmatch(text) and NON_HAN_CHARACTER.search(text):
        return WordPattern(PieceKind.PREFIX, fold(text).replace("＊", "*").replace("？", "?"))
    return None


def is_wild(text: str) -> bool:
    """Whether a chunk is a wildcard, which may match any number of words."""
    pattern = word_pattern(text)
    return pattern is not None and pattern.kind is PieceKind.PREFIX


def weighted(text: str) -> tuple[str, str]:
    """A chunk without the weight at its end, and the weight: ^2 in tax^2, but not in 10^6."""
    match = _WEIGHT.fullmatch(text)
    return (match[1], match[2]) if match and len(match[1]) != 1 else (text, "")


def signs(text: str) -> str:
    """The distinct signs of a chunk that are operators elsewhere, but are ignored here."""
    return " ".join(dict.fromkeys(_SIGNS.findall(text)))


def symbols(text: str) -> str:
    """The distinct signs of a chunk that no report is searched for: § and ≥, but not + and %.

    So is a full stop before a name: .NET.
    """
    chars = [
        char
        for char in text
        if char in _DAGGERS
        or (unicodedata.category(char) == "Sm" and not char.isascii() and fold(char) == char)
    ]
    dot = _LEADING_DOT.match(text)
    chars = [*([dot[0]] if dot else []), *(char for char in chars if not _SOUGHT.match(char))]
    return " ".join(dict.fromkeys(chars))


class WordPatterns:
    """Expands patterns to the words of an index."""

    def __init__(self, index: Index, expand: ExpandTerms) -> None:
        self._index = index
        self._expand = expand

    def query_of(self, wanted: WordPattern, fields: Sequence[str]) -> tuple[Query, tuple[str, ...]]:
        """The query for a pattern, and the stems of the words that a fuzzy word expands to."""
        if wanted.kind is PieceKind.FUZZY:
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
        close = [
            term.text
            for name in ("body_grams", "title_grams")
            for term in self._index.terms(name, word[0], TermPart.PREFIX, MAX_COMPARED_WORDS)
            if is_within_distance(word, term.text, wanted.distance)
        ]
        terms = list(dict.fromkeys([word, *close]))[:MAX_CLOSE_WORDS]
        parts = [query.Term(f"{name}_grams", term) for name in fields for term in terms]
        return any_of(parts), tuple(map(stem, terms))
