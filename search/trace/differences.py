"""The differences between a passage and a text, from their units that are equal.

A difference has a kind: other words, other punctuation, or only another writing of the same words.
"""

import enum
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from index.text.lazy_pattern import lazy_pattern
from search.trace.comparison_units import Unit, same_number
from search.trace.equal_blocks import EqualUnits
from search.trace.number_values import same_value
from search.trace.passage import Passage

_FOOTNOTE = lazy_pattern(
    r"[\[［〔【](?:注|note )?[0-9]{1,3}[\]］〕】]$|[\u2460-\u2473]$"
    r"|(?<![0-9.])[\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}$"
)
_SIGNS = frozenset("±≥≤><≈~")


class DifferenceKind(enum.Enum):
    """A kind of difference: in words, in punctuation, or only in the writing of the same words.

    OMISSION is what a quotation leaves out and says so with dots.
    """

    WORDS = "words"
    OMISSION = "omission"
    PUNCTUATION = "punctuation"
    WRITING = "writing"


def kind_rank(kind: DifferenceKind | None) -> int:
    """The rank of a kind, the gravest first; None, no difference, is the least grave."""
    kinds = list(DifferenceKind)
    return len(kinds) if kind is None else kinds.index(kind)


class Difference(NamedTuple):
    """Code points `start` to `end` of the passage, `other_start` to `other_end` of the other text.

    An empty range means that the characters of the other side are missing there.
    """

    kind: DifferenceKind
    start: int
    end: int
    other_start: int
    other_end: int


def gravest_kind(differences: Iterable[Difference]) -> DifferenceKind | None:
    """The gravest kind of the differences; None if there are none."""
    return min((difference.kind for difference in differences), key=kind_rank, default=None)


def differences_of(
    passage: Passage, text: str, others: Sequence[Unit], blocks: Sequence[EqualUnits]
) -> Iterator[Difference]:
    """The differences in text order."""
    passage_units = passage.units
    done = other_done = 0
    ends = (len(passage_units), len(others), 0)
    for at, other_at, size in [*blocks, ends]:
        if at > done or other_at > other_done:
            changed = _changed(passage_units, others, (done, at), (other_done, other_at))
            yield changed._replace(kind=_milder(changed, passage.text, text))
        for step in range(size):
            unit, other = passage_units[at + step], others[other_at + step]
            if step or (at > 0 and other_at > 0 and (done, other_done) == (at, other_at)):
                yield from _gap(
                    passage_units[at + step - 1], unit, others[other_at + step - 1], other
                )
            yield from _written(passage.text, text, unit, other)
        done, other_done = at + size, other_at + size


def _changed(
    passage_units: Sequence[Unit],
    others: Sequence[Unit],
    span: tuple[int, int],
    other_span: tuple[int, int],
) -> Difference:
    """The difference of units that only one side has, or that both have differently."""
    changed, others_changed = passage_units[slice(*span)], others[slice(*other_span)]
    if _same_compound(changed, others_changed):
        kind = DifferenceKind.WRITING
    elif _has_words(passage_units, *span) or _has_words(others, *other_span):
        kind = DifferenceKind.WORDS
    else:
        kind = DifferenceKind.PUNCTUATION
    return Difference(kind, *_range(passage_units, *span), *_range(others, *other_span))


def _milder(difference: Difference, passage_text: str, text: str) -> DifferenceKind:
    """The kind of a difference: footnotes are punctuation, 二十三 is 23 in other writing."""
    here, there = (
        passage_text[difference.start : difference.end],
        text[difference.other_start : difference.other_end],
    )
    if difference.kind is not DifferenceKind.WORDS:
        return difference.kind
    if _is_footnote(here, there) or _is_footnote(there, here):
        return DifferenceKind.PUNCTUATION
    return DifferenceKind.WRITING if same_value(here, there) else DifferenceKind.WORDS


def _is_footnote(marked: str, bare: str) -> bool:
    """Whether a text is another one with the mark of a footnote behind it: abolished³."""
    mark = _FOOTNOTE.search(marked)
    return mark is not None and marked[: mark.start()].casefold() == bare.casefold()


def _has_words(units_of_text: Sequence[Unit], first: int, last: int) -> bool:
    """Whether a word, a number, or the sign of a number is among units."""
    return any(
        not units_of_text[at].mark or _is_sign(units_of_text, at) for at in range(first, last)
    )


def _is_sign(units_of_text: Sequence[Unit], at: int) -> bool:
    """Whether a mark changes the number behind it, as in -5 and ±3, but not in 2019-20."""
    behind = units_of_text[at + 1] if at + 1 < len(units_of_text) else None
    if behind is None or behind.gap or not behind.key[0].isdecimal():
        return False
    joined = (
        at
        and not units_of_text[at].gap
        and units_of_text[at - 1].key[-1].isascii()
        and not units_of_text[at - 1].mark
    )
    return units_of_text[at].key in _SIGNS or (units_of_text[at].key == "—" and not joined)


def _same_compound(first: Sequence[Unit], other: Sequence[Unit]) -> bool:
    """Whether both are the same letters with other hyphens: e-mail, email; agree- at a line end."""
    written, other_written = _compound(first), _compound(other)
    return bool(written) and written == other_written


def _compound(units_of_text: Sequence[Unit]) -> str:
    """Words of letters without their hyphens, with a space between those that no hyphen joins."""
    text = ""
    for at, unit in enumerate(units_of_text):
        if unit.key == "—" and unit.mark:
            if unit.gap == " ":
                return ""
            continue
        if not (unit.key.isalpha() and unit.key.isascii()):
            return ""
        joined = at and units_of_text[at - 1].key == "—" and unit.gap != " "
        text += unit.key if joined or not at else " " + unit.key
    return text


def _range(units_of_text: Sequence[Unit], first: int, last: int) -> tuple[int, int]:
    if last > first:
        return units_of_text[first].start, units_of_text[last - 1].end
    at = units_of_text[first - 1].end if first else units_of_text[0].start
    return at, at


def _gap(before: Unit, unit: Unit, other_before: Unit, other: Unit) -> Iterator[Difference]:
    """A space that only one of the texts has; a line break is no difference."""
    if unit.gap != other.gap and "\n" not in (unit.gap, other.gap):
        yield Difference(
            DifferenceKind.WRITING, before.end, unit.start, other_before.end, other.start
        )


def _written(passage_text: str, text: str, unit: Unit, other: Unit) -> Iterator[Difference]:
    """Another writing of the same unit."""
    first, two = passage_text[unit.start : unit.end], text[other.start : other.end]
    if first != two and unicodedata.normalize("NFC", first) != unicodedata.normalize("NFC", two):
        kind = DifferenceKind.WRITING if same_number(first, two) else DifferenceKind.WORDS
        yield Difference(kind, unit.start, unit.end, other.start, other.end)
