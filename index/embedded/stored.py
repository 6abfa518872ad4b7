"""Stored reports: JSON in compressed blocks, each block checked when it is unpacked.

A block holds neighbouring reports up to 96 kB, at level 6. Measured on recombined real reports,
64 kB at level 4 take half the time to pack and 8 % more room; larger blocks save little and make a
page of hits slower to show.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import zstandard

from index.embedded.container import Container, damaged
from index.report import Report, to_fields

Array = npt.NDArray[Any]
_dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
BLOCK = 96 << 10
LEVEL = 6
LARGEST = 1 << 30
"""Bytes a block may unpack to; one report is never longer."""


def to_line(report: Report) -> bytes:
    """The report as a line of JSON that `index.report.from_json` reads."""
    return _dumps(to_fields(report)).encode("utf-8", "surrogatepass")


def pack(lines: Iterable[bytes]) -> tuple[bytes, list[int], list[int]]:
    """Blocks one after the other, the size of each, and how many lines each holds."""
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
    blocks, counts = [], []
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= BLOCK:
            blocks.append(compressor.compress(b"\n".join(waiting)))
            counts.append(len(waiting))
            waiting, size = [], 0
    if waiting:
        blocks.append(compressor.compress(b"\n".join(waiting)))
        counts.append(len(waiting))
    return b"".join(blocks), [len(block) for block in blocks], counts


class Stored:
    """The stored reports of a segment, by number."""

    def __init__(self, file: Container) -> None:
        self._path = file.path
        self._data = file.section("stored")
        self._ends = file.section("stored.ends")
        self._counts = file.section("stored.counts")
        self._latest: tuple[int, list[bytes]] = (-1, [])

    def lines(self, numbers: Sequence[int]) -> list[bytes]:
        """The lines of reports, in the order of `numbers`; each block is unpacked once."""
        ends = np.cumsum(self._counts[0 : len(self._counts)], dtype=np.int64)
        blocks = np.searchsorted(ends, numbers, "right").tolist()
        unpacked = {block: self._block(block) for block in set(blocks)}
        found = []
        for number, block in zip(numbers, blocks, strict=True):
            lines = unpacked[block]
            found.append(lines[number - int(ends[block]) + len(lines)])
        return found

    def all(self) -> Iterable[bytes]:
        """The lines of all reports, in their order."""
        for block in range(len(self._counts)):
            yield from self._block(block)

    def _block(self, block: int) -> list[bytes]:
        """The lines of a block; the latest is kept, as neighbours are asked for one by one."""
        latest, lines = self._latest
        if latest != block:
            lines = self._unpacked(block)
            self._latest = (block, lines)
        return lines

    def _unpacked(self, block: int) -> list[bytes]:
        start = int(self._ends[block - 1 : block][0]) if block else 0
        data = self._data.bytes(start, int(self._ends[block : block + 1][0]))
        try:
            text = zstandard.ZstdDecompressor().decompress(data, max_output_size=LARGEST)
        except zstandard.ZstdError as error:
            raise damaged(self._path, f"a block of reports cannot be unpacked ({error})") from error
        lines = text.split(b"\n")
        if len(lines) != int(self._counts[block : block + 1][0]):
            raise damaged(self._path, "a block of reports has another number of them than it says")
        return lines
