"""Web archives: the pages and documents of a WARC file, each with its address."""

import re
from dataclasses import replace

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from index.ingest import containers
from index.ingest.format import Format, KindOf, Members
from index.ingest.source_file import SourceFile
from index.report import Skipped


def _warc(entry: SourceFile, kind_of: KindOf) -> Members:
    """One member per page that was archived whole, with its address."""
    del kind_of
    empty = True
    with containers.open_container(entry) as stream:
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


def _archived(entry: SourceFile, number: int, record: ArcWarcRecord) -> SourceFile | Skipped | None:
    """The page in a record; None for what is none, as images and error pages."""
    head = record.http_headers
    status = head.get_statuscode() if head is not None else "200"
    content_type = (head or record.rec_headers).get_header("Content-Type") or ""
    kind = _KINDS_BY_TYPE.get(content_type.partition(";")[0].strip().lower())
    if kind is None or not status.startswith("2"):
        return None
    data = record.content_stream().read(containers.MAX_MEMBER_BYTES + 1)
    if len(data) > containers.MAX_MEMBER_BYTES:
        return Skipped(f"{entry.path}!{number}", containers.TOO_LONG)
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    charset = re.search(r"charset=[\"']?([\w-]+)", content_type)
    return replace(
        entry.member(str(number), kind, data),
        url=url.strip("<>"),
        charset=charset[1] if charset else "",
    )


FORMAT = Format(
    kind="warc",
    endings=(".warc",),
    magic=(b"WARC/",),
    members=_warc,
    mark=re.compile(rb"^WARC-Type: (?:response|resource|conversion)", re.MULTILINE),
)
