"""Opens the layers of an Outlook store (.pst): trees, blocks, heaps, and properties of a node.

The format is in Microsoft's "Outlook Personal Folders (.pst) File Format" (MS-PST). A node is a
mail, a folder or an attachment. Its data are blocks somewhere in the file, and it may have
subnodes.
"""

import functools
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

STORE_SIGNATURE: Final = b"!BDN"
MAX_VALUE_BYTES: Final = 64 << 20
"""The largest value of a property, in bytes; longer ones are cut."""
MAX_VALUE_BLOCKS: Final = 100_000
"""The largest number of blocks of a value, of nodes of a node, and of records of its properties."""
STORE_READINGS: Final = 16
"""How many times as many bytes as a store has may be read from it; several mails name the same."""
SPARE_BYTES: Final = 64 << 20
"""Bytes that may be read from any store besides."""
_PAGE: Final = 512
_SINCE_2013: Final = 36
"""The version of stores in pages of 4 KB, whose blocks are packed; Outlook writes them as .ost."""
_STEP_BYTES: Final = 64
"""The cost of a step in bytes: an entry of a list, or a record of a property."""
_MAX_TREE_DEPTH: Final = 8
_HEAP, _PROPERTY_HEAP, _TREE = 0xEC, 0xBC, 0xB5
_INLINE: Final = frozenset((0x0002, 0x0003, 0x0004, 0x000A, 0x000B))
"""Types of at most four bytes; values of other types are elsewhere."""
_PLAIN: Final = bytes(
    [
        71, 241, 180, 230, 11, 106, 114, 72, 133, 78, 158, 235, 226, 248, 148, 83,
        224, 187, 160, 2, 232, 90, 9, 171, 219, 227, 186, 198, 124, 195, 16, 221,
        57, 5, 150, 48, 245, 55, 96, 130, 140, 201, 19, 74, 107, 29, 243, 251,
        143, 38, 151, 202, 145, 23, 1, 196, 50, 45, 110, 49, 149, 255, 217, 35,
        209, 0, 94, 121, 220, 68, 59, 26, 40, 197, 97, 87, 32, 144, 61, 131,
        185, 67, 190, 103, 210, 70, 66, 118, 192, 109, 91, 126, 178, 15, 22, 41,
        60, 169, 3, 84, 13, 218, 93, 223, 246, 183, 199, 98, 205, 141, 6, 211,
        105, 92, 134, 214, 20, 247, 165, 102, 117, 172, 177, 233, 69, 33, 112, 12,
        135, 159, 116, 164, 34, 76, 111, 191, 31, 86, 170, 46, 179, 120, 51, 80,
        176, 163, 146, 188, 207, 25, 28, 167, 99, 203, 30, 77, 62, 75, 27, 155,
        79, 231, 240, 238, 173, 58, 181, 89, 4, 234, 64, 85, 37, 81, 229, 122,
        137, 56, 104, 82, 123, 252, 39, 174, 215, 189, 250, 7, 244, 204, 142, 95,
        239, 53, 156, 132, 43, 21, 213, 119, 52, 73, 182, 18, 10, 127, 113, 136,
        253, 157, 24, 65, 125, 147, 216, 88, 44, 206, 254, 36, 175, 222, 184, 54,
        200, 161, 128, 166, 153, 152, 168, 47, 14, 129, 101, 115, 228, 194, 162, 138,
        212, 225, 17, 208, 8, 139, 42, 242, 237, 154, 100, 63, 193, 108, 249, 236,
    ]
)  # fmt: skip
"""The byte that each stored byte means in a store that is "compressible" (MS-PST, 5.1)."""


class StoreError(Exception):
    """The store cannot be read, for a reason that a user can act on."""


class RepeatedStoreError(Exception):
    """A small store that was made to be large: its nodes name the same bytes again and again."""


class _Readings:
    """Counts the bytes that are read from a store, over all of its nodes."""

    def __init__(self, size: int) -> None:
        self._left = STORE_READINGS * size + SPARE_BYTES

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise RepeatedStoreError


class _Steps:
    """Counts steps, so that a damaged tree that leads back to itself ends in an IndexError."""

    def __init__(self, most: int, readings: _Readings) -> None:
        self._left = most
        self._readings = readings

    def take(self) -> None:
        self._left -= 1
        self._readings.take(_STEP_BYTES)
        if self._left < 0:
            raise IndexError("a tree leads back to itself")


@dataclass(frozen=True, slots=True)
class StoreNode:
    """A node: its number, that of its parent, and the numbers of its data and its subnodes."""

    number: int
    data: int
    nodes: int
    parent: int = 0

    @property
    def kind(self) -> int:
        """The kind of the node, as 4 for a mail, 5 for an attachment, 2 for a folder."""
        return self.number & 0x1F


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things are: the type of numbers, the offsets of the two trees and of the encoding.

    `entries` is the size of the entries of a page, behind which their count, size and level are.
    """

    number: str
    trees: int
    encoding: int
    entries: int

    @property
    def size(self) -> int:
        """Bytes of a number."""
        return struct.calcsize(self.number)


_SINCE_2003: Final = _Layout("Q", 216, 513, 488)
_BEFORE_2003: Final = _Layout("I", 184, 461, 496)


class NodeStore:
    """The nodes of a store; damage raises struct.error, IndexError or KeyError.

    RepeatedStoreError ends what would read the same bytes too often.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._size = stream.seek(0, io.SEEK_END)
        self._readings = _Readings(self._size)
        header = self._read(0, 564)
        version = struct.unpack_from("<H", header, 10)[0]
        if not header.startswith(STORE_SIGNATURE):
            raise StoreError("is no Outlook store")
        if version >= _SINCE_2013:
            raise StoreError("is an Outlook store in pages of 4 KB, which are not read")
        self._layout = _SINCE_2003 if version >= 20 else _BEFORE_2003
        encoding = header[self._layout.encoding]
        if encoding > 1:
            raise StoreError("is an encrypted Outlook store")
        self._encoded = encoding == 1
        trees = struct.unpack_from(f"<4{self._layout.number}", header, self._layout.trees)
        self._nodes_at, self._blocks_at = trees[1], trees[3]
        self._page = functools.lru_cache(maxsize=512)(self._entries)

    def nodes(self) -> Iterator[StoreNode]:
        """All nodes, by number."""
        pages = self.steps(self._size // _PAGE)
        for entry in self._leaves(self._nodes_at, _MAX_TREE_DEPTH, pages):
            number, data, nodes = struct.unpack_from(f"<3{self._layout.number}", entry)
            parent = struct.unpack_from("<I", entry, 3 * self._layout.size)[0]
            yield StoreNode(number & 0xFFFFFFFF, data, nodes, parent)

    def subnodes_of(self, node: StoreNode) -> dict[int, StoreNode]:
        """The subnodes of a node, by number."""
        steps = self.steps(MAX_VALUE_BLOCKS)
        subnodes = self._subnodes(node.nodes, _MAX_TREE_DEPTH, steps) if node.nodes else ()
        return {node.number: node for node in subnodes}

    def steps(self, most: int) -> _Steps:
        """A count of steps of which there may be some; RepeatedStoreError for too many in all."""
        return _Steps(most, self._readings)

    def pieces(self, block: int) -> list[bytes]:
        """The data behind a block, piece by piece."""
        pieces: list[bytes] = []
        left = MAX_VALUE_BYTES
        for piece in self._pieces(block, 3, self.steps(MAX_VALUE_BLOCKS)):
            pieces.append(piece[:left])
            left -= len(piece)
            if left <= 0:
                break
        return pieces

    def _subnodes(self, block: int, depth: int, steps: _Steps) -> Iterator[StoreNode]:
        data = self._block(block)
        kind, level, count = struct.unpack_from("<BBH", data)
        if kind != 2 or depth < 0:
            raise IndexError("no list of nodes")
        numbers = 2 if level else 3
        start, step = 4 + (self._layout.size == 8) * 4, numbers * self._layout.size
        for at in range(start, start + count * step, step):
            entry = struct.unpack_from(f"<{numbers}{self._layout.number}", data, at)
            steps.take()
            if level:
                yield from self._subnodes(entry[1], depth - 1, steps)
            else:
                yield StoreNode(entry[0] & 0xFFFFFFFF, entry[1], entry[2])

    def _pieces(self, block: int, depth: int, steps: _Steps) -> Iterator[bytes]:
        steps.take()
        data = self._block(block)
        if not block & 2:
            yield data.translate(_PLAIN) if self._encoded else data
            return
        kind, _, count = struct.unpack_from("<BBH", data)
        if kind != 1 or not depth:
            raise IndexError("no list of blocks")
        for child in struct.unpack_from(f"<{count}{self._layout.number}", data, 8):
            yield from self._pieces(child, depth - 1, steps)

    def _block(self, block: int) -> bytes:
        """The bytes of a block as they are stored."""
        number, at = self._layout.number, self._blocks_at
        for _ in range(_MAX_TREE_DEPTH):
            level, entries = self._page(at)
            if not level:
                break
            keys = (struct.unpack_from(f"<3{number}", entry) for entry in entries)
            lower = [offset for key, _, offset in keys if key & ~1 <= block & ~1]
            at = lower[-1]
        for entry in entries:
            key, offset, length = struct.unpack_from(f"<2{number}H", entry)
            if key & ~1 == block & ~1:
                return self._read(offset, length)
        raise KeyError(block)

    def _leaves(self, at: int, deepest: int, pages: _Steps) -> Iterator[bytes]:
        """The entries of the leaves of a tree."""
        pages.take()
        level, entries = self._page(at)
        if level >= deepest:
            raise IndexError("a tree is too deep")
        for entry in entries:
            if level:
                offset = struct.unpack_from(f"<3{self._layout.number}", entry)[2]
                yield from self._leaves(offset, level, pages)
            else:
                yield entry

    def _entries(self, at: int) -> tuple[int, list[bytes]]:
        """The level of a page of a tree, 0 for a leaf, and its entries."""
        data = self._read(at, _PAGE)
        count, _, size, level = data[self._layout.entries : self._layout.entries + 4]
        stops = range(size, min(count * size, self._layout.entries) + 1, size or 1)
        return level, [data[stop - size : stop] for stop in stops]

    def _read(self, at: int, length: int) -> bytes:
        if at >= _MAX_OFFSET:
            raise IndexError("a place behind the end of any file")
        self._readings.take(length)
        self._stream.seek(at)
        return self._stream.read(length)


_MAX_OFFSET = 1 << 62
"""A place in a file that no stream can be asked for; each kind of stream raises another error."""


class NodeProperties:
    """The properties of a node, by number."""

    def __init__(self, store: NodeStore, node: StoreNode) -> None:
        self._store = store
        self.nodes = store.subnodes_of(node)
        self._heap = store.pieces(node.data)
        head = self._heap[0]
        if head[2] != _HEAP or head[3] != _PROPERTY_HEAP:
            raise IndexError("no properties")
        tree = self._item(struct.unpack_from("<I", head, 4)[0])
        if tree[0] != _TREE or tree[3] > _MAX_TREE_DEPTH:
            raise IndexError("no properties")
        root = struct.unpack_from("<I", tree, 4)[0]
        records = self._records(root, tree[3], store.steps(MAX_VALUE_BLOCKS))
        self._known = {number: (kind, value) for number, kind, value in records}

    def bytes_of(self, number: int) -> bytes:
        """A value; empty if it is missing or damaged."""
        kind, value = self._known.get(number, (0, b"\0\0\0\0"))
        if kind in _INLINE:
            return value
        at = struct.unpack("<I", value)[0]
        try:
            if at & 0x1F and at in self.nodes:
                return b"".join(self._store.pieces(self.nodes[at].data))
            return self._item(at) if at and not at & 0x1F else b""
        except (struct.error, IndexError, KeyError):
            return b""

    def number(self, number: int) -> int:
        """A value as a whole number; 0 if it is missing."""
        return int.from_bytes(self.bytes_of(number)[:8], "little")

    def kind(self, number: int) -> int:
        """The type of a value, as 31 for text in UTF-16; 0 if it is missing."""
        return self._known.get(number, (0, b""))[0]

    def _records(self, item: int, level: int, steps: _Steps) -> Iterator[tuple[int, int, bytes]]:
        """Number, type and four bytes of each property below an item of the tree."""
        data = self._item(item)
        for at in range(0, len(data) - 5, 6 if level else 8):
            steps.take()
            if level:
                lower = struct.unpack_from("<I", data, at + 2)[0]
                yield from self._records(lower, level - 1, steps)
            else:
                number, kind = struct.unpack_from("<HH", data, at)
                yield number, kind, data[at + 4 : at + 8]

    def _item(self, item: int) -> bytes:
        """An item of the heap."""
        if not item:
            return b""
        piece = self._heap[item >> 16]
        listed = struct.unpack_from("<H", piece)[0]
        start, stop = struct.unpack_from("<HH", piece, listed + 2 + 2 * ((item >> 5) & 0x7FF))
        return piece[start:stop]
