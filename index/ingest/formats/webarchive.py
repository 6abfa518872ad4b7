"""Reads web archives (WARC, WACZ): every page and document in them, with its address.

Images, style sheets, scripts, redirects and error pages are not reports.
"""

import contextlib
import io
import re
import urllib.parse
import zlib
from dataclasses import dataclass, replace
from typing import IO

import brotli
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import (
    StatusAndHeaders,
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from index.ingest import decode, decompress
from index.ingest.files import containers, zip_files
from index.ingest.files.format import (
    CERTAIN,
    NO,
    Format,
    KindOf,
    Members,
    Sample,
    unsupported_reason,
)
from index.ingest.source_file import SourceFile
from index.report import Skipped

_PART_OF_PAGE = re.compile(
    r"^(?:image|audio|video|font)/|/(?:css|javascript|x-javascript|ecmascript|x-shockwave-flash"
    r"|font-\w+|x-font\S*|vnd.ms-fontobject|wasm|ocsp-response|vnd.apple.mpegurl)\b"
)
"""Content types of parts of pages."""
_ENDING_OF_PART = re.compile(
    r"\.(?:png|jpe?g|gif|webp|ico|svg|css|js|mjs|map|woff2?|ttf|eot|otf|mp[34]|m3u8|ts|wasm)$",
    re.IGNORECASE,
)
_READ_BYTES = containers.MAX_MEMBER_BYTES + 1
_ABOUT = re.compile(
    r"^<?(?:metadata|dns|whois|urn|warcinfo|about|data|screenshot)\b:", re.IGNORECASE
)
"""Addresses of metadata records, which archiving programs add."""
_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/csv": "csv",
    "application/pdf": "pdf",
    "application/epub+zip": "epub",
    "application/json": "json",
    "application/feed+json": "json",
    "application/ld+json": "json",
    "application/x-ndjson": "jsonl",
    "application/rss+xml": "xml",
    "application/atom+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "message/rfc822": "eml",
    "multipart/related": "mhtml",
    "application/zip": "zip",
}


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """A server's response: the relevant headers, and the body as it was sent."""

    address: str
    status: str
    content_type: str
    transfer: str
    codings: str
    stream: IO[bytes]


def _warc(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member per complete page, with its address."""
    with containers.open_container(entry) as stream:
        if stream.seekable():
            begin = stream.read(_BEGIN).lstrip()
            stream.seek(0)
            if begin and not begin.startswith((b"WARC/", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")):
                yield Skipped(entry.path, "It does not begin as a web archive does.")
                return
        yield from _records(entry, stream, kind_of)


_BEGIN = 1_024
"""Bytes at the beginning of an archive in which its first record begins."""


class _Records(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """The records of a web archive, without the bytes of damaged ones on the terminal."""

    INC_RECORD = ""


def _records(entry: SourceFile, stream: IO[bytes], kind_of: KindOf) -> Members:
    """The members of an archive in a stream."""
    empty = True
    seen: set[str] = set()  # digests of contents, and addresses
    for number, record in enumerate(_Records(stream), start=1):
        if record.rec_type == "revisit":
            item: SourceFile | Skipped | None = _unchanged(entry, number, record, seen)
        elif record.rec_type in {"response", "resource", "conversion"}:
            seen.add(_header(record, "WARC-Payload-Digest"))
            seen.add(_header(record, "WARC-Target-URI").strip("<>"))
            item = archived_file(entry, number, _response(record), kind_of)
        else:
            continue
        if item is not None:
            empty = False
            yield item
        if isinstance(item, SourceFile) and _is_cut(record):
            yield Skipped(item.path, "The archive has only the beginning of this page or document.")
    if empty:
        yield Skipped(entry.path, "The archive holds no page that could be read.")


def _is_cut(record: ArcWarcRecord) -> bool:
    """Whether a record says that its content was cut, or ends before its declared length."""
    if _header(record, "WARC-Truncated"):
        return True
    missing = getattr(record.raw_stream, "limit", 0)
    return missing > 0 and not record.raw_stream.read(1)


def _header(record: ArcWarcRecord, name: str) -> str:
    return str(record.rec_headers.get_header(name) or "")


def _unchanged(
    entry: SourceFile, number: int, record: ArcWarcRecord, seen: set[str]
) -> Skipped | None:
    """The reason for a page left out as unchanged since an earlier visit; None if it is here."""
    digest = _header(record, "WARC-Payload-Digest")
    address = _header(record, "WARC-Target-URI").strip("<>")
    if {digest, address} & (seen - {""}) or _ABOUT.match(address):
        return None
    return Skipped(
        f"{entry.path}!{number}",
        f"It is unchanged since an earlier visit, which is in another archive ({address}).",
    )


def _head(record: ArcWarcRecord) -> StatusAndHeaders | None:
    """The head of HTTP in a record; warcio reads it only where the address begins with http."""
    declared = _header(record, "Content-Type").lower().startswith("application/http")
    if record.http_headers is not None or not declared or record.rec_type != "response":
        return record.http_headers
    try:
        return _HEADS.parse(record.raw_stream)
    except (EOFError, StatusAndHeadersParserException):
        return None


_HEADS = StatusAndHeadersParser(ArcWarcRecordLoader.HTTP_TYPES)


def _web_address(address: str) -> str:
    """An address of the web; empty for any other."""
    return address if _WEB.match(address) else ""


_WEB = re.compile("https?://", re.IGNORECASE)


def _response(record: ArcWarcRecord) -> ArchivedResponse:
    """The response in a record, or a record of a resource as a response."""
    head = _head(record)
    address = _header(record, "WARC-Target-URI").strip("<>")

    def header(name: str) -> str:
        return str((head.get_header(name) if head is not None else "") or "")

    return ArchivedResponse(
        address=address if head is None else _web_address(address),
        status=str(head.get_statuscode() or "200") if head is not None else "200",
        content_type=header("Content-Type")
        if head is not None
        else _header(record, "Content-Type"),
        transfer=header("Transfer-Encoding"),
        codings=header("Content-Encoding"),
        stream=record.raw_stream,
    )


def archived_file(
    entry: SourceFile, number: int, response: ArchivedResponse, kind_of: KindOf
) -> SourceFile | Skipped | None:
    """The page or document in a response; None if it is neither."""
    plain_type = response.content_type.partition(";")[0].strip().lower()
    if (
        _ABOUT.match(response.address)
        or not response.status.startswith("2")
        or _PART_OF_PAGE.search(plain_type)
        or (not plain_type and _ENDING_OF_PART.search(response.address.partition("?")[0]))
    ):
        return None
    path = f"{entry.path}!{number}"
    try:
        data = _body(response)
    except (*containers.ARCHIVE_ERRORS, brotli.error) as error:
        return Skipped(path, f"It cannot be unpacked ({error}).")
    if len(data) > containers.MAX_MEMBER_BYTES:
        return Skipped(path, containers.TOO_LONG)
    kind = _kind(response.address, plain_type, data, kind_of) if data.strip() else ""
    if not data.strip() or kind is None:
        return Skipped(path, unsupported_reason(response.address)) if data.strip() else None
    charset = re.search(r"charset=[\"']?([\w-]+)", response.content_type)
    return replace(
        entry.member(str(number), kind or "", data),
        url=_web_address(response.address),
        charset=charset[1] if charset else "",
    )


def _body(response: ArchivedResponse) -> bytes:
    """The body of a response; if it is too long, one byte more than the limit."""
    stream = response.stream
    if "chunked" in response.transfer.lower():
        stream = ChunkedDataReader(stream, decomp_type=None)
    data: bytes = stream.read(_READ_BYTES)
    for coding in reversed(re.split(r"[,\s]+", response.codings.lower())):
        data = _decoded(data, coding)
    if data.startswith((decompress.GZIP, decompress.ZSTANDARD)) and "gzip" in response.codings:
        data = _decoded(data, "")  # compressed twice
    return data


def _decoded(data: bytes, coding: str) -> bytes:
    """A body decompressed; unchanged if it was decompressed before it was archived."""
    if data.startswith((decompress.GZIP, decompress.ZSTANDARD)):
        with decompress.unpacked(io.BytesIO(data)) as stream:
            return stream.read(_READ_BYTES)
    if coding == "deflate":
        for bits in (15, -15):
            with contextlib.suppress(zlib.error):
                return _counted(zlib.decompressobj(bits).decompress(data, _READ_BYTES))
    if coding == "br":
        try:
            return _counted(_brotli(data))
        except brotli.error:
            if decode.binary_content(data):
                raise
    return data


def _counted(data: bytes) -> bytes:
    decompress.count_unpacked(len(data))
    return data


def _brotli(data: bytes) -> bytes:
    unpacker = brotli.Decompressor()
    out: bytes = unpacker.process(data, output_buffer_limit=_READ_BYTES)
    while not unpacker.is_finished() and len(out) < _READ_BYTES:
        piece = unpacker.process(b"", output_buffer_limit=_READ_BYTES)
        if not piece:
            break
        out += piece
    return out


def _name(address: str) -> str:
    """The name of a file in an address; empty for a folder."""
    return urllib.parse.unquote(urllib.parse.urlsplit(address).path).rpartition("/")[2]


def _kind(address: str, plain_type: str, data: bytes, kind_of: KindOf) -> str | None:
    """The kind of the content; the declared type and the address are hints."""
    try:
        name = _name(address)
    except ValueError:
        name = ""
    hint = _TYPES.get(plain_type)
    return kind_of(f"x.{hint}" if hint else name, Sample(data))


def _wacz(entry: SourceFile, kind_of: KindOf) -> Members:
    """The members of each archive in a WACZ file, which is a ZIP archive of them."""
    any_archive = False
    with zip_files.opened(entry.file if entry.data is None else entry.data) as archive:
        for info in archive.infolist():
            if info.filename.lower().endswith(".wacz"):  # a collection of collections
                any_archive = True
                yield containers.zip_member(entry, archive, info, info.filename, kind_of)
            if not re.search(r"\.w?arc(?:\.gz|\.zst)?$", info.filename, re.IGNORECASE):
                continue
            any_archive = True
            inner = entry.member(info.filename, "warc", b"")
            try:
                with archive.open(info) as raw, decompress.unpacked(raw) as stream:
                    counted = decompress.counted(stream) if stream is raw else stream
                    yield from _records(inner, counted, kind_of)
            except containers.ARCHIVE_ERRORS as error:
                yield Skipped(inner.path, f"The archive is damaged or cut short ({error}).")
    if not any_archive:
        yield Skipped(entry.path, "There is no web archive in it.")


def _is_wacz(sample: Sample) -> int:
    names = sample.members
    archives = (name for name in names if name.startswith("archive/") or name.endswith(".wacz"))
    return CERTAIN if "datapackage.json" in names and any(archives) else NO


WACZ = Format(kind="wacz", endings=(".wacz",), sniff=_is_wacz, members=_wacz)
WARC = Format(
    kind="warc",
    endings=(".warc",),
    magic=(b"WARC/",),
    members=_warc,
    member_pattern=re.compile(rb"^WARC-Type: (?:response|resource|conversion)", re.MULTILINE),
)
