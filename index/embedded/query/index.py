"""The embedded engine's Index: one generation in a Whoosh folder, opened and never changing."""

import functools
import threading
from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from whoosh import query

from index.api import (
    Answer,
    Arrival,
    IndexInfo,
    PassageAnswer,
    PassageQuestion,
    Question,
    RefusedError,
    Term,
    TermPart,
)
from index.arrays import Array
from index.day_number import date_of
from index.embedded.query.answering import QuestionAnswering
from index.embedded.query.arrival_column import ArrivalColumn
from index.embedded.query.columns import Columns
from index.embedded.query.evaluate import ScoringWork
from index.embedded.query.plan import Planner
from index.embedded.query.reader import MultiSegmentReader, TermEntry
from index.embedded.query.term_listing import matching_terms
from index.embedded.segment import generation_info, generations, manifest
from index.embedded.segment.array_file import damaged_error
from index.embedded.segment.corruption import CORRUPTION_ERRORS, reports_corruption
from index.embedded.segment.passage_file import PassageFile
from index.embedded.segment.segment import Segment
from index.report import Fingerprint, Report, ReportId, from_json
from index.schema import GRAMS, PHRASES, VALUES, WORDS
from index.system import deadline
from index.system.deadline import Deadline
from index.weighted_cache import WeightedCache

if TYPE_CHECKING:
    from whoosh.searching import Searcher

    from index.embedded.query.indexed_passages import IndexedPassages

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
        self._info = generation_info.read(lock.generation)
        generation_info.admit_table(lock.generation, self._info)
        listed = self._info.segments
        self._reader = MultiSegmentReader(
            [_opened(entry, lock.generation) for entry in listed],
            [entry.deleted for entry in listed],
        )
        self._columns = Columns(self._reader, ArrivalColumn(self._reader, lock.generation))
        self._norms: dict[str, Array] = {}
        self._impacts: WeightedCache[TermEntry, Array] = WeightedCache(CACHED_IMPACTS)
        self._phrases: WeightedCache[Hashable, Array] = WeightedCache(CACHED_PHRASE_DOCS)
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
            raise damaged_error(
                lock.generation, f"its content is inconsistent ({error})"
            ) from error
        except BaseException:
            lock.release()
            raise

    @property
    def generation(self) -> Path:
        """The folder of this generation."""
        return self._generation

    @property
    def info(self) -> generation_info.GenerationInfo:
        """The metadata of this generation."""
        return self._info

    @property
    def reader(self) -> MultiSegmentReader:
        """The open segments of this generation; an update continues from them."""
        return self._reader

    @reports_corruption
    def ask(self, question: Question) -> Answer:
        """See `index.api.Index`."""
        work = self._work(deadline.current_deadline().within(question.seconds))
        planner = Planner(work, self._whoosh, _FIELDS.__contains__)
        answering = QuestionAnswering(question, self._columns, work, planner)
        return answering.answer(lambda text: self._passages(work.clock).standing_out(text))

    @reports_corruption
    def nearest(self, question: PassageQuestion) -> PassageAnswer:
        """See `index.api.Index`."""
        work = self._work(deadline.current_deadline().within(question.seconds))
        planner = Planner(work, self._whoosh, _FIELDS.__contains__)
        return self._passages(work.clock).answer(
            question, planner.plan, lambda docs: self.reports(self._reader.ids(docs))
        )

    def _passages(self, clock: Deadline) -> "IndexedPassages":
        # most searches have words only
        from index.embedded.query.indexed_passages import IndexedPassages  # noqa: PLC0415

        files, made_by = self.passage_files, self._info.meaning
        return IndexedPassages(self._reader, self._columns, files, made_by, clock)

    @functools.cached_property
    def passage_files(self) -> list[PassageFile | None]:
        """The vectors beside each segment; None where the generation has none."""
        return self._open_passages()

    @reports_corruption
    def _open_passages(self) -> list[PassageFile | None]:
        return [
            PassageFile(segment.passages_path(self._generation), segment.reports)
            if self._info.meaning
            else None
            for segment in self._info.segments
        ]

    def _work(self, clock: Deadline) -> ScoringWork:
        return ScoringWork(self._reader, clock, self._norms, self._impacts, self._phrases)

    @functools.cached_property
    def _searcher(self) -> "Searcher":
        # most questions do not need Whoosh's searcher
        from index.embedded.whoosh.storage import GenerationStorage  # noqa: PLC0415
        from index.embedded.whoosh.weighting import LuceneBM25  # noqa: PLC0415

        opened = GenerationStorage(self._generation).open_index()
        return opened.searcher(weighting=LuceneBM25(self._reader.statistics))

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
        numbers = [self._reader.doc(name) for name in ids]
        by_segment: dict[int, list[int]] = {}
        for doc in {doc for doc in numbers if doc is not None}:
            at, number = self._reader.segment_of(doc)
            by_segment.setdefault(at, []).append(number)
        lines: dict[int, bytes] = {}
        for at, own_docs in by_segment.items():
            segment_lines = self._reader.segments[at].stored.lines(own_docs)
            base = self._reader.bases[at]
            lines.update(zip([doc + base for doc in own_docs], segment_lines, strict=True))
        return tuple(None if doc is None else _report(lines[doc]) for doc in numbers)

    @reports_corruption
    def terms(self, field: str, text: str, part: TermPart, limit: int) -> tuple[Term, ...]:
        """See `index.api.Index`."""
        if field not in _LISTED:
            raise RefusedError(f"The field {field!r} has no terms to list.")
        encoded = text.encode("utf-8", "surrogatepass")
        counts: dict[bytes, int] = {}
        for segment in self._reader.segments:
            if deadline.current_deadline().over():
                break
            terms = segment.field(field)
            for term, count in matching_terms(
                terms, encoded, part, limit, len(self._info.segments)
            ):
                counts[term] = counts.get(term, 0) + count
        edge = sorted(counts.values())[-limit] if 0 < limit < len(counts) else 0
        often = [pair for pair in counts.items() if pair[1] >= edge]
        best = sorted(often, key=lambda pair: (-pair[1], pair[0]))[:limit]
        return tuple(Term(term.decode("utf-8", "surrogatepass"), count) for term, count in best)

    @reports_corruption
    def frequencies(self, field: str, texts: Sequence[str]) -> tuple[int, ...]:
        """See `index.api.Index`."""
        if field not in _LISTED:
            raise RefusedError(f"The field {field!r} has no terms to count.")
        entries = [
            self._reader.entry(field, text.encode("utf-8", "surrogatepass")) for text in texts
        ]
        return tuple(entry.reports for entry in entries)

    @reports_corruption
    def fingerprints(self) -> Iterator[tuple[ReportId, Fingerprint]]:
        """See `index.api.Index`."""
        pairs = [
            pair
            for segment in self._reader.segments
            for pair in zip(segment.ids.all(), segment.fingerprints(), strict=True)
        ]
        alive = self._reader.alive
        living = pairs if alive is None else [pairs[doc] for doc in np.flatnonzero(alive).tolist()]
        return iter(sorted(living))

    @reports_corruption
    def share(self, folder: Path, ahead: Sequence[str] = ()) -> None:
        """See `index.api.Index`."""
        masks = self._reader.masks
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
        reports = self._reader.count - len(self._reader.deleted)
        return IndexInfo(
            reports=reports,
            undated=reports - dated,
            first=date_of(first) if dated else None,
            last=date_of(last) if dated else None,
            sources=self._columns.distinct("source"),
            generation=self._generation.name,
            built=self._info.built,
            folders=self._info.folders,
            analysis=self._info.analysis,
            bytes=_bytes_of(self._generation),
            meaning=self._info.meaning,
            passages=self._living_passages(),
            checksum=_sealed(self._generation / manifest.MANIFEST_FILE),
        )

    def _living_passages(self) -> int:
        """The number of passages of reports that are not gone."""
        alive = self._reader.alive
        count = 0
        for file, base in zip(self.passage_files, self._reader.bases, strict=True):
            if file is not None:
                sizes = np.diff(file.starts)
                counted = sizes if alive is None else sizes[alive[base : base + len(sizes)]]
                count += int(counted.sum())
        return count

    def is_current(self) -> bool:
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
        self.__dict__.pop("_reader", None)
        self._lock.release()


def _bytes_of(generation: Path) -> int:
    """The bytes of the files that the manifest names; of all in a generation without one."""
    sealed = generation / manifest.MANIFEST_FILE
    if not sealed.exists():
        return sum(file.stat().st_size for file in generation.iterdir())
    named = sum(entry.size for entry in manifest.read(generation).entries)
    return named + sealed.stat().st_size


def _sealed(file: Path) -> str:
    """The checksum of a manifest; empty for a generation that is not finished."""
    return manifest.checksum(file) if file.exists() else ""


def _opened(entry: generation_info.SegmentEntry, generation: Path) -> Segment:
    segment = Segment(entry.path(generation))
    if segment.count != entry.reports:
        raise damaged_error(
            segment.file.path, f"it has {segment.count} reports, not {entry.reports}"
        )
    segment.require_columns()
    return segment


def _report(line: bytes) -> Report:
    return from_json(line.decode("utf-8", "surrogatepass"))
