"""The fields of a segment: the terms of each, with their postings."""

import functools
import operator
from typing import NamedTuple, cast

import numpy as np

from index.arrays import Array, DocIds, Freqs, Positions
from index.embedded.segment import doc_lists, elias_fano
from index.embedded.segment.array_file import ArrayFile, damaged_error
from index.embedded.segment.doc_lists import DocLists
from index.embedded.segment.elias_fano import PatchedBytes
from index.embedded.segment.position_blocks import POSITION_SHIFTS
from index.embedded.segment.term_blocks import TERMS_PER_BLOCK, TermBlockLayout
from index.embedded.segment.term_dict import TermDict
from index.report import ReportId
from index.weighted_cache import WeightedCache

CACHED_NUMBERS_PER_FIELD = 1 << 21
"""Cached numbers of decoded lists per field, 4 bytes each."""
CACHED_POSTINGS_PER_FIELD = 1 << 18
"""Cached reports of grams per field, 12 bytes each with the frequency."""
LOOKUP_COST_POSITIONS = 64
"""One lookup costs as much as scanning this many positions. Measured over 200,000 reports: 60 to 80
in lists of 20,000 to 170,000 positions."""
CACHED_SPANS = 1 << 12
"""Cached addresses of lists per field."""
MIN_LIST_WEIGHT = 64
"""The minimum weight of a cached list, in numbers."""


class Posting(NamedTuple):
    """The postings of a term in one segment: ascending reports, and its frequency in each."""

    docs: DocIds
    freqs: Freqs


class FrequencyField:
    """A field of words: reports and frequencies of each term."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.lexicon = TermDict(file, field, TermBlockLayout(starts=2, columns=1))
        self._docs = DocLists(file.section(f"{field}.docs"), doc_lists.chunks(file.reports))
        names = (f"{field}.freqs", f"{field}.freqs.at", f"{field}.freqs.is")
        self._freqs = PatchedBytes(*map(file.section, names))
        self._recent: WeightedCache[int, Posting] = WeightedCache(CACHED_NUMBERS_PER_FIELD)
        self._spans: dict[int, tuple[int, int, int]] = {}

    def reports(self, number: int) -> int:
        """The number of reports that contain the term."""
        return self.lexicon.number(0, number)

    def _span(self, number: int) -> tuple[int, int, int]:
        """The range of the term's frequencies, and the start of its list of reports."""
        span = self._spans.get(number)
        if span is None:
            if len(self._spans) >= CACHED_SPANS:
                self._spans.clear()
            span = self._spans[number] = self._located(number)
        return span

    def _located(self, number: int) -> tuple[int, int, int]:
        block, position = self.lexicon.at(number)
        before, parts = block.columns[0][:position], self._docs.parts
        start = block.starts[0] + sum(before)
        # with one chunk a number takes one half, so both lists start at the same index
        docs = start
        if parts > 1:
            docs = block.starts[1] + sum(doc_lists.size(count, parts) for count in before)
        return start, start + block.columns[0][position], docs

    def counts(self, start: int, stop: int) -> Array:
        """The number of reports of each term from `start` to `stop`."""
        return self.lexicon.column(0, start, stop)

    def docs(self, number: int) -> DocIds:
        """The reports of a term."""
        posting = self._recent.get(number)
        if posting is not None:
            return posting.docs
        start, stop, docs = self._span(number)
        return self._docs.docs(docs, stop - start)

    def docs_of_all(self, start: int, stop: int) -> DocIds:
        """The reports of several terms, list after list."""
        if self._docs.parts == 1:
            return self._docs.halves[slice(*self._stretch(start, stop))]
        lists = [self.docs(number) for number in range(start, stop)]
        return np.concatenate(lists) if lists else np.zeros(0, dtype=np.uint32)

    def among(self, number: int, docs: DocIds) -> tuple[DocIds, Freqs]:
        """The positions in `docs` (ascending) of reports with the term, and its frequencies."""
        posting = self._recent.get(number) or (self._docs.parts == 1 and self.posting(number))
        if posting:
            hits, at = doc_lists.intersect(posting.docs, docs)
            return hits, posting.freqs.take(at)
        start, stop, docs_start = self._span(number)
        hits, at = self._docs.among(docs_start, stop - start, docs)
        return hits, self._freqs.view(start, stop).take(at)

    def freqs_of_all(self, start: int, stop: int) -> Freqs:
        """The frequencies that belong to `docs_of_all`."""
        return self._freqs.take(*self._stretch(start, stop))

    def _stretch(self, start: int, stop: int) -> tuple[int, int]:
        """The range of the frequencies of several terms."""
        return (self._span(start)[0], self._span(stop - 1)[1]) if start < stop else (0, 0)

    def posting(self, number: int) -> Posting:
        """The reports and the frequencies of a term; the frequencies are bytes if they fit."""
        posting = self._recent.get(number)
        if posting is None:
            start, stop, docs = self._span(number)
            posting = Posting(self._docs.docs(docs, stop - start), self._freqs.view(start, stop))
            # With one chunk the lists are views of the file and need almost no memory.
            weight = MIN_LIST_WEIGHT if self._docs.parts == 1 else stop - start + MIN_LIST_WEIGHT
            self._recent.keep(number, posting, weight)
        return posting


class PositionalField:
    """A field of grams: the positions of each term.

    Positions continue through the whole segment; those of each report begin at a multiple of a
    block.
    """

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.lexicon = TermDict(file, field, TermBlockLayout(starts=1, columns=2))
        self._path = file.path
        self._count = file.reports
        self._shift = POSITION_SHIFTS[field]
        self._recent: WeightedCache[int, Array] = WeightedCache(CACHED_NUMBERS_PER_FIELD)
        self._postings: WeightedCache[int, Posting] = WeightedCache(CACHED_POSTINGS_PER_FIELD)
        nothing: Array = np.zeros(0, dtype=np.uint32)
        self._stretches = (nothing, nothing)
        self._lists_data = file.section(f"{field}.places", "u1")
        self._texts = file.section(f"{field}.texts")
        self._universe = len(self._texts) << self._shift
        self._sizes = elias_fano.Sizes(self._universe)

    def reports(self, number: int) -> int:
        """The number of reports that contain the term."""
        return self.lexicon.number(0, number)

    def counts(self, start: int, stop: int) -> Array:
        """The number of reports of each term from `start` to `stop`."""
        return self.lexicon.column(0, start, stop)

    def positions(self, number: int) -> Positions:
        """The positions of a term; recently used lists are cached."""
        cached = self._recent.get(number)
        if cached is None:
            cached = self._decoded(number)
            self._recent.keep(number, cached, len(cached) + MIN_LIST_WEIGHT)
        return cached

    def _decoded(self, number: int) -> Positions:
        block, position = self.lexicon.at(number)
        counts = list(map(operator.add, *(column[: position + 1] for column in block.columns)))
        *before, size = map(self._sizes.__getitem__, counts)
        start = block.starts[0] + sum(before)
        data = self._lists_data[start : start + size]
        try:
            return elias_fano.decode(data, counts[-1], self._universe)
        except ValueError as error:
            raise damaged_error(self._path, f"a list of positions has {error}") from error

    def freqs_in(self, number: int, docs: DocIds) -> Freqs:
        """The frequency of the term in each of the reports."""
        positions = self.positions(number)
        if len(docs) * LOOKUP_COST_POSITIONS > len(positions) + len(self._begins):
            counted = np.bincount(self.docs_at(positions), minlength=self._count)
            return counted.take(docs)
        cached, ends = self._stretches
        if cached is not docs:  # all words of a phrase are looked up in the same reports
            # interleaved, because both ends are close to each other in a list
            both = docs.repeat(2)
            both[1::2] += 1
            ends = self._begins.take(both)
            self._stretches = (docs, ends)
        at = positions.searchsorted(ends)
        freqs: Freqs = at[1::2] - at[::2]
        return freqs

    def among(self, number: int, docs: DocIds) -> tuple[DocIds, Freqs]:
        """The positions in `docs` (ascending) of reports with the term, and its frequencies."""
        freqs = self.freqs_in(number, docs)
        hits = np.flatnonzero(freqs > 0)
        return hits, freqs.take(hits)

    def positions_of_all(self, start: int, stop: int) -> tuple[Array, Array]:
        """The positions of several terms, list after list, and the length of each list."""
        data, counts = self._lists(start, stop)
        try:
            return elias_fano.decode_all(data, counts, self._universe), counts
        except ValueError as error:
            raise damaged_error(self._path, f"a list of positions has {error}") from error

    def docs_of_all(self, start: int, stop: int) -> DocIds:
        """The reports of several terms, list after list, once per occurrence."""
        if stop - start == 1:
            return self.docs(start)
        return self.docs_at(self.positions_of_all(start, stop)[0])

    def _lists(self, start: int, stop: int) -> tuple[Array, Array]:
        """The bytes of the lists of several terms, and the length of each list."""
        first = start // TERMS_PER_BLOCK * TERMS_PER_BLOCK
        counts = self.lexicon.column(0, first, stop) + self.lexicon.column(1, first, stop)
        sizes = elias_fano.sizes(counts, self._universe)
        skipped = start - first
        begin = self.lexicon.at(start)[0].starts[0] if start < stop else 0
        low = begin + int(sizes[:skipped].sum())
        return self._lists_data[low : begin + int(sizes.sum())], counts[skipped:]

    @functools.cached_property
    def _table(self) -> Array:
        return self._texts[0 : len(self._texts)]

    @functools.cached_property
    def _begins(self) -> Array:
        """The first position of each report, and the end of the last."""
        if int(self._table.max(initial=0)) >= max(self._count, 1):
            raise damaged_error(self._path, "a position belongs to a report that does not exist")
        begins = np.zeros(self._count + 1, dtype=np.uint32)
        begins[1:] = np.cumsum(np.bincount(self._table, minlength=self._count))
        return begins << np.uint32(self._shift)

    def docs_at(self, positions: Positions) -> Array:
        """The report of each position."""
        return self._table.take(positions >> self._shift)

    def first(self, docs: DocIds) -> Array:
        """The first positions of reports."""
        return self._begins.take(docs)

    def posting(self, number: int) -> Posting:
        """The reports of a term and its frequency in each; a question asks for some repeatedly."""
        posting = self._postings.get(number)
        if posting is None:
            posting = self._counted(number)
            self._postings.keep(number, posting, len(posting.docs) + MIN_LIST_WEIGHT)
        return posting

    def _counted(self, number: int) -> Posting:
        docs = self.docs_at(self.positions(number))
        new = np.empty(len(docs) + 1, dtype=np.bool_)
        new[0] = new[-1] = True
        np.not_equal(docs[1:], docs[:-1], out=new[1:-1])
        starts = np.flatnonzero(new)
        return Posting(docs.take(starts[:-1]), starts[1:] - starts[:-1])

    def docs(self, number: int) -> DocIds:
        """The reports of a term."""
        return self.posting(number).docs


class KeywordColumn:
    """A field of exact values: for each report the number of its value."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.lexicon = TermDict(file, field)
        self._ordinals = file.section(f"{field}.ordinals")

    @functools.cached_property
    def ordinals(self) -> Array:
        """The number of each report's value."""
        ordinals = self._ordinals[0 : len(self._ordinals)]
        if len(ordinals) and int(ordinals.max()) >= len(self.lexicon):
            raise damaged_error(
                self._ordinals.file.path, "a report has a value that does not exist"
            )
        return ordinals

    @functools.cached_property
    def _counts(self) -> Array:
        return np.bincount(self.ordinals, minlength=len(self.lexicon))

    def reports(self, number: int) -> int:
        """The number of reports with the value."""
        return int(self._counts[number])

    def counts(self, start: int, stop: int) -> Array:
        """The number of reports of each value from `start` to `stop`."""
        return self._counts[start:stop]

    def among(self, number: int, docs: DocIds) -> tuple[DocIds, Freqs]:
        """The positions in `docs` of reports with the value; its frequency is always 1."""
        hits = np.flatnonzero(self.ordinals.take(docs) == number)
        return hits, np.ones(len(hits), dtype=np.int64)

    def docs(self, number: int) -> DocIds:
        """The reports with a value."""
        return np.flatnonzero(self.ordinals == number)

    def docs_of_all(self, start: int, stop: int) -> DocIds:
        """The reports with any of the values."""
        return np.flatnonzero((self.ordinals >= start) & (self.ordinals < stop))

    def posting(self, number: int) -> Posting:
        """The reports with a value; its frequency is always 1."""
        docs = self.docs(number)
        return Posting(docs, np.ones(len(docs), dtype=np.int64))


class IdField:
    """The ids: each is a term with exactly one report."""

    def __init__(self, file: ArrayFile) -> None:
        self.lexicon = TermDict(file, "id")
        self._docs = file.section("id.docs")
        self._ranks = file.section("id.ranks")

    @functools.cached_property
    def ranks(self) -> Array:
        """The rank of each report in the order of ids."""
        return self._ranks[0 : len(self._ranks)]

    def reports(self, number: int) -> int:
        """Always 1."""
        del number
        return 1

    def counts(self, start: int, stop: int) -> Array:
        """Always 1 for each."""
        return np.ones(stop - start, dtype=np.int64)

    def among(self, number: int, docs: DocIds) -> tuple[DocIds, Freqs]:
        """The position in `docs` of the report with an id; its frequency is 1."""
        hits = np.flatnonzero(docs == self.docs(number))
        return hits, np.ones(len(hits), dtype=np.int64)

    def docs(self, number: int) -> DocIds:
        """The report with an id, as an array."""
        return self._docs[number : number + 1].astype(np.int64)

    def docs_of_all(self, start: int, stop: int) -> DocIds:
        """The reports with ids from `start` to `stop`."""
        return self._docs[start:stop]

    def posting(self, number: int) -> Posting:
        """The report with an id; its frequency is 1."""
        return Posting(self.docs(number), np.ones(1, dtype=np.int64))

    def ids(self, docs: DocIds) -> list[ReportId]:
        """The ids of reports."""
        names = self.lexicon.each(self.ranks.take(docs).tolist())
        return [ReportId(name.decode("utf-8", "surrogatepass")) for name in names]

    def all(self) -> list[ReportId]:
        """The ids of all reports, in the order of the reports."""
        names = self.lexicon.terms(0, len(self.lexicon))
        ids = [names[rank].decode("utf-8", "surrogatepass") for rank in self.ranks.tolist()]
        return cast("list[ReportId]", ids)  # a call for each of all ids would cost more


PostingField = FrequencyField | PositionalField | KeywordColumn | IdField
"""A field whose terms have postings."""
