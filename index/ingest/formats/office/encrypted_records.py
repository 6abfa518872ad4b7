"""Decrypts the records of Excel 97 to 2003 where Excel encrypted them with its own password.

The format is [MS-OFFCRYPTO], RC4 with keys of 40 bits and those of CryptoAPI.
"""

import hashlib
import itertools
import struct
from collections.abc import Callable, Iterator

from index.ingest.formats.compound import ENCRYPTED
from index.ingest.formats.office.default_password import SECRET
from index.ingest.unreadable import UnreadableError

_FILE_PASS, _SHEET_NAME = 0x2F, 0x85
_FIRST_PLACE = 4
"""Bytes at the beginning of the name of a sheet that are not encrypted."""
_CLEAR_RECORDS = frozenset((0x0809, _FILE_PASS, 0xE1, 0x138, 0x194, 0x195, 0x196))
"""Records that are never encrypted."""
_RC4, _RC4_OFFICE_97, _CRYPTO_API = 1, 1, (2, 3, 4)
"""The number of RC4, and the versions of its two kinds."""
_SHORT_KEY_BYTES = 5
"""Bytes of a key of 40 bits."""
_BLOCK = 1_024
"""Bytes of a stream after which the key changes."""
_KeyOf = Callable[[int], bytes]


def clear_records(stream: bytes) -> bytes:
    """The records, decrypted; UnreadableError if they have a password of their own."""
    for kind, start, size in workbook_records(stream):
        if kind == _FILE_PASS:
            try:
                key_of = _keys(stream[start : start + size])
            except (struct.error, IndexError) as error:
                raise UnreadableError(ENCRYPTED) from error
            return _decrypted(stream, key_of)
    return stream


def _decrypted(stream: bytes, key_of: _KeyOf) -> bytes:
    hidden = b"".join(
        _rc4(key_of(start // _BLOCK), stream[start : start + _BLOCK])
        for start in range(0, len(stream), _BLOCK)
    )
    out = bytearray(stream)
    for kind, start, size in workbook_records(stream):
        if kind == _FILE_PASS:
            out[start - 4 : start - 2] = bytes(2)  # or a reader believes it
        elif kind not in _CLEAR_RECORDS:
            first = start + (_FIRST_PLACE if kind == _SHEET_NAME else 0)
            out[first : start + size] = hidden[first : start + size]
    return bytes(out)


def workbook_records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """The kind of each record, and the place and size of its content."""
    place = 4
    while place <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place - 4)
        yield kind, place, size
        place += size + 4


def _keys(file_pass: bytes) -> _KeyOf:
    """The key of each block, if the password is Excel's own."""
    cipher, major, minor = struct.unpack_from("<HHH", file_pass)
    if (cipher, major, minor) == (_RC4, _RC4_OFFICE_97, 1):
        key_of, hidden = _short_keys(file_pass[6:22]), file_pass[22:54]
        hashed: Callable[[bytes], bytes] = _md5
    elif cipher == _RC4 and major in _CRYPTO_API and minor == 2:
        (size,) = struct.unpack_from("<I", file_pass, 10)
        (bits,) = struct.unpack_from("<I", file_pass, 30)
        rest = file_pass[14 + size :]
        key_of, hidden = _long_keys(rest[4:20], bits), rest[20:36] + rest[40:60]
        hashed = _sha1
    else:
        raise UnreadableError(ENCRYPTED)
    clear = _rc4(key_of(0), hidden)
    if hashed(clear[:16]) != clear[16:]:
        raise UnreadableError(ENCRYPTED)
    return key_of


def _short_keys(salt: bytes) -> _KeyOf:
    """Keys of 40 bits, as Excel 97 makes them."""
    start = _md5((_md5(SECRET)[:_SHORT_KEY_BYTES] + salt) * 16)[:_SHORT_KEY_BYTES]
    return lambda block: _md5(start + struct.pack("<I", block))


def _long_keys(salt: bytes, bits: int) -> _KeyOf:
    """Keys of 40 to 128 bits, as Excel 2002 makes them."""
    start, size = _sha1(salt + SECRET), (bits or 8 * _SHORT_KEY_BYTES) // 8
    width = 16 if size == _SHORT_KEY_BYTES else size
    return lambda block: _sha1(start + struct.pack("<I", block))[:size].ljust(width, b"\0")


def _rc4(key: bytes, data: bytes) -> bytes:
    """The data under the stream of RC4."""
    state, chosen = list(range(256)), 0
    for position, byte in zip(range(256), itertools.cycle(key), strict=False):
        chosen = (chosen + state[position] + byte) & 0xFF
        state[position], state[chosen] = state[chosen], state[position]
    out, chosen = bytearray(data), 0
    for number in range(len(out)):
        position = (number + 1) & 0xFF
        value = state[position]
        chosen = (chosen + value) & 0xFF
        state[position], state[chosen] = state[chosen], value
        out[number] ^= state[(value + state[position]) & 0xFF]
    return bytes(out)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()
