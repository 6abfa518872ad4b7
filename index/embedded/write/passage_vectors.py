"""Writes the vectors beside a segment: passages are cut, equal ones counted once, the rest encoded.

Worker processes cut and encode ranges of reports; the parent says which passages are new. Reports
that an older generation has vectors for keep them, and so do passages of a build that was stopped.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.embedded.segment import passage_file
from index.embedded.segment.array_file import ArrayFileWriter
from index.embedded.segment.disk import Disk
from index.embedded.segment.passage_file import PassageFile
from index.embedded.segment.segment import Segment
from index.embedded.write.kept_vectors import KeptVectors
from index.indexing.progress import Progress
from index.report import Report, from_json
from index.system.parallel import ProcessPool, ordered_map
from index.system.reader_pool import Task, TaskResult
from index.text import encoder, vector_codes
from index.text.passages import is_chinese, report_passages
from index.text.vector_codes import CODE_COLUMNS, Codes

REPORTS_PER_TASK = 64
TASKS_AHEAD = 2
_NEW = np.uint64(1 << 63)
"""Set in the key of a passage that has to be encoded; the others name a known vector."""
_KNOWN_SHIFT = 40
"""A known vector is named by the number of its file, and its own number in this many bits."""


@dataclass(frozen=True, slots=True)
class KnownVectors:
    """Vectors of unchanged reports: the file, and the report's number in it, by report number."""

    files: Sequence[PassageFile]
    reports: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class VectorCounts:
    """The passages of a segment, and how many of them were encoded."""

    passages: int
    encoded: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """The keys of the passages of some reports, and the number of each report."""

    counts: Array
    keys: Array
    chinese: Array


@dataclass(frozen=True, slots=True)
class _Encoding:
    """The passages of a range of reports that have to be encoded: their numbers there, and keys."""

    start: int
    stop: int
    wanted: Array
    keys: Array


@dataclass(frozen=True, slots=True)
class PassageWriter:
    """Writes the vectors of one segment."""

    segment: Segment
    known: KnownVectors
    kept: KeptVectors
    jobs: int

    def write(self, disk: Disk, path: Path, progress: Progress) -> VectorCounts:
        """Write the file; `progress` counts encoded passages."""
        parts = [cut for _, cut in self._mapped(self._ranges(), self._cut)]
        keys = _joined([part.keys for part in parts], np.uint64)
        counts = _joined([part.counts for part in parts], np.uint16)
        chinese = _joined([part.chinese for part in parts], np.bool_)
        first, vectors = _numbered(keys)
        new = np.zeros(len(keys), dtype=np.bool_)
        new[first] = (keys[first] >= _NEW) & ~self.kept.has(keys[first])
        encoded = self._encoded(self._encodings(parts, new), int(new.sum()), progress)
        out = ArrayFileWriter(disk, path)
        try:
            out.append(passage_file.COUNTS, counts)
            repeats = np.ones(len(keys), dtype=np.bool_)
            repeats[first] = False
            out.append(passage_file.REPEATS, np.flatnonzero(repeats).astype(np.uint32))
            out.append(passage_file.REPEATED, vectors[repeats].astype(np.uint32))
            out.append(passage_file.CHINESE, np.packbits(chinese[first], bitorder="little"))
            _put_codes(out, self._all_codes(keys[first], encoded))
            out.finish(len(counts))
        except BaseException:
            out.abandon()
            raise
        return VectorCounts(len(keys), int(new.sum()))

    def _ranges(self) -> Iterator[tuple[int, int]]:
        for start in range(0, self.segment.count, REPORTS_PER_TASK):
            yield start, min(start + REPORTS_PER_TASK, self.segment.count)

    def _mapped(
        self, tasks: Iterator[Task], work: Callable[[Task], TaskResult]
    ) -> Iterator[tuple[Task, TaskResult]]:
        if self.jobs == 1 or self.segment.count <= REPORTS_PER_TASK:
            return ((task, work(task)) for task in tasks)
        return ordered_map(tasks, work, ProcessPool(self.jobs, "fork", TASKS_AHEAD))

    def _read(self, start: int, stop: int) -> Iterator[tuple[int, Report]]:
        lines = self.segment.stored.lines(range(start, stop))
        for number, line in enumerate(lines, start):
            yield number, from_json(line.decode("utf-8", "surrogatepass"))

    def _cut(self, task: tuple[int, int]) -> _Cut:
        """Cut the reports of a range; passages of known reports get the keys of their vectors."""
        counts, keys, chinese = [], [], []
        for number, report in self._read(*task):
            known = self.known.reports.get(number)
            if known is None:
                texts = [text for _, text in report_passages(report.title, report.body)]
                segment_keys = np.array([_key(text) for text in texts], dtype=np.uint64)
                languages = np.array([is_chinese(text) for text in texts], dtype=np.bool_)
            else:
                file = self.known.files[known[0]]
                vectors = file.vectors_of(known[1])
                segment_keys = vectors.astype(np.uint64) | np.uint64(known[0] << _KNOWN_SHIFT)
                languages = file.chinese[vectors]
            counts.append(len(segment_keys))
            keys.append(segment_keys)
            chinese.append(languages)
        return _Cut(
            np.array(counts, dtype=np.uint16),
            _joined(keys, np.uint64),
            _joined(chinese, np.bool_),
        )

    def _encoded(self, tasks: Iterator[_Encoding], total: int, progress: Progress) -> Codes:
        """The codes of `total` new passages, in their order."""
        encoded = [Codes(*np.zeros((2, 0, CODE_COLUMNS), dtype="<u8"))]
        done = 0
        if total:
            encoder.load()  # once here, before the workers are forked
        for task, new_codes in self._mapped(tasks, self._encode):
            encoded.append(new_codes)
            self.kept.keep(task.keys, new_codes)
            done += len(new_codes)
            progress(done, total)
        return Codes(
            np.concatenate([codes.signs for codes in encoded]),
            np.concatenate([codes.sizes for codes in encoded]),
        )

    def _encodings(self, parts: Sequence[_Cut], new: Array) -> Iterator[_Encoding]:
        offset = 0
        for (start, stop), part in zip(self._ranges(), parts, strict=True):
            wanted = np.flatnonzero(new[offset : offset + len(part.keys)])
            offset += len(part.keys)
            if len(wanted):
                yield _Encoding(start, stop, wanted, part.keys[wanted])

    def _encode(self, task: _Encoding) -> Codes:
        texts: list[str] = []
        offset = 0
        wanted = set(task.wanted.tolist())
        for number, report in self._read(task.start, task.stop):
            known = self.known.reports.get(number)
            if known is None:
                passage_texts = [text for _, text in report_passages(report.title, report.body)]
                texts += [
                    text
                    for position, text in enumerate(passage_texts, offset)
                    if position in wanted
                ]
                offset += len(passage_texts)
            else:
                offset += len(self.known.files[known[0]].vectors_of(known[1]))
        return vector_codes.encode(encoder.encode(texts))

    def _all_codes(self, keys: Array, new_codes: Codes) -> Codes:
        """The codes of all vectors: new ones, those of a stopped build, those of older files."""
        signs = np.empty((len(keys), CODE_COLUMNS), dtype="<u8")
        sizes = np.empty_like(signs)
        kept = self.kept.has(keys)
        kept_codes = self.kept.codes(keys[kept])
        signs[kept], sizes[kept] = kept_codes.signs, kept_codes.sizes
        new = (keys >= _NEW) & ~kept
        signs[new], sizes[new] = new_codes.signs, new_codes.sizes
        for number, file in enumerate(self.known.files):
            of_segment = ~new & ~kept & (keys >> np.uint64(_KNOWN_SHIFT) == number)
            if of_segment.any():
                vectors = keys[of_segment] & np.uint64((1 << _KNOWN_SHIFT) - 1)
                segment_codes = file.codes(vectors.astype(np.int64))
                signs[of_segment], sizes[of_segment] = segment_codes.signs, segment_codes.sizes
        return Codes(signs, sizes)


def _key(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") | int(_NEW)


def _joined(parts: Sequence[Array], kind: type) -> Array:
    return np.concatenate([np.zeros(0, dtype=kind), *parts])


def _numbered(keys: Array) -> tuple[Array, Array]:
    """The first passage of each distinct key, ascending, and the number of each passage's key."""
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.arange(len(order))
    return first[order], numbers[inverse]


def _put_codes(out: ArrayFileWriter, all_codes: Codes) -> None:
    for column, name in enumerate(passage_file.SIGN_COLUMNS):
        out.append(name, all_codes.signs[:, column])
    out.append(passage_file.SIZES, all_codes.sizes.ravel())
