"""A passage, the text in which it is looked up, and the stretch of the text that is most like it.

The stretch is found by runs of the passage that are close to each other in the text.
"""

import functools
import re
from collections import Counter
from collections.abc import Sequence

from index.text.fold import HAN, fold_in_place
from index.text.lazy_pattern import lazy_pattern
from search.trace.comparison_units import Unit, units
from search.trace.edges import EDGE_CHARS

MAX_RUNS = 40
"""Runs of a passage that are looked up in a text; a longer passage is sampled evenly."""
MAX_RUN_OCCURRENCES = 64
"""Occurrences of one run in one text."""
MAX_STRETCH_CHARS = 6_000
"""Code points of a stretch; only a passage of thousands of characters comes near."""
_RUNS = (
    lazy_pattern(rf"(?=([{HAN}]\s?[{HAN}]\s?[{HAN}]))|(?<!\w)(?=([a-zA-Z0-9]{{4,}}))"),
    lazy_pattern(rf"(?=([{HAN}]\s?[{HAN}]))|(?<!\w)(?=(\w{{2,}}))"),
    re.compile(r"(?=(\w))()"),
)
"""Runs to look up: long ones, and shorter ones for a passage that has few of them."""
FEW_RUNS = 4
PROBE_RUNS = 12
"""Runs, evenly spread; a text must have one of them before all are looked up."""
SHIFT_CHARS = 16
"""Code points by which changes before them move the runs of a passage."""
ENOUGH_RUNS = 0.3
"""The share of runs that is enough to compare texts as they are written."""


class TargetText:
    """A text in which passages are looked up."""

    def __init__(self, text: str) -> None:
        self.text = text

    @functools.cached_property
    def folded(self) -> str:
        """The text folded in place."""
        return fold_in_place(self.text)


class Passage:
    """A passage to look up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._runs: dict[str, list[tuple[str, int]]] = {}

    @functools.cached_property
    def folded(self) -> str:
        """The passage folded in place."""
        return fold_in_place(self.text)

    @functools.cached_property
    def units(self) -> list[Unit]:
        """Its units."""
        return units(self.text)

    @functools.cached_property
    def weight(self) -> int:
        """The weight of its units."""
        return sum(unit.weight for unit in self.units)

    @functools.cached_property
    def inserted(self) -> int:
        """The weight of the units in square brackets: what an editor added to a quotation."""
        inserted = 0
        inside: list[int] = []
        for unit in self.units:
            if unit.key == "[":
                inside = [0]
            elif unit.key == "]":
                inserted += sum(inside)
                inside = []
            elif inside:
                inside.append(unit.weight)
        return inserted

    def runs_of(self, text: str) -> list[tuple[str, int]]:
        """Runs of Han characters, and words, of the passage as written or folded."""
        runs = self._runs.get(text)
        if runs is None:
            runs = self._runs[text] = _runs_of(text)
        return runs


def _runs_of(text: str) -> list[tuple[str, int]]:
    runs: list[tuple[str, int]] = []
    for pattern in _RUNS:
        runs += [(run[1] or run[2], run.start()) for run in pattern.finditer(text)]
        if len(runs) >= FEW_RUNS:
            break
    step = -(-len(runs) // MAX_RUNS)
    return runs[::step] if step > 1 else runs


def units_in(target: TargetText, low: int, high: int) -> list[Unit]:
    """The units between two positions of a text."""
    return units(target.text[low : min(high, low + MAX_STRETCH_CHARS)], low)


def stretch_of(
    passage: Passage, target: TargetText, least: float, *, fold: bool = True
) -> tuple[int, int] | None:
    """Start and end of the stretch of a text that shares the most runs with a passage.

    None if it shares less than `least` of them. The texts are compared as they are written, and
    folded only if that is not enough, and with `fold`.
    """
    size = len(passage.text)
    stretch = _stretch(passage.runs_of(passage.text), target.text, size)
    if fold and (stretch is None or stretch[1] < ENOUGH_RUNS):
        stretch = _stretch(passage.runs_of(passage.folded), target.folded, size) or stretch
    if stretch is None or stretch[1] < least:
        return None
    (low, high), _ = stretch
    margin = size // 5 + EDGE_CHARS
    return max(0, low - margin), min(len(target.text), high + margin)


def _stretch(
    runs: Sequence[tuple[str, int]], text: str, size: int
) -> tuple[tuple[int, int], float] | None:
    """The range of a text with the most different runs, and the share of the runs."""
    probes = runs[:: max(1, len(runs) // PROBE_RUNS)]
    if len(runs) > PROBE_RUNS and not any(run in text for run, _ in probes):
        return None
    votes: list[tuple[int, int]] = []
    for run, at in runs:
        position = text.find(run)
        for _ in range(MAX_RUN_OCCURRENCES):
            if position < 0:
                break
            votes.append((position, at))
            position = text.find(run, position + 1)
    if not votes:
        return None
    chosen, number = _densest(sorted(votes), size)
    return chosen, number / len(runs)


def _densest(votes: Sequence[tuple[int, int]], size: int) -> tuple[tuple[int, int], int]:
    """The range of about a passage's length with the most different runs, and their number.

    Where words are there several times, it reaches to both ends of the likeliest position.
    """
    reach = size + size // 2 + 20
    counts: dict[int, int] = {}
    best, begin, chosen = 0, 0, (0, 0)
    for position, at in votes:
        counts[at] = counts.get(at, 0) + 1
        while position - votes[begin][0] > reach:
            gone = votes[begin][1]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            begin += 1
        if len(counts) > best:
            best = len(counts)
            low, high = votes[begin][0] - votes[begin][1], position + size - at
            chosen = (min(low, high - size), max(high, low + size))
    low, high = chosen
    start = _likeliest(votes, low - size, high)
    return (min(low, start), max(high, start + size)), best


def _likeliest(votes: Sequence[tuple[int, int]], low: int, high: int) -> int:
    """The position between two others at which most runs say that the passage begins."""
    starts = [position - at for position, at in votes if low <= position - at <= high]
    counts = Counter(start // SHIFT_CHARS for start in starts)
    ((likeliest, _),) = counts.most_common(1)
    return next(start for start in starts if start // SHIFT_CHARS == likeliest)
