"""The pages of a file that are pictures: read once, or waiting for their reader."""

import contextlib
from collections.abc import Callable
from typing import Any

from index.ingest.scans import recogniser
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import ScanStore

#: The end of the sentence about a file that would be read if the reader of scans were installed.
WAITING = "waits for the reader of scans, which is installed with: make scans"
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


def recognised(picture: Any) -> ScannedPage:
    """What stands on a picture."""
    lines, turned = recogniser.recognise(picture)
    return ScannedPage(lines, picture.width, picture.height, turned)
