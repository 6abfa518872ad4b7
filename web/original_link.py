"""The link from a report to its original: its address, or its own PDF file."""

from dataclasses import dataclass
from urllib.parse import quote

from index.report import Report
from index.settings import cached_settings
from web.context import about
from web.highlight_html import original_url
from web.originals import MAX_ORIGINAL_BYTES, Original, original, trusted_folders

_HEAD_BYTES = 1_024
"""Bytes in which a PDF file says what it is."""


@dataclass(frozen=True, slots=True)
class OriginalLink:
    """Where the original is; `external` says whether that is another site."""

    url: str
    external: bool

    def at(self, page: int | None) -> str:
        """The address of the original, at a page if a browser can open it there."""
        if self.external:
            return original_url(self.url, page)
        return f"{self.url}#page={page}" if page else self.url


def original_link(report: Report) -> OriginalLink | None:
    """The link to the original of a report; None if it has neither an address nor such a file."""
    if original_url(report.url):
        return OriginalLink(report.url, external=True)
    if served_original(report) is None:
        return None
    name = quote(report.id, safe="", errors="surrogatepass")
    return OriginalLink(f"/original/{name}", external=False)


def served_original(report: Report) -> Original | None:
    """The file of a report, if it has pages, is a PDF file and not in an archive.

    Browsers show no other kind of file at a page, and a PDF file cannot act in the name of this
    site, as a page could.
    """
    if not report.pages or "!" in report.path:
        return None
    source = original(report.path, trusted_folders(about().folders, cached_settings().corpus))
    if source is None or source.size > MAX_ORIGINAL_BYTES:
        return None
    try:
        head = next(source.parts(), b"")[:_HEAD_BYTES]
    except OSError:
        return None
    return source if b"%PDF-" in head else None
