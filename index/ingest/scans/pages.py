"""Reads the scanned pages of a file once, or reports that text recognition is not installed."""

import contextlib
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.ingest.scans import recogniser, seals
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import store_in

if TYPE_CHECKING:
    from PIL.Image import Image

WAITING = "waits for the reader of scans (make scans)."
"""The end of the reason for skipping a file that needs the extra `scans`."""
_PREVIEW_SIDE, _PREVIEW_QUALITY = 1_400, 40
"""The longer side of a preview in pixels, and its quality of 100."""
_MAX_SCANS, _FREE_SCANS, _SCAN_BYTES = 2_000, 50, 1_000
"""The largest number of pages of a file that are recognised, which takes seconds for each: some,
and one more for so many bytes, since a small file may name a picture thousands of times."""
MAX_PIXELS, MAX_PICTURE_SIDE = 120_000_000, 30_000
"""The largest picture that is opened, in pixels, and its longest side."""


def most_scans(size: int) -> int:
    """The largest number of pages that are recognised of a file of so many bytes."""
    return min(_FREE_SCANS + size // _SCAN_BYTES, _MAX_SCANS)


def page(
    folder: str | None, key: str, number: int, read_now: Callable[[], ScannedPage]
) -> ScannedPage | None:
    """A page of the file with this key, from the folder of stored ones or from `read_now`.

    None if text recognition is not installed.
    """
    if not recogniser.installed():
        return None
    store = store_in(folder)
    stored = store.page(key, number) if store is not None else None
    if stored is not None:
        return stored
    with store.readers.exclusive() if store is not None else contextlib.nullcontext():
        read = read_now()
    if store is not None:
        store.readers.put(key, number, read)
    return read


def recognised(picture: "Image") -> ScannedPage:
    """The text on a picture."""
    lines, turned = recogniser.recognise(picture)
    lines = seals.read_below(picture, lines, turned)
    return ScannedPage(lines, picture.width, picture.height, turned, _preview(picture))


def _preview(picture: "Image") -> bytes:
    """A small grey picture of a page, 40 KB, shown beside its text."""
    small = picture.convert("L")
    small.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=_PREVIEW_QUALITY)
    return out.getvalue()
