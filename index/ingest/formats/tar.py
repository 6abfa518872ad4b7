"""Streams tar archives, also compressed (.tar, .tar.gz, .tar.bz2, .tar.xz, .tar.zst)."""

import contextlib
import tarfile
from collections.abc import Iterator
from dataclasses import replace

from index.ingest import decompress
from index.ingest.decompress import MAX_UNPACKED_BYTES
from index.ingest.files import archive_names
from index.ingest.files.containers import (
    MAX_MEMBER_BYTES,
    OUTSIDE_ARCHIVE,
    TOO_LONG,
    is_hidden,
    is_outside,
    member_or_reason,
    open_container,
)
from index.ingest.files.format import CERTAIN, NO, Format, KindOf, Members, Sample
from index.ingest.formats import tar_listing
from index.ingest.source_file import SourceFile
from index.report import Skipped

MAX_MEMBERS = 1_000_000
"""The largest number of files of an archive that are examined."""


def _members(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each file in the archive that can be a report."""
    try:
        with decompress.looked_through(), _opened(entry) as archive:
            described, pages = tar_listing.of_tar(archive)
        with _opened(entry) as archive:
            for name, member in _files(entry, archive, kind_of):
                url = pages.url_of(name)
                if url is None:
                    continue
                if isinstance(member, SourceFile):
                    yield from described.completed(
                        name, replace(member, url=url) if url else member
                    )
                else:
                    yield member
    except tarfile.TarError as error:
        raise ValueError(str(error)) from error


@contextlib.contextmanager
def _opened(entry: SourceFile) -> Iterator[tarfile.TarFile]:
    """An open archive, which is read once from its beginning."""
    with (
        open_container(entry) as stream,
        tarfile.open(fileobj=stream, mode="r|", errorlevel=0) as archive,
    ):
        yield archive


def _files(
    entry: SourceFile, archive: tarfile.TarFile, kind_of: KindOf
) -> Iterator[tuple[str, SourceFile | Skipped]]:
    """The members that are read, or why not, each with its name in the archive."""
    for number, info in enumerate(archive):
        archive.members = []  # type: ignore[attr-defined]  # what is behind is never asked for again
        if number >= MAX_MEMBERS:
            yield "", Skipped(entry.path, f"Only the first {MAX_MEMBERS:,} files are read.")
            return
        if not info.isfile() or is_hidden(info.name):
            continue
        name = archive_names.tar_name(info.name)
        path = f"{entry.path}!{name}"
        if is_outside(info.name):
            yield info.name, Skipped(path, OUTSIDE_ARCHIVE)
        elif info.size > MAX_MEMBER_BYTES:
            yield info.name, Skipped(path, TOO_LONG)
            if info.size > MAX_UNPACKED_BYTES:
                return  # to skip it would take minutes, even where nothing is behind it
        else:
            stream = archive.extractfile(info)
            data = stream.read(MAX_MEMBER_BYTES) if stream is not None else b""
            yield info.name, member_or_reason(entry, name, data, kind_of)


def _is_tar(sample: Sample) -> int:
    return CERTAIN if sample.data[257:262] == b"ustar" else NO


FORMAT = Format(
    kind="tar",
    endings=(".tar", ".tgz", ".tbz2", ".tbz", ".txz", ".tzst"),
    sniff=_is_tar,
    members=_members,
)
