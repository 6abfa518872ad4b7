"""Reads web archives in the old ARC format: a header line for each response, then the response.

Lengths in ARC files are often wrong; after a wrong one, reading continues at the next header line.
"""

import io
import re
from collections.abc import Iterator
from typing import IO

from index.ingest.files import containers
from index.ingest.files.format import Format, KindOf, Members
from index.ingest.formats.webarchive import ArchivedResponse, archived_file
from index.ingest.source_file import SourceFile
from index.report import Skipped

_LINE = re.compile(rb"([a-z][a-z0-9+.-]{1,20}:[^ \r\n]{1,4000}) [^\r\n]{1,300}? (\d{1,12})\r?\n")
_DATE = re.compile(rb" \d{8,14} ")
_MAX_LINE_BYTES = 8_192


def _arc(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member for each completely archived page, with its URL."""
    empty = True
    with containers.open_container(entry) as stream:
        for number, (address, data) in enumerate(_responses(stream), start=1):
            if (
                item := archived_file(entry, number, _response(address, data), kind_of)
            ) is not None:
                empty = False
                yield item
    if empty:
        yield Skipped(entry.path, "The archive holds no page that could be read.")


def _responses(stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """The URLs and the bytes of the responses."""
    while line := stream.readline(_MAX_LINE_BYTES):
        match = _LINE.fullmatch(line)
        if match is None or not _DATE.search(line) or line.startswith(b"filedesc:"):
            continue
        size = int(match[2])
        data = stream.read(min(size, containers.MAX_MEMBER_BYTES + 1))
        remaining = size - len(data)
        while remaining > 0 and (piece := stream.read(min(remaining, 1 << 20))):
            remaining -= len(piece)
        yield match[1].decode("utf-8", "replace"), data


def _response(address: str, data: bytes) -> ArchivedResponse:
    """Parses the head of a response; data without a head is a body."""
    head, _, body = data.partition(b"\r\n\r\n")
    if b"\r\n\r\n" not in data:
        head, _, body = data.partition(b"\n\n")
    if not head.startswith(b"HTTP/"):
        head, body = b"", data
    lines = head.decode("latin-1").splitlines()
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines[1:])
    }
    words = lines[0].split() if lines else []
    return ArchivedResponse(
        address=address,
        status=words[1] if len(words) > 1 else "200",
        content_type=headers.get("content-type", ""),
        transfer=headers.get("transfer-encoding", ""),
        codings=headers.get("content-encoding", ""),
        stream=io.BytesIO(body),
    )


FORMAT = Format(
    kind="arc",
    endings=(".arc",),
    magic=(b"filedesc://",),
    members=_arc,
    member_pattern=re.compile(rb"^https?://[^ \n]{1,4000} [^ \n]{1,60} \d{14} ", re.MULTILINE),
)
