"""Many texts to their tokens at once: the same tokens as `index.text.analysis`, as arrays.

`analysis` is the definition and tokenises one text at a time; here whole batches go through tables
by code point, twenty times faster. A property test holds the two together.
"""

import functools
import itertools
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Array
from index.text import analysis
from index.text.fold import HAN, IGNORED, alike_table, table

_OTHER, HAN_KIND, WORD_KIND, _SYMBOL, _SPACE, _IGNORED = range(6)
_ENDERS = "。！？!?；;…\n"
CODE_BITS = 21


class TokenNumbers(dict[str, int]):
    """Numbers strings as they come."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number

    def numbers(self, strings: Sequence[str]) -> Array:
        """The number of each string."""
        return np.fromiter(map(self.__getitem__, strings), np.int64, len(strings))


@functools.cache
def kind_table() -> Array:
    """By code point: what a folded character is."""
    # Surrogates count as what they are: neither letters nor spaces.
    text = _decoded(np.arange(sys.maxunicode + 1))
    kinds = np.zeros(len(text), dtype=np.uint8)
    classes = ((r"[^\W_]+", WORD_KIND), (f"[{HAN}]+", HAN_KIND), (r"\s+", _SPACE))
    for pattern, kind in classes:
        for run in re.finditer(pattern, text):
            kinds[run.start() : run.end()] = kind
    kinds[[ord(symbol) for symbol in analysis.SYMBOLS]] = _SYMBOL
    kinds[ord(IGNORED)] = _IGNORED
    return kinds


@functools.cache
def _folding(*, alike: bool) -> Array:
    """By code point: what it folds to."""
    codes = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    changes = alike_table() if alike else table()
    codes[np.fromiter(changes.keys(), np.int64)] = np.fromiter(changes.values(), np.uint32)
    return codes


@functools.cache
def _raw_kinds() -> Array:
    """By code point: what it is once it is folded; the same for both ways of folding."""
    return kind_table().take(_folding(alike=False))


@functools.cache
def _enders() -> Array:
    ends = np.zeros(sys.maxunicode + 1, dtype=np.bool_)
    ends[[ord(ender) for ender in _ENDERS]] = True
    return ends


def prepare(analyzer: analysis.Analyzer) -> None:
    """Load the tables and the dictionary: once, before worker processes are made from this one."""
    _enders()
    _raw_kinds()
    _folding(alike=True)
    analyzer.cut_runs("")


@dataclass(frozen=True, slots=True)
class JoinedTexts:
    """Texts one after the other as code points, a NUL after each; `ends` are where those are."""

    codes: Array
    ends: Array

    @classmethod
    def joined(cls, texts: Sequence[str]) -> "JoinedTexts":
        """The texts as they are."""
        data = "\0".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        return cls(np.frombuffer(data, dtype="<u4"), np.cumsum(lengths + 1) - 1)

    def folded(self) -> "FoldedTexts":
        """The texts folded, without the marks that do not count."""
        codes = self.codes.astype(np.intp)  # once, as every look-up would do it for itself
        kinds = _raw_kinds().take(codes)
        places = np.flatnonzero(kinds != _IGNORED)
        ends = self.ends
        if len(places) < len(codes):
            codes, kinds = codes.take(places), kinds.take(places)
            ends = places.searchsorted(ends)
        plain = _folding(alike=False).take(codes)
        word = np.zeros(len(kinds) + 2, dtype=np.int8)
        word[1:-1] = kinds == WORD_KIND
        edges = np.flatnonzero(np.diff(word))
        names = TokenNumbers()
        found = _decoded(np.where(kinds == WORD_KIND, plain, ord(" "))).split()
        return FoldedTexts(
            plain=plain,
            alike=_folding(alike=True).take(codes),
            kinds=kinds,
            places=places,
            ends=ends,
            han=np.flatnonzero(kinds == HAN_KIND),
            starts=edges[::2],
            sizes=edges[1::2] - edges[::2],
            runs=names.numbers(found),
            names=list(names),
        )


def _decoded(codes: Array) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedTexts:
    """Texts folded for words (`plain`) and for grams (`alike`), which differ in Han alone.

    `kinds` says what a code point is, `places` where it was in `JoinedTexts`; `ends` are where each
    text ends, `han` where Han characters are. Runs of letters and digits are `sizes` long from
    `starts` on, and `runs` has of each its place among the `names`.
    """

    plain: Array
    alike: Array
    kinds: Array
    places: Array
    ends: Array
    han: Array
    starts: Array
    sizes: Array
    runs: Array
    names: Sequence[str]

    def paired(self) -> Array:
        """Whether each Han character but the last is followed by the next, but for white space."""
        solid = np.cumsum(self.kinds != _SPACE, dtype=np.int64)
        paired: Array = np.diff(solid.take(self.han)) == 1
        return paired

    def counts(self, places: Array) -> Array:
        """How many of rising places are in each text."""
        return np.diff(places.searchsorted(self.ends), prepend=0)

    def text_of(self, places: Array) -> Array:
        """The number of the text that each of rising places is in."""
        return np.repeat(np.arange(len(self.ends)), self.counts(places))


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of many texts, in no order: what each is, which text it is in, where in that text.

    `terms` are numbers that mean what the holder says; `places` count the tokens of a text from 0
    and are missing where they do not matter.
    """

    terms: Array
    texts: Array
    places: Array | None = None


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All tokens of texts, and how many each text has.

    The terms of `short` are of one or two code points, as `key` packs them, which keeps their
    order; those of `long` are places in `names`.
    """

    short: Tokens
    long: Tokens
    names: Sequence[str]
    lengths: Array


def key(term: str) -> int:
    """A term of one or two code points as a number; longer ones by their first two."""
    return ord(term[0]) << CODE_BITS | (ord(term[1]) if len(term) > 1 else 0)


def spelled(number: int) -> str:
    """The term that `key` packed."""
    first, second = number >> CODE_BITS, number & ((1 << CODE_BITS) - 1)
    return chr(first) + chr(second) if second else chr(first)


def grams(texts: JoinedTexts, folded: FoldedTexts) -> Occurrences:
    """The grams of the texts and their marks, as `analysis.grams` and `analysis.marks` say."""
    codes, han = folded.alike, folded.han
    followers = np.zeros(len(codes), dtype=np.uint32)
    pairs = np.flatnonzero(folded.paired())
    followers[han.take(pairs)] = codes.take(han.take(pairs + 1))
    double = folded.starts[folded.sizes == 2]
    followers[double] = codes.take(double + 1)

    opens = (folded.kinds == HAN_KIND) | (folded.kinds == _SYMBOL)
    opens[folded.starts] = True
    starts = np.flatnonzero(opens)
    count = folded.counts(starts)
    texts_of = np.repeat(np.arange(len(count)), count)
    first = np.cumsum(count) - count
    places = np.arange(len(starts)) - np.repeat(first, count)
    keys = codes.take(starts).astype(np.uint64) << np.uint64(CODE_BITS)
    keys |= followers.take(starts)

    is_long = np.zeros(len(codes), dtype=np.bool_)
    is_long[folded.starts[folded.sizes > 2]] = True
    is_long = is_long.take(starts)
    longer = np.array([len(name) > 2 for name in folded.names], dtype=np.bool_)
    numbers = (np.cumsum(longer) - 1).take(folded.runs[folded.sizes > 2])
    names = [name for name in folded.names if len(name) > 2]

    marks = _marks(texts, folded.places.take(starts), texts_of, first, count)
    lengths = count + np.bincount(marks.texts, minlength=len(count))
    short = Tokens(keys[~is_long], texts_of[~is_long], places[~is_long])
    long = Tokens(numbers, texts_of[is_long], places[is_long])
    return Occurrences(_together(marks, short), long, names, lengths)


def _together(first: Tokens, second: Tokens) -> Tokens:
    places = None
    if first.places is not None and second.places is not None:
        places = np.concatenate([first.places, second.places])
    terms = np.concatenate([first.terms, second.terms])
    return Tokens(terms, np.concatenate([first.texts, second.texts]), places)


def _marks(
    texts: JoinedTexts, starts: Array, texts_of: Array, first: Array, count: Array
) -> Tokens:
    """The marks; `starts` are the places of all tokens in `texts`."""
    codes = texts.codes
    filled = np.flatnonzero(count)
    dots = np.flatnonzero(codes[:-1] == ord("."))
    dots = dots[kind_table()[codes[dots + 1]] == _SPACE]
    breaks = np.flatnonzero(codes == ord("\n"))
    found = []
    for mark, ends in (
        (analysis.SENTENCE, np.concatenate([np.flatnonzero(_enders()[codes]), dots])),
        (analysis.PARAGRAPH, breaks),
    ):
        tokens = np.searchsorted(starts, ends, "right")
        inside = tokens < len(starts)
        tokens = tokens[inside]
        tokens = tokens[texts_of[tokens] == np.searchsorted(texts.ends, ends[inside])]
        begins = np.union1d(first[filled], tokens)
        found.append((np.full(len(begins), ord(mark) << CODE_BITS, np.uint64), begins))
    tokens = np.concatenate([begins for _, begins in found])
    of = texts_of[tokens]
    return Tokens(np.concatenate([keys for keys, _ in found]), of, tokens - first[of])


def words(
    analyzer: analysis.Analyzer, originals: Sequence[str], folded: FoldedTexts
) -> Occurrences:
    """The words of the texts, as `analysis.Analyzer.words` says, without their places."""
    spaced = _spaced(folded)
    found: list[str] = []
    sizes = np.zeros(len(originals), dtype=np.int64)
    for number, run in zip(*_han_runs(folded), strict=True):
        if number not in spaced:
            cut = analyzer.cut_runs(run)
            sizes[number] = len(cut)
            found.append("\0".join(cut))  # while they are near: there are hundreds of thousands
    owners = [np.repeat(np.arange(len(originals)), sizes)]
    for number in sorted(spaced):
        whole = [token.text for token in analyzer.words(originals[number])]
        found.append("\0".join(whole))
        owners.append(np.full(len(whole), number))
    names = TokenNumbers()
    short, long = _split("\0".join(found), np.concatenate(owners), names)
    latin_short, latin_long = _latin(folded, spaced, names)
    short, long = _together(short, latin_short), _together(long, latin_long)
    lengths = sum(np.bincount(part.texts, minlength=len(originals)) for part in (short, long))
    return Occurrences(short, long, list(names), np.asarray(lengths))


def _split(found: str, owners: Array, names: TokenNumbers) -> tuple[Tokens, Tokens]:
    """Words with a NUL between them as short and long tokens, without the line breaks among them.

    Nine of ten Chinese words have two characters at most: packing those as numbers takes a third
    of the time of looking every word up.
    """
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return Tokens(nothing.astype(np.uint64), nothing), Tokens(nothing, nothing)
    codes = np.frombuffer(f"{found}\0".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    ends = np.flatnonzero(codes == 0)
    starts = np.concatenate([[0], ends[:-1] + 1])
    sizes = ends - starts
    keys = codes.take(starts).astype(np.uint64) << np.uint64(CODE_BITS)
    keys |= np.where(sizes > 1, codes.take(starts + 1), 0).astype(np.uint64)
    short = np.flatnonzero((sizes < 3) & (keys != ord("\n") << CODE_BITS))
    long = np.flatnonzero(sizes > 2)
    edges = zip(starts.take(long).tolist(), ends.take(long).tolist(), strict=True)
    numbers = names.numbers([found[start:end] for start, end in edges])
    return Tokens(keys.take(short), owners.take(short)), Tokens(numbers, owners.take(long))


def _spaced(folded: FoldedTexts) -> set[int]:
    """Texts with single Han characters set apart by white space, which `analysis` joins first."""
    apart = np.diff(folded.han) > 1
    alone = np.ones(len(folded.han) + 1, dtype=np.bool_)
    alone[1:-1] = apart
    gaps = np.flatnonzero(folded.paired() & apart)
    gaps = gaps[alone[gaps] & alone[gaps + 2]]
    return set(folded.text_of(folded.han[gaps]).tolist())


def _han_runs(folded: FoldedTexts) -> tuple[list[int], list[str]]:
    """The texts that have Han characters, and their runs of them joined by line breaks."""
    han = folded.han
    if not len(han):
        return [], []
    opens = np.ones(len(han), dtype=np.bool_)  # a run begins here, after a break
    opens[1:] = np.diff(han) > 1
    places = np.arange(len(han)) + np.cumsum(opens)
    codes = np.full(int(places[-1]) + 1, ord("\n"), dtype=np.uint32)
    codes[places] = folded.plain.take(han)
    text = _decoded(codes)
    counts = folded.counts(han)
    owners = np.flatnonzero(counts)
    first = (np.cumsum(counts) - counts)[owners]
    edges = [*places[first].tolist(), len(text) + 1]
    runs = [text[low : high - 1] for low, high in itertools.pairwise(edges)]
    return owners.tolist(), runs


def _latin(folded: FoldedTexts, left_out: set[int], names: TokenNumbers) -> tuple[Tokens, Tokens]:
    """The stems of the runs of letters and digits, short and long."""
    owners, found, raw = folded.text_of(folded.starts), folded.runs, folded.names
    if left_out:
        kept = ~np.isin(owners, list(left_out))
        there, found = np.unique(found[kept], return_inverse=True)
        owners, raw = owners[kept], [raw[place] for place in there.tolist()]
    stems = [analysis.stem(word) for word in raw]
    small = np.array([len(stem) < 3 for stem in stems], dtype=np.bool_)
    terms = np.zeros(len(stems), dtype=np.uint64)
    terms[small] = [key(stem) for stem in stems if len(stem) < 3]
    terms[~small] = names.numbers([stem for stem in stems if len(stem) > 2])
    every = terms[found]
    short = small[found]
    return (
        Tokens(every[short], owners[short]),
        Tokens(every[~short].astype(np.int64), owners[~short]),
    )
