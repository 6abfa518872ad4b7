"""Compares two reports sentence by sentence."""

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq

from index.report import Report
from index.system.deadline import current_deadline
from index.text.fold import fold
from search.page import Mark

_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;\n]+[”’」』）)\"']*|$)")
_LATIN_END = re.compile(r"(?<=[.])\s+(?=[A-Z“\"'(])")
_CLAUSE = re.compile(r"[^，、,:：\s]*[，、,:：\s]*")
MIN_LIKENESS = 0.55
"""Two sentences with at least this similarity count as one changed sentence."""
MAX_SENTENCES = 600
"""Sentences of a report that are compared; the page says if there are more."""
MAX_SENTENCE_CHARS = 400
"""Code points of a sentence; a longer one is split between its clauses."""
MIN_PART_CHARS = 40
"""Minimum code points of such a part; shorter clauses are joined."""
MAX_TEXT_CHARS = 100_000
"""Code points of a report that are compared: at most about two seconds of work."""

DiffBlock = tuple[int, int, int, int]
"""Start and end in the first sequence, start and end in the second."""


class TextChange(enum.Enum):
    """How a sentence changed from the first report to the second."""

    SAME = "same"
    CHANGED = "changed"
    FIRST_ONLY = "first"
    SECOND_ONLY = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffRow:
    """A sentence of each report, or of one; marks are parts that the other lacks."""

    change: TextChange
    first: str = ""
    second: str = ""
    first_marks: tuple[Mark, ...] = ()
    second_marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportDiff:
    """Rows in text order; `cut` is true if a report was not compared completely."""

    rows: tuple[DiffRow, ...]
    cut: bool


def diff_reports(first: Report, second: Report) -> ReportDiff:
    """The sentences of two reports side by side, ignoring width, case and script.

    It stops at the deadline and sets `cut`.
    """
    bodies = first.body, second.body
    left, right = (sentences(body[:MAX_TEXT_CHARS]) for body in bodies)
    cut = max(map(len, (left, right))) > MAX_SENTENCES or max(map(len, bodies)) > MAX_TEXT_CHARS
    left, right = left[:MAX_SENTENCES], right[:MAX_SENTENCES]
    rows: list[DiffRow] = []
    done = 0
    for start, end, other_start, other_end in [
        *_different([_key(text) for text in left], [_key(text) for text in right]),
        (len(left), len(left), len(right), len(right)),
    ]:
        same = right[other_start - (start - done) : other_start]
        rows += [
            DiffRow(change=TextChange.SAME, first=text, second=twin)
            for text, twin in zip(left[done:start], same, strict=True)
        ]
        rows += _replaced(left[start:end], right[other_start:other_end])
        done = end
        if current_deadline().over():
            return ReportDiff(tuple(rows), cut=True)
    return ReportDiff(tuple(rows), cut)


def _different(first: Sequence[object], other: Sequence[object]) -> Iterator[DiffBlock]:
    """The ranges in which two sequences differ, in ascending order."""
    changes = (step for step in LCSseq.opcodes(first, other) if step.tag != "equal")
    start = end = other_start = other_end = 0
    for step in changes:
        if (step.src_start, step.dest_start) != (end, other_end):
            if end > start or other_end > other_start:
                yield start, end, other_start, other_end
            start, other_start = step.src_start, step.dest_start
        end, other_end = step.src_end, step.dest_end
    if end > start or other_end > other_start:
        yield start, end, other_start, other_end


def sentences(body: str) -> list[str]:
    """The sentences of a text with their final punctuation; long ones in parts."""
    return [part for sentence in whole_sentences(body) for part in _parts(sentence) if part]


def whole_sentences(body: str) -> Iterator[str]:
    """The sentences of a text with their final punctuation, without outer white space."""
    for piece in _SENTENCE.findall(body):
        yield from filter(None, map(str.strip, _LATIN_END.split(piece)))


def _parts(sentence: str) -> Iterator[str]:
    """A sentence, or the parts of one that is too long, split after commas and words.

    The split positions depend only on the sentence itself, so the same sentence of another report
    is split in the same way.
    """
    if len(sentence) <= MAX_SENTENCE_CHARS:
        yield sentence
        return
    part = ""
    for clause in _CLAUSE.findall(sentence):
        part += clause
        if len(part) >= MIN_PART_CHARS:
            yield from _slices(part.strip())
            part = ""
    yield part.strip()


def _slices(part: str) -> Iterator[str]:
    for start in range(0, len(part), MAX_SENTENCE_CHARS):
        yield part[start : start + MAX_SENTENCE_CHARS]


def _key(text: str) -> str:
    """The sentence for comparison: folded, without spaces and punctuation."""
    return re.sub(r"[\W_]+", "", fold(text))


def _replaced(before: list[str], other: list[str]) -> list[DiffRow]:
    """Pairs of similar sentences in the order of both; the others are single rows."""
    rows: list[DiffRow] = []
    keys = [_key(text) for text in other]
    position = 0
    for text in before:
        if current_deadline().over():
            break
        best = process.extractOne(
            _key(text),
            keys[position:],
            scorer=Indel.normalized_similarity,
            score_cutoff=MIN_LIKENESS,
        )
        if best is None:
            rows.append(DiffRow(change=TextChange.FIRST_ONLY, first=text))
            continue
        at = position + best[2]
        rows += [DiffRow(change=TextChange.SECOND_ONLY, second=twin) for twin in other[position:at]]
        rows.append(_changed(text, other[at]))
        position = at + 1
    return rows + [DiffRow(change=TextChange.SECOND_ONLY, second=twin) for twin in other[position:]]


def _changed(before: str, other: str) -> DiffRow:
    """The row of two similar sentences, with their differences marked."""
    left, right = _units(before), _units(other)
    marks: tuple[list[Mark], list[Mark]] = ([], [])
    for start, end, other_start, other_end in _different(
        [fold(text) for text, _ in left], [fold(text) for text, _ in right]
    ):
        for units, begin, stop, into in (
            (left, start, end, marks[0]),
            (right, other_start, other_end, marks[1]),
        ):
            if stop > begin:
                into.append(Mark(units[begin][1], units[stop - 1][1] + len(units[stop - 1][0])))
    return DiffRow(
        change=TextChange.CHANGED,
        first=before,
        second=other,
        first_marks=tuple(marks[0]),
        second_marks=tuple(marks[1]),
    )


def _units(text: str) -> list[tuple[str, int]]:
    """The units of comparison in a sentence: Latin words, numbers, and single characters."""
    return [
        (piece[0], piece.start())
        for piece in re.finditer(r"[A-Za-z]+|(?<![\d.,])[\d.,]*\d|\s+|.", text)
    ]
