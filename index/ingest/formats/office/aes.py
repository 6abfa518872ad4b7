"""Decrypts AES (FIPS 197), which the standard library lacks: all blocks at once with NumPy."""

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BLOCK_BYTES = 16
_Bytes = npt.NDArray[np.uint8]
_FACTORS = (14, 11, 13, 9)
"""The factors of the inverse mixing for a byte and the three below it."""
_UNSHIFTED = np.array(
    [(position - 4 * (position % 4)) % BLOCK_BYTES for position in range(BLOCK_BYTES)]
)
"""Where each byte of a block stood before its row was shifted."""


@dataclass(frozen=True, slots=True)
class _Tables:
    box: _Bytes
    """The substitute of each byte."""
    inverse: _Bytes
    """Which byte each stands for."""
    products: tuple[_Bytes, ...]
    """Each byte times each of the factors."""


def decrypt_blocks(data: bytes, key: bytes) -> bytes:
    """Whole blocks, each decrypted by itself (ECB)."""
    tables, keys = _tables(), _round_keys(key)
    blocks = np.frombuffer(data, np.uint8).reshape(-1, BLOCK_BYTES) ^ keys[-1]
    for number in range(len(keys) - 2, -1, -1):
        blocks = tables.inverse[blocks[:, _UNSHIFTED]] ^ keys[number]
        if number:
            blocks = _unmixed(blocks, tables)
    return bytes(blocks.tobytes())


def decrypt_chains(data: bytes, key: bytes, starts: list[bytes], length: int) -> bytes:
    """Chained blocks (CBC) in chains of `length` bytes, each with a start of its own."""
    clear = np.frombuffer(decrypt_blocks(data, key), np.uint8).reshape(-1, BLOCK_BYTES)
    before = np.empty_like(clear)
    before[1:] = np.frombuffer(data, np.uint8).reshape(-1, BLOCK_BYTES)[:-1]
    for number, start in enumerate(starts):
        before[number * (length // BLOCK_BYTES)] = np.frombuffer(start[:BLOCK_BYTES], np.uint8)
    return bytes((clear ^ before).tobytes())


def _unmixed(blocks: _Bytes, tables: _Tables) -> _Bytes:
    """The blocks before their columns were mixed."""
    columns = blocks.reshape(-1, 4, 4)
    out = np.zeros_like(columns)
    for distance, products in enumerate(tables.products):
        out ^= products[np.roll(columns, -distance, axis=2)]
    return out.reshape(-1, BLOCK_BYTES)


def _round_keys(key: bytes) -> _Bytes:
    """The keys of all rounds, made from one of 16, 24 or 32 bytes."""
    box = _tables().box
    size = len(key) // 4
    words = [list(key[4 * position : 4 * position + 4]) for position in range(size)]
    constant = 1
    for position in range(size, 4 * (size + 7)):
        word = words[-1]
        if position % size == 0:
            word = [int(box[byte]) for byte in (*word[1:], word[0])]
            word[0] ^= constant
            constant = _doubled(constant)
        elif size > 6 and position % size == 4:
            word = [int(box[byte]) for byte in word]
        words.append([old ^ new for old, new in zip(words[position - size], word, strict=True)])
    return np.array(words, np.uint8).reshape(-1, BLOCK_BYTES)


@functools.cache
def _tables() -> _Tables:
    logarithms, powers = [0] * 256, [0] * 255
    value = 1
    for exponent in range(255):
        powers[exponent], logarithms[value] = value, exponent
        value ^= _doubled(value)
    box, inverse = np.zeros(256, np.uint8), np.zeros(256, np.uint8)
    for value in range(256):
        turned = powers[-logarithms[value] % 255] if value else 0
        turned |= turned << 8
        stands = 0x63
        for turn in range(4, 9):
            stands ^= turned >> turn & 0xFF
        box[value], inverse[stands] = stands, value
    products = tuple(
        np.array(
            [0, *(powers[(log + logarithms[factor]) % 255] for log in logarithms[1:])], np.uint8
        )
        for factor in _FACTORS
    )
    return _Tables(box, inverse, products)


def _doubled(value: int) -> int:
    """Twice a byte in the field of AES."""
    return value << 1 ^ (0x11B if value & 0x80 else 0)
