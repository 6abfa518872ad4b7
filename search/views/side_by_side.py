"""A report beside its translation, sentence by sentence.

The sentences are aligned by their lengths (Gale and Church 1993): a translation keeps the order,
and a long sentence becomes a long one. They need no word in common, so any two languages do.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from index.report import Report
from index.system.deadline import current_deadline
from search.views.diff import LONGEST_TEXT, whole_sentences

MAX_ALIGNED: Final = 400
"""Sentences of a report that are aligned."""
BAND: Final = 60
"""How far, in sentences, the two texts may be apart from an even pace."""
_NUMBER: Final = re.compile(r"[(（]?(?:\d{1,3}|[IVXivx]{1,5}|[A-Za-z])[.)）]{1,2}")
"""The number of a heading or of an item in a list."""
_VARIANCE: Final = 6.8
_STEPS: Final = ((1, 1, 0.0), (1, 0, 4.5), (0, 1, 4.5), (2, 1, 2.3), (1, 2, 2.3), (2, 2, 4.4))
"""How many sentences of each side make a row, and how unlikely that is, as -log p."""


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """Sentences that belong together; one side may be empty."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class AlignedReports:
    """Rows in the order of the text; `cut` says that a report was not aligned to its end."""

    rows: tuple[AlignedRow, ...]
    cut: bool


def align_reports(first: Report, second: Report) -> AlignedReports:
    """The sentences of two reports in different languages, side by side."""
    bodies = first.body, second.body
    left, right = (list(_numbered_sentences(body[:LONGEST_TEXT])) for body in bodies)
    cut = max(len(left), len(right)) > MAX_ALIGNED or max(map(len, bodies)) > LONGEST_TEXT
    left, right = left[:MAX_ALIGNED], right[:MAX_ALIGNED]
    return AlignedReports(tuple(_rows(left, right)), cut)


def _numbered_sentences(body: str) -> Iterator[str]:
    """The sentences of a text; one that is only a number (1.) belongs to the next."""
    number = ""
    for sentence in whole_sentences(body):
        text = f"{number} {sentence}" if number else sentence
        number = text if _NUMBER.fullmatch(text) else ""
        if not number:
            yield text
    if number:
        yield number


def _rows(left: Sequence[str], right: Sequence[str]) -> list[AlignedRow]:
    steps = _best_steps(
        [_weight(paragraph) for paragraph in left], [_weight(paragraph) for paragraph in right]
    )
    rows: list[AlignedRow] = []
    at = other = 0
    for taken, others in steps:
        texts = left[at : at + taken], right[other : other + others]
        rows.append(AlignedRow(*map(_joined, texts)))
        at, other = at + taken, other + others
    return rows


def _joined(texts: Sequence[str]) -> str:
    """Sentences as one text; Chinese ones are joined without a space."""
    return ("" if any(text[-1:] > "\u3000" for text in texts) else " ").join(texts)


def _weight(text: str) -> float:
    """The length of a sentence, the same in Chinese and English: bytes do that well."""
    return float(len(text.encode("utf-8", "replace")))


def _best_steps(left: Sequence[float], right: Sequence[float]) -> list[tuple[int, int]]:
    """The cheapest steps through both texts, found by dynamic programming along the diagonal."""
    ratio = (sum(right) or 1.0) / (sum(left) or 1.0)
    deadline = current_deadline()
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for at in range(len(left) + 1):
        middle = at * len(right) // max(len(left), 1)
        reach = range(max(0, middle - BAND), min(len(right), middle + BAND) + 1)
        for other in reach if not deadline.over() else ():
            options = [
                (before[0] + unlikely + cost, (a, b))
                for a, b, unlikely in _STEPS
                if (before := best.get((at - a, other - b))) is not None
                for cost in [_mismatch(left[at - a : at], right[other - b : other], ratio)]
            ]
            if options:
                best[at, other] = min(options)
    return _traced(best, len(left), len(right))


def _traced(
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]], at: int, other: int
) -> list[tuple[int, int]]:
    """The steps back from the end; what was not reached in time is one last row."""
    steps: list[tuple[int, int]] = []
    if (at, other) not in best:
        reached = max(best)
        steps.append((at - reached[0], other - reached[1]))
        at, other = reached
    while (at, other) != (0, 0):
        step = best[at, other][1]
        steps.append(step)
        at, other = at - step[0], other - step[1]
    return steps[::-1]


def _mismatch(left: Sequence[float], right: Sequence[float], ratio: float) -> float:
    """How unlikely the lengths of two sides are, as -log p."""
    expected, actual = sum(left) * ratio, sum(right)
    mean = (expected + actual) / 2
    if not mean:
        return 0.0
    distance = abs(actual - expected) / math.sqrt(_VARIANCE * mean)
    return min(25.0, -math.log(max(math.erfc(distance / math.sqrt(2)), 1e-11)))
