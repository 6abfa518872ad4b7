"""The differences between a passage and a text, from their units that are equal.

A difference has a kind: other words, other punctuation, or only another writing of the same words.
"""

import enum
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.trace.blocks import EqualUnits
from search.trace.passage import Passage
from search.trace.units import Unit, same_number


class DifferenceKind(enum.Enum):
    """What differs: the words, the punctuation, or only the writing of the same words.

    OMISSION is what a quotation leaves out and says so with dots.
    """

    WORDS = "words"
    OMISSION = "omission"
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


def differences_of(
    passage: Passage, text: str, others: Sequence[Unit], blocks: Sequence[EqualUnits]
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
    if one != two:
        kind = DifferenceKind.WRITING if same_number(one, two) else DifferenceKind.WORDS
        yield Difference(kind, unit.start, unit.end, other.start, other.end)
