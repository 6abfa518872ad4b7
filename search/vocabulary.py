"""The words of an index by how they are written and read, for suggestions and completion.

Derived once for each generation from the listed terms, in memory: the MOST_WORDS most frequent
Chinese words with their readings, and the most frequent words of letters as they are written.
"""

import bisect
import datetime
import functools
import re
import string
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.fold import HAN
from index.store import Index, Part
from search.readings import SURNAMES, common_surnames, readings

Array = npt.NDArray[Any]
MOST_WORDS = 60_000
MOST_BY_LETTER = 4_000
LONGEST = 12
MOST_KEPT = 2
SMALL = 2_000
"""Reports up to which making the vocabulary is a matter of milliseconds."""

_HAN_WORD = re.compile(rf"[{HAN}]{{2,{LONGEST}}}")
_LATIN_WORD = re.compile(r"[a-z][a-z0-9]{2,29}")


@dataclass(frozen=True, slots=True)
class Known:
    """An indexed word and the number of reports that hold it."""

    word: str
    reports: int


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways to write words, rising, each with the place of its word."""

    keys: list[str]
    places: Array

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> "Ways":
        """From pairs of a way and a place; equal ways are kept once."""
        ordered = sorted(pairs)
        keys = [sys.intern(key) for key, _ in ordered]
        return cls(keys, np.fromiter((place for _, place in ordered), np.uint32, len(ordered)))

    def like(self, key: str) -> Array:
        """The places of words written this way."""
        first = bisect.bisect_left(self.keys, key)
        return self.places[first : bisect.bisect_right(self.keys, key, first)]

    def beginning(self, start: str) -> Array:
        """The places of words written in ways that begin so."""
        first = bisect.bisect_left(self.keys, start)
        return self.places[first : bisect.bisect_left(self.keys, start + "\U0010ffff", first)]


class Vocabulary:
    """Words with their counts, sorted by writing, by pinyin and by initials."""

    def __init__(self, words: dict[str, int]) -> None:
        self._words = sorted(words)
        self._reports = np.fromiter((words[word] for word in self._words), np.uint32, len(words))
        read: list[tuple[str, int]] = []
        short: list[tuple[str, int]] = []
        for place, word in enumerate(self._words):
            for syllables in () if word.isascii() else readings(word):
                read.append(("".join(syllables), place))
                short.append(("".join(syllable[0] for syllable in syllables), place))
        self._read = Ways.of(read)
        self._short = Ways.of(short)

    def __contains__(self, word: str) -> bool:
        return self._place(word) >= 0

    def beginning(self, text: str, limit: int) -> list[Known]:
        """The most frequent words that begin with a text."""
        first = bisect.bisect_left(self._words, text)
        return self._best(
            np.arange(first, bisect.bisect_left(self._words, text + "\U0010ffff", first)), limit
        )

    def sounding(self, pinyin: str, limit: int) -> list[Known]:
        """The most frequent words that are read so, from their first to their last syllable."""
        return self._best(self._read.like(pinyin), limit)

    def sounding_from(self, pinyin: str, limit: int) -> list[Known]:
        """The most frequent words whose reading begins so."""
        return self._best(self._read.beginning(pinyin), limit)

    def initialled(self, letters: str, limit: int) -> list[Known]:
        """The most frequent words whose syllables begin with these letters."""
        return self._best(self._short.like(letters), limit)

    def surnames(self, pinyin: str) -> list[str]:
        """Characters that are read so as a surname or begin the most frequent words read so."""
        as_surname = [char for char, reading in SURNAMES.items() if reading == pinyin]
        begin = [known.word[0] for known in self.sounding_from(pinyin, 200)]
        return list(dict.fromkeys([*common_surnames().get(pinyin, ""), *as_surname, *begin]))[:8]

    def like(self, word: str, limit: int) -> list[Known]:
        """Words one letter away: put in, left out, changed, or two letters swapped."""
        places = [place for one in _edits(word) if (place := self._place(one)) >= 0]
        return self._best(np.array(places, dtype=np.int64), limit)

    def _place(self, word: str) -> int:
        place = bisect.bisect_left(self._words, word)
        return place if place < len(self._words) and self._words[place] == word else -1

    def _best(self, places: Array, limit: int) -> list[Known]:
        counts = self._reports.take(places).astype(np.int64)
        order = np.lexsort((places, -counts))[: 2 * limit]  # a word may be there in two readings
        best = list(dict.fromkeys(places.take(order).tolist()))[:limit]
        return [Known(self._words[place], int(self._reports[place])) for place in best]


def _edits(word: str) -> set[str]:
    letters = string.ascii_lowercase
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {left + right[1:] for left, right in cuts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    found |= {left + letter + right for left, right in cuts for letter in letters}
    return found - {word}


def vocabulary(index: Index) -> Vocabulary:
    """The vocabulary of an index, made when it is first wanted, kept for its generation."""
    shelf, key = _shelf(), _key(index)
    if key not in shelf:
        made = Vocabulary(_words(index))
        while len(shelf) >= MOST_KEPT:
            shelf.pop(next(iter(shelf)), None)
        shelf[key] = made
    return shelf[key]


def ready(index: Index) -> bool:
    """Whether the vocabulary is there already, or the index so small that it soon is."""
    return _key(index) in _shelf() or index.about().reports <= SMALL


@functools.cache
def _shelf() -> dict[tuple[str, datetime.datetime], Vocabulary]:
    return {}


def _key(index: Index) -> tuple[str, datetime.datetime]:
    about = index.about()
    return about.generation, about.built


def _words(index: Index) -> dict[str, int]:
    words: dict[str, int] = {}
    listed = [(field, "", _HAN_WORD, MOST_WORDS) for field in ("body", "title", "editor", "author")]
    listed += [
        (field, letter, _LATIN_WORD, MOST_BY_LETTER)
        for letter in string.ascii_lowercase
        for field in ("body_grams", "title_grams")
    ]
    for field, start, looks, most in listed:
        for term in index.terms(field, start, Part.PREFIX, most):
            if looks.fullmatch(term.text):
                words[term.text] = max(words.get(term.text, 0), term.reports)
    return words
