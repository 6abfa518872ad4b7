"""Opens ZIP archives within a limit on the list of their members, which is read as a whole."""

import io
import os
import struct
import zipfile
from pathlib import Path
from typing import IO

MAX_DIRECTORY_BYTES = 24 << 20
"""The largest list of members that is read, in bytes: about 300,000 files, and 200 MB of memory."""
_TAIL = (1 << 16) + 256
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_UNKNOWN = 0xFFFFFFFF


TOO_MANY = "It lists more files than are read. Split it into several archives."


class TooManyMembersError(zipfile.BadZipFile):
    """The list of members is longer than MAX_DIRECTORY_BYTES."""


def opened(source: str | IO[bytes] | bytes) -> zipfile.ZipFile:
    """An open archive; BadZipFile if it is damaged, TooManyMembersError if its list is too long."""
    if isinstance(source, bytes):
        source = io.BytesIO(source)
    if _directory_bytes(source) > MAX_DIRECTORY_BYTES:
        raise TooManyMembersError(TOO_MANY)
    return zipfile.ZipFile(source)


def _directory_bytes(source: str | IO[bytes]) -> int:
    """The size of the list of members that an archive states; 0 if it states none."""
    tail = _tail(source)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 16:
        return 0
    (size,) = struct.unpack_from("<I", tail, end + 12)
    if size != _UNKNOWN:
        return int(size)
    wide = tail.rfind(_END_64, 0, end)
    if wide < 0 or len(tail) < wide + 48:
        return 0
    (size,) = struct.unpack_from("<Q", tail, wide + 40)
    return int(size)


def _tail(source: str | IO[bytes]) -> bytes:
    if isinstance(source, str):
        with Path(source).open("rb") as file:
            return _tail(file)
    size = source.seek(0, os.SEEK_END)
    source.seek(max(size - _TAIL, 0))
    tail = source.read(_TAIL)
    source.seek(0)
    return tail
