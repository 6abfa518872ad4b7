"""Blocks of equal units in two texts, and the range of one that corresponds to the whole other."""

import itertools
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

from search.trace.comparison_units import Unit
from search.trace.edges import cut_before, cut_behind, numeral_before

_BREAK = "\n"
_STOPS = frozenset(".!?;")
"""Keys of marks that end a sentence."""
_PARTNERS = (('"', '"'), ("《", "》"), ("(", ")"), ("【", "】"), ("[", "]"))
"""Keys of marks that come in pairs."""
NEAR_GAP = 3
"""Units of a gap that are forgiven near the place that was found: words that were moved."""

EqualUnits = tuple[int, int, int]
"""Equal units: the first in the passage, the first in the other text, and their number."""


def exact_block(passage: Sequence[Unit], others: Sequence[Unit]) -> EqualUnits | None:
    """The units of the passage as they follow each other in the other text."""
    keys, wanted = (
        _BREAK.join(["", *(unit.key for unit in some), ""]) for some in (others, passage)
    )
    at = keys.find(wanted)
    return (0, keys.count(_BREAK, 0, at), len(passage)) if at >= 0 else None


def equal_blocks(passage: Sequence[Unit], others: Sequence[Unit]) -> list[EqualUnits]:
    """Runs of equal units in the order of both."""
    steps = LCSseq.opcodes([unit.key for unit in passage], [unit.key for unit in others])
    return [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in steps
        if step.tag == "equal"
    ]


def centred_blocks(passage: Sequence[Unit], others: Sequence[Unit]) -> list[EqualUnits]:
    """The blocks without scattered ones, compared again near those that are left.

    Where the surroundings have the beginning of the passage, too, the first comparison may have
    taken it from there.
    """
    blocks = _trimmed(equal_blocks(passage, others))
    if not blocks:
        return []
    (lead, first, _), (at, other_at, size) = blocks[0], blocks[-1]
    rest = len(passage) - at - size
    if not lead and not rest:
        return blocks
    low = _extended(others, first, lead + lead // 2 + 4 if lead else 0, -1)
    high = _extended(others, other_at + size, rest + rest // 2 + 4 if rest else 0, 1)
    again = _trimmed(equal_blocks(passage, others[low:high]), NEAR_GAP)
    return [(at, other_at + low, size) for at, other_at, size in again] or blocks


def _extended(others: Sequence[Unit], edge: int, number: int, step: int) -> int:
    """The edge of a range, moved by up to a number of units, but not into another sentence."""
    for _ in range(number):
        if not 0 <= edge + min(step, 0) < len(others):
            break
        if edge and _ends_sentence(others, edge - 1):
            break
        edge += step
    return edge


def _trimmed(blocks: list[EqualUnits], allowed: int = 0) -> list[EqualUnits]:
    """The blocks without scattered ones at both ends: units that are equal only by chance."""
    start = _scattered(blocks, allowed)
    blocks = blocks[start:]
    mirrored = [(-at - size, -other_at - size, size) for at, other_at, size in reversed(blocks)]
    return blocks[: len(blocks) - _scattered(mirrored, allowed)]


def _scattered(blocks: Sequence[EqualUnits], allowed: int) -> int:
    """The number of blocks at the beginning that cost more in gaps than they match."""
    balance, start = allowed, 0
    for number, (before, after) in enumerate(itertools.pairwise(blocks)):
        gap = after[1] - before[1] - before[2]
        own_gap = after[0] - before[0] - before[2]
        balance += before[2] - max(0, gap - own_gap)
        if balance < 0:
            start, balance = number + 1, allowed
    return start


def window_of(
    passage: Sequence[Unit], text: str, others: Sequence[Unit], blocks: Sequence[EqualUnits]
) -> tuple[int, int]:
    """The units of the other text that correspond to the whole passage.

    Before the first common unit the passage may have others; as many units of the same sentence
    correspond to them. What an edge of the passage cuts, as a negation, belongs to it.
    """
    (lead, first, _), (at, other_at, size) = blocks[0], blocks[-1]
    first = _extended(others, first, lead, -1)
    last = _extended(others, other_at + size, len(passage) - at - size, 1)
    start = (numeral_before if lead else cut_before)(text, others[first].start)
    while first and others[first - 1].end > start:
        first -= 1
    if at + size == len(passage):
        end = cut_behind(text, others[last - 1].end)
        while last < len(others) and others[last].start < end:
            last += 1
    return _paired(passage, others, first, last) if len(blocks) > 1 else (first, last)


def _paired(
    passage: Sequence[Unit], others: Sequence[Unit], first: int, last: int
) -> tuple[int, int]:
    """The range with the quotation mark or bracket outside whose partner is inside.

    Where the passage has the same mark without its partner, it may begin or end there.
    """
    inside = [unit.key for unit in others[first:last] if unit.mark]
    keys = [unit.key for unit in passage if unit.mark]
    before = others[first - 1].key if first else ""
    after = others[last].key if last < len(others) else ""
    for opening, closing in _PARTNERS:
        opened, closed = inside.count(opening), inside.count(closing)
        if keys.count(opening) - keys.count(closing) == opened - closed and keys.count(
            opening
        ) % 2 == (opened % 2):
            continue
        odd = opening == closing and opened % 2 == 1
        if before == opening and (odd or closed > opened):
            return first - 1, last
        if after == closing and (odd or opened > closed):
            return first, last + 1
    return first, last


def _ends_sentence(others: Sequence[Unit], at: int) -> bool:
    unit = others[at]
    if at + 1 < len(others) and others[at + 1].gap == "\n":
        return True
    before = others[at - 1].key if at else ""
    initial = unit.key == "." and len(before) == 1 and before.isascii() and before.isalpha()
    return unit.mark and unit.key in _STOPS and not initial
