"""Tokenises many texts at once: the same tokens as `index.text.analysis`, as arrays.

`analysis` is the definition and tokenises one text at a time. This module processes whole batches
with tables by code point, twenty times faster. A property test compares the two.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Array
from index.embedded.write.texts import Folded, Texts, code_point_mask, prepare_tables
from index.text import analysis, sentence_ends
from index.text.code_kinds import HAN_KIND, SPACE_KIND, SYMBOL_KIND, decoded, kind_table
from index.text.compounds import NUMBER_PART
from index.text.term_numbering import TermNumbering

_ENDERS = "。！？!?；;…\n"
CODE_BITS = 21


def prepare(analyzer: analysis.Analyzer) -> None:
    """Load the tables and the dictionary; called once, before worker processes are forked."""
    code_point_mask(_ENDERS)
    prepare_tables()
    analyzer.cut_runs("")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of many texts in no order: the term, the text, and the position in the text.

    The owner of an instance defines the meaning of `terms`. `positions` count the tokens of a text
    from 0; they are None where positions are not needed.
    """

    terms: Array
    texts: Array
    positions: Array | None = None


@dataclass(frozen=True, slots=True)
class Occurrences:
    """All tokens of some texts, and the number of tokens in each text.

    The terms of `short` have one or two code points, packed by `key`, which preserves their order;
    those of `long` are indexes of `names`.
    """

    short: Tokens
    long: Tokens
    names: Sequence[str]
    lengths: Array


def key(term: str) -> int:
    """Pack a term of one or two code points into a number; a longer term by its first two."""
    return ord(term[0]) << CODE_BITS | (ord(term[1]) if len(term) > 1 else 0)


def spelled(number: int) -> str:
    """Unpack a term that `key` packed."""
    first, second = number >> CODE_BITS, number & ((1 << CODE_BITS) - 1)
    return chr(first) + chr(second) if second else chr(first)


def grams(joined: Texts, folded: Folded) -> Occurrences:
    """The grams and marks of the texts, as defined by `analysis.grams` and `analysis.marks`."""
    codes, han = folded.alike, folded.han
    followers = np.zeros(len(codes), dtype=np.uint32)
    pairs = np.flatnonzero(folded.paired)
    followers[han.take(pairs)] = codes.take(han.take(pairs + 1))
    double = folded.starts[folded.sizes == 2]
    followers[double] = codes.take(double + 1)

    opens = (folded.kinds == HAN_KIND) | (folded.kinds == SYMBOL_KIND)
    opens[folded.starts] = True
    starts = np.flatnonzero(opens)
    count = folded.counts(starts)
    texts_of = np.repeat(np.arange(len(count)), count)
    first = np.cumsum(count) - count
    positions = np.arange(len(starts)) - np.repeat(first, count)
    keys = codes.take(starts).astype(np.uint64) << np.uint64(CODE_BITS)
    keys |= followers.take(starts)

    longer = folded.sizes > 2
    alone = np.ones(len(longer), dtype=np.bool_)
    alone[folded.number_parts] = False
    opens[folded.starts[longer | ~alone]] = False
    is_short = opens.take(starts)
    opens[folded.starts[longer & alone]] = True
    is_long = opens.take(starts) & ~is_short
    names, numbers = _used(folded.names, folded.runs[longer & alone])

    marks = _marks(joined, folded.positions.take(starts), texts_of, first, count)
    short = Tokens(keys[is_short], texts_of[is_short], positions[is_short])
    long = Tokens(numbers, texts_of[is_long], positions[is_long])
    bridges = _pairs_across(folded, starts, texts_of, positions)
    digits = _digit_grams(folded, starts, texts_of, positions)
    compound = _compound_grams(folded, starts, texts_of, positions, names)
    short = _together(_together(_together(marks, bridges), digits), short)
    long = _together(long, compound)
    lengths = sum(np.bincount(part.texts, minlength=len(count)) for part in (short, long))
    return Occurrences(short, long, names, np.asarray(lengths))


def _used(names: Sequence[str], indexes: Array) -> tuple[list[str], Array]:
    """The names that are used, and the index of each use among them."""
    used = np.bincount(indexes, minlength=len(names)) > 0
    ranks = np.cumsum(used) - 1
    return list(itertools.compress(names, used.tolist())), ranks.take(indexes)


def _digit_grams(folded: Folded, starts: Array, texts_of: Array, positions: Array) -> Tokens:
    """The parts of numbers that have one digit; their terms are short."""
    runs = folded.number_parts
    runs = runs[folded.sizes.take(runs) == 1]
    keys = folded.alike.take(folded.starts.take(runs)).astype(np.uint64)
    keys |= np.uint64(key(NUMBER_PART))
    at = np.searchsorted(starts, folded.starts.take(runs))
    return Tokens(keys, texts_of.take(at), positions.take(at))


def _pairs_across(folded: Folded, starts: Array, texts_of: Array, positions: Array) -> Tokens:
    """Pairs of Han characters across marks of a name."""
    across = folded.across()
    keys = folded.alike.take(folded.han.take(across)).astype(np.uint64) << np.uint64(CODE_BITS)
    keys |= folded.alike.take(folded.han.take(across + 1)).astype(np.uint64)
    at = np.searchsorted(starts, folded.han.take(across))
    return Tokens(keys, texts_of.take(at), positions.take(at))


def _compound_grams(
    folded: Folded, starts: Array, texts_of: Array, positions: Array, names: list[str]
) -> Tokens:
    """The terms of compounds, numbers, parts of them and acronyms, which are added to `names`."""
    numbers = TermNumbering()
    runs: list[int] = []
    terms: list[int] = []
    for run, compound in folded.compounds:
        for step, term in enumerate(analysis.terms_of(compound)):
            runs.append(run + step)
            terms.append(numbers[term])
    for run, term in folded.negatives():
        runs.append(run)
        terms.append(numbers[term])
    for run in folded.acronyms().tolist():
        runs.append(run)
        terms.append(numbers[analysis.CAPITALS + folded.names[folded.runs[run]]])
    for run in folded.number_parts[folded.sizes.take(folded.number_parts) > 1].tolist():
        runs.append(run)
        terms.append(numbers[NUMBER_PART + folded.names[folded.runs[run]]])
    at = np.searchsorted(starts, folded.starts.take(np.array(runs, np.int64)))
    tokens = Tokens(np.array(terms, np.int64) + len(names), texts_of.take(at), positions.take(at))
    names.extend(numbers)
    return tokens


def _together(first: Tokens, second: Tokens) -> Tokens:
    positions = None
    if first.positions is not None and second.positions is not None:
        positions = np.concatenate([first.positions, second.positions])
    terms = np.concatenate([first.terms, second.terms])
    return Tokens(terms, np.concatenate([first.texts, second.texts]), positions)


def _marks(joined: Texts, starts: Array, texts_of: Array, first: Array, count: Array) -> Tokens:
    """The sentence and paragraph marks; `starts` are the positions of all tokens in `joined`."""
    codes = joined.codes
    filled = np.flatnonzero(count)
    dots = _full_stops(codes)
    breaks = np.flatnonzero(codes == ord("\n"))
    marks_of_kinds = []
    for mark, ends in (
        (
            analysis.SENTENCE,
            np.concatenate([np.flatnonzero(code_point_mask(_ENDERS).take(codes)), dots]),
        ),
        (analysis.PARAGRAPH, breaks),
    ):
        tokens = np.searchsorted(starts, ends, "right")
        inside = tokens < len(starts)
        tokens = tokens[inside]
        tokens = tokens[texts_of[tokens] == np.searchsorted(joined.ends, ends[inside])]
        opens = np.zeros(len(starts), dtype=np.bool_)
        opens[first[filled]] = opens[tokens] = True
        begins = np.flatnonzero(opens)
        marks_of_kinds.append((np.full(len(begins), ord(mark) << CODE_BITS, np.uint64), begins))
    tokens = np.concatenate([begins for _, begins in marks_of_kinds])
    of = texts_of[tokens]
    return Tokens(np.concatenate([keys for keys, _ in marks_of_kinds]), of, tokens - first[of])


def _full_stops(codes: Array) -> Array:
    """The full stops that end sentences; the NUL that ends a text is no white space."""
    dots = np.flatnonzero(codes[:-1] == ord("."))
    after = dots + 1
    for _ in range(analysis.MAX_CLOSERS):
        after += code_point_mask(analysis.CLOSERS).take(codes.take(after))
    dots = dots[kind_table().take(codes.take(after)) == SPACE_KIND]
    text = decoded(codes) if len(dots) else ""
    window = sentence_ends.WINDOW_CHARS
    ends = [
        sentence_ends.is_full_stop(
            text[max(0, dot - window) : dot], text[dot + 1 : dot + 1 + window].partition("\0")[0]
        )
        for dot in dots.tolist()
    ]
    kept: Array = dots[np.array(ends, dtype=np.bool_)]
    return kept


def words(analyzer: analysis.Analyzer, folded: Folded) -> Occurrences:
    """The words of the texts, as defined by `analysis.Analyzer.words`, without positions."""
    pieces: list[str] = []
    sizes = np.zeros(len(folded.ends), dtype=np.int64)
    for number, runs in zip(*_han_runs(folded), strict=True):
        cut = analyzer.cut_runs(runs)
        sizes[number] = len(cut)
        # joined now, while they are few; there are hundreds of thousands in all
        pieces.append("\0".join(cut))
    names = TermNumbering()
    short, long = _split("\0".join(pieces), np.repeat(np.arange(len(sizes)), sizes), names)
    for further in (_latin(folded, names), _further(folded, names)):
        short, long = _together(short, further[0]), _together(long, further[1])
    lengths = sum(np.bincount(part.texts, minlength=len(sizes)) for part in (short, long))
    return Occurrences(short, long, list(names), np.asarray(lengths))


def _split(text: str, owners: Array, names: TermNumbering) -> tuple[Tokens, Tokens]:
    """Split words separated by NUL into short and long tokens; drop line breaks among them.

    Nine of ten Chinese words have at most two characters. Packing them as numbers takes a third of
    the time of looking up every word.
    """
    if not text:
        nothing = np.zeros(0, dtype=np.int64)
        return Tokens(nothing.astype(np.uint64), nothing), Tokens(nothing, nothing)
    codes = np.frombuffer(f"{text}\0".encode("utf-32-le", "surrogatepass"), dtype="<u4")
    ends = np.flatnonzero(codes == 0)
    starts = np.concatenate([[0], ends[:-1] + 1])
    sizes = ends - starts
    keys = codes.take(starts).astype(np.uint64) << np.uint64(CODE_BITS)
    keys |= np.where(sizes > 1, codes.take(starts + 1), 0).astype(np.uint64)
    short = np.flatnonzero((sizes < 3) & (keys != ord("\n") << CODE_BITS))
    long = np.flatnonzero(sizes > 2)
    edges = zip(starts.take(long).tolist(), ends.take(long).tolist(), strict=True)
    numbers = names.numbers([text[start:end] for start, end in edges])
    return Tokens(keys.take(short), owners.take(short)), Tokens(numbers, owners.take(long))


def _han_runs(folded: Folded) -> tuple[list[int], list[str]]:
    """The numbers of the texts with Han characters, and their Han runs joined by line breaks."""
    han = folded.han
    if not len(han):
        return [], []
    positions = np.arange(len(han)) + np.cumsum(_opens(folded))
    codes = np.full(int(positions[-1]) + 1, ord("\n"), dtype=np.uint32)
    codes[positions] = folded.plain.take(han)
    text = decoded(codes)
    counts = folded.counts(han)
    owners = np.flatnonzero(counts)
    first = (np.cumsum(counts) - counts)[owners]
    edges = [*positions[first].tolist(), len(text) + 1]
    runs = [text[low : high - 1] for low, high in itertools.pairwise(edges)]
    return owners.tolist(), runs


def _opens(folded: Folded) -> Array:
    """A mask of the Han characters with which a run begins.

    Single characters with only white space between are one run, as in 标 题.
    """
    apart = np.diff(folded.han) > 1
    spaced = folded.paired & apart
    if spaced.any():
        chains = np.cumsum(~folded.paired)  # the number of a character's chain, but for the first
        dense = np.zeros(int(chains[-1]) + 1, dtype=np.bool_)
        dense[chains[~apart]] = True
        apart &= ~spaced | dense.take(chains)
    return np.append(True, apart)


def _latin(folded: Folded, names: TermNumbering) -> tuple[Tokens, Tokens]:
    """The stems of the runs of letters and digits, as short and long tokens."""
    owners, indexes, raw = folded.text_of(folded.starts), folded.runs, folded.names
    if len(folded.number_parts):
        kept = np.ones(len(owners), dtype=np.bool_)
        kept[folded.number_parts] = False
        owners = owners[kept]
        raw, indexes = _used(raw, indexes[kept])
    stems = [analysis.stem(word) for word in raw]
    return _by_length(stems, owners, indexes, names)


def _by_length(
    words: Sequence[str], owners: Array, indexes: Array, names: TermNumbering
) -> tuple[Tokens, Tokens]:
    """Split words into short and long tokens; `indexes` has each token's index in `words`."""
    small = np.array([len(word) < 3 for word in words], dtype=np.bool_)
    terms = np.zeros(len(words), dtype=np.uint64)
    terms[small] = [key(word) for word in words if len(word) < 3]
    terms[~small] = names.numbers([word for word in words if len(word) > 2])
    chosen = terms[indexes]
    short = small[indexes]
    return (
        Tokens(chosen[short], owners[short]),
        Tokens(chosen[~short].astype(np.int64), owners[~short]),
    )


def _further(folded: Folded, names: TermNumbering) -> tuple[Tokens, Tokens]:
    """Further compounds, each as one word."""
    compounds = [compound for compound in folded.compounds if compound[1].is_word]
    runs = np.array([run for run, _ in compounds], dtype=np.int64)
    owners = folded.text_of(folded.starts)[runs]
    words = [analysis.stem(compound.text) for _, compound in compounds]
    return _by_length(words, owners, np.arange(len(words)), names)
