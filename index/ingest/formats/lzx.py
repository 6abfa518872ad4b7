"""Unpacks LZX, the compression of Microsoft's help books.

The format is in Microsoft's "LZX DELTA Compression and Decompression" (MS-PATCH), without the
delta: matches in a window and Huffman codes, in blocks. A help book starts it anew every few
frames.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

FRAME_BYTES: Final = 1 << 15
"""The compressed bits of each such stretch of the output begin at a 16-bit word."""
MIN_BLOCK_BYTES: Final = 1 << 12
"""Bytes that a block has on average, at least; each brings codes of its own, which take time."""
SLOTS: Final = {15: 30, 16: 32, 17: 34, 18: 36, 19: 38, 20: 42, 21: 50}
"""The number of classes of distances by the binary logarithm of the window."""
_VERBATIM, _ALIGNED, _STORED = 1, 2, 3
_LITERALS, _LENGTHS, _CODE_LENGTHS = 256, 249, 20
_EXTRA_BITS: Final = (0, 0, *(min(bits, 17) for slot in range(1, 25) for bits in (slot - 1,) * 2))
_BASES: Final = tuple(sum(1 << bits for bits in _EXTRA_BITS[:slot]) for slot in range(50))
_CALL: Final = 0xE8
"""The processor's call, before which addresses may be stored as absolute ones."""

HuffmanTable = tuple[Sequence[int], int]
"""A Huffman code: the symbol and its length (symbol << 5 | length) for each beginning, and bits."""


def unpack(data: bytes, size: int, window_bits: int) -> bytes:
    """The `size` bytes that are packed from one fresh start of the compressor to the next.

    Raises ValueError if the data are damaged, or cut into far more blocks than compressors do.
    """
    data = data[: 2 * size + FRAME_BYTES]  # no stretch is packed in more
    try:
        return bytes(_Unpacker(_Bits(data), SLOTS[window_bits]).unpack(size))
    except (IndexError, KeyError) as error:
        raise ValueError("damaged compression") from error


class _Bits:
    """The bits of a stream of 16-bit words, the highest of each first.

    At its end the stream has some zeros more, as readers allow; then IndexError.
    """

    def __init__(self, data: bytes) -> None:
        padded = bytearray(data) + bytes(len(data) % 2 + 8)
        self._data = bytes(padded)
        padded[::2], padded[1::2] = padded[1::2], padded[::2]
        self._bits = bytes(padded)
        self._last = len(padded) * 8 - 40
        self.at = 0

    def take(self, count: int) -> int:
        """The next bits, at most 32, as a number."""
        value = self.peek(count)
        self.at += count
        return value

    def peek(self, count: int) -> int:
        """The next bits without going on."""
        if self.at > self._last:
            raise IndexError
        byte = self.at >> 3
        window = int.from_bytes(self._bits[byte : byte + 5], "big")
        return (window >> (40 - (self.at & 7) - count)) & ((1 << count) - 1)

    def symbol(self, table: HuffmanTable) -> int:
        """The next symbol of a code."""
        symbols, bits = table
        entry = symbols[self.peek(bits)]
        if not entry:
            raise IndexError
        self.at += entry & 31
        return entry >> 5

    def align(self) -> None:
        """Go on at the next word, unless this is the beginning of one."""
        self.at = (self.at + 15) & ~15

    def stored(self, count: int) -> bytes:
        """The next whole bytes, behind the rest of a word."""
        start = self.at >> 3
        if start + count > len(self._data):
            raise IndexError
        self.at += count * 8
        return self._data[start : start + count]


@dataclass(slots=True)
class _Codes:
    """The lengths of the codes of literals and matches, and of long lengths; blocks change them."""

    main: list[int]
    lengths: list[int] = field(default_factory=lambda: [0] * _LENGTHS)


class _Unpacker:
    """Unpacks one stretch between two fresh starts."""

    def __init__(self, bits: _Bits, slots: int) -> None:
        self._bits = bits
        self._codes = _Codes([0] * (_LITERALS + 8 * slots))
        self._recent = [1, 1, 1]
        self._out = bytearray()

    def unpack(self, size: int) -> bytearray:
        bits = self._bits
        call_size = bits.take(16) << 16 | bits.take(16) if bits.take(1) else 0
        blocks = 8 + size // MIN_BLOCK_BYTES
        while len(self._out) < size:
            blocks -= 1
            if blocks < 0:
                raise IndexError
            kind, length = bits.take(3), bits.take(16) << 8 | bits.take(8)
            stop = len(self._out) + length
            if kind == _STORED:
                self._store(length)
            elif kind in {_VERBATIM, _ALIGNED} and length:
                self._block(kind, min(stop, size))
            else:
                raise IndexError
        return _with_calls(self._out[:size], call_size)

    def _store(self, length: int) -> None:
        bits = self._bits
        bits.at = (bits.at + 16) & ~15
        self._recent = [int.from_bytes(bits.stored(4), "little") for _ in range(3)]
        self._out += bits.stored(length)
        bits.at += length % 2 * 8

    def _block(self, kind: int, stop: int) -> None:
        """Unpack a block, frame by frame."""
        aligned = _table([self._bits.take(3) for _ in range(8)]) if kind == _ALIGNED else None
        codes = self._codes
        self._read_lengths(codes.main, 0, _LITERALS)
        self._read_lengths(codes.main, _LITERALS, len(codes.main))
        self._read_lengths(codes.lengths, 0, _LENGTHS)
        main, lengths = _table(codes.main), _table(codes.lengths)
        while len(self._out) < stop:
            frame = len(self._out) // FRAME_BYTES * FRAME_BYTES + FRAME_BYTES
            self._matches(main, lengths, aligned, min(stop, frame))
            if len(self._out) >= frame:
                self._bits.align()

    def _read_lengths(self, known: list[int], start: int, stop: int) -> None:
        """The lengths of the codes of some symbols, as differences from those of the last block."""
        bits = self._bits
        table = _table([bits.take(4) for _ in range(_CODE_LENGTHS)])
        while start < stop:
            symbol = bits.symbol(table)
            count, value = 1, 0
            if symbol == 17:
                count = 4 + bits.take(4)
            elif symbol == 18:
                count = 20 + bits.take(5)
            else:
                if symbol == 19:
                    count, symbol = 4 + bits.take(1), bits.symbol(table)
                value = (known[start] - symbol) % 17
            for at in range(start, min(start + count, stop)):
                known[at] = value
            start += count

    def _matches(
        self, main: HuffmanTable, lengths: HuffmanTable, aligned: HuffmanTable | None, stop: int
    ) -> None:
        """Unpack literals and matches until `stop`."""
        out, symbol_of = self._out, self._bits.symbol
        while len(out) < stop:
            symbol = symbol_of(main)
            if symbol < _LITERALS:
                out.append(symbol)
                continue
            slot, length = (symbol - _LITERALS) >> 3, (symbol & 7) + 2
            if length == 9:
                length += symbol_of(lengths)
            start = len(out) - self._distance(slot, aligned)
            if start < 0:
                raise IndexError
            piece = out[start : start + length]
            while len(piece) < length:
                piece += piece[: length - len(piece)]
            out += piece

    def _distance(self, slot: int, aligned: HuffmanTable | None) -> int:
        """The distance of a match: one of the last three, or a new one."""
        recent = self._recent
        if slot < 3:
            recent[0], recent[slot] = recent[slot], recent[0]
            return recent[0]
        extra = _EXTRA_BITS[slot]
        if aligned is not None and extra >= 3:
            offset = (self._bits.take(extra - 3) << 3) + self._bits.symbol(aligned)
        else:
            offset = self._bits.take(extra)
        self._recent = [_BASES[slot] + offset - 2, *recent[:2]]
        return self._recent[0]


def _table(lengths: Sequence[int]) -> HuffmanTable:
    """The code that is given by the lengths of its symbols; IndexError if there is none."""
    bits = max(*lengths, 1)
    symbols = [0] * (1 << bits)
    at = 0
    used = [symbol for symbol, length in enumerate(lengths) if length]
    for symbol in sorted(used, key=lengths.__getitem__):
        step = 1 << (bits - lengths[symbol])
        if at + step > len(symbols):
            raise IndexError
        symbols[at : at + step] = [symbol << 5 | lengths[symbol]] * step
        at += step
    return symbols, bits


def _with_calls(data: bytearray, size: int) -> bytearray:
    """The data with the addresses of calls as they were, if the compressor has changed them."""
    for frame in range(0, len(data) if size else 0, FRAME_BYTES):
        stop = min(frame + FRAME_BYTES, len(data)) - 10
        at = data.find(_CALL, frame, stop)
        while at >= 0:
            value = int.from_bytes(data[at + 1 : at + 5], "little", signed=True)
            if -at <= value < size:
                value += -at if value >= 0 else size
                data[at + 1 : at + 5] = (value & 0xFFFFFFFF).to_bytes(4, "little")
            at = data.find(_CALL, at + 5, stop)
    return data
