"""Reads pages saved by Safari (.webarchive): a property list with the page and its frames."""

import itertools
import plistlib
from collections.abc import Iterator

from index.ingest import decode
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.unreadable import UnreadableError
from index.ingest.webpage import page

MAX_SAVED_FRAMES, MAX_FRAME_DEPTH = 100, 5
"""Maximum number of frames of a page, and maximum depth of nested frames."""


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read a saved page into the draft, followed by its frames."""
    try:
        archive = plistlib.loads(data)
    except Exception as error:
        raise UnreadableError(f"The saved page is damaged ({error}).") from error
    pages = list(itertools.islice(_pages(archive, 0, set()), MAX_SAVED_FRAMES))
    if not pages:
        raise UnreadableError("There is no text in the saved page.")
    address, text = pages[0]
    draft.put("url", address if address.startswith("http") else "", "saved from")
    page.read(draft, text, rules)
    for _, frame in pages[1:]:
        inner = Draft(draft.entry)
        page.read_all(inner, frame)
        known = set(draft.paragraphs)
        lines = [line for line in inner.paragraphs if line not in known]
        draft.add_visible("\n".join(lines))
        draft.paragraphs += lines


def _pages(archive: object, depth: int, known: set[int]) -> Iterator[tuple[str, str]]:
    """The addresses and texts of the page and its frames, each once: `known` has those read."""
    if not isinstance(archive, dict) or depth > MAX_FRAME_DEPTH or id(archive) in known:
        return
    known.add(id(archive))
    main = archive.get("WebMainResource")
    if isinstance(main, dict) and isinstance(main.get("WebResourceData"), bytes):
        charset = str(main.get("WebResourceTextEncodingName") or "")
        text = decode.decode(main["WebResourceData"], charset).text
        if "html" in str(main.get("WebResourceMIMEType") or "html"):
            yield str(main.get("WebResourceURL") or ""), text
    frames = archive.get("WebSubframeArchives")
    for frame in frames[:MAX_SAVED_FRAMES] if isinstance(frames, list) else ():
        yield from _pages(frame, depth + 1, known)


def _is_saved_page(sample: Sample) -> int:
    known = sample.data.startswith((b"bplist00", b"<?xml")) and b"WebMainResource" in sample.data
    return CERTAIN if known else NO


FORMAT = Format(kind="webarchive", endings=(".webarchive",), sniff=_is_saved_page, read_file=read)
