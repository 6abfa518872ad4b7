"""The words of an index by how they are written and read, for suggestions and completion.

Derived once for each generation from the listed terms, in memory: the MOST_WORDS most frequent
Chinese words with their readings, and the most frequent words of letters as they are written.
"""

import bisect
import datetime
import functools
import heapq
import re
import string
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from index.fold import HAN
from index.store import Index, Part
from search.readings import SURNAMES, common_surnames, readings

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


class Vocabulary:
    """Words with their counts, sorted by writing, by pinyin and by initials."""

    def __init__(self, words: dict[str, int]) -> None:
        self.counts = words
        self._written = sorted(words)
        read: dict[str, list[str]] = defaultdict(list)
        short: dict[str, list[str]] = defaultdict(list)
        for word in words:
            for syllables in () if word.isascii() else readings(word):
                read["".join(syllables)].append(word)
                short["".join(syllable[0] for syllable in syllables)].append(word)
        self._read = dict(read)
        self._short = dict(short)
        self._pinyin = sorted(read)

    def beginning(self, text: str, limit: int) -> list[Known]:
        """The most frequent words that begin with a text."""
        return self._best(_between(self._written, text), limit)

    def sounding(self, pinyin: str, limit: int) -> list[Known]:
        """The most frequent words that are read so, from their first to their last syllable."""
        return self._best(self._read.get(pinyin, ()), limit)

    def sounding_from(self, pinyin: str, limit: int) -> list[Known]:
        """The most frequent words whose reading begins so."""
        found = _between(self._pinyin, pinyin)
        return self._best((word for key in found for word in self._read[key]), limit)

    def initialled(self, letters: str, limit: int) -> list[Known]:
        """The most frequent words whose syllables begin with these letters."""
        return self._best(self._short.get(letters, ()), limit)

    def surnames(self, pinyin: str) -> list[str]:
        """Characters that are read so as a surname or begin the most frequent words read so."""
        as_surname = [char for char, reading in SURNAMES.items() if reading == pinyin]
        begin = [known.word[0] for known in self.sounding_from(pinyin, 200)]
        return list(dict.fromkeys([*common_surnames().get(pinyin, ""), *as_surname, *begin]))[:8]

    def like(self, word: str, limit: int) -> list[Known]:
        """Words one letter away: put in, left out, changed, or two letters swapped."""
        return self._best((one for one in _edits(word) if one in self.counts), limit)

    def _best(self, words: Iterable[str], limit: int) -> list[Known]:
        best = heapq.nsmallest(limit, set(words), key=lambda word: (-self.counts[word], word))
        return [Known(word, self.counts[word]) for word in best]


def _between(rising: list[str], start: str) -> list[str]:
    first = bisect.bisect_left(rising, start)
    return rising[first : bisect.bisect_left(rising, start + "\U0010ffff", first)]


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
