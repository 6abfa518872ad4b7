"""Renders scanned pages of PDF files and recognises their text."""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.ingest.scans import pages as scanned
from index.ingest.scans import recogniser
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import content_key

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

_POINTS, _DOTS, _MAX_SIDE = 72, 200, 3_000
"""Points per inch in PDF; dots per inch of a rendered page; maximum pixels of its longer side."""


def pages(
    document: "PdfDocument", data: bytes, wanted: Sequence[int], folder: str | None
) -> dict[int, ScannedPage]:
    """The wanted pages by number from 1; none if text recognition is not installed."""
    if not wanted or not recogniser.installed():
        return {}
    key = content_key(data)
    scans = {}
    for number in wanted:
        read = scanned.page(folder, key, number, functools.partial(recognised, document, number))
        if read is not None:
            scans[number] = read
    return scans


def recognised(document: "PdfDocument", number: int) -> ScannedPage:
    """The recognised text of a page."""
    return scanned.recognised(drawn(document, number))


def drawn(document: "PdfDocument", number: int) -> "Image":
    """Renders a page, counted from 1, as a Pillow image."""
    opened = document[number - 1]
    try:
        longer = max(opened.get_width(), opened.get_height(), 1)
        scale = min(_DOTS / _POINTS, _MAX_SIDE / longer)
        drawn: Image = opened.render(scale=scale).to_pil().convert("RGB")
        return drawn
    finally:
        opened.close()
