"""Opens ZIP archives within a limit on the list of their members, which is read as a whole."""

import io
import zipfile
import zlib
from typing import IO

from index.ingest import decompress
from index.system.regular_file import open_regular

MAX_DIRECTORY_BYTES = 24 << 20
"""The largest list of members that is read, in bytes: about 300,000 files, and 200 MB of memory."""
TOO_MANY = "It lists more files than are read. Split it into several archives."

MEMBER_ERRORS = (
    OSError,
    KeyError,
    EOFError,
    ValueError,
    zlib.error,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
)
"""The errors that a damaged archive or member raises."""


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
    """The size of the list of members that an archive states; 0 if it states none.

    It is found as zipfile finds it: an archive may state several sizes, and a reader of our own
    chose another one.
    """
    if isinstance(source, str):
        with open_regular(source) as file:
            return _directory_bytes(file)
    record = zipfile._EndRecData(source)  # type: ignore[attr-defined]  # noqa: SLF001 - see above
    source.seek(0)
    return int(record[zipfile._ECD_SIZE]) if record else 0  # type: ignore[attr-defined]  # noqa: SLF001


def content(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The first bytes of a member; none if it is damaged, which is told where it is read."""
    try:
        with archive.open(name) as stream:
            data = stream.read(most)
    except MEMBER_ERRORS:
        return b""
    decompress.count_unpacked(len(data))
    return data
