"""Reads the segments of a generation as one: report numbers continue, postings are joined.

Usually there is one large segment and a few small ones, so joining costs only what the small ones
contain. With a single segment the postings are views of the mapped file.
"""

import bisect
import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.arrays import Array, DocIds, Freqs, Mask
from index.embedded.query.prefix_bitmaps import PrefixBitmapCache
from index.embedded.segment.doc_lists import intersect
from index.embedded.segment.position_blocks import POSITION_SHIFTS
from index.embedded.segment.segment import Segment, lengths_of
from index.embedded.segment.term_fields import PositionalField, PostingField
from index.report import ReportId
from index.schema import GRAMS, WORDS
from index.text import bm25
from index.text.bm25 import FieldStatistics
from index.weighted_cache import WeightedCache

BITMAP_RATIO = 32
"""Terms in more than one of this many reports have a cached bitmap."""
CACHED_BITMAP_BYTES = 1 << 24
UNPACK_RATIO = 16
"""A bitmap is unpacked if more than one of this many reports is tested."""
CACHED_TERM_ENTRIES = 1 << 14
"""Cached term entries; together they take 5 MB."""
CACHED_IDS = 1 << 12
"""Ids of hits whose numbers are kept, as most hits are read next."""


class TermEntry(NamedTuple):
    """The location of a term: its number in each segment that contains it.

    `weight` is the highest BM25 score it can add to a report; every match of a term in a field
    without frequencies scores 1.
    """

    field: str
    numbers: tuple[tuple[int, int], ...]
    reports: int
    weight: float = 1.0


class MultiSegmentReader:
    """Several segments, read as one."""

    def __init__(self, segments: Sequence[Segment], deleted: Sequence[Array]) -> None:
        self.segments = tuple(segments)
        counts = [segment.count for segment in segments]
        self.bases = [sum(counts[:at]) for at in range(len(counts))]
        self.count = sum(counts)
        gone = [docs.astype(np.intp) + base for docs, base in zip(deleted, self.bases, strict=True)]
        self.deleted = np.concatenate(gone) if gone else np.zeros(0, dtype=np.intp)
        self.masks = PrefixBitmapCache(self.count)
        self._entries: dict[tuple[str, bytes], TermEntry] = {}
        self._docs_of_ids: dict[ReportId, int] = {}
        self._arrays: dict[str, Array] = {}
        self._statistics: dict[str, FieldStatistics] = {}
        self._bits: WeightedCache[TermEntry, Array] = WeightedCache(CACHED_BITMAP_BYTES)

    @functools.cached_property
    def alive(self) -> Mask | None:
        """A mask of the reports that are not deleted; None if none is deleted."""
        if not len(self.deleted):
            return None
        alive = np.ones(self.count, dtype=np.bool_)
        alive[self.deleted] = False
        return alive

    def positional(self, field: str) -> bool:
        """Whether a field stores positions."""
        return field in POSITION_SHIFTS

    def scored(self, field: str) -> bool:
        """Whether a field stores frequencies, which BM25 scores."""
        return field in WORDS or field in GRAMS

    def entry(self, field: str, term: bytes) -> TermEntry:
        """The entry of a term, with its number of reports, deleted ones included."""
        entry = self._entries.get((field, term))
        if entry is None:
            if len(self._entries) >= CACHED_TERM_ENTRIES:
                self._entries.clear()
            entry = self._entries[field, term] = self._find(field, term)
        return entry

    def _find(self, field: str, term: bytes) -> TermEntry:
        numbers = []
        reports = 0
        for at, segment in enumerate(self.segments):
            terms = segment.field(field)
            number = terms.lexicon.find(term)
            if number >= 0:
                numbers.append((at, number))
                reports += terms.reports(number)
        if not self.scored(field):
            return TermEntry(field, tuple(numbers), reports)
        weight = bm25.idf(reports, self.statistics(field).reports) * (bm25.K1 + 1)
        return TermEntry(field, tuple(numbers), reports, weight)

    def posting(self, entry: TermEntry) -> tuple[DocIds, Freqs]:
        """The reports of a term in ascending order, and its frequency in each."""
        if len(entry.numbers) == 1 and not entry.numbers[0][0]:
            single = self.segments[0].postings(entry.field).posting(entry.numbers[0][1])
            return single.docs, single.freqs  # the common case, which a query has a dozen times
        docs, freqs = [], []
        for at, number in entry.numbers:
            posting = self.segments[at].postings(entry.field).posting(number)
            base = self.bases[at]
            docs.append(posting.docs + np.uint32(base) if base else posting.docs)
            freqs.append(posting.freqs)
        if len(docs) == 1:
            return docs[0], freqs[0]
        if not docs:
            return np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.uint8)
        return np.concatenate(docs), np.concatenate(freqs)

    def among(self, entry: TermEntry, docs: DocIds) -> tuple[DocIds, Freqs]:
        """The positions in ascending `docs` of reports that contain a term, and its frequencies."""
        if len(self.segments) == 1 and entry.numbers:
            at, number = entry.numbers[0]
            return self.segments[at].postings(entry.field).among(number, docs)
        hits, freqs = [], []
        for at, number in entry.numbers:
            base, segment = self.bases[at], self.segments[at]
            low, high = docs.searchsorted([base, base + segment.count]).tolist()
            if low < high:
                matches, counts = segment.postings(entry.field).among(number, docs[low:high] - base)
                hits.append(matches + low)
                freqs.append(counts)
        if not hits:
            return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int64)
        return np.concatenate(hits), np.concatenate(freqs)

    def bits(self, entry: TermEntry) -> Array | None:
        """A bitmap of the reports of a frequent term, lowest bit first; None for other terms."""
        if entry.reports * BITMAP_RATIO <= self.count:
            return None
        bits = self._bits.get(entry)
        if bits is None:
            mask = np.zeros(self.count, dtype=np.bool_)
            mask[self.docs(entry)] = True
            bits = np.packbits(mask, bitorder="little")
            self._bits.keep(entry, bits, len(bits))
        return bits

    def mask(self, entries: Sequence[TermEntry]) -> Array:
        """A mask of the reports that contain any of some terms."""
        joined: Array | None = None
        for entry in entries:
            bits = self.bits(entry)
            if bits is not None:
                joined = bits if joined is None else joined | bits
        if joined is None:
            mask: Mask = np.zeros(self.count, dtype=np.bool_)
        else:
            mask = np.unpackbits(joined, count=self.count, bitorder="little").view(np.bool_)
        for entry in entries:
            if entry.reports * BITMAP_RATIO <= self.count:
                mask[self.docs(entry)] = True
        return mask

    def test(self, entry: TermEntry, docs: DocIds, mask: Mask) -> None:
        """Set in `mask` which of the ascending reports contain a term, by their positions."""
        bits = self.bits(entry)
        if bits is None:
            mask[intersect(self.docs(entry), docs)[0]] = True
        elif len(docs) * UNPACK_RATIO > self.count:
            mask |= (
                np.unpackbits(bits, count=self.count, bitorder="little").view(np.bool_).take(docs)
            )
        else:
            shifted = bits.take(docs >> 3) >> (docs & 7).astype(np.uint8)
            mask |= (shifted & np.uint8(1)).view(np.bool_)

    def freqs(self, entry: TermEntry, docs: DocIds) -> Freqs:
        """The frequency of a term in reports (ascending) that all contain it."""
        if len(self.segments) > 1:
            return self.among(entry, docs)[1]
        return self.segments[0].grams(entry.field).freqs_in(entry.numbers[0][1], docs)

    def docs(self, entry: TermEntry) -> DocIds:
        """The reports of a term in ascending order."""
        docs: list[Array] = []
        for at, number in entry.numbers:
            base = self.bases[at]
            numbers = self.segments[at].postings(entry.field).docs(number)
            docs.append(numbers + np.uint32(base) if base else numbers)
        if len(docs) == 1:
            return docs[0]
        return np.concatenate(docs) if docs else np.zeros(0, dtype=np.uint32)

    def lengths(self, field: str) -> Array:
        """The number of tokens that each report has in a field."""
        return self.numbers(lengths_of(field))

    def numbers(self, name: str) -> Array:
        """A numeric column: one number per report."""
        if name not in self._arrays:
            self._arrays[name] = self._joined([segment.numbers(name) for segment in self.segments])
        return self._arrays[name]

    def statistics(self, field: str) -> FieldStatistics:
        """The reports with any token in a field, deleted ones included, and the mean length.

        The length is that of those that are not deleted: one that is gone may have been very long.
        """
        if field not in self._statistics:
            lengths = self.lengths(field)
            living = lengths if self.alive is None else lengths[self.alive]
            count, total = int(np.count_nonzero(living)), int(living.sum(dtype=np.int64))
            reports = int(np.count_nonzero(lengths))
            self._statistics[field] = FieldStatistics(reports, total / count if count else 1.0)
        return self._statistics[field]

    def _joined(self, parts: Sequence[Array]) -> Array:
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint32)

    def gram_fields(self, field: str) -> list[tuple[PositionalField, int]]:
        """A field of grams in each segment, with the number of the segment's first report."""
        fields = [segment.grams(field) for segment in self.segments]
        return list(zip(fields, self.bases, strict=True))

    def posting_fields(self, field: str) -> list[tuple[PostingField, int]]:
        """A field in each segment, with the number of the segment's first report."""
        fields = [segment.postings(field) for segment in self.segments]
        return list(zip(fields, self.bases, strict=True))

    @functools.cached_property
    def ranks(self) -> Array:
        """The rank of each report in the order of ids."""
        if len(self.segments) == 1:
            return self.segments[0].ids.ranks
        names: list[bytes] = []
        docs: list[Array] = []
        for segment, base in zip(self.segments, self.bases, strict=True):
            lexicon = segment.ids.lexicon
            names += lexicon.terms(0, len(lexicon))
            docs.append(np.argsort(segment.ids.ranks) + base)
        order = np.concatenate(docs)[sorted(range(len(names)), key=names.__getitem__)]
        ranks = np.empty(self.count, dtype=np.uint32)
        ranks[order] = np.arange(self.count, dtype=np.uint32)
        return ranks

    def ids(self, docs: DocIds) -> list[ReportId]:
        """The ids of reports."""
        if len(self.segments) == 1:
            names = self.segments[0].ids.ids(docs)
        else:
            numbers = map(self.segment_of, docs.tolist())
            names = [self.segments[at].ids.ids(np.array([number]))[0] for at, number in numbers]
        if len(self._docs_of_ids) + len(names) > CACHED_IDS:
            self._docs_of_ids.clear()
        if len(names) <= CACHED_IDS:
            self._docs_of_ids.update(zip(names, docs.tolist(), strict=True))
        return names

    def segment_of(self, doc: int) -> tuple[int, int]:
        """The segment of a report, and the report's number in it."""
        at = bisect.bisect_right(self.bases, doc) - 1
        return at, doc - self.bases[at]

    def doc(self, name: ReportId) -> int | None:
        """The number of the report with this id, None if there is none."""
        known = self._docs_of_ids.get(name)
        if known is not None and (self.alive is None or self.alive[known]):
            return known
        for doc in self.docs(self.entry("id", name.encode("utf-8", "surrogatepass"))).tolist():
            if self.alive is None or self.alive[doc]:
                return int(doc)
        return None
