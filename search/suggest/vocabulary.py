"""The vocabulary of an index: its words by spelling and by pinyin, for suggestions and completion.

It consists of the MAX_WORDS most frequent Chinese words, the phrases mined from the texts, and the
most frequent Latin words as they are written. Chinese words have their readings. Everything is in
arrays (text as UTF-8), so that several processes can map it from files.
"""

import functools
import itertools
import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from index.api import Index, TermPart
from index.arrays import Array, save_arrays
from index.fields import COMPLETED_FIELDS
from index.schema import PHRASES
from index.text.fold import HAN, fold
from index.text.lazy_pattern import lazy_pattern
from search.query.exact_text.passage_count import passage_count
from search.suggest.pinyin import SURNAMES, common_surnames, readings

MAX_WORDS = 60_000
MAX_WORDS_PER_LETTER = 4_000
MAX_PHRASES = 40_000
MAX_OWN_WORDS = 2_000
"""Words of the user dictionary."""
MAX_PHRASE_BYTES = 48
"""Bytes of a phrase. Every entry takes as much memory as the longest."""
COUNTED_PHRASES = 8
"""Phrases whose reports are counted, to scale the counts of the sample to the index."""
MAX_WORD_CHARS = 12
PARTED_WORDS = 50
"""Words of one reading that are compared with how its letters were written apart."""
LATIN_FIELDS = ("body_grams", "title_grams")
"""The gram fields contain Latin words as they are written, not their stems."""

_HAN_WORD = lazy_pattern(rf"[{HAN}]{{2,{MAX_WORD_CHARS}}}")
_LATIN_WORD = re.compile(r"[a-z][a-z0-9]{2,29}")
_UMLAUT = re.compile(r"(?<=[ln])u")
_AFTER = b"\xff"
"""Prefix plus this byte sorts after every text with the prefix: UTF-8 has no higher byte."""


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word, and the number of reports with it when the vocabulary was made."""

    word: str
    reports: int


@dataclass(frozen=True, slots=True)
class WordReadings:
    """Spellings in UTF-8, sorted, each with the position of its word in the vocabulary."""

    keys: Array
    positions: Array

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> "WordReadings":
        """From pairs of a spelling and a position; a word may have several spellings."""
        ordered = sorted(pairs)
        keys = np.array([key.encode() for key, _ in ordered], dtype=np.bytes_)
        return cls(
            keys, np.fromiter((position for _, position in ordered), np.uint32, len(ordered))
        )

    def like(self, key: str) -> Array:
        """Positions of the words with this spelling."""
        encoded = _encoded(key)
        return self.positions[_before(self.keys, encoded) : _before(self.keys, encoded, "right")]

    def beginning(self, start: str) -> Array:
        """Positions of the words with a spelling that begins with `start`."""
        return self.positions[slice(*_span(self.keys, start))]


@dataclass(frozen=True, slots=True)
class VocabularyColumns:
    """Words of one length as rows of code points, with their positions."""

    positions: Array
    codes: Array


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Sorted words with the number of their reports, indexed by pinyin and by initials."""

    words: Array
    reports: Array
    read: WordReadings
    short: WordReadings

    @classmethod
    def of(cls, words: dict[str, int]) -> "Vocabulary":
        """From words and the number of reports with each."""
        ordered = sorted(words)
        read: list[tuple[str, int]] = []
        short: list[tuple[str, int]] = []
        for position, word in enumerate(ordered):
            for syllables in () if word.isascii() else readings(word):
                read.append(("".join(syllables), position))
                short.append(("".join(syllable[0] for syllable in syllables), position))
        written = np.array([word.encode() for word in ordered], dtype=np.bytes_)
        reports = np.fromiter((words[word] for word in ordered), np.uint32, len(ordered))
        return cls(written, reports, WordReadings.of(read), WordReadings.of(short))

    @classmethod
    def opened(cls, folder: Path) -> "Vocabulary":
        """The vocabulary that `save` wrote, memory-mapped; OSError if there is none."""
        words, reports, *ways = [
            np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _FILES
        ]
        return cls(words, reports, WordReadings(*ways[:2]), WordReadings(*ways[2:]))

    def save(self, folder: Path) -> None:
        """Write the arrays as files into a folder."""
        ways = (self.read.keys, self.read.positions, self.short.keys, self.short.positions)
        save_arrays(folder, dict(zip(_FILES, (self.words, self.reports, *ways), strict=True)))

    def characters(self, limit: int) -> tuple[str, ...]:
        """The most frequent Chinese characters, by the reports of the words that contain them."""
        counts: Counter[str] = Counter()
        for word, reports in zip(self.words.tolist(), self.reports.tolist(), strict=True):
            if not word.isascii():
                for char in set(word.decode()):
                    counts[char] += reports
        return tuple(char for char, _ in counts.most_common(limit))

    def __contains__(self, word: str) -> bool:
        return len(self._positions_of([_encoded(word)])) > 0

    def reports_of(self, word: str) -> int:
        """The number of reports with a word; 0 if it is not in the vocabulary."""
        return int(self.reports[self._positions_of([_encoded(word)])].sum())

    def beginning(self, text: str, limit: int) -> list[KnownWord]:
        """The most frequent words that begin with a text."""
        return self._best(np.arange(*_span(self.words, text)), limit)

    def by_pinyin(self, pinyin: str, limit: int, parts: Sequence[str] = ()) -> list[KnownWord]:
        """The most frequent words with this whole reading.

        If there are words whose syllables end where `parts` do, only those: 西安 for xi, an.
        """
        return self._parted(_either(self.read.like, pinyin), limit, parts)

    def by_pinyin_prefix(
        self, pinyin: str, limit: int, parts: Sequence[str] = ()
    ) -> list[KnownWord]:
        """The most frequent words whose reading begins with `pinyin`; `parts` as in `by_pinyin`."""
        return self._parted(_either(self.read.beginning, pinyin), limit, parts)

    def _parted(self, positions: Array, limit: int, parts: Sequence[str]) -> list[KnownWord]:
        """The most frequent words; only those with a syllable's end after each part, if any."""
        if len(parts) < 2:
            return self._best(positions, limit)
        ends = set(itertools.accumulate(map(len, parts[:-1])))
        known = self._best(positions, PARTED_WORDS)
        parted = [word for word in known if ends <= _syllable_ends(word.word)]
        return (parted or known)[:limit]

    def by_initials(self, letters: str, limit: int) -> list[KnownWord]:
        """The most frequent words whose syllables have these initials."""
        return self._best(self.short.like(letters), limit)

    def surnames(self, pinyin: str) -> list[str]:
        """Up to eight characters with this reading: surnames, then first characters of words."""
        as_surname = [char for char, reading in SURNAMES.items() if reading == pinyin]
        begin = [
            known.word[0]
            for known in self.by_pinyin_prefix(pinyin, 200)
            if any(reading[0] == pinyin for reading in readings(known.word))
        ]
        return list(dict.fromkeys([*common_surnames().get(pinyin, ""), *as_surname, *begin]))[:8]

    def like(self, word: str, limit: int, distance: int = 1) -> list[KnownWord]:
        """Latin words within an edit distance: a letter inserted, deleted, changed or transposed.

        Words that begin with one of the first two letters are tried first, and all others only if
        none of them is near.
        """
        spans = [_span(self.words, letter) for letter in dict.fromkeys(word[:2])]
        near = self._within_distance(
            np.concatenate([np.arange(*span) for span in spans]), word, distance
        )
        if not len(near):
            near = self._within_distance(np.arange(*_letters(self.words)), word, distance)
        return self._best(near, limit)

    def _within_distance(self, positions: Array, word: str, distance: int) -> Array:
        from rapidfuzz import process  # noqa: PLC0415 - only suggestions need it
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        texts = [text.decode() for text in self.words.take(positions).tolist()]
        distances = process.extract_iter(word, texts, scorer=OSA.distance, score_cutoff=distance)
        near = [at for text, away, at in distances if away and " " not in text]
        return positions[np.array(near, dtype=np.intp)]

    def one_character_off(self, word: str, limit: int) -> list[KnownWord]:
        """Chinese words of the same length that differ in exactly one character."""
        columns = self._characters_of(len(word))
        wanted = np.frombuffer(word.encode("utf-32-le"), "<u4")
        return self._best(columns.positions[(columns.codes != wanted).sum(axis=1) == 1], limit)

    @functools.lru_cache(maxsize=32)  # noqa: B019 - see CACHED_VOCABULARIES
    def _characters_of(self, length: int) -> "VocabularyColumns":
        """The Chinese words with `length` characters, as rows of code points."""
        words = [
            (position, text)
            for position, text in enumerate(map(bytes.decode, self.words.tolist()))
            if len(text) == length and not text.isascii()
        ]
        codes = np.frombuffer("".join(text for _, text in words).encode("utf-32-le"), "<u4")
        positions = np.fromiter((position for position, _ in words), np.intp, len(words))
        return VocabularyColumns(positions, codes.reshape(-1, length))

    def _positions_of(self, texts: list[bytes]) -> Array:
        """Positions of the texts that are words of the vocabulary."""
        fitting = [text for text in texts if len(text) <= self.words.itemsize]
        if not fitting or not len(self.words):
            return np.zeros(0, dtype=np.intp)
        wanted = np.array(fitting, self.words.dtype)
        ordinals = np.minimum(self.words.searchsorted(wanted), len(self.words) - 1)
        positions: Array = ordinals[self.words[ordinals] == wanted]
        return positions

    def _best(self, positions: Array, limit: int) -> list[KnownWord]:
        counts = self.reports.take(positions).astype(np.int64)
        order = np.lexsort((positions, -counts))[: 2 * limit]  # a word may occur in two readings
        best = list(dict.fromkeys(positions.take(order).tolist()))[:limit]
        return [
            KnownWord(self.words[position].decode(), int(self.reports[position]))
            for position in best
        ]


_FILES = ("words", "reports", "read_keys", "read_positions", "short_keys", "short_positions")


def _syllable_ends(word: str) -> set[int]:
    """The numbers of letters after which a syllable ends, in any reading of a word."""
    return {
        end for syllables in readings(word) for end in itertools.accumulate(map(len, syllables))
    }


def _either(positions: Callable[[str], Array], pinyin: str) -> Array:
    """The positions for a text in pinyin; without any, those with v for u: lvse for luse, lüse."""
    ordinals = positions(pinyin)
    return ordinals if len(ordinals) else positions(_UMLAUT.sub("v", pinyin))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _before(keys: Array, key: bytes, side: Literal["left", "right"] = "left") -> int:
    """The number of keys less than `key`, or with "right" less than or equal to it."""
    if len(key) > keys.itemsize:
        side = "right"  # NumPy truncates a longer key; an equal prefix is less than it
    return int(keys.searchsorted(np.array(key, keys.dtype), side))


def _span(keys: Array, start: str) -> tuple[int, int]:
    """The range of keys that begin with `start`: the first, and the first after them."""
    encoded = _encoded(start)
    return _before(keys, encoded), _before(keys, encoded + _AFTER)


def _letters(words: Array) -> tuple[int, int]:
    """The range of the Latin words."""
    return _before(words, b"a"), _before(words, b"{")


def build_vocabulary(index: Index, dictionary: Sequence[str] = ()) -> Vocabulary:
    """The vocabulary of an index and a user dictionary. Takes seconds for a large index."""
    words: dict[str, int] = {}
    listings = [(field, "", _HAN_WORD, MAX_WORDS) for field in COMPLETED_FIELDS]
    listings += [
        (field, letter, _LATIN_WORD, MAX_WORDS_PER_LETTER)
        for letter in string.ascii_lowercase
        for field in LATIN_FIELDS
    ]
    for field, start, wanted, most in listings:
        for term in index.terms(field, start, TermPart.PREFIX, most):
            if wanted.fullmatch(term.text):
                words[term.text] = max(words.get(term.text, 0), term.reports)
    words |= _phrases(index, words)
    for line in dictionary[:MAX_OWN_WORDS]:
        word = fold(line.split()[0])
        if _HAN_WORD.fullmatch(word) and (count := passage_count(index, word)):
            words[word] = count
    return Vocabulary.of(words)


def _phrases(index: Index, words: dict[str, int]) -> dict[str, int]:
    """The phrases mined from the texts, each with its estimated number of reports."""
    counts = {
        term.text: term.reports
        for term in index.terms(PHRASES, "", TermPart.PREFIX, MAX_PHRASES)
        if term.text not in words and len(term.text.encode()) <= MAX_PHRASE_BYTES
    }
    sample = list(counts)[:COUNTED_PHRASES]
    exact = sum(passage_count(index, text, whole_words=True) for text in sample)
    share = exact / max(sum(counts[text] for text in sample), 1)
    return {text: max(round(count * share), 1) for text, count in counts.items()}


def report_counts(index: Index, words: list[str]) -> list[int]:
    """The number of reports with each word, in the field that has most of them."""
    by_word: dict[str, int] = {}
    for fields, latin in ((COMPLETED_FIELDS, False), (LATIN_FIELDS, True)):
        same_script = [word for word in words if word.isascii() == latin]
        counts = [index.frequencies(field, same_script) for field in fields if same_script]
        by_word.update(zip(same_script, map(max, *counts), strict=True) if counts else ())
    return [by_word[word] for word in words]
