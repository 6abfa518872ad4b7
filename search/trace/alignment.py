"""Aligns a passage with the stretch of a text that is most like it, and lists what differs.

The stretch is found by runs of the passage that stand in the text close to each other. A
difference has a kind: other words, other punctuation, or only another writing of the same words.
"""

import enum
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from index.text.fold import HAN, canonical
from search.trace.units import Unit, same_number, same_writing, units

MAX_RUNS = 160
"""Runs of a passage that are looked up in a text; a longer passage is sampled evenly."""
MAX_RUN_OCCURRENCES = 64
"""Occurrences of one run in one text."""
MAX_STRETCH_CHARS = 6_000
"""Code points of a stretch; only a passage of thousands of characters comes near."""
LIKE_ENOUGH = 0.9
"""A less similar stretch is compared with another one, found by sliding over the text."""
MAX_SLID_UNITS = 600
EDGE_CHARS = 24
"""Code points on both sides of a passage that are read to see whether it cuts a number or word."""
_BREAK = "\n"
_RUNS = (
    re.compile(rf"(?=([{HAN}]\s?[{HAN}]\s?[{HAN}]))|(?<!\w)(?=([a-z0-9]{{4,}}))"),
    re.compile(rf"(?=([{HAN}]\s?[{HAN}]))|(?<!\w)(?=(\w{{2,}}))"),
    re.compile(r"(?=(\w))()"),
)
"""Runs to look up: long ones, and shorter ones for a passage that has few of them."""
FEW_RUNS = 4
_STOPS = frozenset(".!?;")
"""Keys of marks that end a sentence."""
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两")
_NEGATIONS = frozenset(("不", "未", "没", "勿", "not", "never", "no", "cannot"))
MAX_NUMERAL_UNITS = 12
"""Units of a number in Chinese characters that are added to a stretch that cuts it."""


class DifferenceKind(enum.Enum):
    """What differs: the words, the punctuation, or only the writing of the same words."""

    WORDS = "words"
    PUNCTUATION = "punctuation"
    WRITING = "writing"


class Difference(NamedTuple):
    """Code points `start` to `end` of the passage, `other_start` to `other_end` of the other text.

    An empty range means that the characters of the other side are missing there.
    """

    kind: DifferenceKind
    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """A passage in a text, at code points `start` to `end` of the text.

    `similarity` is the share of common letters, 0 to 1; punctuation does not count.
    """

    start: int
    end: int
    similarity: float
    differences: tuple[Difference, ...]

    @property
    def kind(self) -> DifferenceKind | None:
        """The gravest kind of difference; None for a verbatim passage."""
        kinds = {one.kind for one in self.differences}
        return next((kind for kind in DifferenceKind if kind in kinds), None)


class TargetText:
    """A text in which passages are looked up; it is folded once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = canonical(text, alike=True)


class Passage:
    """A passage to look up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = canonical(text, alike=True).text
        self.units = units(text)
        self.weight = sum(unit.weight for unit in self.units)

    def runs(self) -> list[tuple[str, int]]:
        """Runs of Han characters, and words, with their positions in the folded text."""
        runs: list[tuple[str, int]] = []
        for pattern in _RUNS:
            runs += [(run[1] or run[2], run.start()) for run in pattern.finditer(self.folded)]
            if len(runs) >= FEW_RUNS:
                break
        step = -(-len(runs) // MAX_RUNS)
        return runs[::step] if step > 1 else runs


def align(passage: Passage, target: TargetText) -> Alignment | None:
    """The best alignment of a passage with a text; None if they share no run."""
    if not passage.units:
        return None
    whole = _whole(passage, target)
    if whole is not None and whole.kind is not DifferenceKind.WORDS:
        return whole
    stretch = _stretch(passage, target)
    if stretch is None:
        return whole
    others = _units_in(target, *stretch)
    exact = _exact(passage.units, others)
    blocks = [exact] if exact else _trimmed(_blocks(passage.units, others))
    if not blocks:
        return whole
    found = _aligned(passage, target, others, blocks)
    if found.similarity < LIKE_ENOUGH and len(passage.units) <= MAX_SLID_UNITS:
        found = max(found, _slid(passage, target, others, found), key=_likeness)
    return found


def _slid(
    passage: Passage, target: TargetText, others: Sequence[Unit], found: Alignment
) -> Alignment:
    """The alignment with the most similar units of the passage's own number.

    It helps where a text repeats itself, and common units stand in both repetitions.
    """
    own_keys, keys = ([unit.key for unit in some] for some in (passage.units, others))
    best = fuzz.partial_ratio_alignment(own_keys, keys)
    if best is None or best.dest_end - best.dest_start < 1:
        return found
    start = best.dest_start
    blocks = _trimmed(_blocks(passage.units, others[start : best.dest_end]))
    moved = [(at, place + start, size) for at, place, size in blocks]
    return _aligned(passage, target, others, moved) if moved else found


def _likeness(alignment: Alignment) -> float:
    return alignment.similarity


def _whole(passage: Passage, target: TargetText) -> Alignment | None:
    """The first occurrence of the passage in the same spelling that cuts no word or number.

    Otherwise the first occurrence that cuts one; None if there is none.
    """
    folded, size = target.folded.text, len(passage.folded)
    cut = None
    place = folded.find(passage.folded)
    for _ in range(MAX_RUN_OCCURRENCES):
        if place < 0:
            break
        others = _units_in(target, max(0, place - EDGE_CHARS), place + size + EDGE_CHARS)
        exact = _exact(passage.units, others)
        if exact:
            found = _aligned(passage, target, others, [exact])
            if found.kind is not DifferenceKind.WORDS:
                return found
            cut = cut or found
        place = folded.find(passage.folded, place + 1)
    return cut


def _units_in(target: TargetText, low: int, high: int) -> list[Unit]:
    """The units between two positions of the folded text."""
    places = target.folded.positions
    high = min(high, len(places), low + MAX_STRETCH_CHARS)
    if low >= high:
        return []
    start = places[low]
    return units(target.text[start : places[high - 1] + 1], start)


def _exact(own: Sequence[Unit], others: Sequence[Unit]) -> "_Block | None":
    """The units of the passage as they follow each other in the other text."""
    keys, wanted = (_BREAK.join(["", *(unit.key for unit in some), ""]) for some in (others, own))
    at = keys.find(wanted)
    return (0, keys.count(_BREAK, 0, at), len(own)) if at >= 0 else None


def _aligned(
    passage: Passage, target: TargetText, others: Sequence[Unit], blocks: "Sequence[_Block]"
) -> Alignment:
    """The alignment with the units that the blocks enclose."""
    own = passage.units
    first, last = _window(own, others, blocks)
    inside = others[first:last]
    if len(blocks) == 1 and blocks[0][2] == len(own):
        inner = [(0, blocks[0][1] - first, len(own))]
    else:
        inner = _blocks(own, inside)
    matched = sum(unit.weight for at, _, size in inner for unit in own[at : at + size])
    total = passage.weight + sum(unit.weight for unit in inside)
    return Alignment(
        inside[0].start,
        inside[-1].end,
        2 * matched / total if total else 1.0,
        tuple(_differences(passage, target.text, inside, inner)),
    )


def _stretch(passage: Passage, target: TargetText) -> tuple[int, int] | None:
    """First and last position in the folded text of the stretch that shares the most runs."""
    folded, size = target.folded.text, len(passage.folded)
    votes: list[tuple[int, int]] = []
    for run, at in passage.runs():
        place = folded.find(run)
        for _ in range(MAX_RUN_OCCURRENCES):
            if place < 0:
                break
            votes.append((place, at))
            place = folded.find(run, place + 1)
    if not votes:
        return None
    low, high = _densest(sorted(votes), size)
    return _clipped(low, high, size, len(folded))


def _densest(votes: Sequence[tuple[int, int]], size: int) -> tuple[int, int]:
    """The range of the passage's length that shares the most different runs with it."""
    reach = size + size // 2 + 20
    counts: dict[int, int] = {}
    best, begin, chosen = 0, 0, (0, 0)
    for place, at in votes:
        counts[at] = counts.get(at, 0) + 1
        while place - votes[begin][0] > reach:
            gone = votes[begin][1]
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            begin += 1
        if len(counts) > best:
            best = len(counts)
            first = votes[begin]
            chosen = (first[0] - first[1], place + size - at)
    return chosen


def _clipped(low: int, high: int, size: int, length: int) -> tuple[int, int]:
    """A range with a margin on both sides, inside the text."""
    margin = size // 5 + EDGE_CHARS
    return max(0, low - margin), min(length, high + margin)


_Block = tuple[int, int, int]
"""Equal units: the first in the passage, the first in the other text, and their number."""


def _blocks(passage: Sequence[Unit], others: Sequence[Unit]) -> list[_Block]:
    """Runs of equal units in the order of both."""
    steps = LCSseq.opcodes([unit.key for unit in passage], [unit.key for unit in others])
    return [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in steps
        if step.tag == "equal"
    ]


def _trimmed(blocks: list[_Block]) -> list[_Block]:
    """The blocks without scattered ones at both ends: units that are equal only by chance."""
    start = _scattered(blocks)
    blocks = blocks[start:]
    mirrored = [(-at - size, -place - size, size) for at, place, size in reversed(blocks)]
    return blocks[: len(blocks) - _scattered(mirrored)]


def _scattered(blocks: Sequence[_Block]) -> int:
    """The number of blocks at the beginning that cost more in gaps than they match."""
    kept = start = 0
    for number, (one, after) in enumerate(itertools.pairwise(blocks)):
        gap = after[1] - one[1] - one[2]
        own_gap = after[0] - one[0] - one[2]
        kept += one[2] - max(0, gap - own_gap)
        if kept <= 0:
            start, kept = number + 1, 0
    return start


def _window(
    passage: Sequence[Unit], others: Sequence[Unit], blocks: Sequence[_Block]
) -> tuple[int, int]:
    """The units of the other text that stand for the whole passage.

    Before the first common unit the passage may have others; as many units of the same sentence
    stand for them. A number or a negation that the passage cuts belongs to it.
    """
    lead, first, _ = blocks[0]
    for _ in range(lead):
        if not first or _ends_sentence(others, first - 1):
            break
        first -= 1
    at, place, size = blocks[-1]
    last = place + size
    for _ in range(len(passage) - at - size):
        if last >= len(others) or (last and _ends_sentence(others, last - 1)):
            break
        last += 1
    if not lead:
        first = _before_cut(others, first)
    if at + size == len(passage):
        last = _behind_cut(others, last)
    return first, last


def _ends_sentence(others: Sequence[Unit], at: int) -> bool:
    unit = others[at]
    breaks = at + 1 < len(others) and others[at + 1].gap == "\n"
    return breaks or (unit.mark and unit.key in _STOPS)


def _before_cut(others: Sequence[Unit], first: int) -> int:
    """The first unit, moved before a negation or the beginning of a number."""
    if first and others[first].gap != "\n" and others[first - 1].key in _NEGATIONS:
        return first - 1
    start = first
    if others[first].key in _NUMERALS:
        while start and others[start].gap == "" and others[start - 1].key in _NUMERALS:
            start -= 1
    return start if first - start <= MAX_NUMERAL_UNITS else first


def _behind_cut(others: Sequence[Unit], last: int) -> int:
    """The end, moved behind the rest of a number."""
    stop = last
    edge = others[last - 1].key
    if edge in _NUMERALS or edge[-1:].isdecimal():
        further = _NUMERALS if edge in _NUMERALS else frozenset("万亿千百%‰")
        while stop < len(others) and others[stop].gap == "" and others[stop].key in further:
            stop += 1
    return stop if stop - last <= MAX_NUMERAL_UNITS else last


def _differences(
    passage: Passage, text: str, others: Sequence[Unit], blocks: Sequence[_Block]
) -> Iterator[Difference]:
    """The differences in text order."""
    own = passage.units
    done = other_done = 0
    ends = (len(own), len(others), 0)
    for at, place, size in [*blocks, ends]:
        if at > done or place > other_done:
            yield _changed(own, others, (done, at), (other_done, place))
        for step in range(size):
            unit, other = own[at + step], others[place + step]
            if step or (at > 0 and place > 0 and (done, other_done) == (at, place)):
                yield from _gap(own[at + step - 1], unit, others[place + step - 1], other)
            yield from _written(passage.text, text, unit, other)
        done, other_done = at + size, place + size


def _changed(
    own: Sequence[Unit], others: Sequence[Unit], span: tuple[int, int], place: tuple[int, int]
) -> Difference:
    """The difference of units that only one side has, or that both have differently."""
    words = any(not unit.mark for unit in (*own[span[0] : span[1]], *others[place[0] : place[1]]))
    kind = DifferenceKind.WORDS if words else DifferenceKind.PUNCTUATION
    return Difference(kind, *_range(own, *span), *_range(others, *place))


def _range(some: Sequence[Unit], first: int, last: int) -> tuple[int, int]:
    if last > first:
        return some[first].start, some[last - 1].end
    at = some[first - 1].end if first else some[0].start
    return at, at


def _gap(before: Unit, unit: Unit, other_before: Unit, other: Unit) -> Iterator[Difference]:
    """A space that only one of the texts has; a line break is no difference."""
    if unit.gap != other.gap and "\n" not in (unit.gap, other.gap):
        yield Difference(
            DifferenceKind.WRITING, before.end, unit.start, other_before.end, other.start
        )


def _written(own: str, text: str, unit: Unit, other: Unit) -> Iterator[Difference]:
    """Another writing of the same unit."""
    one, two = own[unit.start : unit.end], text[other.start : other.end]
    if not same_writing(one, two):
        kind = DifferenceKind.WRITING if same_number(one, two) else DifferenceKind.WORDS
        yield Difference(kind, unit.start, unit.end, other.start, other.end)
