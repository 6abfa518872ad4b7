"""The last stage of a build with meaning: every segment gets vectors, old ones where they fit."""

import time
from collections.abc import Sequence
from pathlib import Path

from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment.disk import Disk
from index.embedded.segment.generation_info import SegmentEntry
from index.embedded.segment.passage_file import PassageFile
from index.embedded.segment.segment import Segment
from index.embedded.write.kept_vectors import KeptVectors
from index.embedded.write.passage_vectors import KnownVectors, PassageWriter
from index.errors import IndexUnusableError
from index.indexing.run import EncodedPassages
from index.indexing.writer import WriteOptions
from index.text import encoder


class VectorStage:
    """Writes the vectors beside the segments of a new generation in `folder`.

    `before` is the current generation; reports that are unchanged since keep their vectors.
    """

    def __init__(
        self, disk: Disk, folder: Path, before: EmbeddedIndex | None, options: WriteOptions
    ) -> None:
        encoder.require()
        self._disk = disk
        self._folder = folder
        self._options = options
        self._before = before if before is not None and _usable(before) else None

    def write(self, segments: Sequence[SegmentEntry]) -> EncodedPassages:
        """Write or link the vectors of all segments."""
        started = time.monotonic()
        kept = KeptVectors(self._disk, self._folder.parent, encoder.signature())
        passages = encoded = 0
        for listed in segments:
            path = listed.passages_path(self._folder)
            old = None
            if self._before is not None:
                old = listed.passages_path(self._before.generation)
            if old is not None and old.exists():
                self._disk.link(old, path)
                passages += PassageFile(path, listed.reports).passages
            else:
                counts = self._written(listed, path, kept)
                passages += counts[0]
                encoded += counts[1]
        kept.remove()
        return EncodedPassages(passages, encoded, time.monotonic() - started)

    def _written(self, listed: SegmentEntry, path: Path, kept: KeptVectors) -> tuple[int, int]:
        """Write the vectors of a new segment; return its passages, and those encoded."""
        segment = Segment(listed.path(self._folder))
        known = KnownVectors((), {}) if self._before is None else _known(self._before, segment)
        writer = PassageWriter(segment, known, kept, self._options.resources.jobs)
        counts = writer.write(self._disk, path, self._options.encoding)
        return counts.passages, counts.encoded


def wanted_signature(*, meaning: bool) -> str:
    """The signature of the encoder for an index with `meaning`, "" for one without."""
    return encoder.signature() if meaning else ""


def _usable(before: EmbeddedIndex) -> bool:
    """Whether this encoder made the vectors of a generation, and they can be read."""
    if before.info.meaning != encoder.signature():
        return False
    try:
        return all(file is not None and file.signs() for file in before.passage_files)
    except IndexUnusableError:
        return False


def _known(before: EmbeddedIndex, segment: Segment) -> KnownVectors:
    """The vectors of the reports of a new segment that are as they were in the old generation."""
    reader = before.reader
    prints = [indexed.fingerprints() for indexed in reader.segments]
    reports: dict[int, tuple[int, int]] = {}
    marked = zip(segment.ids.all(), segment.fingerprints(), strict=True)
    for number, (name, fingerprint) in enumerate(marked):
        doc = reader.doc(name)
        if doc is not None:
            at, old = reader.segment_of(doc)
            if prints[at][old] == fingerprint:
                reports[number] = (at, old)
    files = [file for file in before.passage_files if file is not None]
    return KnownVectors(files, reports)
