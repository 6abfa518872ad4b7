"""A batch: some megabytes of inverted reports, in a file beside the future segment.

A batch is the unit of work of a worker process. Its content depends only on its reports, and
batches are merged in order, so the result does not depend on the number of workers.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.day_number import day_number
from index.embedded.segment import stored_reports
from index.embedded.segment.disk import Disk
from index.embedded.segment.keyword_values import KeywordValues
from index.embedded.segment.position_blocks import POSITION_SHIFTS, blocks
from index.embedded.write import sample, spill, tokens
from index.embedded.write.spill import SpilledArrays
from index.embedded.write.texts import Folded, Texts
from index.fields import COUNT_FIELDS, NUMBER_FIELDS
from index.report import Fingerprint, Report, ReportId, fingerprint_of, to_line
from index.schema import GRAMS, VALUES, WORDS, value_of
from index.text.analysis import Analyzer
from index.text.story_marks import (
    NUMBER_MARKS,
    STORY_COLUMNS,
    WORDING_MARKS,
    number_mark,
    wording_marks,
)

NUMBER_COLUMNS = (*NUMBER_FIELDS, *STORY_COLUMNS)
"""The numeric columns of a segment."""
MAX_UINT32 = (1 << 32) - 1
_POSITION_BITS = 64 - 2 * tokens.CODE_BITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Inverted reports: small data here, large arrays in a file.

    `numbers` are dates, views and STORY_COLUMNS, `lengths` the tokens per field, all by report.
    """

    ids: tuple[ReportId, ...]
    values: dict[str, KeywordValues]
    numbers: dict[str, Array]
    lengths: dict[str, Array]
    spilled: SpilledArrays


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """A report, its stored line, its fingerprint, and the signature of its text."""

    report: Report
    line: bytes
    fingerprint: Fingerprint
    signature: bytes

    @classmethod
    def of(cls, report: Report, signature: bytes) -> "MarkedReport":
        """Compute the line and the fingerprint of a report; `signature` is that of `TextStats`."""
        line = to_line(report)
        return cls(report, line, fingerprint_of(line), signature)


def invert(analyzer: Analyzer, marked: Sequence[MarkedReport], disk: Disk, path: Path) -> Batch:
    """Invert reports into a new file."""
    reports = [marked_report.report for marked_report in marked]
    lengths: dict[str, Array] = {}
    arrays: list[tuple[str, Array]] = []
    texts = {"title": [report.title for report in reports], "body": [r.body for r in reports]}
    folded_fields: list[Folded] = []
    for words, grams in zip(WORDS, GRAMS, strict=True):
        joined = Texts.joined(texts[words])
        folded = joined.folded()
        folded_fields.append(folded)
        occurrences = tokens.words(analyzer, folded)
        lengths[words] = occurrences.lengths.astype(np.uint32)
        arrays += _word_arrays(words, occurrences)
        occurrences = tokens.grams(joined, folded)
        lengths[grams] = occurrences.lengths.astype(np.uint32)
        arrays += _gram_arrays(grams, occurrences)
    rows = sample.chosen(
        [marked_report.fingerprint for marked_report in marked], lengths[GRAMS[-1]]
    )
    arrays += sample.arrays(folded_fields, rows)
    arrays += stored_arrays([marked_report.line for marked_report in marked])
    prints = b"".join(bytes.fromhex(marked_report.fingerprint) for marked_report in marked)
    arrays.append(("fingerprints", np.frombuffer(prints, dtype=np.uint8)))
    return Batch(
        ids=tuple(report.id for report in reports),
        values={name: _values([value_of(report, name) for report in reports]) for name in VALUES},
        numbers={
            "date": np.array([day_number(report.date) for report in reports], dtype=np.uint32),
            **{
                name: _counts([getattr(report, name) for report in reports])
                for name in COUNT_FIELDS
            },
            **_story_columns(
                [marked_report.signature for marked_report in marked], folded_fields[-1]
            ),
        },
        lengths=lengths,
        spilled=spill.spill(disk, path, arrays),
    )


def _story_columns(signatures: Sequence[bytes], bodies: Folded) -> dict[str, Array]:
    """The marks of each report's wording and numbers."""
    marks = wording_marks(signatures)
    columns = {name: marks[:, at].copy() for at, name in enumerate(WORDING_MARKS)}
    digits = np.array([number_mark(n) if n.isdecimal() else 0 for n in bodies.names], np.uint64)
    of_runs = digits.take(bodies.runs) if len(bodies.runs) else digits[:0]
    numbers = np.zeros(len(signatures), dtype=np.uint64)
    np.bitwise_or.at(numbers, bodies.text_of(bodies.starts), of_runs)
    return columns | {NUMBER_MARKS: numbers}


def _counts(counts: list[int | None]) -> Array:
    """A column of counts; an unknown one is 0."""
    return np.array([min(count or 0, MAX_UINT32) for count in counts], dtype=np.uint32)


def _values(texts: list[str]) -> KeywordValues:
    names = sorted(set(texts))
    ordinals_of = {name: ordinal for ordinal, name in enumerate(names)}
    return KeywordValues(
        tuple(names), np.array([ordinals_of[text] for text in texts], dtype=np.uint32)
    )


def stored_arrays(lines: Sequence[bytes]) -> Iterator[tuple[str, Array]]:
    """The arrays of the compressed blocks of these lines."""
    packed = stored_reports.pack(lines)
    yield "stored", np.frombuffer(packed.data, dtype=np.uint8)
    yield "stored.sizes", np.array(packed.sizes, dtype=np.uint64)
    yield "stored.counts", np.array(packed.counts, dtype=np.uint32)
    yield "stored.dictionaries", np.frombuffer(packed.dictionary, dtype=np.uint8)


def _sorted_pairs(terms: Array, others: Array, bits: int) -> tuple[Array, Array]:
    """Sort pairs of a term and another number, in one pass if a pair fits into 64 bits."""
    if len(others) == 0 or int(others.max()) < 1 << bits:
        packed = (terms.astype(np.uint64) << np.uint64(bits)) | others.astype(np.uint64)
        packed.sort()
        return packed >> np.uint64(bits), (packed & np.uint64((1 << bits) - 1)).astype(np.uint32)
    order = np.lexsort((others, terms))
    return terms[order], others[order].astype(np.uint32)


def _halves(
    occurrences: tokens.Occurrences,
) -> Iterator[tuple[str, tokens.Tokens, int, Sequence[str] | None]]:
    """Short and long tokens, each with the number of bits left for the other half of a pair.

    The names of the long tokens are sorted first; their terms are indexes of `names`.
    """
    yield "short", occurrences.short, _POSITION_BITS, None
    names = sorted(occurrences.names)
    rank_of = dict(zip(names, itertools.count(), strict=False))
    rank = np.fromiter(map(rank_of.__getitem__, occurrences.names), np.int64, len(names))
    long = tokens.Tokens(
        rank[occurrences.long.terms], occurrences.long.texts, occurrences.long.positions
    )
    yield "long", long, 32, names


def _terms(terms: Array, names: Sequence[str] | None) -> Array:
    """The array in which terms are stored; every name has its number."""
    return terms.astype(np.uint64) if names is None else spill.lines(names)


def starts_of(values: Array) -> Array:
    """The starts of runs of equal values."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))


def counts_of(starts: Array, total: int) -> Array:
    """The lengths of the runs that begin at `starts`; their sum is `total`."""
    return np.diff(starts, append=total)


def _word_arrays(field: str, occurrences: tokens.Occurrences) -> Iterator[tuple[str, Array]]:
    """Sorted terms, their reports, and their frequency in each."""
    for half, part, bits, names in _halves(occurrences):
        name = f"{field}.{half}"
        terms, texts = _sorted_pairs(part.terms, part.texts, bits)
        postings = np.flatnonzero(
            np.concatenate([[True], (terms[1:] != terms[:-1]) | (texts[1:] != texts[:-1])])
            if len(terms)
            else np.zeros(0, dtype=np.bool_)
        )
        starts = starts_of(terms[postings])
        yield f"{name}.terms", _terms(terms[postings][starts], names)
        yield f"{name}.counts", counts_of(starts, len(postings)).astype(np.uint32)
        yield f"{name}.docs", texts[postings]
        yield f"{name}.freqs", counts_of(postings, len(terms)).astype(np.uint32)


def _gram_arrays(field: str, occurrences: tokens.Occurrences) -> Iterator[tuple[str, Array]]:
    """Sorted terms, their positions, and their number of reports."""
    size = blocks(occurrences.lengths, field)
    first = (np.cumsum(size) - size) << POSITION_SHIFTS[field]
    table = np.repeat(np.arange(len(size), dtype=np.uint32), size)
    for half, part, bits, names in _halves(occurrences):
        name = f"{field}.{half}"
        offsets = part.positions if part.positions is not None else np.zeros(0, dtype=np.int64)
        terms, positions = _sorted_pairs(part.terms, first[part.texts] + offsets, bits)
        starts = starts_of(terms)
        yield f"{name}.terms", _terms(terms[starts], names)
        yield f"{name}.counts", counts_of(starts, len(terms)).astype(np.uint32)
        yield f"{name}.reports", _reports(table[positions >> POSITION_SHIFTS[field]], starts)
        yield f"{name}.places", positions


def _reports(texts: Array, starts: Array) -> Array:
    """The number of distinct texts in each run; the occurrences of a text are adjacent."""
    if not len(texts):
        return np.zeros(0, dtype=np.uint32)
    new = np.concatenate([[True], texts[1:] != texts[:-1]])
    new[starts] = True
    return np.add.reduceat(new, starts, dtype=np.uint32)
