"""The embedded engine's Index: one generation in a Whoosh folder, opened and never changing."""

import functools
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from whoosh import query

from index.api import (
    Answer,
    Arrival,
    FacetCount,
    Filter,
    IndexInfo,
    Order,
    PassageAnswer,
    PassageQuestion,
    Question,
    RefusedError,
    ScoredId,
    Term,
    TermPart,
)
from index.arrays import Array, conjunction, set_positions
from index.day_number import date_of
from index.embedded import generation_info, generations, manifest
from index.embedded.query.arrival_column import ArrivalColumn
from index.embedded.query.columns import Columns, own_field
from index.embedded.query.evaluate import ScoredDocs, ScoringWork
from index.embedded.query.plan import Planner
from index.embedded.query.ranking import ranking_of
from index.embedded.query.reader import MultiSegmentReader, TermEntry
from index.embedded.query.term_listing import matching_terms
from index.embedded.segment.array_file import damaged
from index.embedded.segment.corruption import CORRUPTION_ERRORS, reports_corruption
from index.embedded.segment.passage_file import PassageFile
from index.embedded.segment.segment import Segment
from index.embedded.segment.weighted_cache import WeightedCache
from index.note_codes import NoteCode
from index.report import Report, ReportId, from_json
from index.schema import GRAMS, PHRASES, VALUES, WORDS
from index.system import deadline
from index.system.deadline import Deadline

if TYPE_CHECKING:
    from whoosh.searching import Searcher

SAMPLED_DOCS = 1024
FEW_DOCS_RATIO = 8
"""If the filters let less than an eighth of the reports pass, only those reports are scored.
Measured: a frequent phrase with a filter on one of 300 sources takes a third of the time."""
MIN_FILTERED_DOCS = 1 << 16
"""Below this many candidate reports all are scored before filtering. Measured: with a dozen words
over 40,000 reports this takes half the time."""
CACHED_PHRASE_DOCS = 1 << 20
"""Cached reports of phrases, 8 bytes each."""
CACHED_IMPACTS = 1 << 23
"""Cached impacts, 4 bytes each."""
_FIELDS = frozenset((*WORDS, *GRAMS, *VALUES, "id"))
_LISTED = _FIELDS | {PHRASES}


class EmbeddedIndex:
    """The Index of `index.api` for one generation of a Whoosh index."""

    def __init__(self, root: Path, lock: generations.GenerationLock) -> None:
        self._root = root
        self._lock = lock
        self._generation = lock.generation
        self._facts = generation_info.read(lock.generation)
        generation_info.admit_table(lock.generation, self._facts)
        listed = self._facts.segments
        self._collection = MultiSegmentReader(
            [_opened(entry, lock.generation) for entry in listed],
            [entry.deleted for entry in listed],
        )
        self._columns = Columns(self._collection, ArrivalColumn(self._collection, lock.generation))
        self._norms: dict[str, Array] = {}
        self._impacts: WeightedCache[TermEntry, Array] = WeightedCache(CACHED_IMPACTS)
        self._phrases: WeightedCache[tuple[str, tuple[str, ...]], Array] = WeightedCache(
            CACHED_PHRASE_DOCS
        )
        self._alone = threading.Lock()  # Whoosh's own searcher answers one question at a time

    @classmethod
    def open(cls, where: str) -> "EmbeddedIndex":
        """Open the current generation at a path; IndexMissingError, IndexUnusableError."""
        root = Path(where)
        return cls._of(root, generations.lock_current_generation(root))

    @classmethod
    def of(cls, generation: Path) -> "EmbeddedIndex":
        """Open any generation, also one that is unfinished or not current."""
        lock = generations.GenerationLock(generation, generations.lock_generation(generation))
        return cls._of(generation.parent, lock)

    @classmethod
    def _of(cls, root: Path, lock: generations.GenerationLock) -> "EmbeddedIndex":
        try:
            return cls(root, lock)
        except CORRUPTION_ERRORS as error:
            lock.release()
            raise damaged(lock.generation, f"its content is inconsistent ({error})") from error
        except BaseException:
            lock.release()
            raise

    @property
    def generation(self) -> Path:
        """The folder of this generation."""
        return self._generation

    @property
    def facts(self) -> generation_info.GenerationInfo:
        """The metadata of this generation."""
        return self._facts

    @property
    def collection(self) -> MultiSegmentReader:
        """The open segments of this generation; an update continues from them."""
        return self._collection

    @reports_corruption
    def ask(self, question: Question) -> Answer:
        """See `index.api.Index`."""
        clock = deadline.current().within(question.seconds)
        work = self._work(clock)
        planner = Planner(work, self._whoosh, _FIELDS.__contains__)
        end = question.start + question.size
        scored = question.order is Order.RELEVANCE and end > 0  # counting alone needs no scores
        node = planner.plan(question.query)
        ranking = ranking_of(node, work) if scored else None
        afterwards = (
            scored
            and ranking is None
            and node.deferrable
            and node.size > MIN_FILTERED_DOCS
            and self._few_pass(question.filters)
        )
        listed = (
            node.all_docs(scored=scored and not afterwards)
            if ranking is None
            else ScoredDocs(ranking.docs)
        )
        matches = _alive(self._collection, listed)
        masks = [self._columns.passing(one, matches.docs) for one in question.filters]
        docs, scores = matches.docs, matches.scores
        if masks:
            # taking by position is three times faster than masking
            kept = set_positions(conjunction(masks))
            docs, scores = docs.take(kept), None if scores is None else scores.take(kept)
        if question.fold:
            firsts = set_positions(self._columns.no_copies(docs))
            docs, scores = docs.take(firsts), None if scores is None else scores.take(firsts)
        total, counted = len(docs), docs
        if afterwards:
            scores = node.among(docs, scored=True).scores
        elif ranking is not None:
            every = question.after is not None or question.first_of
            near, scores = ranking.best(docs, total if every else end)
            docs = docs if near is None else docs.take(near)
        scores = self._keys(question.order, docs, scores if scored else None)
        if question.after is not None:
            behind = self._columns.behind(question.order, docs, scores, question.after)
            docs, scores = docs.take(behind), None if scores is None else scores.take(behind)
        if question.first_of:
            firsts = self._columns.first_of(question.first_of, question.order, docs, scores)
            docs, scores = docs.take(firsts), None if scores is None else scores.take(firsts)
        shown = self._columns.best(question.order, docs, scores, end)[question.start :]
        ids = self._collection.ids(docs[shown])
        worth = np.zeros(len(shown)) if scores is None else scores[shown]
        notes = [NoteCode.TIMED_OUT] if clock.spent else []
        notes += [NoteCode.WORDS_CUT] if planner.expansion.cut else []
        return Answer(
            hits=tuple(map(ScoredId, ids, worth.tolist())),
            total=total,
            exact=not notes,
            counts=tuple(
                (name, self._counted(name, question, matches.docs, masks, counted))
                for name in question.counts
            ),
            notes=tuple(notes),
        )

    def _keys(self, order: Order, docs: Array, scores: Array | None) -> Array | None:
        """The first sort key of an order: the scores, or the arrivals; None in order of dates."""
        return self._columns.arrivals.numbers.take(docs) if order is Order.ARRIVAL else scores

    @reports_corruption
    def nearest(self, question: PassageQuestion) -> PassageAnswer:
        """See `index.api.Index`."""
        from index.embedded.query import nearest  # noqa: PLC0415 - most searches have words only

        nearest.refuse(self._facts.meaning)
        clock = deadline.current().within(question.seconds)
        matched = None
        if question.without is not None:
            planner = Planner(self._work(clock), self._whoosh, _FIELDS.__contains__)
            matched = planner.plan(question.without).all_docs(scored=False).docs
        allowed = nearest.allowed(self._collection, self._columns, question, matched)
        segments = nearest.segments(self.passage_files, self._collection.bases)
        search = nearest.PassageSearch(segments, allowed, clock)
        return search.answer(question, lambda docs: self.reports(self._collection.ids(docs)))

    @functools.cached_property
    def passage_files(self) -> list[PassageFile | None]:
        """The vectors beside each segment; None where the generation has none."""
        return [
            PassageFile(segment.passages_path(self._generation), segment.reports)
            if self._facts.meaning
            else None
            for segment in self._facts.segments
        ]

    def _work(self, clock: Deadline) -> ScoringWork:
        return ScoringWork(self._collection, clock, self._norms, self._impacts, self._phrases)

    def _few_pass(self, filters: Sequence[Filter]) -> bool:
        """Whether few reports pass the filters, estimated on about 1,024 of all reports."""
        if not filters:
            return False
        count = self._collection.count
        sample = np.arange(0, count, max(1, count // SAMPLED_DOCS))
        passing = conjunction([self._columns.passing(one, sample) for one in filters])
        return int(np.count_nonzero(passing)) * FEW_DOCS_RATIO < len(sample)

    def _counted(
        self, name: str, question: Question, matches: Array, masks: Sequence[Array], docs: Array
    ) -> tuple[FacetCount, ...]:
        """The counts of a field over reports that pass all filters on other fields."""
        pairs = list(zip(question.filters, masks, strict=True))
        others = [mask for one, mask in pairs if not own_field(one, name)]
        if len(others) < len(masks):
            docs = matches.take(conjunction(others).nonzero()[0]) if others else matches
        return self._columns.count(name, docs)

    @functools.cached_property
    def _searcher(self) -> "Searcher":
        # most questions do not need Whoosh's searcher
        from index.embedded.whoosh.storage import GenerationStorage  # noqa: PLC0415
        from index.embedded.whoosh.weighting import LuceneBM25  # noqa: PLC0415

        opened = GenerationStorage(self._generation).open_index()
        return opened.searcher(weighting=LuceneBM25(self._collection.statistics))

    def _whoosh(self, node: query.Query, clock: Deadline) -> tuple[Array, Array]:
        """The matches of a query node that only Whoosh can evaluate, from Whoosh's own matchers."""
        docs: list[int] = []
        scores: list[float] = []
        with self._alone:
            context = self._searcher.context()
            try:
                for searcher, base in self._searcher.leaf_searchers():
                    matcher = node.matcher(searcher, context)
                    while matcher.is_active() and not clock.over():
                        docs.append(matcher.id() + base)
                        scores.append(matcher.score())
                        matcher.next()
            except (NotImplementedError, TypeError, AttributeError, KeyError, ValueError) as error:
                raise RefusedError(f"This index cannot answer {node!r} ({error}).") from error
        return np.array(docs, dtype=np.intp), np.array(scores, dtype=np.float32)

    @reports_corruption
    def reports(self, ids: Sequence[ReportId]) -> tuple[Report | None, ...]:
        """See `index.api.Index`."""
        numbers = [self._collection.doc(name) for name in ids]
        by_segment: dict[int, list[int]] = {}
        for doc in {doc for doc in numbers if doc is not None}:
            at, number = self._collection.segment_of(doc)
            by_segment.setdefault(at, []).append(number)
        lines: dict[int, bytes] = {}
        for at, own_docs in by_segment.items():
            segment_lines = self._collection.segments[at].stored.lines(own_docs)
            base = self._collection.bases[at]
            lines.update(zip([doc + base for doc in own_docs], segment_lines, strict=True))
        return tuple(None if doc is None else _report(lines[doc]) for doc in numbers)

    @reports_corruption
    def terms(self, field: str, text: str, part: TermPart, limit: int) -> tuple[Term, ...]:
        """See `index.api.Index`."""
        if field not in _LISTED:
            raise RefusedError(f"The field {field!r} has no terms to list.")
        encoded = text.encode("utf-8", "surrogatepass")
        counts: dict[bytes, int] = {}
        for segment in self._collection.segments:
            if deadline.current().over():
                break
            terms = segment.field(field)
            for term, count in matching_terms(
                terms, encoded, part, limit, len(self._facts.segments)
            ):
                counts[term] = counts.get(term, 0) + count
        best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
        return tuple(Term(term.decode("utf-8", "surrogatepass"), count) for term, count in best)

    @reports_corruption
    def frequencies(self, field: str, texts: Sequence[str]) -> tuple[int, ...]:
        """See `index.api.Index`."""
        if field not in _LISTED:
            raise RefusedError(f"The field {field!r} has no terms to count.")
        entries = [
            self._collection.entry(field, text.encode("utf-8", "surrogatepass")) for text in texts
        ]
        return tuple(entry.reports for entry in entries)

    @reports_corruption
    def fingerprints(self) -> Iterator[tuple[ReportId, str]]:
        """See `index.api.Index`."""
        pairs = [
            pair
            for segment in self._collection.segments
            for pair in zip(segment.ids.all(), segment.fingerprints(), strict=True)
        ]
        alive = self._collection.alive
        kept = pairs if alive is None else [pairs[doc] for doc in np.flatnonzero(alive).tolist()]
        return iter(sorted(kept))

    @reports_corruption
    def share(self, folder: Path, ahead: Sequence[str] = ()) -> None:
        """See `index.api.Index`."""
        masks = self._collection.masks
        masks.share(folder)
        for char in ahead[: masks.room // len(GRAMS)]:
            parts = [query.Prefix(field, char) for field in GRAMS]
            self.ask(Question(query=query.Or(parts), size=0))

    @reports_corruption
    def about(self) -> IndexInfo:
        """See `index.api.Index`."""
        return self._about

    @reports_corruption
    def arrivals(self) -> tuple[Arrival, ...]:
        """See `index.api.Index`."""
        return self._columns.arrivals.counted()

    @functools.cached_property
    def _about(self) -> IndexInfo:
        """The description of this generation; it never changes."""
        dated, first, last = self._columns.dated()
        reports = self._collection.count - len(self._collection.deleted)
        return IndexInfo(
            reports=reports,
            undated=reports - dated,
            first=date_of(first) if dated else None,
            last=date_of(last) if dated else None,
            sources=self._columns.distinct("source"),
            generation=self._generation.name,
            built=self._facts.built,
            folders=self._facts.folders,
            analysis=self._facts.analysis,
            bytes=sum(file.stat().st_size for file in self._generation.iterdir()),
            meaning=self._facts.meaning,
            passages=sum(file.passages for file in self.passage_files if file is not None),
            checksum=_sealed(self._generation / manifest.MANIFEST_FILE),
        )

    def current(self) -> bool:
        """See `index.api.Index`."""
        return self._lock.serves(self._root)

    def close(self) -> None:
        """See `index.api.Index`."""
        if "_searcher" in self.__dict__:
            self._searcher.close()
        # A mapped file is closed when the last array that views it is freed.
        self.__dict__.pop("_searcher", None)
        self.__dict__.pop("_columns", None)
        self.__dict__.pop("passage_files", None)
        self.__dict__.pop("_collection", None)
        self._lock.release()


def _sealed(file: Path) -> str:
    """The checksum of a manifest; empty for a generation that is not finished."""
    return manifest.checksum(file) if file.exists() else ""


def _opened(one: generation_info.SegmentEntry, generation: Path) -> Segment:
    segment = Segment(one.path(generation))
    if segment.count != one.reports:
        raise damaged(segment.file.path, f"it has {segment.count} reports, not {one.reports}")
    return segment


def _alive(collection: MultiSegmentReader, matches: ScoredDocs) -> ScoredDocs:
    if collection.alive is None:
        return matches
    kept = collection.alive.take(matches.docs)
    return ScoredDocs(matches.docs[kept], None if matches.scores is None else matches.scores[kept])


def _report(line: bytes) -> Report:
    return from_json(line.decode("utf-8", "surrogatepass"))
