"""Reads the members of ZIP archives, mailboxes and compressed files.

Members are streamed and limited in size, and nothing is written to disk, so an archive can
neither write outside its folder nor fill the memory. Each omitted member becomes a Skipped.
"""

import csv
import functools
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import IO

from warcio.exceptions import ArchiveLoadFailed

from index.ingest import decompress
from index.ingest.files import archive_names, described_files, snapshots, zip_files
from index.ingest.files.format import (
    CERTAIN,
    LIKELY,
    NO,
    SAMPLE_BYTES,
    Format,
    KindOf,
    Members,
    Sample,
    unsupported_reason,
)
from index.ingest.source_file import SourceFile
from index.report import Skipped
from index.system.regular_file import open_regular

MAX_MEMBER_BYTES = 64 << 20
"""The largest member that is read, in bytes."""
TOO_LONG = f"It unpacks to more than {MAX_MEMBER_BYTES >> 20} MB."
OUTSIDE_ARCHIVE = "Its name points outside the archive."
ARCHIVE_ERRORS = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    csv.Error,
    ValueError,
    NotImplementedError,
    ArchiveLoadFailed,
    AttributeError,  # warcio raises it for a record without a URL
    UnicodeError,
    OverflowError,  # a place in the file that is larger than any file
)
"""The errors that a damaged archive raises."""


def open_container(entry: SourceFile) -> AbstractContextManager[IO[bytes]]:
    """The bytes of a container, on disk or in memory, decompressed if they are compressed."""
    return decompress.unpacked(open_stored(entry))


def open_stored(entry: SourceFile) -> IO[bytes]:
    """The bytes of a container as they are stored, on disk or in memory."""
    return io.BytesIO(entry.data) if entry.data is not None else open_regular(entry.file)


def _remainder(stream: IO[bytes], begin: bytes) -> bytes:
    """The rest of a member after its beginning; at most MAX_MEMBER_BYTES + 1 bytes in all."""
    return stream.read(max(MAX_MEMBER_BYTES + 1 - len(begin), 0))


def lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream; a longer line is cut to MAX_MEMBER_BYTES + 1 bytes."""
    while line := stream.readline(MAX_MEMBER_BYTES + 1):
        yield line
        while not line.endswith(b"\n") and line:
            line = stream.readline(1 << 20)


def _gz(entry: SourceFile, kind_of: KindOf) -> Members:
    """The content of a compressed file: another container, or one report."""
    name = re.sub(r"\.(?:gz|bz2|xz|zst)$", "", entry.path, flags=re.IGNORECASE)
    with open_container(entry) as stream:
        data = stream.read(SAMPLE_BYTES)
        if data.startswith(b"PK"):
            data += _remainder(stream, data)
        kind = kind_of(name, Sample(data))
        if kind is None or kind == "gz":
            yield Skipped(entry.path, "Only reports and exports are read from a packed file.")
            return
        if kind in _STREAMED:
            yield replace(entry, kind=kind)
            return
        kind = kind or "txt"  # an empty kind would be taken from the name, which still ends in gz
        data += _remainder(stream, data)
    if len(data) > MAX_MEMBER_BYTES:
        yield Skipped(entry.path, TOO_LONG)
    else:
        yield replace(entry, kind=kind, data=data)


_STREAMED = frozenset({"jsonl", "csv", "tsv", "mbox", "warc", "arc", "tar", "sql"})
"""Containers that are read as a stream, so a compressed one is decompressed on the fly."""


def _zip(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each file in the archive that can be a report."""
    try:
        opened = zip_files.opened(entry.file if entry.data is None else entry.data)
    except zip_files.TooManyMembersError as error:
        yield Skipped(entry.path, str(error))
        return
    with opened as archive:
        names = archive_names.zip_names(archive)
        described = described_files.of_zip(archive, names)
        sizes = {info.filename: info.file_size for info in archive.infolist()}
        pages = snapshots.of_archive(sizes, functools.partial(zip_files.content, archive))
        for info in archive.infolist():
            url = pages.url_of(info.filename)
            if info.is_dir() or is_hidden(info.filename) or url is None:
                continue
            member = zip_member(entry, archive, info, names[info.filename], kind_of)
            if isinstance(member, SourceFile):
                member = replace(member, url=url) if url else member
                yield from described.completed(info.filename, member)
            else:
                yield member


def is_outside(name: str) -> bool:
    """Whether the name of a member points outside its archive; OUTSIDE_ARCHIVE says so."""
    parts = name.replace("\\", "/").split("/")
    return not parts[0] or ".." in parts or ":" in parts[0]


def member_or_reason(
    entry: SourceFile, name: str, data: bytes, kind_of: KindOf
) -> SourceFile | Skipped:
    """A member with all its bytes; a Skipped if its kind is not read."""
    kind = kind_of(name, Sample(data))
    if kind is None:
        return Skipped(f"{entry.path}!{name}", unsupported_reason(name))
    return entry.member(name, kind, data)


_SYSTEM_FILES = re.compile(
    r"(?:eh)?thumbs\.db|desktop\.ini|dovecot[-.](?:uidlist|uidvalidity|keywords|index|mailbox).*"
    r"|maildir(?:folder|size)|courierimap\w+",
    re.IGNORECASE,
)
"""Files that Windows adds to folders with pictures or an icon, and servers to folders of mails."""


def is_hidden(name: str) -> bool:
    """Whether a member is hidden, or metadata that a system adds to each folder."""
    parts = name.replace("\\", "/").split("/")
    if _SYSTEM_FILES.fullmatch(parts[-1]):
        return True
    return any(part.startswith(".") and part not in {".", ".."} for part in parts) or (
        parts[0] == "__MACOSX"
    )


def zip_member(
    entry: SourceFile,
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    name: str,
    kind_of: KindOf,
) -> SourceFile | Skipped:
    """A member with its bytes, or a Skipped."""
    path = f"{entry.path}!{name}"
    if is_outside(name):
        return Skipped(path, OUTSIDE_ARCHIVE)
    if info.flag_bits & 1:
        return Skipped(path, "It is encrypted.")
    try:
        with archive.open(info) as stream:
            data = stream.read(SAMPLE_BYTES)
            if Sample(data).zipped:  # a ZIP file lists its members at its end
                data += _remainder(stream, data)
            if (kind := kind_of(name, Sample(data))) is None:
                decompress.count_unpacked(len(data))
                return Skipped(path, unsupported_reason(name))
            data += _remainder(stream, data)
        decompress.count_unpacked(len(data))
    except (*ARCHIVE_ERRORS, RuntimeError) as error:
        return Skipped(path, f"It cannot be unpacked ({error}).")
    if len(data) > MAX_MEMBER_BYTES:
        return Skipped(path, TOO_LONG)
    return entry.member(name, kind, data)


_FOREIGN = frozenset({
    "[Content_Types].xml", "mimetype", "AndroidManifest.xml", "buildVersionHistory.plist",
    "Metadata/BuildVersionHistory.plist",
})  # fmt: skip
"""Members that mark an office file, a program or an Apple document, not an archive of files."""


def _is_zip(sample: Sample) -> int:
    """LIKELY for an archive of files; NO for another format built on ZIP, such as iWork."""
    names = sample.members
    foreign = names & _FOREIGN
    if foreign or "META-INF/MANIFEST.MF" in names:
        return NO
    return LIKELY if names and not any(name.endswith(".iwa") for name in names) else NO


_POSTMARK = re.compile(rb">?From \S.{0,200}\d{4}\s*\r?\n[A-Za-z][\w-]{1,60}:")
_FIRST_HEADER = re.compile(
    rb"(?:from|to|subject|date|received|return-path|message-id|mime-version|content-type|status|"
    rb"delivered-to|envelope-to|cc|sender|reply-to|x-[\w-]{1,60}|path|newsgroups)\b",
    re.IGNORECASE,
)
"""The first header of a message, on the line after its postmark ("From …")."""
_HEADER = re.compile(rb"[!-9;-~]{1,60}:|>From ")
"""A line that stands below a postmark: any header."""
_DATED = re.compile(rb"^From .{0,300}\b(?:19|20)\d\d\b")
_QUOTED = re.compile(rb"^>(?=>{0,20}From )")


def _mbox(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each message, named by its number from 1."""
    del kind_of
    numbers = itertools.count(1)
    message: list[bytes] = []
    size = 0
    with open_container(entry) as stream:
        for line, begins in _with_starts(lines(stream)):
            if begins and message:
                yield _mail(entry, next(numbers), message, size)
                message, size = [], 0
            if not begins and size <= MAX_MEMBER_BYTES:
                message.append(_QUOTED.sub(b"", line))
                size += len(line)
    if message:
        yield _mail(entry, next(numbers), message, size)


def _mail(entry: SourceFile, number: int, message: list[bytes], size: int) -> SourceFile | Skipped:
    if size > MAX_MEMBER_BYTES:
        return Skipped(
            f"{entry.path}!{number}", f"The mail is larger than {MAX_MEMBER_BYTES >> 20} MB."
        )
    return entry.member(str(number), "eml", b"".join(message))


def _with_starts(stream: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each line, and whether it is the postmark that begins a message.

    A line of text may also begin with "From ", but only a postmark precedes a header. In a box of
    the kind MMDF a line of control characters stands before and after each message instead, in a
    log of LISTSERV a line of equals signs before it.
    """
    line = next(stream, None)
    ruled = line is not None and line.rstrip() == _RULE
    if line is not None and line.rstrip() == _MMDF:
        yield line, True
        yield from ((other, other.rstrip() == _MMDF) for other in stream)
        return
    blank = True
    while line is not None:
        following = next(stream, None)
        header = following is not None and _FIRST_HEADER.match(following) is not None
        headed = following is not None and _HEADER.match(following) is not None
        dated = blank and headed and _DATED.match(line) is not None
        marked = line.rstrip() == _RULE if ruled else line.startswith(b"From ")
        begins = marked and following is not None and (header or (dated and not ruled))
        yield line, begins
        blank = not line.strip()
        line = following


_MMDF = b"\x01" * 4
"""The line before and after each message in a mailbox of the kind MMDF."""
_RULE = b"=" * 73
"""The line before each message in a log of LISTSERV."""


def _is_mbox(sample: Sample) -> int:
    start = sample.start
    rule, _, below = start.partition(b"\n") if start.startswith(_RULE) else (b"", b"", b"")
    ruled = rule.rstrip() == _RULE and _FIRST_HEADER.match(below) is not None
    return CERTAIN if ruled or start.startswith(_MMDF) or _POSTMARK.match(start) else NO


ZIP = Format(kind="zip", endings=(".zip",), sniff=_is_zip, members=_zip)
GZ = Format(
    kind="gz", endings=(".gz", ".bz2", ".xz", ".zst"), magic=decompress.SIGNATURES, members=_gz
)
MBOX = Format(
    kind="mbox",
    endings=(".mbox", ".mmdf"),
    sniff=_is_mbox,
    members=_mbox,
    rows=True,
    member_pattern=re.compile(
        rb"^From |\x01{4}\r?\n(?!\x01|\Z)|^={73}\r?\n(?=Date:)", re.MULTILINE
    ),
)
