"""Writes the folder of a new generation: takes batches, writes segments and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import generation_info
from index.embedded.segment.disk import Disk
from index.embedded.segment.generation_info import GenerationInfo, SegmentEntry
from index.embedded.segment.position_blocks import POSITION_SHIFTS, blocks
from index.embedded.whoosh.storage import GenerationStorage
from index.embedded.write.batch import Batch
from index.embedded.write.file_cache import FileCacheWriter
from index.embedded.write.merge import merge
from index.embedded.write.reinvert import reinvert
from index.embedded.write.vector_stage import VectorStage, wanted_signature
from index.indexing.build_resources import BuildResources
from index.indexing.run import EncodedPassages
from index.report import ReportId
from index.schema import GRAMS, schema
from index.text.analysis import Analyzer

MERGE_RATIO = 2
"""Merge a segment if it has at most this many times as many reports as the new one. This keeps the
number of segments, and of rewrites per report, logarithmic."""
MAX_SEGMENT_POSITIONS = (1 << 32) - 1
"""Maximum positions of a segment, about ten gigabytes of text."""
MAX_DELETED_SHARE = 0.3
"""A segment is rewritten if more than this share of its reports, or of its text, is deleted."""


@dataclass(frozen=True, slots=True)
class OldSegment:
    """A segment of the previous generation: its path, and the reports that remain."""

    listed: SegmentEntry
    number: int

    @property
    def reports(self) -> int:
        """The number of reports that remain."""
        return self.listed.reports - len(self.listed.deleted)


class GenerationWriter:
    """Writes a generation into a folder."""

    def __init__(
        self,
        disk: Disk,
        folder: Path,
        resources: BuildResources,
        vectors: VectorStage | None = None,
    ) -> None:
        self._disk = disk
        self._folder = folder
        self._resources = resources
        self._batches: list[Batch] = []
        self._old: list[OldSegment] = []
        self._before: EmbeddedIndex | None = None
        self._vectors = vectors
        self.encoded: EncodedPassages | None = None
        self.cache_writer = FileCacheWriter()

    def add(self, batch: Batch) -> None:
        """Add a batch whose file is in the folder; the file is removed after the merge."""
        if batch.ids:
            self._batches.append(batch)
        else:
            self._disk.remove(batch.spilled.path)

    def keep(self, before: EmbeddedIndex, gone: set[ReportId]) -> None:
        """Continue from a generation, without the reports with the ids in `gone`."""
        reader = before.reader
        listed = before.info.segments
        self._before = before
        docs = [reader.doc(name) for name in sorted(gone)]
        segment_docs = [reader.segment_of(doc) for doc in docs if doc is not None]
        for position, entry in enumerate(listed):
            gone_docs = [doc for at, doc in segment_docs if at == position]
            deleted = np.union1d(entry.deleted, np.array(gone_docs, dtype=np.uint32)).astype(
                np.uint32
            )
            self._old.append(OldSegment(SegmentEntry(entry.name, entry.reports, deleted), position))

    def finish(self, folders: tuple[str, ...], analyzer: Analyzer) -> None:
        """Write the segments, vectors, Whoosh's table of contents, file cache and metadata.

        `analyzer` has cut the texts.
        """
        self.cache_writer.write(self._disk, self._folder)
        segments = []
        for old in self._kept():
            if self._before is not None and old.reports:
                source = old.listed.path(self._before.generation)
                self._disk.link(source, old.listed.path(self._folder))
                segments.append(old.listed)
        for number, portion in enumerate(_portions(self._batches)):
            segments.append(self._merged(portion, number, analyzer))
        self._batches.clear()  # frees ids and lengths; the next steps need the memory
        if self._vectors is not None:
            self.encoded = self._vectors.write(segments)
        _write_table(self._disk, self._folder, segments, analyzer.dictionary)
        info = GenerationInfo(
            built=generation_info.now(),
            folders=folders,
            analysis=analyzer.signature,
            table=generation_info.checksum_of_table(self._folder),
            segments=tuple(segments),
            dictionary=analyzer.dictionary,
            meaning=wanted_signature(meaning=self._vectors is not None),
        )
        generation_info.write(info, self._folder, self._disk)

    def _kept(self) -> list[OldSegment]:
        """The old segments that stay.

        The others are turned into batches and precede the new ones.
        """
        reports = sum(len(batch.ids) for batch in self._batches)
        kept, taken = [], []
        for old in sorted(self._old, key=lambda old: (old.reports, old.listed.name)):
            worn = self._deleted_share(old) > MAX_DELETED_SHARE
            if old.reports and (worn or (self._batches and old.reports <= MERGE_RATIO * reports)):
                taken.append(old)
                reports += old.reports
            else:
                kept.append(old)
        for old in taken:
            self._batches.insert(0, self._unpacked(old))
        return sorted(kept, key=lambda old: old.number)

    def _deleted_share(self, old: OldSegment) -> float:
        """The share of the reports of an old segment that is deleted, or that of its text."""
        deleted = old.listed.deleted
        if self._before is None or not len(deleted):
            return 0.0
        segment = self._before.reader.segments[old.number]
        lengths = sum(segment.lengths(field).astype(np.int64) for field in GRAMS)
        whole = max(int(np.sum(lengths)), 1)
        gone = int(np.sum(np.take(lengths, deleted)))
        return max(len(deleted) / old.listed.reports, gone / whole)

    def _unpacked(self, old: OldSegment) -> Batch:
        assert self._before is not None  # noqa: S101 - an old segment comes from `keep`, which sets it
        segment = self._before.reader.segments[old.number]
        path = self._folder / f"old{old.number}.batch"
        return reinvert(segment, old.listed.deleted, self._disk, path)

    def _merged(self, batches: Sequence[Batch], number: int, analyzer: Analyzer) -> SegmentEntry:
        path = self._folder / f"new{number}.arrays"
        name = merge(batches, self._disk, path, self._resources, analyzer)
        for batch in batches:
            self._disk.remove(batch.spilled.path)
        reports = sum(len(batch.ids) for batch in batches)
        listed = SegmentEntry(name, reports, np.zeros(0, dtype=np.uint32))
        self._disk.rename(path, listed.path(self._folder))
        return listed


def _portions(batches: Sequence[Batch]) -> Iterator[list[Batch]]:
    """Split batches into groups, one per segment; positions of a segment are 32-bit numbers."""
    portion: list[Batch] = []
    positions = 0
    for batch in batches:
        more = max(
            int(blocks(batch.lengths[name], name).sum()) << POSITION_SHIFTS[name] for name in GRAMS
        )
        if portion and positions + more > MAX_SEGMENT_POSITIONS:
            yield portion
            portion, positions = [], 0
        portion.append(batch)
        positions += more
    if portion:
        yield portion


def _write_table(
    disk: Disk, folder: Path, segments: Sequence[SegmentEntry], dictionary: tuple[str, ...]
) -> None:
    """Write Whoosh's table of contents, so that `whoosh.index.open_dir` opens the folder."""
    from whoosh.index import TOC  # noqa: PLC0415 - a search needs none of Whoosh's index module

    from index.embedded.whoosh.codec import ArraySegment  # noqa: PLC0415

    rows = [
        ArraySegment(segment.name, segment.reports, segment.deleted.tobytes())
        for segment in segments
    ]
    TOC(schema(dictionary), rows, 1).write(GenerationStorage(folder, disk), "MAIN")
