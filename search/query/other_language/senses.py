"""The English senses of Chinese words, as the dictionary writes them, indexed both ways."""

import itertools
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.arrays import Array
from index.text.surnames import COMMON_SURNAMES
from search.query.other_language.numbered_texts import Names

MAX_SENSES = 10
"""Senses of a word; further ones are dropped."""
PROPER_FLAG, VERB_FLAG = 1, 2
"""Flags of a sense: a proper name, a verb."""
NEARNESS_FILE = Path(__file__).with_name("sense_nearness.npy")
"""How near in meaning each sense of the dictionary is to its word: the cosine of their vectors by
the sentence encoder, times NEARNESS_STEPS, in the order of the senses. The first SIGNED_BYTES say
of which senses. `python -m tests.tools.sense_nearness` makes it."""
NEARNESS_STEPS, SIGNED_BYTES = 250, 4
FIRST_SENSE, EACH_LATER_SENSE = 0.8, 0.15
"""Nearness of the first sense of another dictionary, and how much less each later sense has."""
MAX_SENSE_WORDS = 6
"""English words of a sense; a longer gloss is an explanation."""

_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOTES = re.compile(
    r"CL:|surname |(?:old |erhua |Japanese |archaic )?variant of|see |also written|also pr|erhua"
    r"|abbr\. |used in|same as|equivalent|Taiwan pr|\(onom|Kangxi|one of |name of |\d"
)
_LEADING = re.compile(r"(?:to be|to|an?|the|lit\.|fig\.|i\.e\.|esp\.) ")
_REGISTER = re.compile(r"\((?:coll|slang|dialect|archaic|old|obsolete|Internet|vulgar)\b")
"""The beginning of a gloss for speech that reports are not written in: (coll.) debt."""
_ACRONYM = re.compile(r"\(([A-Z]{2,6})\)")
_PERSON = re.compile(r"((?:[A-Z][\w.'’-]* )+)([A-Z][\w'’-]+) \((?:c\. ?|born )?\d{3,4}")
_SURNAMES = frozenset(COMMON_SURNAMES[:100] + "习温")
"""Surnames of persons whom the dictionary has by their name in English."""
_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9 '’-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Sense:
    """A Chinese word and one of its senses, in lower case or as an acronym.

    `nearness` says how near the two are in meaning, from 0 to 1; `proper` marks a
    name, `verb` a sense that begins with "to".
    """

    word: str
    text: str
    nearness: float
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
        self._flags = arrays["sense_flags"]
        self._nearness = arrays["sense_nearness"]

    @classmethod
    def arrays_of(cls, entries: Iterable[tuple[int, Iterable[Entry]]]) -> dict[str, Array]:
        """The arrays for `Senses`, from ascending numbers of words and the entries of each."""
        texts: list[str] = []
        owners, flags, by_order = array("i"), array("B"), array("d")
        for number, word_entries in entries:
            for position, (text, marks) in enumerate(senses_of(word_entries).items()):
                texts.append(text)
                owners.append(number)
                flags.append(marks)
                by_order.append(max(FIRST_SENSE - EACH_LATER_SENSE * position, 0.0))
        names = Names.of(texts)
        owned = np.array(owners, dtype=np.int32)
        nearness = known_nearness(checksum(names, owned), len(owned))
        return {
            "senses_text": names.text,
            "senses_ends": names.ends,
            "senses_order": names.order,
            "sense_owners": owned,
            "sense_flags": np.array(flags, dtype=np.uint8),
            "sense_nearness": in_steps(np.array(by_order)) if nearness is None else nearness,
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

    def of_longer_words(self, word: str) -> tuple[Sense, ...]:
        """The senses of all words that contain a word, and of itself."""
        numbers = np.array(self._words.containing(word), dtype=np.int64)
        lows, highs = (self._owners.searchsorted(edge).tolist() for edge in (numbers, numbers + 1))
        spans = itertools.starmap(range, zip(lows, highs, strict=True))
        return tuple(map(self._sense, itertools.chain.from_iterable(spans)))

    def of_texts_containing(self, part: str) -> tuple[Sense, ...]:
        """The senses whose text contains a part."""
        return tuple(map(self._sense, self._texts.containing(part)))

    def pairs(self) -> tuple[bytes, list[tuple[str, str]]]:
        """The checksum of all senses, and each word with its text, in their order."""
        names = map(self._words.name, self._owners.tolist())
        texts = map(self._texts.name, range(len(self._owners)))
        return checksum(self._texts, self._owners), list(zip(names, texts, strict=True))

    def _sense(self, number: int) -> Sense:
        flags = self._flags.item(number)
        return Sense(
            word=self._words.name(self._owners.item(number)),
            text=self._texts.name(number),
            nearness=self._nearness.item(number) / NEARNESS_STEPS,
            proper=bool(flags & PROPER_FLAG),
            verb=bool(flags & VERB_FLAG),
        )


def checksum(texts: Names, owners: Array) -> bytes:
    """Identifies the senses of a dictionary."""
    return zlib.crc32(owners.tobytes(), zlib.crc32(texts.text.tobytes())).to_bytes(SIGNED_BYTES)


def known_nearness(signed: bytes, count: int) -> Array | None:
    """The nearness of as many senses with a checksum; None for another dictionary."""
    stored: Array = np.load(NEARNESS_FILE)
    values = stored[SIGNED_BYTES:]
    same = len(values) == count and stored[:SIGNED_BYTES].tobytes() == signed
    return values if same else None


def in_steps(nearness: Array) -> Array:
    """Values from 0 to 1 as they are stored."""
    steps: Array = np.clip(np.rint(nearness * NEARNESS_STEPS), 0, NEARNESS_STEPS).astype(np.uint8)
    return steps


def senses_of(entries: Iterable[Entry]) -> dict[str, int]:
    """The senses of a word from its entries, each with its flags.

    Entries for names come last, so that a common word precedes a name with the same characters.
    """
    ordered = list(entries)
    if len(ordered) > 1:
        ordered.sort(key=lambda entry: entry.pinyin[:1].isupper())
    senses: dict[str, int] = {}
    for entry in ordered:
        for gloss in re.split("[/;]", entry.glosses):
            for text, flags in _read(gloss.strip(), entry.word):
                senses.setdefault(text, flags)
    return dict(itertools.islice(senses.items(), MAX_SENSES))


def _read(gloss: str, word: str) -> Iterator[tuple[str, int]]:
    """The senses of one gloss with their flags: its text, its acronym, a foreigner's surname."""
    if not gloss or _NOTES.match(gloss) or _REGISTER.match(gloss):
        return
    aside = "(" in gloss or "[" in gloss
    whole = _ASIDE.sub("", gloss) if aside else gloss
    text = " ".join(whole.partition(",")[0].split())
    verb = VERB_FLAG if text.startswith("to ") else 0
    while leading := _LEADING.match(text):
        text = text[leading.end() :]
    proper = PROPER_FLAG if text[:1].isupper() and text[1:] != text[1:].upper() else 0
    text = text.lower()
    if text.count(" ") < MAX_SENSE_WORDS and _PLAIN.fullmatch(text):
        flags = verb | proper
        yield text, flags
        if whole.count(",") == 1:  # one country, two systems
            both = " ".join(whole.lower().replace(",", " ").split())
            if both.count(" ") < MAX_SENSE_WORDS and _PLAIN.fullmatch(both):
                yield both, flags
    acronym = _ACRONYM.search(gloss) if aside else None
    if acronym and _abbreviates(acronym[1].lower(), text):
        yield acronym[1], 0
    person = _PERSON.match(gloss) if aside else None
    if person and not (word[0] in _SURNAMES and len(word) < 4):
        yield person[2].lower(), PROPER_FLAG


def _abbreviates(acronym: str, text: str) -> bool:
    """Whether the letters of an acronym are initials of the words, in order."""
    initials = iter(word[0] for word in text.replace("-", " ").split())
    return all(letter in initials for letter in acronym)
