"""Merges batches into a segment, one range of terms after another, in bounded memory.

First all terms get their final numbers. Then each range of terms that fits the memory limit is read
from every batch, ordered by prefix sums, and written. The result depends only on the batches and
their order.
"""

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Array, unique_sorted
from index.embedded.segment import doc_lists, elias_fano
from index.embedded.segment.array_file import ArrayFileInfo, ArrayFileWriter
from index.embedded.segment.disk import Disk
from index.embedded.segment.position_blocks import POSITION_SHIFTS, blocks
from index.embedded.segment.segment import lengths_of
from index.embedded.segment.term_blocks import TERMS_PER_BLOCK, put_terms
from index.embedded.write import phrases, tokens
from index.embedded.write.batch import NUMBER_COLUMNS, Batch
from index.indexing.build_resources import BuildResources
from index.schema import GRAMS, VALUES, WORDS
from index.system import malloc
from index.system.parallel import ProcessPool, ordered_map
from index.text.analysis import Analyzer

MERGE_BYTES_PER_OCCURRENCE = 96
"""Bytes of memory per occurrence while its list is built, measured at the peak."""
MERGE_BYTES_PER_REPORT = 128
"""Bytes of memory per report in each half: its id, and data outside the batch's file."""
MIN_PARALLEL_BATCHES = 4
"""From this many batches on, fields are merged in separate processes."""
FIELDS_BY_SIZE = (*reversed(GRAMS), *reversed(WORDS))


@dataclass(frozen=True, slots=True)
class MergePart:
    """One half of a batch's terms of a field: their final numbers in ascending order.

    Each term takes only four bytes of memory, because a million reports have five hundred batches.
    """

    batch: Batch
    name: str
    numbers: Array
    base: int

    @property
    def reports(self) -> int:
        """The number of reports in the batch."""
        return len(self.batch.ids)


def merge(
    batches: Sequence[Batch], disk: Disk, path: Path, resources: BuildResources, analyzer: Analyzer
) -> str:
    """Write the segment of these batches; return a name derived from its content.

    `analyzer` has cut the texts.
    """
    out = ArrayFileWriter(disk, path)
    try:
        for parts in _fields(batches, disk, path, resources):
            out.take_over(parts)
        phrases.put(out, batches, analyzer)
        _columns(out, batches)
        _stored(out, batches)
        return out.finish(sum(len(batch.ids) for batch in batches))
    except BaseException:
        out.abandon()
        raise


def _fields(
    batches: Sequence[Batch], disk: Disk, path: Path, resources: BuildResources
) -> Iterator[dict[str, ArrayFileInfo]]:
    """The arrays of each field, merged two at a time if memory permits."""
    memory = resources.memory << 20
    if (
        resources.jobs > 1
        and len(batches) >= MIN_PARALLEL_BATCHES
        and 2 * _resident_bytes(batches) <= memory // 2
    ):
        write = functools.partial(_field, batches, disk, path, memory // 2)
        for _, parts in ordered_map(FIELDS_BY_SIZE, write, ProcessPool(2, "fork", 2)):
            yield parts
    else:
        for field in FIELDS_BY_SIZE:
            yield _field(batches, disk, path, memory, field)


def _resident_bytes(batches: Sequence[Batch]) -> int:
    """Bytes that stay in memory while the field with the most terms is merged."""
    terms = sum(batch.spilled.count(f"{GRAMS[-1]}.short.terms") for batch in batches)
    return terms * 4 + sum(len(batch.ids) for batch in batches) * 2 * MERGE_BYTES_PER_REPORT


def _field(
    batches: Sequence[Batch], disk: Disk, path: Path, memory: int, field: str
) -> dict[str, ArrayFileInfo]:
    """The arrays of a field, each in a temporary file, merged with `memory` bytes."""
    out = ArrayFileWriter(disk, path.with_name(f"{path.name}.{field}"))
    try:
        (_words if field in WORDS else _grams)(out, field, batches, memory)
        malloc.trim()  # frees the term numbers of this field; the next field needs as much
        return out.close()
    except BaseException:
        out.abandon()
        raise


def _numbered(
    field: str, batches: Sequence[Batch], bases: Sequence[int]
) -> tuple[list[str], list[MergePart]]:
    """Number all terms of a field in order; return the batches' parts with these numbers."""
    shorts: Array = np.zeros(0, dtype=np.uint64)
    names: set[str] = set()
    for start in range(0, len(batches), 64):
        some = batches[start : start + 64]
        term_lists = [batch.spilled.take(f"{field}.short.terms") for batch in some]
        shorts = _distinct(np.concatenate([shorts, *term_lists]))
        names.update(*(batch.spilled.names(f"{field}.long.terms") for batch in some))
    longs = sorted(names)
    del names
    # A long term sorts after its own two-character prefix and everything before that.
    heads = np.array([tokens.key(name) for name in longs], dtype=np.uint64)
    before = np.searchsorted(shorts, heads, "right")
    long_numbers = before + np.arange(len(longs))
    short_numbers = np.arange(len(shorts)) + np.searchsorted(
        before, np.arange(len(shorts)), "right"
    )
    number_of = dict(zip(longs, long_numbers.tolist(), strict=True))
    parts = []
    for batch, base in zip(batches, bases, strict=True):
        numbers_of_short = short_numbers[
            np.searchsorted(shorts, batch.spilled.take(f"{field}.short.terms"))
        ]
        parts.append(MergePart(batch, f"{field}.short", numbers_of_short.astype(np.uint32), base))
        names_of_long = batch.spilled.names(f"{field}.long.terms")
        numbers_of_long = np.fromiter(
            map(number_of.__getitem__, names_of_long), np.uint32, len(names_of_long)
        )
        parts.append(MergePart(batch, f"{field}.long", numbers_of_long, base))
    spelled = np.empty(len(shorts) + len(longs), dtype=np.object_)
    spelled[short_numbers] = _spelled(shorts)
    spelled[long_numbers] = longs
    return spelled.tolist(), parts


def _distinct(numbers: Array) -> Array:
    """The distinct numbers in ascending order."""
    numbers.sort()
    return unique_sorted(numbers)


def _spelled(keys: Array) -> list[str]:
    """The terms that `tokens.key` packed."""
    codes = np.empty((len(keys), 2), dtype=np.uint32)
    codes[:, 0] = keys >> np.uint64(tokens.CODE_BITS)
    codes[:, 1] = keys & np.uint64((1 << tokens.CODE_BITS) - 1)
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    double = codes[:, 1] > 0
    ends = np.arange(len(keys)) * 2 + 1 + double
    return [
        text[start:end] for start, end in zip(range(0, len(text), 2), ends.tolist(), strict=True)
    ]


def _ranges(counts: Array, parts: Sequence[MergePart], memory: int) -> Iterator[tuple[int, int]]:
    """Ranges of terms whose lists fit the memory left; a single term may exceed it.

    A segment without words still needs all arrays, so it has one empty range.
    """
    if not len(counts):
        yield 0, 0
    used = (
        sum(part.numbers.nbytes for part in parts)
        + sum(part.reports for part in parts) * MERGE_BYTES_PER_REPORT
    )
    most = max(memory - used, memory // 8) // MERGE_BYTES_PER_OCCURRENCE
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        done = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, done + most, "right")), start + 1)
        yield start, stop
        start = stop


@dataclass(frozen=True, slots=True)
class MergeSlot:
    """The contribution of a part to a range of terms: entries `low` to `high` go to `targets`."""

    part: MergePart
    low: int
    high: int
    targets: Array


def _slots(
    parts: Sequence[MergePart], done: Array, start: int, stop: int, counts: Array
) -> Iterator[MergeSlot]:
    """The targets of each part's entries, so that lists are adjacent and ascending.

    Ranges are processed in order; `done` counts the entries of each part in earlier ranges.
    """
    filled = np.cumsum(counts) - counts
    for number, part in enumerate(parts):
        edges = np.array([start, stop], dtype=part.numbers.dtype)
        low, high = part.numbers.searchsorted(edges).tolist()
        if low == high:
            continue
        lengths = part.batch.spilled.take(f"{part.name}.counts", low, high).astype(np.int64)
        first = int(done[number])
        last = first + int(lengths.sum())
        done[number] = last
        rows = part.numbers[low:high].astype(np.int64) - start
        targets = np.repeat(filled[rows] - (np.cumsum(lengths) - lengths), lengths) + np.arange(
            last - first
        )
        filled[rows] += lengths
        yield MergeSlot(part, first, last, targets)


def _total(parts: Sequence[MergePart], terms: int, name: str = "counts") -> Array:
    total = np.zeros(terms, dtype=np.int64)
    for part in parts:
        total[part.numbers] += part.batch.spilled.take(f"{part.name}.{name}")
    return total


def _starts(sizes: Array) -> Array:
    """The start of the list of each block's first term."""
    return (np.cumsum(sizes) - sizes)[::TERMS_PER_BLOCK]


def _bases(sizes: Sequence[int]) -> list[int]:
    return [sum(sizes[:position]) for position in range(len(sizes))]


def _words(out: ArrayFileWriter, field: str, batches: Sequence[Batch], memory: int) -> None:
    terms, parts = _numbered(field, batches, _bases([len(batch.ids) for batch in batches]))
    counts = _total(parts, len(terms))
    chunks = doc_lists.chunks(sum(len(batch.ids) for batch in batches))
    starts = [_starts(counts), _starts(doc_lists.sizes(counts, chunks))]
    put_terms(out, field, terms, starts, [counts])
    del terms  # a hundred bytes each
    written = 0
    done = np.zeros(len(parts), dtype=np.int64)
    for start, stop in _ranges(counts, parts, memory):
        size = int(counts[start:stop].sum())
        docs = np.empty(size, dtype=np.uint32)
        freqs = np.empty(size, dtype=np.uint32)
        for slot in _slots(parts, done, start, stop, counts[start:stop]):
            taken = slot.part.batch.spilled.take(f"{slot.part.name}.docs", slot.low, slot.high)
            docs[slot.targets] = taken + np.uint32(slot.part.base)
            freqs[slot.targets] = slot.part.batch.spilled.take(
                f"{slot.part.name}.freqs", slot.low, slot.high
            )
        plane, where, values = elias_fano.split(freqs)
        out.append(f"{field}.docs", doc_lists.encode(docs, counts[start:stop], chunks))
        out.append(f"{field}.freqs", plane)
        out.append(f"{field}.freqs.at", where + np.uint32(written))
        out.append(f"{field}.freqs.is", values)
        written += size
    _lengths(out, field, batches)


def _grams(out: ArrayFileWriter, field: str, batches: Sequence[Batch], memory: int) -> None:
    shift = POSITION_SHIFTS[field]
    sizes = [blocks(batch.lengths[field], field) for batch in batches]
    bases = _bases([int(size.sum()) << shift for size in sizes])
    terms, parts = _numbered(field, batches, bases)
    counts = _total(parts, len(terms))
    reports = _total(parts, len(terms), "reports")
    table = np.concatenate(sizes) if sizes else np.zeros(0, dtype=np.int64)
    universe = int(table.sum()) << shift
    starts = [_starts(elias_fano.sizes(counts, universe))]
    put_terms(out, field, terms, starts, [reports, counts - reports])
    del terms  # a hundred bytes each
    out.append(f"{field}.texts", np.repeat(np.arange(len(table), dtype=np.uint32), table))
    done = np.zeros(len(parts), dtype=np.int64)
    for start, stop in _ranges(counts, parts, memory):
        list_sizes = counts[start:stop]
        positions = np.empty(int(list_sizes.sum()), dtype=np.uint32)
        for slot in _slots(parts, done, start, stop, list_sizes):
            taken = slot.part.batch.spilled.take(f"{slot.part.name}.places", slot.low, slot.high)
            positions[slot.targets] = taken + np.uint32(slot.part.base)
        out.append(f"{field}.places", elias_fano.encode(positions, list_sizes, universe))
    _lengths(out, field, batches)


def _lengths(out: ArrayFileWriter, field: str, batches: Sequence[Batch]) -> None:
    for batch in batches:
        out.append(lengths_of(field), batch.lengths[field].astype(np.uint32))


def _columns(out: ArrayFileWriter, batches: Sequence[Batch]) -> None:
    for name in NUMBER_COLUMNS:
        out.append(name, np.concatenate([batch.numbers[name] for batch in batches]))
    for name in VALUES:
        _values(out, name, batches)
    ids = [name for batch in batches for name in batch.ids]
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.uint32)
    ranks = np.empty(len(ids), dtype=np.uint32)
    ranks[order] = np.arange(len(ids), dtype=np.uint32)
    put_terms(out, "id", [ids[position] for position in order.tolist()])
    out.append("id.docs", order)
    out.append("id.ranks", ranks)


def _values(out: ArrayFileWriter, name: str, batches: Sequence[Batch]) -> None:
    """The sorted values of a field, and the rank of each report's value among them."""
    names = sorted({value for batch in batches for value in batch.values[name].names})
    put_terms(out, name, names)
    ordinals_of = {value: position for position, value in enumerate(names)}
    kind = np.uint8 if len(names) <= 1 << 8 else np.uint16 if len(names) <= 1 << 16 else np.uint32
    for batch in batches:
        batch_values = batch.values[name]
        final = np.array([ordinals_of[value] for value in batch_values.names], dtype=kind)
        out.append(f"{name}.ordinals", final[batch_values.ordinals])


def _stored(out: ArrayFileWriter, batches: Sequence[Batch]) -> None:
    """The blocks of all batches, and the ends of each batch's blocks and dictionary."""
    sizes = [batch.spilled.take("stored.sizes") for batch in batches]
    counts = [batch.spilled.take("stored.counts") for batch in batches]
    dictionaries = [batch.spilled.count("stored.dictionaries") for batch in batches]
    for batch in batches:
        out.append("stored", batch.spilled.take("stored"))
        out.append("stored.dictionaries", batch.spilled.take("stored.dictionaries"))
        out.append("fingerprints", batch.spilled.take("fingerprints"))
    out.append("stored.ends", np.cumsum(np.concatenate(sizes), dtype=np.uint64))
    out.append("stored.lines", np.cumsum(np.concatenate(counts), dtype=np.uint32))
    out.append(
        "stored.batches", np.cumsum([len(batch_sizes) for batch_sizes in sizes], dtype=np.uint64)
    )
    out.append("stored.dictionaries.ends", np.cumsum(dictionaries, dtype=np.uint64))
