"""Mines the phrases of an archive: names and slogans (提法) that its texts use as units.

Runs of Han characters and of Latin words are cut into n-grams of every length. An n-gram is a
phrase if its parts occur together far more often than apart (the least pointwise mutual information
over its splits), if its neighbours on both sides vary (their entropy), and if it is not mostly a
part of one longer phrase. An n-gram is counted only if both shorter n-grams inside it are frequent,
so each length has fewer to sort.

A long run that is repeated, as in the copies of a story, counts once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.arrays import Array

MIN_OCCURRENCES: Final = 3
"""Minimum occurrences of a phrase."""
FEW_OCCURRENCES: Final = 6
"""Below this many occurrences the parts of a phrase need COHESION_OF_FEW."""
MAX_COUNTED_RUN: Final = 12
"""A repeated run of at least this many units does not count again."""
MIN_ENTROPY_NATS: Final = 1.0
"""Minimum entropy of the neighbours on each side, in nats: about three different ones."""
MIN_COHESION_NATS: Final = 2.0
COHESION_OF_FEW: Final = 4.0
"""Minimum pointwise mutual information of rare phrases, in nats."""
FIRM_COHESION_NATS: Final = 5.0
"""From this mutual information on ENTROPY_OF_FIRM suffices. 人类命运共同体 is a phrase although
nearly all its occurrences follow 构建."""
ENTROPY_OF_FIRM: Final = 0.4
MIN_OPENING_SHARE: Final = 0.08
MIN_CLOSING_SHARE: Final = 0.2
"""A text that never begins behind a break is no phrase if its first word seldom does, in less than
this share of its other occurrences, and the same of its end: 克地区 and 促进两国各自 go on on one
side, as 克 and 各自 nearly always do."""
KNOWN_WORD: Final = 50
"""Other occurrences from which it is known how often a word stands at breaks."""
AT_WORDS: Final = 0.5
"""The least share of the occurrences of a phrase that begin and end where words do."""
MAX_INSIDE_SHARE: Final = 0.6
"""An n-gram is no phrase if at least this share of its occurrences is inside one longer phrase."""
_POSITION_BITS: Final = 23
_BREAK: Final = 0
_APART: Final = 2


@dataclass(frozen=True, slots=True)
class Script:
    """The lengths of phrases in units of a script: characters, or words.

    A phrase may begin or end with a silent unit only if its cohesion reaches `bound`.
    """

    shortest: int
    longest: int
    bound: float


HAN_SCRIPT: Final = Script(3, 10, 4.0)
"""Two characters are a word, which the segmenter knows. 碳中和 is a phrase, though 和 is silent."""
LATIN_SCRIPT: Final = Script(2, 4, np.inf)


@dataclass(frozen=True, slots=True)
class AtBreaks:
    """For each unit, the occurrences of the word that begins, or ends, there, and those at a break.

    No occurrences: nothing is known of the word.
    """

    words: Array
    breaks: Array

    def selected(self, mask: Array) -> "AtBreaks":
        """The same for some of the units."""
        return AtBreaks(self.words[mask], self.breaks[mask])


@dataclass(frozen=True, slots=True)
class WordEdges:
    """For each unit, whether a phrase may begin with it and whether one may end with it.

    `lists` marks words such as 等, which end a list and are inside no phrase.
    """

    begins: Array
    ends: Array
    opening: AtBreaks
    closing: AtBreaks
    lists: Array

    def selected(self, mask: Array) -> "WordEdges":
        """The same for some of the units."""
        return WordEdges(
            self.begins[mask],
            self.ends[mask],
            self.opening.selected(mask),
            self.closing.selected(mask),
            self.lists[mask],
        )


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one length: one position of each among the units, and its count."""

    length: int
    positions: Array
    counts: Array


@dataclass(frozen=True, slots=True)
class _Level:
    """The frequent n-grams of one length.

    `numbers` has the n-gram number at each position, from 1; `counts` is indexed by number.
    `grouped` are the positions n-gram by n-gram, each group in ascending order.
    """

    length: int
    numbers: Array
    counts: Array
    grouped: Array

    @property
    def starts(self) -> Array:
        """The start of each n-gram's group in `grouped`, from number 1 on."""
        counts = self.counts[1:]
        return np.cumsum(counts) - counts


def phrases_of_units(
    units: Array, texts: Array, silent: Array, script: Script, edges: WordEdges | None = None
) -> Iterator[Phrases]:
    """The phrases of a sequence of units, by length.

    `units` are numbers from 1, with 0 between runs and at both ends; `texts` has the text number of
    each unit. `silent` is indexed by unit number: 1 for a unit that says little alone, 2 for one
    that also never forms a word with its neighbour, so that a phrase may begin or end beside it.
    Without `edges` every unit is a word.
    """
    first_times = _first_time(units)
    positions = np.flatnonzero(first_times)
    if edges is not None:
        units = np.where(edges.lists, _BREAK, units)
    units, texts = units[first_times].astype(np.uint32), texts[first_times]
    levels = [_Level(1, units, np.bincount(units), np.zeros(0, np.int64))]
    while len(levels) < script.longest and (level := _longer(levels[-1], units)) is not None:
        levels.append(level)
    total = int(np.count_nonzero(units))
    selected_edges = edges and edges.selected(first_times)
    text = _Text(units, silent[units], texts, total, script.bound, selected_edges)
    chosen = [_chosen(levels[: level.length], text) for level in levels[1:]]
    for at, level in enumerate(levels[1:]):
        selected = chosen[at]
        if at + 1 < len(chosen):
            selected = selected[~_inside(level, levels[at + 2], chosen[at + 1])[selected]]
        if level.length >= script.shortest:
            first = level.grouped[level.starts[selected - 1]]
            yield Phrases(level.length, positions[first], level.counts[selected])


@dataclass(frozen=True, slots=True)
class _Text:
    """The units of all texts, and how silent each is."""

    units: Array
    silent: Array
    texts: Array
    total: int
    bound: float
    edges: WordEdges | None


def _first_time(units: Array) -> Array:
    """A mask of the units to keep; repetitions of long runs are dropped."""
    breaks = np.flatnonzero(units == _BREAK)
    sizes = np.diff(breaks, append=len(units))
    offset = np.arange(len(units)) - np.repeat(breaks, sizes)
    hashes = (units.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    hashes ^= hashes >> np.uint64(29)
    hashes *= offset.astype(np.uint64) * np.uint64(2) + np.uint64(0xBF58476D1CE4E5B9)
    long = np.flatnonzero(sizes > MAX_COUNTED_RUN)
    of_runs = np.add.reduceat(hashes, breaks)[long]
    _, first = np.unique(of_runs, return_index=True)
    again = np.zeros(len(breaks), dtype=np.bool_)
    again[long] = True
    again[long[first]] = False
    selected: Array = ~np.repeat(again, sizes)
    selected[breaks] = True
    return selected


def _longer(level: _Level, units: Array) -> _Level | None:
    """The frequent n-grams that are one unit longer; None if there are none."""
    numbers, length = level.numbers, level.length + 1
    positions = np.flatnonzero((numbers[:-1] > 0) & (numbers[1:] > 0))
    positions = positions[positions + length <= len(units)]
    width = int(units.max(initial=0)).bit_length()
    keys = numbers[positions].astype(np.uint64) << np.uint64(width)
    keys |= units[positions + (length - 1)]
    keys <<= np.uint64(_POSITION_BITS)
    keys |= positions.astype(np.uint64)
    keys.sort()  # with the positions in the keys, many times faster than `argsort`
    positions = (keys & np.uint64((1 << _POSITION_BITS) - 1)).astype(np.int64)
    keys >>= np.uint64(_POSITION_BITS)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    counts = np.diff(starts, append=len(keys))
    selected = counts >= MIN_OCCURRENCES
    if not selected.any():
        return None
    positions, counts = positions[np.repeat(selected, counts)], counts[selected]
    by_position = np.zeros(len(units), dtype=np.uint32)
    by_position[positions] = np.repeat(np.arange(1, len(counts) + 1, dtype=np.uint32), counts)
    return _Level(length, by_position, np.concatenate([[0], counts]), positions)


def _chosen(levels: Sequence[_Level], text: _Text) -> Array:
    """The numbers of the last level's n-grams that pass the cohesion and entropy limits."""
    level = levels[-1]
    counts, starts, grouped = level.counts[1:], level.starts, level.grouped
    firsts = grouped[starts]
    chosen = np.flatnonzero(text.texts[firsts] != text.texts[grouped[starts + counts - 1]])
    silent = text.silent[firsts[chosen]] | text.silent[firsts[chosen] + (level.length - 1)]
    least = np.where(counts[chosen] < FEW_OCCURRENCES, COHESION_OF_FEW, MIN_COHESION_NATS)
    least = np.where(silent > 0, np.maximum(least, text.bound), least)
    cohesion = _cohesion(levels, firsts[chosen], counts[chosen], text.total)
    firm, chosen = cohesion[cohesion >= least] >= FIRM_COHESION_NATS, chosen[cohesion >= least]
    if text.edges is not None:
        owners, members = _members(level, chosen)
        fitting = text.edges.begins[members] & text.edges.ends[members + (level.length - 1)]
        whole = np.bincount(owners, fitting, len(chosen)) >= AT_WORDS * counts[chosen]
        firm, chosen = firm[whole], chosen[whole]
    for offset in (-1, level.length):
        owners, members = _members(level, chosen)
        members += offset
        beside = np.where(text.silent[members] == _APART, _BREAK, text.units[members])
        entropy = _entropy(owners, beside, len(chosen))
        varied = entropy >= np.where(firm, ENTROPY_OF_FIRM, MIN_ENTROPY_NATS)
        if text.edges is not None:
            side = text.edges.opening if offset < 0 else text.edges.closing
            often = MIN_OPENING_SHARE if offset < 0 else MIN_CLOSING_SHARE
            first = level.grouped[level.starts[chosen]] + (0 if offset < 0 else level.length - 1)
            others = side.words[first] - counts[chosen]
            goes_on = (others >= KNOWN_WORD) & (side.breaks[first] < often * others)
            varied &= ~goes_on | (np.bincount(owners, beside == _BREAK, len(chosen)) > 0)
        firm, chosen = firm[varied], chosen[varied]
    return chosen + 1


def _members(level: _Level, chosen: Array) -> tuple[Array, Array]:
    """All positions of the chosen n-grams, given as numbers from 0, and the index of each."""
    counts = level.counts[1:][chosen]
    owners = np.repeat(np.arange(len(chosen)), counts)
    begins = level.starts[chosen] - (np.cumsum(counts) - counts)
    return owners, level.grouped[np.repeat(begins, counts) + np.arange(len(owners))]


def _cohesion(levels: Sequence[_Level], firsts: Array, counts: Array, total: int) -> Array:
    """The least pointwise mutual information over all splits of each n-gram into two parts."""
    length = len(levels)
    most = np.ones(len(firsts))
    for size in range(1, length):
        head, tail = levels[size - 1], levels[length - size - 1]
        apart = head.counts[head.numbers[firsts]].astype(np.float64)
        apart *= tail.counts[tail.numbers[firsts + size]]
        np.maximum(most, apart, out=most)
    least: Array = np.log(counts * float(total) / most)
    return least


def _entropy(owners: Array, neighbours: Array, groups: int) -> Array:
    """The entropy of the neighbours of each group.

    Each end of a run counts as a distinct neighbour, and so does each particle.
    """
    keys = (owners.astype(np.uint64) << np.uint64(32)) | neighbours.astype(np.uint64)
    keys.sort()
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    counts = np.diff(starts, append=len(keys)).astype(np.float64)
    of = (keys[starts] >> np.uint64(32)).astype(np.int64)
    ends = (keys[starts] & np.uint64((1 << 32) - 1)) == _BREAK
    share = np.where(ends, 1.0, counts) / np.bincount(owners, minlength=groups)[of]
    parts = -np.where(ends, counts, 1.0) * share * np.log(share)
    return np.bincount(of, parts, groups)


def _inside(level: _Level, longer: _Level, chosen: Array) -> Array:
    """For each n-gram number, whether it occurs mostly inside one phrase that is a unit longer."""
    inside = np.zeros(len(level.counts), dtype=np.bool_)
    firsts = longer.grouped[longer.starts[chosen - 1]]
    for offset in (0, 1):
        parts = level.numbers[firsts + offset]
        inside[parts[longer.counts[chosen] >= MAX_INSIDE_SHARE * level.counts[parts]]] = True
    return inside
