"""Stored reports: JSON in compressed blocks, each block checked when it is unpacked.

A block holds neighbouring reports up to 16 kB, at level 6, and a dictionary of each batch holds
what its reports have in common, so that blocks can be small. Measured on real reports of xwlb and
on recombined ones beside blocks of 96 kB without a dictionary: a report is there in a third of the
time, and all take 7 and 9 % less room. A dictionary costs a batch 0.03 s.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import zstandard

from index.embedded.segment.array_file import ArrayFile, ArraySection, damaged

STORED_BLOCK_BYTES = 16 << 10
LONE_BLOCK_BYTES = 96 << 10
"""A block where there is no dictionary."""
COMPRESSION_LEVEL = 5
MAX_BLOCK_BYTES = 1 << 30
"""Bytes a block may unpack to; one report is never longer."""
DICTIONARY = 64 << 10
MIN_DICTIONARY_SOURCE_BYTES = 8 * DICTIONARY
"""Bytes of reports from which a dictionary is made of them."""
DICTIONARY_SAMPLES = 128
"""Reports it is made of."""
CACHED_DICTIONARIES = 192
"""Dictionaries that are kept ready, some 90 kB each: those of 200,000 reports."""


@dataclass(frozen=True, slots=True)
class PackedReports:
    """Blocks one after the other, the size of each and how many lines it holds; what they share."""

    data: bytes
    sizes: list[int]
    counts: list[int]
    dictionary: bytes


def pack(lines: Sequence[bytes]) -> PackedReports:
    """The blocks of these lines; the same for the same lines."""
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
    """The lines by blocks, each ended by the line that makes it as long as `most`."""
    first = size = 0
    for number, line in enumerate(lines):
        size += len(line)
        if size >= most:
            yield lines[first : number + 1]
            first, size = number + 1, 0
    if first < len(lines):
        yield lines[first:]


def _dictionary(lines: Sequence[bytes]) -> zstandard.ZstdCompressionDict | None:
    """What some of the lines have in common, None where that is not worth it.

    `k` and `d` are given, as trying several takes ten times as long for 1 % less room.
    """
    if sum(map(len, lines)) < MIN_DICTIONARY_SOURCE_BYTES:
        return None
    sample: list[Any] = list(lines[:: max(1, len(lines) // DICTIONARY_SAMPLES)])
    try:
        shared = zstandard.train_dictionary(DICTIONARY, sample, level=COMPRESSION_LEVEL, k=256, d=8)
    except zstandard.ZstdError:  # too few and too short, or all alike
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
        self._latest: tuple[int, list[bytes]] = (-1, [])
        self._shared = functools.lru_cache(CACHED_DICTIONARIES)(_Dictionaries(file).read)

    def lines(self, numbers: Sequence[int]) -> list[bytes]:
        """The lines of reports, in the order of `numbers`; each block is unpacked once."""
        ends = self._lines[0 : len(self._lines)]
        blocks = np.searchsorted(ends, np.array(numbers, dtype=ends.dtype), "right").tolist()
        unpacked = {block: self._block(block) for block in set(blocks)}
        found = []
        for number, block in zip(numbers, blocks, strict=True):
            lines = unpacked[block]
            found.append(lines[number - self._lines.at(block) + len(lines)])
        return found

    def all(self) -> Iterable[bytes]:
        """The lines of all reports, in their order."""
        for block in range(len(self._lines)):
            yield from self._block(block)

    def _block(self, block: int) -> list[bytes]:
        """The lines of a block; the latest is kept, as neighbours are asked for one by one."""
        latest, lines = self._latest
        if latest != block:
            lines = self._unpacked(block)
            self._latest = (block, lines)
        return lines

    def _unpacked(self, block: int) -> list[bytes]:
        data = self._data.bytes(*_span(self._ends, block))
        batches = self._batches[0 : len(self._batches)]
        shared = self._shared(int(np.searchsorted(batches, block, "right")))
        try:
            text = _decompressor(shared).decompress(data, max_output_size=MAX_BLOCK_BYTES)
        except zstandard.ZstdError as error:
            raise damaged(self._path, f"a block of reports cannot be unpacked ({error})") from error
        lines = text.split(b"\n")
        first, end = _span(self._lines, block)
        if len(lines) != end - first:
            raise damaged(self._path, "a block of reports has another number of them than it says")
        return lines


class _Dictionaries:
    """What the reports of each batch of a segment have in common."""

    def __init__(self, file: ArrayFile) -> None:
        self._path = file.path
        self._data = file.section("stored.dictionaries")
        self._ends = file.section("stored.dictionaries.ends")

    def read(self, batch: int) -> zstandard.ZstdCompressionDict | None:
        """That of a batch, None where nothing was put aside."""
        start, end = _span(self._ends, batch)
        if start == end:
            return None
        data = self._data.bytes(start, end)
        try:
            plain = zstandard.decompress(data, max_output_size=DICTIONARY)
        except zstandard.ZstdError as error:
            raise damaged(self._path, f"what reports share cannot be read ({error})") from error
        shared = zstandard.ZstdCompressionDict(plain)
        _decompressor(shared)  # has it ready, as the first of several threads would
        return shared


def _span(ends: ArraySection, place: int) -> tuple[int, int]:
    """Where one of several begins and ends, of which `ends` says where each ends."""
    return ends.at(place - 1) if place else 0, ends.at(place)


def _decompressor(shared: zstandard.ZstdCompressionDict | None) -> zstandard.ZstdDecompressor:
    """One for a single use: threads cannot share it."""
    if shared is None:
        return zstandard.ZstdDecompressor()
    return zstandard.ZstdDecompressor(dict_data=shared)
