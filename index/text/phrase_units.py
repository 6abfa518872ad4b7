"""Mines the phrases of folded texts in both scripts, and spells them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.arrays import Array
from index.text.analysis import Analyzer
from index.text.code_kinds import HAN_KIND, WORD_KIND, decoded, kind_table
from index.text.function_words import APART, EDGES, FUNCTION_WORDS
from index.text.phrase_edges import LIST_ENDS, may_begin, may_end
from index.text.phrase_mining import (
    HAN_SCRIPT,
    LATIN_SCRIPT,
    AtBreaks,
    Script,
    WordEdges,
    phrases_of_units,
)
from index.text.term_numbering import TermNumbering

SEGMENTED_AT_ONCE = 200_000
"""Code points that are segmented at once, to bound memory."""
_WORD = re.compile(r"[^\W_]+")


def mined_phrases(codes: Array, texts: Array, analyzer: Analyzer) -> dict[str, int]:
    """The phrases of folded code points, each with its number of occurrences.

    Code point 0 ends a text; `texts` has the number of the report of each code point. A phrase
    occurs in at least two reports, and begins and ends where words do.
    """
    kinds = kind_table().take(codes)
    han, latin = _characters(codes, kinds), _words(codes, kinds)
    counts = dict(_spelled(codes, han, texts, HAN_SCRIPT, _word_edges(codes, han, analyzer)))
    counts.update(_spelled(codes, latin, texts, LATIN_SCRIPT))
    return counts


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one script: their numbers from 1, with 0 between runs, and their positions."""

    numbers: Array
    starts: Array
    ends: Array


def _characters(codes: Array, kinds: Array) -> Units:
    """Han characters; anything else between two of them ends a run."""
    positions = np.flatnonzero(kinds == HAN_KIND)
    numbers = np.zeros(int(codes.max(initial=0)) + 1, dtype=np.uint32)
    numbers[codes[positions]] = 1
    numbers = np.cumsum(numbers, dtype=np.uint32) * numbers
    return _broken(numbers[codes[positions]], positions, positions + 1, np.diff(positions) > 1)


def _words(codes: Array, kinds: Array) -> Units:
    """Words of Latin letters and digits; one space or hyphen between two does not end a run."""
    inside = np.zeros(len(codes) + 2, dtype=np.int8)
    inside[1:-1] = kinds == WORD_KIND
    edges = np.flatnonzero(np.diff(inside))
    starts, ends = edges[::2], edges[1::2]
    if not len(starts):
        return _broken(np.zeros(0, np.uint32), starts, ends, np.zeros(0, np.bool_))
    offsets = np.arange(int((ends - starts).sum()))
    first = np.cumsum(ends - starts) - (ends - starts)
    inner = offsets - np.repeat(first, ends - starts)
    letters = codes[np.repeat(starts, ends - starts) + inner].astype(np.uint64)
    hashes = np.add.reduceat(_spread(letters * np.uint64(64) + inner.astype(np.uint64)), first)
    _, numbers = np.unique(hashes, return_inverse=True)
    gaps = starts[1:] - ends[:-1]
    between = codes[np.minimum(ends[:-1], len(codes) - 1)]
    joined = (gaps == 1) & np.isin(between, [ord(" "), ord("-"), ord("\n"), ord("'"), ord("’")])
    return _broken(numbers.astype(np.uint32) + 1, starts, ends, ~joined)


def _spread(values: Array) -> Array:
    values = (values + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (values ^ (values >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    return mixed


def _broken(numbers: Array, starts: Array, ends: Array, breaks: Array) -> Units:
    """The units with a 0 where a run ends, and at both ends."""
    positions = np.arange(1, len(numbers) + 1)
    positions[1:] += np.cumsum(breaks)
    size = int(positions[-1]) + 2 if len(positions) else 2
    spread: list[Array] = [np.zeros(size, dtype=np.int64) for _ in range(3)]
    for target, values in zip(spread, (numbers, starts, ends), strict=True):
        target[positions] = values
    return Units(*spread)


def _word_edges(codes: Array, units: Units, analyzer: Analyzer) -> WordEdges:
    """Where the words of the runs begin and end, without words that begin or end no phrase."""
    letters = np.where(units.numbers > 0, codes[units.starts], ord("\n"))
    begins, ends = np.zeros(len(letters), np.bool_), np.zeros(len(letters), np.bool_)
    numbering = TermNumbering()
    all_stops, all_words = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    start = 0
    while start < len(letters):
        stop = min(start + SEGMENTED_AT_ONCE, len(letters))
        breaks = np.flatnonzero(units.numbers[start:stop] == 0)
        if stop < len(letters) and breaks[-1]:
            stop = start + int(breaks[-1])
        words = analyzer.split_runs(decoded(letters[start:stop]))
        stops = start + np.cumsum(np.fromiter(map(len, words), np.int64, len(words)))
        begins[np.concatenate([[start], stops[:-1]])] = may_begin(words)
        ends[stops - 1] = may_end(words)
        all_stops.append(stops)
        all_words.append(numbering.numbers(words))
        start = stop
    stops, words_at = np.concatenate(all_stops), np.concatenate(all_words)
    at_break = (letters == ord("\n")) | np.isin(letters, [ord(char) for char in APART])
    lists = np.zeros(len(letters), np.bool_)
    listing = np.isin(words_at, [numbering[word] for word in LIST_ENDS if word in numbering])
    lists[stops[listing] - 1] = True
    return WordEdges(begins, ends, *_at_breaks(stops, words_at, at_break), lists)


def _at_breaks(stops: Array, words: Array, at_break: Array) -> tuple[AtBreaks, AtBreaks]:
    """How often the word that begins, or ends, with each unit stands at a break.

    `words` are the numbers of words, `stops` the units behind them. Of longer words nothing is
    said at the beginning, where they rarely are the rest of a name.
    """
    starts = np.concatenate([[0], stops[:-1]])[: len(stops)]
    single = stops - starts == 1
    last = len(at_break) - 1
    counts = np.bincount(words)
    sides = []
    for units, beside, of in (
        (starts[single], starts - 1, words[single]),
        (stops - 1, stops, words),
    ):
        breaks = np.bincount(words, at_break[np.clip(beside, 0, last)]).astype(np.int64)
        side = AtBreaks(np.zeros(last + 1, np.int64), np.zeros(last + 1, np.int64))
        side.words[units], side.breaks[units] = counts[of], breaks[of]
        sides.append(side)
    return sides[0], sides[1]


def _spelled(
    codes: Array, units: Units, texts: Array, script: Script, edges: WordEdges | None = None
) -> Iterator[tuple[str, int]]:
    """The phrases of a script as they are written, folded, with their counts."""
    text_numbers = texts.take(units.starts)
    joined = decoded(codes)
    silent = _silent(joined, units, script)
    for phrases in phrases_of_units(units.numbers, text_numbers, silent, script, edges):
        starts = units.starts[phrases.positions].tolist()
        ends = units.ends[phrases.positions + (phrases.length - 1)].tolist()
        for start, end, count in zip(starts, ends, phrases.counts.tolist(), strict=True):
            text = joined[start:end]
            yield " ".join(_WORD.findall(text)) if script is LATIN_SCRIPT else text, count


def _silent(joined: str, units: Units, script: Script) -> Array:
    """For each unit number, how little it says alone, with the codes of `mined`."""
    some = np.zeros(int(units.numbers.max()) + 1, dtype=np.int64)
    some[units.numbers] = np.arange(len(units.numbers))  # one position of each number
    numbers = np.flatnonzero(np.bincount(units.numbers))
    starts, ends = units.starts[some[numbers]].tolist(), units.ends[some[numbers]].tolist()
    edges = FUNCTION_WORDS if script is LATIN_SCRIPT else APART | EDGES
    apart = FUNCTION_WORDS if script is LATIN_SCRIPT else APART
    silent = np.zeros(len(some), dtype=np.uint8)
    texts = [joined[start:end] for start, end in zip(starts, ends, strict=True)]
    silent[numbers] = [(text in edges) + (text in apart) for text in texts]
    return silent
