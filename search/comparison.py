"""Two carriers of one story, sentence by sentence: what both have, and what only one has."""

import difflib
import enum
import re
from dataclasses import dataclass

from index.fold import fold
from index.report import Report
from search.page import Mark

_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;\n]+[”’」』）)\"']*|$)")
_LATIN_END = re.compile(r"(?<=[.])\s+(?=[A-Z“\"'(])")
ALIKE = 0.55
"""Two sentences this alike are one sentence that was changed."""
LONGEST = 600
"""Sentences of a report that are compared; the rest is left out, and said to be."""
CLOSE_READING = 4_000
"""Code points of a sentence that is compared inside."""


class Change(enum.Enum):
    """What became of a sentence from the first report to the second."""

    SAME = "same"
    CHANGED = "changed"
    FIRST_ONLY = "first"
    SECOND_ONLY = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A sentence of each report, or of one; marks are what the other does not have."""

    change: Change
    first: str = ""
    second: str = ""
    first_marks: tuple[Mark, ...] = ()
    second_marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows in reading order; `cut` says that a report was too long to be compared whole."""

    rows: tuple[Row, ...]
    cut: bool


def compare(first: Report, second: Report) -> Comparison:
    """The sentences of two reports side by side; width, case and script do not count."""
    left, right = sentences(first.body), sentences(second.body)
    cut = max(len(left), len(right)) > LONGEST
    left, right = left[:LONGEST], right[:LONGEST]
    matcher = difflib.SequenceMatcher(
        None, [_key(text) for text in left], [_key(text) for text in right], autojunk=False
    )
    rows: list[Row] = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        one, other = left[start:end], right[other_start:other_end]
        if tag == "equal":
            rows += [
                Row(change=Change.SAME, first=text, second=twin)
                for text, twin in zip(one, other, strict=True)
            ]
        else:
            rows += _replaced(one, other)
    return Comparison(tuple(rows), cut)


def sentences(body: str) -> list[str]:
    """The sentences of a text, each with its stop, without the white space around."""
    found = []
    for piece in _SENTENCE.findall(body):
        found += [part.strip() for part in _LATIN_END.split(piece)]
    return [text for text in found if text]


def _key(text: str) -> str:
    """A sentence without what does not count: width, case, script, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", fold(text))


def _replaced(one: list[str], other: list[str]) -> list[Row]:
    """Pairs of sentences that are alike, in the order of both; the rest stands alone."""
    rows: list[Row] = []
    place = 0
    for text in one:
        likes = [(_likeness(text, twin), at) for at, twin in enumerate(other) if at >= place]
        best, at = max(likes, key=lambda like: (like[0], -like[1]), default=(0.0, 0))
        if best < ALIKE:
            rows.append(Row(change=Change.FIRST_ONLY, first=text))
            continue
        rows += [Row(change=Change.SECOND_ONLY, second=twin) for twin in other[place:at]]
        rows.append(_changed(text, other[at]))
        place = at + 1
    return rows + [Row(change=Change.SECOND_ONLY, second=twin) for twin in other[place:]]


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, _key(one), _key(other), autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()


def _changed(one: str, other: str) -> Row:
    """Two alike sentences with what differs in each marked."""
    if max(len(one), len(other)) > CLOSE_READING:
        return Row(change=Change.CHANGED, first=one, second=other)
    left, right = _units(one), _units(other)
    matcher = difflib.SequenceMatcher(
        None, [fold(text) for text, _ in left], [fold(text) for text, _ in right], autojunk=False
    )
    marks: tuple[list[Mark], list[Mark]] = ([], [])
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        for units, begin, stop, into in (
            (left, start, end, marks[0]),
            (right, other_start, other_end, marks[1]),
        ):
            if stop > begin:
                into.append(Mark(units[begin][1], units[stop - 1][1] + len(units[stop - 1][0])))
    return Row(
        change=Change.CHANGED,
        first=one,
        second=other,
        first_marks=tuple(marks[0]),
        second_marks=tuple(marks[1]),
    )


def _units(text: str) -> list[tuple[str, int]]:
    """What is compared inside a sentence: Latin words and numbers whole, else characters."""
    return [(piece[0], piece.start()) for piece in re.finditer(r"[A-Za-z]+|[\d.,]*\d|\s+|.", text)]
