"""The English senses of Chinese words, as the dictionary writes them, indexed both ways."""

import itertools
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.arrays import Array
from index.text.surnames import COMMON_SURNAMES
from search.query.names import Names

MOST_SENSES = 10
"""Senses of a word; further ones are dropped."""
QUALIFIED, PROPER, VERB = 1, 2, 4
"""Flags of a sense: limited to one use, a proper name, a verb."""
MAX_SENSE_WORDS = 6
"""English words of a sense; a longer gloss is an explanation."""

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOTES = re.compile(
    r"CL:|surname |(?:old |erhua |Japanese |archaic )?variant of|see |also written|also pr|erhua"
    r"|abbr\. |used in|same as|equivalent|Taiwan pr|\(onom|Kangxi|one of |name of |\d"
)
_LEADING = re.compile(r"(?:to be|to|an?|the|lit\.|fig\.|i\.e\.|esp\.) ")
_LIMIT = re.compile(r"\((?!loanword|idiom|name|onom|incl)[a-z][a-z ,.]*\)")
_EXAMPLES = re.compile(r"\([^(),]*,[^()]* etc\.?\)")
"""Examples of its object, which do not limit a verb: to accept (a suggestion, bribe etc)."""
_REGISTER = re.compile(r"\((?:coll|slang|dialect|archaic|old|obsolete|Internet|vulgar)\b")
"""The beginning of a gloss for speech that reports are not written in: (coll.) debt."""
_SHARED_START = 5
"""Letters with which words of one stem begin: contribute, contribution."""
_ACRONYM = re.compile(r"\(([A-Z]{2,6})\)")
_PERSON = re.compile(r"((?:[A-Z][\w.'’-]* )+)([A-Z][\w'’-]+) \((?:c\. ?|born )?\d{3,4}")
_SURNAMES = frozenset(COMMON_SURNAMES[:100] + "习温")
"""Surnames of persons whom the dictionary has by their name in English."""
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9 '’-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Sense:
    """A Chinese word and one of its senses, in lower case or as an acronym.

    `rank` is the number of groups of senses before it, `position` the number of senses before it,
    and `senses` the number of senses of the word. A `qualified` sense is limited by the dictionary
    to one use, in brackets. `proper` marks a name, `verb` a verb.
    """

    word: str
    text: str
    rank: int
    position: int
    senses: int
    qualified: bool
    proper: bool
    verb: bool


class Entry(NamedTuple):
    """A dictionary entry: simplified word, pinyin, and glosses separated by `/`."""

    word: str
    pinyin: str
    glosses: str


class Senses:
    """Senses by word and by text, in arrays that processes share."""

    def __init__(self, words: Names, arrays: Mapping[str, Array]) -> None:
        self._words = words
        self._texts = Names(*(arrays[f"senses_{part}"] for part in ("text", "ends", "order")))
        self._owners = arrays["sense_owners"]
        self._ranks = arrays["sense_ranks"]

    @classmethod
    def arrays(cls, entries: Iterable[tuple[int, Iterable[Entry]]]) -> dict[str, Array]:
        """The arrays for `Senses`, from ascending numbers of words and the entries of each."""
        texts: list[str] = []
        owners, ranks = array("i"), array("B")
        for number, word_entries in entries:
            for text, (rank, limits) in senses_of(word_entries).items():
                texts.append(text)
                owners.append(number)
                ranks.append(8 * rank + limits)
        names = Names.of(texts)
        return {
            "senses_text": names.text,
            "senses_ends": names.ends,
            "senses_order": names.order,
            "sense_owners": np.array(owners, dtype=np.int32),
            "sense_ranks": np.array(ranks, dtype=np.uint8),
        }

    def of_word(self, word: str) -> tuple[Sense, ...]:
        """The senses of a word, in the order of the dictionary."""
        number = self._words.number(word)
        if number < 0:
            return ()
        low, high = self._owners.searchsorted([number, number + 1]).tolist()
        return tuple(map(self._sense, range(low, high)))

    def of_text(self, text: str) -> tuple[Sense, ...]:
        """The words with exactly this sense."""
        return tuple(map(self._sense, self._texts.numbers(text)))

    def count(self, text: str) -> int:
        """The number of words with exactly this sense."""
        return len(self._texts.numbers(text))

    def _sense(self, number: int) -> Sense:
        rank, owner = int(self._ranks[number]), int(self._owners[number])
        low, high = self._owners.searchsorted([owner, owner + 1]).tolist()
        return Sense(
            word=self._words.name(owner),
            text=self._texts.name(number),
            rank=rank >> 3,
            position=number - low,
            senses=high - low,
            qualified=bool(rank & QUALIFIED),
            proper=bool(rank & PROPER),
            verb=bool(rank & VERB),
        )


def senses_of(entries: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """The senses of a word from its entries, each with its rank and its flags.

    Entries for names come last, so that a common word precedes a name with the same characters.
    """
    ordered = list(entries)
    if len(ordered) > 1:
        ordered.sort(key=lambda entry: entry.pinyin[:1].isupper())
    senses: dict[str, tuple[int, int]] = {}
    rank = 0
    for entry in ordered:
        for gloss in entry.glosses.split("/"):
            glosses = [
                sense for part in gloss.split(";") for sense in _read(part.strip(), entry.word)
            ]
            for text, limits in glosses:
                senses.setdefault(text, (_rank(text, senses, rank), limits))
            rank = min(rank + bool(glosses), MOST_SENSES)
    return dict(itertools.islice(senses.items(), MOST_SENSES))


def _rank(text: str, senses: Mapping[str, tuple[int, int]], rank: int) -> int:
    """The rank of a sense: that of an earlier one if both are words of one stem."""
    size = max(_SHARED_START, len(text) * 2 // 3)
    if " " in text or len(text) < size:
        return rank
    stem = text[:size]
    alike = (
        early for word, (early, _) in senses.items() if " " not in word and word[:size] == stem
    )
    return min(alike, default=rank)


def _read(gloss: str, word: str) -> Iterator[tuple[str, int]]:
    """The senses of one gloss with their flags: its text, its acronym, a foreigner's surname."""
    if not gloss or _NOTES.match(gloss) or _REGISTER.match(gloss):
        return
    aside = "(" in gloss or "[" in gloss
    whole = _ASIDE.sub("", gloss) if aside else gloss
    text = " ".join(whole.partition(",")[0].split())
    verb = VERB if text.startswith("to ") else 0
    while leading := _LEADING.match(text):
        text = text[leading.end() :]
    proper = PROPER if text[:1].isupper() and text[1:] != text[1:].upper() else 0
    text = text.lower()
    if text.count(" ") < MAX_SENSE_WORDS and _PLAIN.fullmatch(text):
        limit = _LIMIT.search(gloss) if aside else None
        limited = limit and not (verb and _EXAMPLES.fullmatch(limit[0]))
        limits = verb | proper | (QUALIFIED if limited else 0)
        yield text, limits
        if whole.count(",") == 1:  # one country, two systems
            both = " ".join(whole.lower().replace(",", " ").split())
            if both.count(" ") < MAX_SENSE_WORDS and _PLAIN.fullmatch(both):
                yield both, limits
    acronym = _ACRONYM.search(gloss) if aside else None
    if acronym and _abbreviates(acronym[1].lower(), text):
        yield acronym[1], 0
    person = _PERSON.match(gloss) if aside else None
    if person and not (word[0] in _SURNAMES and len(word) < 4):
        yield person[2].lower(), PROPER


def _abbreviates(acronym: str, text: str) -> bool:
    """Whether the letters of an acronym are initials of the words, in order."""
    initials = iter(word[0] for word in text.replace("-", " ").split())
    return all(letter in initials for letter in acronym)
