"""Reads pictures of pages (.png .jpg .tif .webp .bmp) by text recognition; a frame is a page."""

import functools
import itertools

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats.plain_text import plain
from index.ingest.formats.printed.page_text import put_pages
from index.ingest.scans import pages, pictures, recogniser
from index.ingest.scans.pages import WAITING
from index.ingest.scans.scanned_page import EMPTY, ScannedPage
from index.ingest.scans.store import content_key
from index.ingest.unreadable import UnreadableError

_BITMAP_HEADS = tuple(bytes((size, 0, 0, 0)) for size in (12, 40, 52, 56, 108, 124))
"""The possible sizes of BMP headers in bytes."""


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Put the text of a picture into the draft; raises UnreadableError if it is not a page."""
    if not recogniser.installed():
        raise UnreadableError(f"A picture; if it is a page, it {WAITING}")
    key, most = content_key(data), pages.most_scans(len(data))
    with pictures.opened(data) as picture:
        count = pictures.frames(picture, most)
        scanned: list[ScannedPage] = []
        for number in range(1, min(count, most) + 1):
            read_now = functools.partial(pictures.recognised, picture, number)
            scanned.append(pages.page(rules.scans_folder, key, number, read_now) or EMPTY)
    if not any(page.lines for page in scanned):
        raise UnreadableError("There is no text of two or more lines in the picture.")
    texts = [page.paragraphs() for page in scanned]
    plain.read_lines(draft, "\n".join(itertools.chain.from_iterable(texts)), rules)
    put_pages(draft, texts, dict(enumerate(scanned, start=1)), key)
    if count > most:
        draft.cut_off(f"only the first {most:,} pictures were read")


def _is_picture(sample: Sample) -> int:
    """CERTAIN for a BMP or WebP file."""
    data = sample.data
    bitmap = data.startswith(b"BM") and data[6:10] == b"\0" * 4 and data[14:18] in _BITMAP_HEADS
    return CERTAIN if bitmap or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") else NO


FORMAT = Format(
    kind="picture",
    endings=(".png", ".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".webp", ".bmp", ".jp2"),
    magic=(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"\x00\x00\x00\x0cjP  "),
    sniff=_is_picture,
    read_file=read,
)
