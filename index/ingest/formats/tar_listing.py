"""Lists a tar archive before its files are read, to know which of them describe others.

An archive without such a file at its beginning is not listed: that costs as much as reading it.
"""

import contextlib
import tarfile
from dataclasses import dataclass, field

from index.ingest.files import archive_names, described_files, snapshots
from index.ingest.files.containers import ARCHIVE_ERRORS
from index.ingest.files.described_files import DescribedFiles

_FIRST_FILES, _FIRST_BYTES = 2_000, 64 << 20
"""The number of files, and their bytes, at the beginning among which one must describe others."""
_MAX_FILES, _MAX_LISTED_BYTES = 300_000, 512 << 20
"""The number of files, and their bytes, up to which an archive is listed."""
_MAX_KEPT_BYTES = 32 << 20
"""The bytes of lists and indexes, and those of the heads of pages, kept while it is listed."""


def of_tar(archive: tarfile.TarFile) -> tuple[DescribedFiles, snapshots.ArchivedSnapshots]:
    """The files of an archive that others describe, and the snapshots of pages in it."""
    listing = _Listing()
    with contextlib.suppress(tarfile.TarError, *ARCHIVE_ERRORS):  # its reader says what is damaged
        listing.read(archive)
    if not listing.told:
        return _NOTHING
    names = {name: archive_names.tar_name(name) for name in listing.sizes}
    return (
        described_files.of_archive(listing.sizes, names, listing.content),
        snapshots.of_archive(listing.sizes, listing.content),
    )


@dataclass(slots=True)
class _Listing:
    """The sizes of files, the contents of those that describe others, and whether there are any."""

    sizes: dict[str, int] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)
    told: bool = False
    left: int = _MAX_KEPT_BYTES
    left_of_heads: int = _MAX_KEPT_BYTES

    def read(self, archive: tarfile.TarFile) -> None:
        """List the files, unless none of the first describes others, or there are too many."""
        listed_bytes = 0
        for number, info in enumerate(archive):
            archive.members = []  # type: ignore[attr-defined]  # what is behind is never asked for
            listed_bytes += info.size
            first = number < _FIRST_FILES and listed_bytes <= _FIRST_BYTES
            if number >= _MAX_FILES or listed_bytes > _MAX_LISTED_BYTES:
                self.told = False
            if not first and not self.told:
                return
            if info.isfile():
                self._add(archive, info)

    def _add(self, archive: tarfile.TarFile, info: tarfile.TarInfo) -> None:
        self.sizes[info.name] = info.size
        listed = described_files.is_list(info.name, info.size)
        self.told = self.told or listed or snapshots.is_mark(info.name)
        if listed and info.size <= self.left:
            self.left -= info.size
            self.kept[info.name] = _content(archive, info, info.size)
        elif described_files.is_text(info.name):
            begin = _content(archive, info, described_files.HEAD_BYTES)
            sign = described_files.sign_of(begin)
            whole = bool(sign) and len(begin) <= self.left_of_heads
            self.left_of_heads -= len(begin) if whole else 0
            self.kept[info.name] = begin if whole else sign

    def content(self, name: str, most: int) -> bytes:
        """The first bytes of a file that was kept."""
        return self.kept.get(name, b"")[:most]


_NOTHING = DescribedFiles(), snapshots.ArchivedSnapshots({}, {})


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo, most: int) -> bytes:
    """The first bytes of a file of an archive that is read as a stream."""
    stream = archive.extractfile(info)
    return stream.read(most) if stream is not None else b""
