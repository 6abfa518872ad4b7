"""Blocks of 16 terms, each stored with the numbers that locate its terms' lists.

Layout of a block, little-endian: the start of the first term's lists (8 bytes per list); for each
column a byte with its width; the columns of 16 numbers; the sorted terms, each between two bytes
FF, which never occur in UTF-8. One read of the file therefore finds a term and its lists. Measured
over 40,000 reports: finding and decoding a new gram takes 38 microseconds; with separate arrays of
terms, lengths and counts it took 51.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from index.arrays import Array
from index.embedded.segment.array_file import ArrayFile, ArrayFileWriter

TERMS_PER_BLOCK = 16
SEPARATOR = b"\xff"
TERMS_PER_WRITE = 1 << 14
"""Terms written in one step."""
CACHED_BLOCKS = 512
"""Cached decoded blocks per field, 2 kB each."""
_BYTES = (0, 1, 2, 4)
"""Bytes of a number, by the width code of a column."""
_COLUMN = tuple(struct.Struct(f"<{kind}") for kind in ("", "16B", "16H", "16I"))
_NOTHING = (0,) * TERMS_PER_BLOCK


class TermBlock(NamedTuple):
    """The starts of the first term's lists, columns of 16 numbers, and terms with separators."""

    starts: tuple[int, ...]
    columns: tuple[tuple[int, ...], ...]
    text: bytes

    @property
    def terms(self) -> list[bytes]:
        """The terms."""
        return self.text[1:-1].split(SEPARATOR)


class TermBlockLayout(NamedTuple):
    """The number of starts and of columns in the blocks of a field."""

    starts: int = 0
    columns: int = 0


class TermBlocks:
    """The blocks of one field of a segment."""

    def __init__(self, file: ArrayFile, field: str, layout: TermBlockLayout) -> None:
        self.heads = file.section(f"{field}.heads", "<u8").solid()
        self._starts = file.section(f"{field}.terms.starts", "<u8").solid()
        self._data = file.section(f"{field}.terms", "u1")
        self._layout = layout
        self._head = struct.Struct(f"<{layout.starts}Q{layout.columns}B")
        self._kept: dict[int, TermBlock] = {}

    def __len__(self) -> int:
        return len(self.heads)

    def __getitem__(self, number: int) -> TermBlock:
        """The block of that number.

        Threads may share the cache: at worst a block is decoded twice.
        """
        block = self._kept.get(number)
        if block is None:
            if len(self._kept) >= CACHED_BLOCKS:
                self._kept.clear()
            data = self._data.bytes(self._starts[number], self._starts[number + 1])
            block = self._kept[number] = self._taken_apart(data)
        return block

    def _taken_apart(self, data: bytes) -> TermBlock:
        head = self._head.unpack_from(data)
        at = self._head.size
        columns = []
        for width in head[self._layout.starts :]:
            columns.append(_COLUMN[width].unpack_from(data, at) or _NOTHING)
            at += TERMS_PER_BLOCK * _BYTES[width]
        return TermBlock(head[: self._layout.starts], tuple(columns), data[at:])

    def each(self, numbers: Iterable[int]) -> list[bytes]:
        """The terms of existing numbers, without decoding their blocks."""
        starts, read, columns = self._starts, self._data.bytes, self._layout.columns
        listed = []
        for number in numbers:
            block, position = divmod(number, TERMS_PER_BLOCK)
            data = read(starts[block], starts[block + 1])
            text = data[self._text(data, 0) :] if columns else data
            listed.append(text.split(SEPARATOR, position + 2)[position + 1])
        return listed

    def _text(self, data: bytes, at: int) -> int:
        """The start of the terms in the block that begins at a given offset in `data`."""
        at += self._head.size
        return at + TERMS_PER_BLOCK * sum(
            map(_BYTES.__getitem__, data[at - self._layout.columns : at])
        )

    def terms(self, start: int, stop: int) -> list[bytes]:
        """The terms of the blocks from `start` to `stop`."""
        first, beyond = self._starts[start], self._starts[stop]
        data = self._data.bytes(first, beyond)
        listed = []
        for begin, end in zip(self._starts[start:stop], self._starts[start + 1 :], strict=False):
            at = self._text(data, begin - first)
            listed += data[at + 1 : end - first - 1].split(SEPARATOR)
        return listed

    def column(self, which: int, start: int, stop: int) -> Array:
        """A column of the blocks from `start` to `stop`, as int64."""
        first, beyond = self._starts[start], self._starts[stop]
        data = self._data[first:beyond]
        offsets = np.array(self._starts[start:stop], dtype=np.int64) - first
        at, width = self._begin(data, offsets, which), self._widths(data, offsets, which)
        values = np.zeros((len(offsets), TERMS_PER_BLOCK), dtype=np.int64)
        for code in range(1, len(_BYTES)):
            chosen = width == code
            size = TERMS_PER_BLOCK * _BYTES[code]
            part = data[at[chosen][:, np.newaxis] + np.arange(size)]
            values[chosen] = part.view(f"<u{_BYTES[code]}")
        return values.ravel()

    def text(self, start: int, stop: int) -> tuple[Array, Array]:
        """The bytes of the blocks from `start` to `stop`, and the offsets of the separators.

        A block has 17 separators; the last block may have fewer.
        """
        first, beyond = self._starts[start], self._starts[stop]
        data = self._data[first:beyond]
        offsets = np.array(self._starts[start : stop + 1], dtype=np.int64) - first
        at = self._begin(data, offsets[:-1], self._layout.columns)
        marks = (data == SEPARATOR[0]).nonzero()[0]
        return data, marks[marks >= at[offsets.searchsorted(marks, "right") - 1]]

    def _begin(self, data: Array, offsets: Array, column: int) -> Array:
        """The start of a column in the blocks at these offsets.

        After the last column come the terms.
        """
        at = offsets + self._head.size
        for before in range(column):
            at += TERMS_PER_BLOCK * np.take(_BYTES, self._widths(data, offsets, before))
        return at

    def _widths(self, data: Array, offsets: Array, column: int) -> Array:
        widths: Array = data[offsets + (self._head.size - self._layout.columns + column)]
        return widths


def head_number(term: bytes) -> int:
    """The first eight bytes of a term as a number; numbers have the same order as terms."""
    return int.from_bytes(term[:8].ljust(8, b"\0"), "big")


def put_terms(
    out: ArrayFileWriter,
    field: str,
    terms: Sequence[str],
    starts: Sequence[Array] = (),
    columns: Sequence[Array] = (),
) -> None:
    """Write sorted terms; `starts` have one number per block, `columns` one per term."""
    end = 0
    out.append(f"{field}.terms.starts", np.zeros(1, dtype=np.uint64))
    out.append(f"{field}.terms", np.zeros(0, dtype=np.uint8))
    out.append(f"{field}.heads", np.zeros(0, dtype=np.uint64))
    for first in range(0, len(terms), TERMS_PER_WRITE):
        block = first // TERMS_PER_BLOCK
        texts = _texts(terms[first : first + TERMS_PER_WRITE])
        heads, sizes = _heads(
            [column[block : block + len(texts)] for column in starts],
            [column[first : first + TERMS_PER_WRITE] for column in columns],
            len(texts),
        )
        ends = np.cumsum(sizes).tolist()
        pieces = []
        for text, low, high in zip(texts, [0, *ends], ends, strict=False):
            pieces += [heads[low:high], text]
        out.append(f"{field}.terms", np.frombuffer(b"".join(pieces), dtype=np.uint8))
        sizes += np.fromiter(map(len, texts), np.int64, len(texts))
        out.append(f"{field}.terms.starts", (end + np.cumsum(sizes)).astype(np.uint64))
        end += int(sizes.sum())
        firsts = [text[1 : text.index(SEPARATOR, 1)] for text in texts]
        out.append(f"{field}.heads", np.array(list(map(head_number, firsts)), dtype=np.uint64))


def _texts(terms: Sequence[str]) -> list[bytes]:
    """The terms of each block with their separators."""
    encoded = [term.encode("utf-8", "surrogatepass") for term in terms]
    return [
        SEPARATOR + SEPARATOR.join(encoded[position : position + TERMS_PER_BLOCK]) + SEPARATOR
        for position in range(0, len(encoded), TERMS_PER_BLOCK)
    ]


def _heads(starts: Sequence[Array], columns: Sequence[Array], blocks: int) -> tuple[bytes, Array]:
    """The bytes before the terms of each block, block after block, and their lengths."""
    padded = [_padded(column, blocks) for column in columns]
    widths = [np.searchsorted([1, 1 << 8, 1 << 16], column.max(1), "right") for column in padded]
    size = np.full(blocks, 8 * len(starts) + len(columns))
    for width in widths:
        size += TERMS_PER_BLOCK * np.take(_BYTES, width)
    at = np.cumsum(size) - size
    out = np.zeros(int(size.sum()), dtype=np.uint8)
    for column in starts:
        out[at[:, np.newaxis] + np.arange(8)] = column.astype("<u8").view(np.uint8).reshape(-1, 8)
        at += 8
    for width in widths:
        out[at] = width
        at += 1
    for column, width in zip(padded, widths, strict=True):
        for code in range(1, len(_BYTES)):
            chosen, byte_size = width == code, _BYTES[code]
            values = column[chosen].astype(f"<u{byte_size}").view(np.uint8)
            out[at[chosen][:, np.newaxis] + np.arange(TERMS_PER_BLOCK * byte_size)] = values
        at += TERMS_PER_BLOCK * np.take(_BYTES, width)
    return out.tobytes(), size


def _padded(numbers: Array, blocks: int) -> Array:
    """Numbers as rows of one block each, padded with zeros."""
    padded = np.zeros(blocks * TERMS_PER_BLOCK, dtype=np.int64)
    padded[: len(numbers)] = numbers
    return padded.reshape(blocks, TERMS_PER_BLOCK)
