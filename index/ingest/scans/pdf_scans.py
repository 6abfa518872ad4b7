"""Pages of PDF files that are pictures: drawn and recognised."""

import functools
from collections.abc import Sequence
from typing import Any

from index.ingest.scans import pages as scanned
from index.ingest.scans import recogniser
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import ScanStore, content_key

#: Points in an inch, as PDF counts; dots in an inch that a page is drawn with; pixels of its
#: longer side at the most.
_POINTS, _DOTS, _MAX_SIDE = 72, 200, 3_000


def pages(
    document: Any, data: bytes, wanted: Sequence[int], store: ScanStore | None
) -> dict[int, ScannedPage]:
    """The wanted pages of an open document, by their numbers from 1; none without their reader."""
    if not wanted or not recogniser.installed():
        return {}
    key = content_key(data)
    found = {}
    for number in wanted:
        read = scanned.page(store, key, number, functools.partial(recognised, document, number))
        if read is not None:
            found[number] = read
    return found


def recognised(document: Any, number: int) -> ScannedPage:
    """What stands on the picture that a page is."""
    return scanned.recognised(drawn(document, number))


def drawn(document: Any, number: int) -> Any:
    """A page as a picture of Pillow; pages count from 1."""
    opened = document[number - 1]
    try:
        longer = max(opened.get_width(), opened.get_height(), 1)
        scale = min(_DOTS / _POINTS, _MAX_SIDE / longer)
        return opened.render(scale=scale).to_pil().convert("RGB")
    finally:
        opened.close()
