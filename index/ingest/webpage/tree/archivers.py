"""Finds the original URL that archiving programs write into saved pages, and their toolbars."""

import functools
import re

from index.ingest import character_references, word_lists

_BEGINNING = 20_000
"""The size in code points of the beginning of a page that is searched."""
_URL = r"(?P<url>(?:https?://|www\.)?[^\s<>\"']{4,1000})"
_COMMENT = (
    r"<!--\s{0,9}(?:\[?(?:page|file|document)\]?\s{1,9})?"
    r"(?:(?:saved|mirrored|captured|archived|copied|downloaded|source|original)"
    r"(?:\s{1,9}(?:from|by|url|is|at|page)){0,3}"
    r"|(?:saved|mirrored|captured|archived|copied|downloaded)\s(?:by|with|using)"
    r"[^<>]{1,120}?[\s(](?:from|of|url|source|address|page|at))\s{0,9}[:=]?\s{0,9}"
    r"(?P<url>https?://[^\s<>\"']{4,1000})"
)
"""A comment with the original URL by any other program."""
_FIELD = r"<input\b[^<>]{0,400}?\svalue=[\"']?"
_LINK = r"[^<>]{0,99}<a\b[^<>]{0,99}?href=[\"']?"
_MARKS = tuple(
    (re.compile(pattern, re.IGNORECASE), origin, sign)
    for pattern, origin, sign in (
        (rf"<!--\s{{0,9}}saved from url=\(\d+\)\s{{0,9}}{_URL}", "saved from", "saved from url="),
        (
            rf"Page saved with SingleFile\s{{1,99}}url:\s{{0,9}}{_URL}",
            "SingleFile",
            "page saved with singlefile",
        ),
        (
            rf"<meta\s+name=[\"']?savepage-url[\"']?\s+content=[\"']?{_URL}",
            "Save Page WE",
            "savepage-url",
        ),
        (rf"<!--\s{{0,9}}Mirrored from\s{{1,9}}{_URL}\s+by HTTrack", "HTTrack", "mirrored from"),
        (rf"<!--\s{{0,9}}Saved from\s{{1,9}}{_URL}\s.{{0,60}}\bmonolith", "monolith", "monolith"),
        (
            rf"<html\b[^<>]{{0,2000}}?\bdata-scrapbook-source=[\"']?{_URL}",
            "WebScrapBook",
            "data-scrapbook-source",
        ),
        (
            rf"<a\b[^<>]{{0,200}}\breader-domain\b[^<>]{{0,200}}?\shref=[\"']?{_URL}",
            "reader view",
            "reader-domain",
        ),
        (
            rf"Saved from\b(?:[^<>]{{0,40}}<[^<>]{{0,300}}>){{0,7}}?\s{{0,9}}{_FIELD}{_URL}",
            "archive.today",
            "saved from",
        ),
        (
            rf"google-cache-hdr\b[^<>]{{0,99}}>(?:[^<>]{{0,99}}<[^<>]{{0,99}}>){{0,9}}?{_LINK}{_URL}",
            "Google's cache",
            "google-cache-hdr",
        ),
        (
            rf"Google(?:(?:'|&\#39;|’)s cache of| [对對])\s{{1,9}}(?:<a\b[^<>]{{0,300}}>)?{_URL}",
            "Google's cache",
            "google",
        ),
        (rf"The Wayback Machine - {_URL}", "Wayback Machine", "the wayback machine - "),
        (_COMMENT, "comment in the page", "<!--"),
    )
)
"""Patterns of original URLs by program, the origin recorded for each, and a text in its matches."""
_COPY = re.compile(
    r"^https?://(?:web\.archive\.org/web|[\w.-]*archive\.(?:today|ph|is|li|vn|md|fo|org)(?:/web|/wayback)?"
    r"|[\w.-]*(?:webarchive|arquivo|wayback|perma|pywb)[\w.-]*(?:/[\w-]{1,30}){0,3})"
    r"/(?:\d{4,14}(?:[a-z]{2}_)?|\d{4}\.\d\d\.\d\d-\d{6}|o/[\w-]{4,40})/(?P<url>(?:https?:/{1,2}|www\.).+)$",
    re.IGNORECASE,
)
"""The URL of a copy in a web archive; the original URL follows a timestamp."""
_IDS = re.compile(rf"(?:{'|'.join(word_lists.table('archivers')['ids'])})$", re.IGNORECASE)
_BEGIN, _END = "<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->"


def address(page: str) -> tuple[str, str]:
    """The original URL of a saved page and the origin of that; empty if unknown."""
    begin = page[:_BEGINNING]
    lower = begin.lower()
    for pattern, origin, sign in _MARKS:
        match = pattern.search(begin) if sign in lower else None
        url = character_references.decoded(match["url"]).rstrip(";,") if match else ""
        if url.startswith("www.") or (url and origin == "HTTrack" and "://" not in url):
            url = f"http://{url}"
        if url.startswith(("http://", "https://")):
            return original(url), origin
    return "", ""


def original(url: str) -> str:
    """The original of the URL of a copy in a web archive; other URLs are unchanged."""
    match = _COPY.match(url)
    if not match:
        return url
    original_url = match["url"]
    if original_url.startswith("www."):
        return f"http://{original_url}"
    return re.sub(r"^(https?):/(?!/)", r"\1://", original_url)


def without_furniture(page: str) -> str:
    """A page without the toolbar that a web archive inserted at its top."""
    start = page.find(_BEGIN)
    end = page.find(_END, start) if start >= 0 else -1
    return page if end < 0 else page[:start] + page[end + len(_END) :]


@functools.lru_cache(maxsize=4096)
def is_furniture(name: str) -> bool:
    """Whether the id of an element is that of a toolbar of a web archive."""
    return len(name) < 80 and _IDS.match(name) is not None
