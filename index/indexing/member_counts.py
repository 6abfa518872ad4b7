"""Estimates the number of members of a container: exact for ZIP, else from its beginning."""

import re
import zipfile
import zlib
from pathlib import Path

from index.indexing import file_types
from index.ingest.files import zip_files
from index.ingest.source_file import SourceFile
from index.system.regular_file import open_regular

_BEGINNING = 1 << 18
"""The size in bytes of the beginning of a container that is read."""


def estimate_count(entry: SourceFile) -> int:
    """The estimated number of members, at least 1; an unreadable container counts as 1."""
    kind = file_types.by_name(entry.path.removesuffix(".gz")) if entry.kind == "gz" else entry.kind
    try:
        if kind == "zip":
            with open_regular(entry.file) as file, zip_files.opened(file) as archive:
                return max(len(archive.namelist()), 1)
        pattern = file_types.format_of(kind).member_pattern if kind else None
        if pattern is not None:
            return _estimated(Path(entry.file), pattern)
    except (OSError, zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError):
        pass
    return 1


def _estimated(file: Path, pattern: re.Pattern[bytes]) -> int:
    """Extrapolates the number of members at the beginning to the whole file."""
    with open_regular(file) as stream:
        begin = stream.read(_BEGINNING)
    if not begin:
        return 1
    text = _unpacked(begin) if file.name.lower().endswith(".gz") else begin
    return max(round(len(pattern.findall(text)) * file.stat().st_size / len(begin)), 1)


def _unpacked(data: bytes) -> bytes:
    """Decompresses the beginning of a gzip file; a WARC has one stream for each record."""
    content = bytearray()
    while data and len(content) < 64 * _BEGINNING:
        stream = zlib.decompressobj(wbits=31)
        content += stream.decompress(data, 64 * _BEGINNING)
        data = stream.unused_data
    return bytes(content)
