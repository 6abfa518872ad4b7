"""Containers to their members: JSON Lines, CSV, ZIP, mbox, WARC and what gzip compressed.

Everything is streamed with a cap on each member, so that an archive can neither escape (nothing
is written to disk), nor bomb, nor stall the run; what was left out is a Skipped.
"""

import csv
import gzip
import io
import itertools
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from index import decode
from index.reading import kinds
from index.reading.entry import Entry
from index.report import Skipped

#: Bytes of one member; a longer one is skipped.
MEMBER = 64 << 20
#: Bytes a whole ZIP may unpack to.
UNPACKED = 8 << 30
_MEGABYTES = f"{MEMBER >> 20} MB"

Members = Iterator[Entry | Skipped]


def members(entry: Entry) -> Members:
    """The members of the container `entry`, in their order; a Skipped where it breaks off."""
    try:
        yield from _READERS[entry.kind](entry)
    except (
        OSError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
        csv.Error,
        ValueError,
        NotImplementedError,
        ArchiveLoadFailed,
    ) as error:
        yield Skipped(entry.path, f"The archive is damaged or cut short ({error}).")


def _open(entry: Entry) -> AbstractContextManager[IO[bytes]]:
    """The bytes of the container, decompressed where its name ends in .gz."""
    if entry.file.lower().endswith(".gz"):
        return cast(IO[bytes], gzip.open(entry.file, "rb"))
    return Path(entry.file).open("rb")


def _gz(entry: Entry) -> Members:
    """What a .gz holds, by the name without it: a container of its own, or one report."""
    kind = kinds.of(entry.path[: -len(".gz")])
    if kind is None or kind in {"gz", "zip"}:
        yield Skipped(entry.path, "Only reports and exports are read from a .gz file.")
    elif kinds.container(kind):
        yield from members(replace(entry, kind=kind))
    else:
        with _open(entry) as stream:
            data = stream.read(MEMBER + 1)
        if len(data) > MEMBER:
            yield Skipped(entry.path, f"It unpacks to more than {_MEGABYTES}.")
        else:
            yield replace(entry, kind=kind, data=data)


def _jsonl(entry: Entry) -> Members:
    """One member per line that is not blank, named by its line number from 1."""
    with _open(entry) as stream:
        for number, line in enumerate(_lines(stream), start=1):
            if len(line) > MEMBER:
                yield Skipped(f"{entry.path}!{number}", f"The line is longer than {_MEGABYTES}.")
            elif line.strip():
                yield entry.member(str(number), "json", line)


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines, of which one that is too long is cut to one byte more than MEMBER."""
    while line := stream.readline(MEMBER + 1):
        yield line
        while not line.endswith(b"\n") and line:
            line = stream.readline(1 << 20)


def _csv(entry: Entry) -> Members:
    """One member per row, as a JSON object under the names of the first row."""
    with _open(entry) as stream:
        sample = stream.read(1 << 20)
        encoding = decode.encoding_of(sample)
        text = io.TextIOWrapper(
            cast(IO[bytes], io.BufferedReader(_Rejoined(sample, stream))),
            encoding=encoding,
            errors="replace",
            newline="",
        )
        rows = csv.reader(
            text, delimiter=_delimiter(entry.kind, sample.decode(encoding, "replace"))
        )
        names = [name.strip().lstrip("\ufeff") for name in next(rows, [])]
        for number, row in enumerate(rows, start=2):
            if any(row):
                fields = dict(zip(names, row, strict=False))
                yield entry.member(str(number), "json", json.dumps(fields).encode())


def _delimiter(kind: str, sample: str) -> str:
    """What separates the columns of the first row."""
    head = sample.partition("\n")[0]
    return "\t" if kind == "tsv" else max(",;\t", key=head.count)


class _Rejoined(io.RawIOBase):
    """A stream whose beginning was already read."""

    def __init__(self, begin: bytes, rest: IO[bytes]) -> None:
        super().__init__()
        self._begin = begin
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the stub's Buffer is wider than what BufferedReader passes
        wanted = len(buffer)
        piece = self._begin[:wanted] if self._begin else self._rest.read(wanted)
        self._begin = self._begin[wanted:]
        buffer[: len(piece)] = piece
        return len(piece)


def _zip(entry: Entry) -> Members:
    """One member per file in the archive that can be a report."""
    with zipfile.ZipFile(entry.file) as archive:
        left = UNPACKED
        for info in archive.infolist():
            if info.is_dir() or _hidden(info.filename):
                continue
            found = _zip_member(entry, archive, info)
            left -= len(found.data or b"") if isinstance(found, Entry) else 0
            if left < 0:
                yield Skipped(entry.path, f"The archive unpacks to more than {UNPACKED >> 30} GB.")
                return
            yield found


def _hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part.startswith(".") and part not in {".", ".."} for part in parts) or (
        parts[0] == "__MACOSX"
    )


def _zip_member(entry: Entry, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry | Skipped:
    """A member with its bytes, or why not."""
    name = info.filename.replace("\\", "/")
    path = f"{entry.path}!{name}"
    kind = kinds.of(name)
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        return Skipped(path, "Its name points outside the archive.")
    if kind is None or kinds.container(kind):
        return Skipped(path, "Files of this kind are not read inside an archive.")
    if info.flag_bits & 1:
        return Skipped(path, "It is encrypted.")
    try:
        with archive.open(info) as stream:
            data = stream.read(MEMBER + 1)
    except (
        OSError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
    ) as e:
        return Skipped(path, f"It cannot be unpacked ({e}).")
    if len(data) > MEMBER:
        return Skipped(path, f"It unpacks to more than {_MEGABYTES}.")
    return entry.member(name, kind, data)


def _mbox(entry: Entry) -> Members:
    """One member per message, named by its number from 1."""
    with _open(entry) as stream:
        message: list[bytes] = []
        numbers = itertools.count(1)
        size = 0
        for line in itertools.chain(_lines(stream), (b"From ",)):
            if line.startswith(b"From ") and message:
                yield entry.member(str(next(numbers)), "eml", b"".join(message))
                message, size = [], 0
            elif not line.startswith(b"From ") and size < MEMBER:
                message.append(line)
                size += len(line)


def _warc(entry: Entry) -> Members:
    """One member per page that was archived whole, with its address."""
    empty = True
    with _open(entry) as stream:
        for number, record in enumerate(ArchiveIterator(stream), start=1):
            if record.rec_type not in {"response", "resource", "conversion"}:
                continue
            if (found := _archived(entry, number, record)) is not None:
                empty = False
                yield found
    if empty:
        yield Skipped(entry.path, "The archive holds no page that could be read.")


_KINDS_BY_TYPE = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "application/pdf": "pdf",
}


def _archived(entry: Entry, number: int, record: ArcWarcRecord) -> Entry | Skipped | None:
    """The page in a record; None for what is none, as images and error pages."""
    head = record.http_headers
    status = head.get_statuscode() if head is not None else "200"
    content_type = (head or record.rec_headers).get_header("Content-Type") or ""
    kind = _KINDS_BY_TYPE.get(content_type.partition(";")[0].strip().lower())
    if kind is None or not status.startswith("2"):
        return None
    data = record.content_stream().read(MEMBER + 1)
    if len(data) > MEMBER:
        return Skipped(f"{entry.path}!{number}", f"It unpacks to more than {_MEGABYTES}.")
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    charset = re.search(r"charset=[\"']?([\w-]+)", content_type)
    return replace(
        entry.member(str(number), kind, data),
        url=url.strip("<>"),
        charset=charset[1] if charset else "",
    )


_READERS: dict[str, Callable[[Entry], Members]] = {
    "gz": _gz,
    "jsonl": _jsonl,
    "csv": _csv,
    "tsv": _csv,
    "zip": _zip,
    "mbox": _mbox,
    "warc": _warc,
}
