"""The source files of a generation by signature, with the ids of the reports of each.

The cache is a separate file, so that a segment depends only on its reports.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment.array_file import ArrayFile, ArrayFileWriter
from index.embedded.segment.disk import Disk
from index.indexing.file_signature import SIGNATURE_BYTES
from index.report import Report, ReportId

FILE_CACHE_NAME = "files.stamps"


class FileCacheWriter:
    """Collects file signatures with the ids of their reports."""

    def __init__(self) -> None:
        self._signatures = bytearray()
        self._lines: list[bytes] = []

    def note(self, signature: bytes, ids: Sequence[ReportId]) -> None:
        """Record a file and the ids of its reports."""
        self._signatures += signature
        self._lines.append(json.dumps(ids).encode())

    def write(self, disk: Disk, folder: Path) -> None:
        """Write the sorted signatures into the folder of a generation, for `FileCache`."""
        halves = np.frombuffer(bytes(self._signatures), dtype="<u8").reshape(-1, 2)
        order = np.lexsort((halves[:, 1], halves[:, 0]))
        lines = [self._lines[at] for at in order.tolist()]
        sizes = np.fromiter(map(len, lines), np.int64, len(lines))
        out = ArrayFileWriter(disk, folder / FILE_CACHE_NAME)
        try:
            out.append("stamps", halves[order].ravel())
            out.append("ends", np.cumsum(sizes).astype(np.uint64))
            out.append("ids", np.frombuffer(b"".join(lines), dtype=np.uint8))
            out.finish(len(lines))
        except BaseException:
            out.abandon()
            raise


class FileCache:
    """The cached files of a generation, open while the next one is built."""

    def __init__(self, index: EmbeddedIndex) -> None:
        """A generation that is older than this cache has no entries."""
        self._index = index
        path = index.generation / FILE_CACHE_NAME
        self._file = ArrayFile(path) if path.exists() else None
        self._signatures: Array = np.zeros((0, 2), dtype=np.uint64)
        if self._file is not None:
            section = self._file.section("stamps")
            self._signatures = section[0 : len(section)].reshape(-1, 2)
        self._first = np.ascontiguousarray(self._signatures[:, 0])

    def reports(self, signature: bytes) -> list[Report]:
        """The reports of the file with that signature; empty if it is unknown or one is gone."""
        if self._file is None or len(signature) != SIGNATURE_BYTES:
            return []
        first, second = np.frombuffer(signature, dtype="<u8")
        at = int(self._first.searchsorted(first))
        while at < len(self._first) and self._first[at] == first:
            if self._signatures[at, 1] == second:
                return self._stored(self._file, at)
            at += 1
        return []

    def _stored(self, file: ArrayFile, at: int) -> list[Report]:
        ends = file.section("ends")
        start = int(ends[at - 1 : at][0]) if at else 0
        line = file.section("ids").bytes(start, int(ends[at : at + 1][0]))
        reports = self._index.reports(json.loads(line))
        stored = [report for report in reports if report is not None]
        return stored if len(stored) == len(reports) else []
