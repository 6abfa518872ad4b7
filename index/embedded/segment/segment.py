"""A segment: one file that holds some reports and everything about them, read as it is needed."""

import functools
import operator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.arrays import Array
from index.embedded.phrase_field import PhraseField
from index.embedded.segment import doc_lists, elias_fano
from index.embedded.segment.array_file import ArrayFile, ArraySection, damaged
from index.embedded.segment.doc_lists import DocLists
from index.embedded.segment.elias_fano import PatchedBytes
from index.embedded.segment.position_blocks import POSITION_SHIFTS
from index.embedded.segment.stored import StoredReports
from index.embedded.segment.term_blocks import TERMS_PER_BLOCK, TermBlockLayout
from index.embedded.segment.term_dict import TermDict
from index.embedded.segment.weighted_cache import WeightedCache
from index.json_types import JsonObject
from index.schema import PHRASES

CACHED_NUMBERS_PER_FIELD = 1 << 21
"""Numbers of recent lists that a field keeps, of 4 bytes each."""
LOOKUP_COST_POSITIONS = 64
"""A report is looked up in a list in the time that so many places take to count, measured over
200,000 reports: 60 to 80 in lists from 20,000 to 170,000 places."""
MIN_LIST_WEIGHT = 64
"""What a list weighs at least, in numbers."""


class Posting(NamedTuple):
    """A term's reports in one segment, rising, and how often each holds it."""

    docs: Array
    freqs: Array


class FrequencyField:
    """A field of words: for each term, reports and frequencies."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.lexicon = TermDict(file, field, TermBlockLayout(starts=2, columns=1))
        self._docs = DocLists(file.section(f"{field}.docs"), doc_lists.chunks(file.reports))
        names = (f"{field}.freqs", f"{field}.freqs.at", f"{field}.freqs.is")
        self._freqs = PatchedBytes(*map(file.section, names))
        self._recent: WeightedCache[int, Posting] = WeightedCache(CACHED_NUMBERS_PER_FIELD)

    def reports(self, number: int) -> int:
        """How many reports hold the term of that number."""
        return self.lexicon.number(0, number)

    def _span(self, number: int) -> tuple[int, int, int]:
        """Where the frequencies of a term begin and end, and where the list of reports begins."""
        block, place = self.lexicon.at(number)
        before, parts = block.columns[0][:place], self._docs.parts
        start = block.starts[0] + sum(before)
        docs = start  # in one chunk a number takes one half, so that lists begin there too
        if parts > 1:
            docs = block.starts[1] + sum(doc_lists.size(count, parts) for count in before)
        return start, start + block.columns[0][place], docs

    def counts(self, start: int, stop: int) -> Array:
        """How many reports hold each of the terms."""
        return self.lexicon.column(0, start, stop)

    def docs(self, number: int) -> Array:
        """The reports of a term."""
        start, stop, docs = self._span(number)
        return self._docs.docs(docs, stop - start)

    def docs_of_all(self, start: int, stop: int) -> Array:
        """The reports of terms, one list after the other."""
        if self._docs.parts == 1:
            return self._docs.halves[slice(*self._stretch(start, stop))]
        lists = [self.docs(number) for number in range(start, stop)]
        return np.concatenate(lists) if lists else np.zeros(0, dtype=np.uint32)

    def look(self, number: int, docs: Array) -> tuple[Array, Array]:
        """Which of `docs`, rising, hold the term, as places in `docs`, and how often."""
        posting = self._recent.get(number) or (self._docs.parts == 1 and self.posting(number))
        if posting:
            hits, at = doc_lists.found(posting.docs, docs)
            return hits, posting.freqs.take(at)
        start, stop, own = self._span(number)
        hits, at = self._docs.look(own, stop - start, docs)
        return hits, self._freqs.view(start, stop).take(at)

    def freqs_of_all(self, start: int, stop: int) -> Array:
        """How often each of `docs_of_all` holds its term."""
        return self._freqs.take(*self._stretch(start, stop))

    def _stretch(self, start: int, stop: int) -> tuple[int, int]:
        """Where the frequencies of terms begin and end."""
        return (self._span(start)[0], self._span(stop - 1)[1]) if start < stop else (0, 0)

    def posting(self, number: int) -> Posting:
        """The reports of a term and how often each holds it, in bytes where they fit."""
        posting = self._recent.get(number)
        if posting is None:
            start, stop, docs = self._span(number)
            posting = Posting(self._docs.docs(docs, stop - start), self._freqs.view(start, stop))
            # One chunk's lists are views of the file, which weigh next to nothing.
            weight = MIN_LIST_WEIGHT if self._docs.parts == 1 else stop - start + MIN_LIST_WEIGHT
            self._recent.keep(number, posting, weight)
        return posting


class PositionalField:
    """A field of grams: for each term, where it stands.

    Places count through the whole segment; each report's begin at a multiple of a block.
    """

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.lexicon = TermDict(file, field, TermBlockLayout(starts=1, columns=2))
        self._path = file.path
        self._count = file.reports
        self._shift = POSITION_SHIFTS[field]
        self._recent: WeightedCache[int, Array] = WeightedCache(CACHED_NUMBERS_PER_FIELD)
        nothing: Array = np.zeros(0, dtype=np.uint32)
        self._stretches = (nothing, nothing)
        self._places = file.section(f"{field}.places", "u1")
        self._texts = file.section(f"{field}.texts")
        self._universe = len(self._texts) << self._shift
        self._sizes = elias_fano.Sizes(self._universe)

    def reports(self, number: int) -> int:
        """How many reports hold the term of that number."""
        return self.lexicon.number(0, number)

    def counts(self, start: int, stop: int) -> Array:
        """How many reports hold each of the terms."""
        return self.lexicon.column(0, start, stop)

    def occurrences(self, number: int) -> int:
        """How often the term stands anywhere."""
        return self.lexicon.number(0, number) + self.lexicon.number(1, number)

    def places(self, number: int) -> Array:
        """Where the term stands; some lists that were asked for lately are kept."""
        places = self._recent.get(number)
        if places is None:
            places = self._decoded(number)
            self._recent.keep(number, places, len(places) + MIN_LIST_WEIGHT)
        return places

    def _decoded(self, number: int) -> Array:
        block, place = self.lexicon.at(number)
        counts = list(map(operator.add, *(column[: place + 1] for column in block.columns)))
        *before, size = map(self._sizes.__getitem__, counts)
        start = block.starts[0] + sum(before)
        data = self._places[start : start + size]
        try:
            return elias_fano.decode(data, counts[-1], self._universe)
        except ValueError as error:
            raise damaged(self._path, f"a list of places holds {error}") from error

    def freqs_in(self, number: int, docs: Array) -> Array:
        """How often the term stands in each of the reports."""
        places = self.places(number)
        if len(docs) * LOOKUP_COST_POSITIONS > len(places) + len(self._begins):
            counted = np.bincount(self.texts(places), minlength=self._count)
            return counted.take(docs)
        asked, ends = self._stretches
        if asked is not docs:  # the words of a phrase are asked about the same reports
            both = docs.repeat(2)  # side by side, for both ends are near each other in a list
            both[1::2] += 1
            ends = self._begins.take(both)
            self._stretches = (docs, ends)
        at = places.searchsorted(ends)
        freqs: Array = at[1::2] - at[::2]
        return freqs

    def look(self, number: int, docs: Array) -> tuple[Array, Array]:
        """Which of `docs`, rising, hold the term, as places in `docs`, and how often."""
        freqs = self.freqs_in(number, docs)
        hits = np.flatnonzero(freqs > 0)
        return hits, freqs.take(hits)

    def places_of_all(self, start: int, stop: int) -> tuple[Array, Array]:
        """Where the terms from `start` to `stop` stand, one after the other, and how often each."""
        data, counts = self._lists(start, stop)
        try:
            return elias_fano.decode_all(data, counts, self._universe), counts
        except ValueError as error:
            raise damaged(self._path, f"a list of places holds {error}") from error

    def docs_of_all(self, start: int, stop: int) -> Array:
        """The reports of terms, one list after the other, as often as the term stands there."""
        if stop - start == 1:
            return self.docs(start)
        return self.texts(self.places_of_all(start, stop)[0])

    def _lists(self, start: int, stop: int) -> tuple[Array, Array]:
        """The bytes of the lists of terms and how long each list is."""
        first = start // TERMS_PER_BLOCK * TERMS_PER_BLOCK
        counts = self.lexicon.column(0, first, stop) + self.lexicon.column(1, first, stop)
        sizes = elias_fano.sizes(counts, self._universe)
        skipped = start - first
        place = self.lexicon.at(start)[0].starts[0] if start < stop else 0
        low = place + int(sizes[:skipped].sum())
        return self._places[low : place + int(sizes.sum())], counts[skipped:]

    @functools.cached_property
    def _table(self) -> Array:
        return self._texts[0 : len(self._texts)]

    @functools.cached_property
    def _begins(self) -> Array:
        """By report, the place that its tokens begin at; one more is the end of the last."""
        if int(self._table.max(initial=0)) >= max(self._count, 1):
            raise damaged(self._path, "places are in a report that is not there")
        begins = np.zeros(self._count + 1, dtype=np.uint32)
        begins[1:] = np.cumsum(np.bincount(self._table, minlength=self._count))
        return begins << np.uint32(self._shift)

    def texts(self, places: Array) -> Array:
        """The report each place is in."""
        return self._table.take(places >> self._shift)

    def first(self, docs: Any) -> Any:
        """The places that the tokens of reports begin at."""
        return self._begins.take(docs)

    def posting(self, number: int) -> Posting:
        """The reports of a term and how often each holds it."""
        texts = self.texts(self.places(number))
        new = np.empty(len(texts) + 1, dtype=np.bool_)
        new[0] = new[-1] = True
        np.not_equal(texts[1:], texts[:-1], out=new[1:-1])
        starts = np.flatnonzero(new)
        return Posting(texts.take(starts[:-1]), starts[1:] - starts[:-1])

    def docs(self, number: int) -> Array:
        """The reports of a term."""
        return self.posting(number).docs


class KeywordColumn:
    """A field of exact values: for each report the number of its value."""

    def __init__(self, file: ArrayFile, field: str) -> None:
        self.lexicon = TermDict(file, field)
        self._ordinals = file.section(f"{field}.ordinals")

    @functools.cached_property
    def ordinals(self) -> Array:
        """By report, the number of its value."""
        ordinals = self._ordinals[0 : len(self._ordinals)]
        if len(ordinals) and int(ordinals.max()) >= len(self.lexicon):
            raise damaged(self._ordinals.file.path, "a report has a value that is not there")
        return ordinals

    @functools.cached_property
    def _held(self) -> Array:
        return np.bincount(self.ordinals, minlength=len(self.lexicon))

    def reports(self, number: int) -> int:
        """How many reports have the value of that number."""
        return int(self._held[number])

    def counts(self, start: int, stop: int) -> Array:
        """How many reports have each of the values."""
        return self._held[start:stop]

    def look(self, number: int, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` have the value, as places in `docs`, each once."""
        hits = np.flatnonzero(self.ordinals.take(docs) == number)
        return hits, np.ones(len(hits), dtype=np.int64)

    def docs(self, number: int) -> Array:
        """The reports that have a value."""
        return np.flatnonzero(self.ordinals == number)

    def docs_of_all(self, start: int, stop: int) -> Array:
        """The reports that have any of the values."""
        return np.flatnonzero((self.ordinals >= start) & (self.ordinals < stop))

    def posting(self, number: int) -> Posting:
        """The reports that have a value, each once."""
        docs = self.docs(number)
        return Posting(docs, np.ones(len(docs), dtype=np.int64))


class IdField:
    """The ids: each is the term of one report."""

    def __init__(self, file: ArrayFile) -> None:
        self.lexicon = TermDict(file, "id")
        self._docs = file.section("id.docs")
        self._ranks = file.section("id.ranks")

    @functools.cached_property
    def ranks(self) -> Array:
        """By report, the place of its id in the order of ids."""
        return self._ranks[0 : len(self._ranks)]

    def reports(self, number: int) -> int:
        """One."""
        del number
        return 1

    def counts(self, start: int, stop: int) -> Array:
        """One each."""
        return np.ones(stop - start, dtype=np.int64)

    def look(self, number: int, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` is the report of an id, as a place in `docs`, once."""
        hits = np.flatnonzero(docs == self.docs(number))
        return hits, np.ones(len(hits), dtype=np.int64)

    def docs(self, number: int) -> Array:
        """The report of an id, alone."""
        return self._docs[number : number + 1].astype(np.int64)

    def docs_of_all(self, start: int, stop: int) -> Array:
        """The reports of ids."""
        return self._docs[start:stop]

    def posting(self, number: int) -> Posting:
        """The report of an id, once."""
        return Posting(self.docs(number), np.ones(1, dtype=np.int64))

    def ids(self, docs: Array) -> list[str]:
        """The ids of reports."""
        names = map(self.lexicon.term, self.ranks.take(docs).tolist())
        return [name.decode("utf-8", "surrogatepass") for name in names]

    def all(self) -> list[str]:
        """The ids of all reports, in their order."""
        names = self.lexicon.terms(0, len(self.lexicon))
        return [names[rank].decode("utf-8", "surrogatepass") for rank in self.ranks.tolist()]


SegmentField = FrequencyField | PositionalField | KeywordColumn | IdField | PhraseField


def lengths_of(field: str) -> str:
    """The name of the column of a field's lengths."""
    return f"{field}.lengths_by_report"


class Segment:
    """One segment, open for reading."""

    def __init__(self, path: Path) -> None:
        self.file = ArrayFile(path)
        self.count = self.file.reports
        self._fields: JsonObject = {}

    def field(self, name: str) -> Any:
        """The field of that name: words, grams, values or ids."""
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = self._opened(name)
        return field

    def _opened(self, name: str) -> Any:
        if name in POSITION_SHIFTS:
            return PositionalField(self.file, name)
        if name == "id":
            return IdField(self.file)
        if name == PHRASES:
            return PhraseField(self.file)
        if f"{name}.ordinals" in self.file:
            return KeywordColumn(self.file, name)
        return FrequencyField(self.file, name)

    def numbers(self, name: str) -> Array:
        """A column of numbers by report: date, views, or lengths of a field."""
        section: ArraySection = self.file.section(name)
        if len(section) != self.count:
            raise damaged(self.file.path, f"{name} has {len(section)} entries")
        return section[0 : len(section)]

    def lengths(self, field: str) -> Array:
        """How many tokens of a field each report has."""
        return self.numbers(lengths_of(field))

    @functools.cached_property
    def stored(self) -> StoredReports:
        """The reports themselves."""
        return StoredReports(self.file)

    def fingerprints(self) -> list[str]:
        """The fingerprints of all reports, in their order."""
        section = self.file.section("fingerprints")
        data = section.bytes(0, len(section)).hex()
        return [data[at : at + 32] for at in range(0, len(data), 32)]
