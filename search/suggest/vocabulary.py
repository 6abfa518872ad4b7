"""The words of an index by how they are written and read, for suggestions and completion.

Derived from the terms and phrases an index lists: the MAX_WORDS most frequent Chinese words, the
names and slogans mined from its texts, all with their readings, and the most frequent words and
phrases of letters as they are written. All of it is arrays of UTF-8, so it can be kept in files
that several processes map.
"""

import functools
import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from index.api import Index, TermPart
from index.arrays import Array
from index.schema import PHRASES
from index.text.fold import HAN, fold
from search.query.passage_count import passage_count
from search.suggest.pinyin import SURNAMES, common_surnames, readings

MAX_WORDS = 60_000
MAX_WORDS_PER_LETTER = 4_000
MOST_PHRASES = 40_000
MOST_OWN = 2_000
LONGEST_PHRASE = 48
"""Bytes of a phrase: every word takes as much room as the longest."""
FREQUENT = 8
"""Phrases whose reports are counted, to know what a count in the sample stands for."""
MAX_WORD_CHARS = 12
HAN_FIELDS = ("body", "title", "editor", "author")
LATIN_FIELDS = ("body_grams", "title_grams")
"""Grams keep words of letters as they are written, not their stems."""

_HAN_WORD = re.compile(rf"[{HAN}]{{2,{MAX_WORD_CHARS}}}")
_LATIN_WORD = re.compile(r"[a-z][a-z0-9]{2,29}")
_AFTER = b"\xff"
"""Behind every text that begins as what stands before it: no byte of UTF-8 is higher."""


@dataclass(frozen=True, slots=True)
class KnownWord:
    """An indexed word and the number of reports that held it when the vocabulary was made."""

    word: str
    reports: int


@dataclass(frozen=True, slots=True)
class WordReadings:
    """Ways to write words, in UTF-8 and rising, each with the place of its word."""

    keys: Array
    places: Array

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> "WordReadings":
        """From pairs of a way and a place; a word may have several ways."""
        ordered = sorted(pairs)
        keys = np.array([key.encode() for key, _ in ordered], dtype=np.bytes_)
        return cls(keys, np.fromiter((place for _, place in ordered), np.uint32, len(ordered)))

    def like(self, key: str) -> Array:
        """The places of words written this way."""
        encoded = _encoded(key)
        return self.places[_before(self.keys, encoded) : _before(self.keys, encoded, "right")]

    def beginning(self, start: str) -> Array:
        """The places of words written in ways that begin so."""
        return self.places[slice(*_span(self.keys, start))]


@dataclass(frozen=True, slots=True)
class Columns:
    """Words of one length as rows of code points, with their places."""

    places: Array
    codes: Array


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words, rising, how many reports hold each, and their ways by pinyin and by initials."""

    words: Array
    reports: Array
    read: WordReadings
    short: WordReadings

    @classmethod
    def of(cls, words: dict[str, int]) -> "Vocabulary":
        """From words and the numbers of their reports; what has no reading is found as written."""
        ordered = sorted(words)
        read: list[tuple[str, int]] = []
        short: list[tuple[str, int]] = []
        for place, word in enumerate(ordered):
            for syllables in () if word.isascii() else readings(word):
                read.append(("".join(syllables), place))
                short.append(("".join(syllable[0] for syllable in syllables), place))
        written = np.array([word.encode() for word in ordered], dtype=np.bytes_)
        reports = np.fromiter((words[word] for word in ordered), np.uint32, len(ordered))
        return cls(written, reports, WordReadings.of(read), WordReadings.of(short))

    @classmethod
    def opened(cls, folder: Path) -> "Vocabulary":
        """One that `save` wrote, its files mapped; OSError if it is not there."""
        words, reports, *ways = [
            np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _FILES
        ]
        return cls(words, reports, WordReadings(*ways[:2]), WordReadings(*ways[2:]))

    def save(self, folder: Path) -> None:
        """Write it as files into a folder."""
        ways = (self.read.keys, self.read.places, self.short.keys, self.short.places)
        for name, array in zip(_FILES, (self.words, self.reports, *ways), strict=True):
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    def characters(self, limit: int) -> tuple[str, ...]:
        """The characters of Chinese words that most reports hold, most frequent first."""
        counts: Counter[str] = Counter()
        for word, reports in zip(self.words.tolist(), self.reports.tolist(), strict=True):
            if not word.isascii():
                for char in set(word.decode()):
                    counts[char] += reports
        return tuple(char for char, _ in counts.most_common(limit))

    def __contains__(self, word: str) -> bool:
        return len(self._among([_encoded(word)])) > 0

    def reports_of(self, word: str) -> int:
        """How many reports held a word, 0 where it is none."""
        return int(self.reports[self._among([_encoded(word)])].sum())

    def beginning(self, text: str, limit: int) -> list[KnownWord]:
        """The most frequent words that begin with a text."""
        return self._best(np.arange(*_span(self.words, text)), limit)

    def sounding(self, pinyin: str, limit: int) -> list[KnownWord]:
        """The most frequent words that are read so, from their first to their last syllable."""
        return self._best(self.read.like(pinyin), limit)

    def sounding_from(self, pinyin: str, limit: int) -> list[KnownWord]:
        """The most frequent words whose reading begins so."""
        return self._best(self.read.beginning(pinyin), limit)

    def initialled(self, letters: str, limit: int) -> list[KnownWord]:
        """The most frequent words whose syllables begin with these letters."""
        return self._best(self.short.like(letters), limit)

    def surnames(self, pinyin: str) -> list[str]:
        """Characters that are read so as a surname or begin the most frequent words read so."""
        as_surname = [char for char, reading in SURNAMES.items() if reading == pinyin]
        begin = [known.word[0] for known in self.sounding_from(pinyin, 200)]
        return list(dict.fromkeys([*common_surnames().get(pinyin, ""), *as_surname, *begin]))[:8]

    def like(self, word: str, limit: int, distance: int = 1) -> list[KnownWord]:
        """Words of letters at most `distance` away: a letter put in, left out, changed, or swapped.

        Those that begin with one of the first two letters; of all, where none of these is near.
        """
        spans = [_span(self.words, letter) for letter in dict.fromkeys(word[:2])]
        near = self._near(np.concatenate([np.arange(*span) for span in spans]), word, distance)
        if not len(near):
            near = self._near(np.arange(*_letters(self.words)), word, distance)
        return self._best(near, limit)

    def _near(self, places: Array, word: str, distance: int) -> Array:
        from rapidfuzz import process  # noqa: PLC0415 - only suggestions need it
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        texts = [text.decode() for text in self.words.take(places).tolist()]
        found = process.extract_iter(word, texts, scorer=OSA.distance, score_cutoff=distance)
        near = [at for text, away, at in found if away and " " not in text]
        return places[np.array(near, dtype=np.intp)]

    def but_one(self, word: str, limit: int) -> list[KnownWord]:
        """Chinese words of the same length in which one character is another."""
        columns = self._characters_of(len(word))
        wanted = np.frombuffer(word.encode("utf-32-le"), "<u4")
        return self._best(columns.places[(columns.codes != wanted).sum(axis=1) == 1], limit)

    @functools.lru_cache(maxsize=32)  # noqa: B019 - few vocabularies are kept, see `shelf`
    def _characters_of(self, length: int) -> "Columns":
        """The Chinese words of a length, as rows of code points."""
        held = [
            (place, text)
            for place, text in enumerate(map(bytes.decode, self.words.tolist()))
            if len(text) == length and not text.isascii()
        ]
        codes = np.frombuffer("".join(text for _, text in held).encode("utf-32-le"), "<u4")
        places = np.fromiter((place for place, _ in held), np.intp, len(held))
        return Columns(places, codes.reshape(-1, length))

    def _among(self, texts: list[bytes]) -> Array:
        """The places of those texts that are words."""
        fitting = [text for text in texts if len(text) <= self.words.itemsize]
        if not fitting or not len(self.words):
            return np.zeros(0, dtype=np.intp)
        wanted = np.array(fitting, self.words.dtype)
        places = np.minimum(self.words.searchsorted(wanted), len(self.words) - 1)
        found: Array = places[self.words[places] == wanted]
        return found

    def _best(self, places: Array, limit: int) -> list[KnownWord]:
        counts = self.reports.take(places).astype(np.int64)
        order = np.lexsort((places, -counts))[: 2 * limit]  # a word may be there in two readings
        best = list(dict.fromkeys(places.take(order).tolist()))[:limit]
        return [KnownWord(self.words[place].decode(), int(self.reports[place])) for place in best]


_FILES = ("words", "reports", "read_keys", "read_places", "short_keys", "short_places")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _before(keys: Array, key: bytes, side: Literal["left", "right"] = "left") -> int:
    """How many keys come before this one, or with "right" do not come after it."""
    if len(key) > keys.itemsize:
        side = "right"  # NumPy cuts a longer key; what equals the rest comes before it
    return int(keys.searchsorted(np.array(key, keys.dtype), side))


def _span(keys: Array, start: str) -> tuple[int, int]:
    """The keys that begin so: the first of them, and the first behind them."""
    encoded = _encoded(start)
    return _before(keys, encoded), _before(keys, encoded + _AFTER)


def _letters(words: Array) -> tuple[int, int]:
    """The words of Latin letters."""
    return _before(words, b"a"), _before(words, b"{")


def listed(index: Index, dictionary: Sequence[str] = ()) -> Vocabulary:
    """The vocabulary of an index and a user's dictionary; some seconds for a large one."""
    words: dict[str, int] = {}
    asked = [(field, "", _HAN_WORD, MAX_WORDS) for field in HAN_FIELDS]
    asked += [
        (field, letter, _LATIN_WORD, MAX_WORDS_PER_LETTER)
        for letter in string.ascii_lowercase
        for field in LATIN_FIELDS
    ]
    for field, start, looks, most in asked:
        for term in index.terms(field, start, TermPart.PREFIX, most):
            if looks.fullmatch(term.text):
                words[term.text] = max(words.get(term.text, 0), term.reports)
    words |= _phrases(index, words)
    for line in dictionary[:MOST_OWN]:
        word = fold(line.split()[0])
        if _HAN_WORD.fullmatch(word) and (count := passage_count(index, word)):
            words[word] = count
    return Vocabulary.of(words)


def _phrases(index: Index, words: dict[str, int]) -> dict[str, int]:
    """The phrases mined from the texts, with about how many reports hold each."""
    found = {
        term.text: term.reports
        for term in index.terms(PHRASES, "", TermPart.PREFIX, MOST_PHRASES)
        if term.text not in words and len(term.text.encode()) <= LONGEST_PHRASE
    }
    sample = list(found)[:FREQUENT]
    held = sum(passage_count(index, text, whole=True) for text in sample)
    share = held / max(sum(found[text] for text in sample), 1)
    return {text: max(round(count * share), 1) for text, count in found.items()}


def holding(index: Index, words: list[str]) -> list[int]:
    """How many reports of an index hold each word of a vocabulary, the highest of its fields."""
    found: dict[str, int] = {}
    for fields, latin in ((HAN_FIELDS, False), (LATIN_FIELDS, True)):
        own = [word for word in words if word.isascii() == latin]
        counts = [index.frequencies(field, own) for field in fields if own]
        found.update(zip(own, map(max, *counts), strict=True) if counts else ())
    return [found[word] for word in words]
