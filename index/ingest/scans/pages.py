"""Reads the scanned pages of a file once, or reports that text recognition is not installed."""

import contextlib
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.ingest.scans import recogniser
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import ScanStore

if TYPE_CHECKING:
    from PIL.Image import Image

#: The end of the reason for a file that needs the extra `scans`.
WAITING = "waits for the reader of scans (make scans)."
#: Pixels of the longer side of a preview, and how faithful it is, of 100.
_PREVIEW_SIDE, _PREVIEW_QUALITY = 1_400, 40
#: Pixels of a picture that is opened, and of one side of it.
MAX_PIXELS, MAX_PICTURE_SIDE = 120_000_000, 30_000


def page(
    store: ScanStore | None, key: str, number: int, read_now: Callable[[], ScannedPage]
) -> ScannedPage | None:
    """A page of the file of that key: as it is kept, or as `read_now` reads it.

    None where the reader of scans is not installed.
    """
    if not recogniser.installed():
        return None
    kept = store.page(key, number) if store is not None else None
    if kept is not None:
        return kept
    with store.alone() if store is not None else contextlib.nullcontext():
        read = read_now()
    if store is not None:
        store.keep(key, number, read)
    return read


def recognised(picture: "Image") -> ScannedPage:
    """The text on a picture."""
    lines, turned = recogniser.recognise(picture)
    return ScannedPage(lines, picture.width, picture.height, turned, _preview(picture))


def _preview(picture: "Image") -> bytes:
    """A small picture of a page, to be looked at beside its text; in grey, 40 KB."""
    small = picture.convert("L")
    small.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=_PREVIEW_QUALITY)
    return out.getvalue()
