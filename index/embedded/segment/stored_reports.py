"""Stored reports: JSON in compressed blocks; a block is verified when it is decompressed.

A block contains neighbouring reports of up to 16 kB, compressed at level 6. A compression
dictionary per batch captures common content, so blocks can be small. Measured on real and on
recombined xwlb reports, compared with blocks of 96 kB without a dictionary: a report is read in a
third of the time, and the index is 7 and 9 % smaller. A dictionary costs 0.03 s per batch.
"""

import functools
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import zstandard

from index.embedded.segment.array_file import ArrayFile, ArraySection, damaged_error
from index.system.zstandard_limit import unpack

STORED_BLOCK_BYTES = 16 << 10
LONE_BLOCK_BYTES = 96 << 10
"""Size of a block without a dictionary."""
COMPRESSION_LEVEL = 5
MAX_BLOCK_BYTES = 1 << 30
"""Maximum decompressed size of a block; no report is longer."""
DICTIONARY_BYTES = 64 << 10
MIN_DICTIONARY_SOURCE_BYTES = 8 * DICTIONARY_BYTES
"""A dictionary is trained only if the reports have at least this many bytes."""
DICTIONARY_SAMPLES = 128
"""Reports used to train a dictionary."""
CACHED_DICTIONARIES = 192
"""Cached dictionaries, some 90 kB each: enough for 200,000 reports."""

CACHED_DECOMPRESSORS = 32
"""Cached decompressors, some 100 kB each; making one takes a third of the time of its use."""
RECENT_BYTES = 4 << 20
"""Memory for blocks that were read lately, in each segment."""
BYTES_OBJECT = 33
"""Bytes of an empty text of bytes in memory."""


@dataclass(frozen=True, slots=True)
class PackedReports:
    """Consecutive blocks, the size and the number of lines of each, and their shared dictionary."""

    data: bytes
    sizes: list[int]
    counts: list[int]
    dictionary: bytes


def pack(lines: Sequence[bytes]) -> PackedReports:
    """Compress lines into blocks; equal lines give equal blocks."""
    shared = _dictionary(lines)
    if shared is None:
        compressor = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL, write_checksum=True)
    else:
        compressor = zstandard.ZstdCompressor(
            level=COMPRESSION_LEVEL, write_checksum=True, dict_data=shared
        )
    blocks, counts = [], []
    for block in _blocks(lines, LONE_BLOCK_BYTES if shared is None else STORED_BLOCK_BYTES):
        blocks.append(compressor.compress(b"\n".join(block)))
        counts.append(len(block))
    dictionary = b"" if shared is None else zstandard.compress(shared.as_bytes(), COMPRESSION_LEVEL)
    return PackedReports(b"".join(blocks), [len(block) for block in blocks], counts, dictionary)


def _blocks(lines: Sequence[bytes], most: int) -> Iterable[Sequence[bytes]]:
    """Group lines into blocks; a block ends with the line that brings it to `most` bytes."""
    first = size = 0
    for number, line in enumerate(lines):
        size += len(line)
        if size >= most:
            yield lines[first : number + 1]
            first, size = number + 1, 0
    if first < len(lines):
        yield lines[first:]


def _dictionary(lines: Sequence[bytes]) -> zstandard.ZstdCompressionDict | None:
    """Train a dictionary on some of the lines; None if it would not pay off.

    `k` and `d` are fixed: trying several values takes ten times as long and saves 1 %.
    """
    if sum(map(len, lines)) < MIN_DICTIONARY_SOURCE_BYTES:
        return None
    sample: list[bytes | bytearray | memoryview] = list(
        lines[:: max(1, len(lines) // DICTIONARY_SAMPLES)]
    )
    try:
        shared = zstandard.train_dictionary(
            DICTIONARY_BYTES, sample, level=COMPRESSION_LEVEL, k=256, d=8
        )
    except zstandard.ZstdError:  # too few lines, too short, or all alike
        return None
    shared.precompute_compress(level=COMPRESSION_LEVEL)
    return shared


class StoredReports:
    """The stored reports of a segment, by number."""

    def __init__(self, file: ArrayFile) -> None:
        self._path = file.path
        self._data = file.section("stored")
        self._ends = file.section("stored.ends")
        self._lines = file.section("stored.lines")
        self._batches = file.section("stored.batches")
        self._recent = _RecentBlocks()
        self._shared = functools.lru_cache(CACHED_DICTIONARIES)(_Dictionaries(file).read)

    def lines(self, numbers: Sequence[int]) -> list[bytes]:
        """The lines of reports, in the order of `numbers`; each block is decompressed once."""
        ends = self._lines[0 : len(self._lines)]
        blocks = np.searchsorted(ends, np.array(numbers, dtype=ends.dtype), "right").tolist()
        unpacked = {block: self._block(block) for block in set(blocks)}
        result = []
        for number, block in zip(numbers, blocks, strict=True):
            lines = unpacked[block]
            result.append(lines[number - self._lines.at(block) + len(lines)])
        return result

    def all(self) -> Iterable[bytes]:
        """The lines of all reports, in their order."""
        for block in range(len(self._lines)):
            yield from self._unpacked(block)

    def _block(self, block: int) -> list[bytes]:
        """The lines of a block, from the cache if it was read lately."""
        lines = self._recent.get(block)
        if lines is None:
            lines = self._unpacked(block)
            self._recent.put(block, lines)
        return lines

    def _unpacked(self, block: int) -> list[bytes]:
        data = self._data.bytes(*_span(self._ends, block))
        batches = self._batches[0 : len(self._batches)]
        shared = self._shared(int(np.searchsorted(batches, block, "right")))
        try:
            decompressor = _decompressor(threading.get_ident(), shared)
            text = unpack(data, MAX_BLOCK_BYTES, decompressor)
        except zstandard.ZstdError as error:
            raise damaged_error(
                self._path, f"a block of reports cannot be unpacked ({error})"
            ) from error
        lines = text.split(b"\n")
        first, end = _span(self._lines, block)
        if len(lines) != end - first:
            raise damaged_error(self._path, "a block has another number of reports than recorded")
        return lines


class _RecentBlocks:
    """The blocks of a segment that were read last, up to RECENT_BYTES."""

    def __init__(self) -> None:
        self._blocks: dict[int, tuple[list[bytes], int]] = {}
        self._bytes = 0
        self._alone = threading.Lock()

    def get(self, block: int) -> list[bytes] | None:
        """The lines of a block, None if it is not here."""
        return self._blocks.get(block, (None, 0))[0]

    def put(self, block: int, lines: list[bytes]) -> None:
        """Keep the lines of a block, and drop those kept first if there are too many."""
        size = _size(lines)
        if size > RECENT_BYTES:
            return
        with self._alone:
            if block in self._blocks:
                return
            self._blocks[block] = lines, size
            self._bytes += size
            while self._bytes > RECENT_BYTES:
                first = next(iter(self._blocks))
                self._bytes -= self._blocks.pop(first)[1]


def _size(lines: list[bytes]) -> int:
    return sum(map(len, lines)) + BYTES_OBJECT * len(lines)


class _Dictionaries:
    """The compression dictionaries of a segment, one per batch."""

    def __init__(self, file: ArrayFile) -> None:
        self._path = file.path
        self._data = file.section("stored.dictionaries")
        self._ends = file.section("stored.dictionaries.ends")

    def read(self, batch: int) -> zstandard.ZstdCompressionDict | None:
        """The dictionary of a batch, None if it has none."""
        start, end = _span(self._ends, batch)
        if start == end:
            return None
        data = self._data.bytes(start, end)
        try:
            plain = unpack(data, DICTIONARY_BYTES)
        except zstandard.ZstdError as error:
            raise damaged_error(
                self._path, f"a compression dictionary cannot be read ({error})"
            ) from error
        shared = zstandard.ZstdCompressionDict(plain)
        zstandard.ZstdDecompressor(dict_data=shared)  # prepares it before several threads use it
        return shared


def _span(ends: ArraySection, position: int) -> tuple[int, int]:
    """The start and the end of an item, given the ends of all items."""
    return ends.at(position - 1) if position else 0, ends.at(position)


@functools.lru_cache(maxsize=CACHED_DECOMPRESSORS)
def _decompressor(
    thread: int, shared: zstandard.ZstdCompressionDict | None
) -> zstandard.ZstdDecompressor:
    """The decompressor of a thread; threads cannot share one."""
    del thread
    if shared is None:
        return zstandard.ZstdDecompressor()
    return zstandard.ZstdDecompressor(dict_data=shared)
