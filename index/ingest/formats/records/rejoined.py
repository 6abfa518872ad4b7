"""Streams whose beginning has been read: as they are, or in UTF-8 whatever their width was."""

import codecs
import io
from typing import IO, cast

from index.ingest import decode


class _Rejoined(io.RawIOBase):
    """A stream whose beginning has been read."""

    def __init__(self, begin: bytes, rest: IO[bytes]) -> None:
        super().__init__()
        self._begin = memoryview(begin)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the stub's Buffer is wider than what BufferedReader passes
        wanted = len(buffer)
        piece = self._begin[:wanted] or self._rest.read(wanted)
        self._begin = self._begin[wanted:]
        buffer[: len(piece)] = piece
        return len(piece)


class _InUtf8(io.RawIOBase):
    """A stream in an encoding of two or four bytes, as UTF-8."""

    def __init__(self, stream: IO[bytes], encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._encoded = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # as above
        while not self._encoded:
            piece = self._stream.read(len(buffer))
            text = self._decoder.decode(piece, final=not piece)
            self._encoded = text.lstrip("\ufeff").encode("utf-8", "surrogatepass")
            if not piece:
                break
        piece, self._encoded = self._encoded[: len(buffer)], self._encoded[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def rejoined(begin: bytes, rest: IO[bytes]) -> IO[bytes]:
    """A stream whose beginning has been read, from its beginning."""
    return cast(IO[bytes], io.BufferedReader(_Rejoined(begin, rest), 1 << 16))


def in_utf8(stream: IO[bytes], sample: int) -> tuple[bytes, IO[bytes]]:
    """The beginning of a stream, `sample` bytes of it, and the stream, both in narrow characters.

    A stream in UTF-16 or UTF-32, in which a line ends with two or four bytes, becomes UTF-8.
    """
    begin = stream.read(sample)
    whole = rejoined(begin, stream)
    if 0 not in begin[:_SIGN_BYTES] and not begin.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        return begin, whole
    encoding = decode.encoding_of(begin)
    if not encoding.startswith(("utf-16", "utf-32")):
        return begin, whole
    wide = cast(IO[bytes], io.BufferedReader(_InUtf8(whole, encoding), 1 << 16))
    begin = wide.read(sample)
    return begin, rejoined(begin, wide)


_SIGN_BYTES = 4_096
"""The bytes at the beginning of which one is zero in a text of wide characters."""
