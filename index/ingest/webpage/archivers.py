"""What programs that save pages leave in them: the address a page had, and their own furniture."""

import functools
import html
import re

from index.ingest import word_lists

#: Where these programs write: at the beginning of a page.
_BEGINNING = 20_000
_URL = r"(?P<url>(?:https?://|www\.)?[^\s<>\"']{4,1000})"
#: A comment of another program that says where a page was.
_COMMENT = (
    r"<!--\s{0,9}(?:\[?(?:page|file|document)\]?\s{1,9})?"
    r"(?:saved|mirrored|captured|archived|copied|downloaded|source|original)"
    r"(?:\s{1,9}(?:from|by|url|is|at|page)){0,3}\s{0,9}[:=]?\s{0,9}"
    r"(?P<url>https?://[^\s<>\"']{4,1000})"
)
#: How each of them says where a page was, and what that is called as an origin.
_MARKS = tuple(
    (re.compile(pattern, re.IGNORECASE), origin)
    for pattern, origin in (
        (rf"<!--\s{{0,9}}saved from url=\(\d+\)\s{{0,9}}{_URL}", "saved from"),
        (rf"Page saved with SingleFile\s{{1,99}}url:\s{{0,9}}{_URL}", "SingleFile"),
        (rf"<meta\s+name=[\"']?savepage-url[\"']?\s+content=[\"']?{_URL}", "Save Page WE"),
        (rf"<!--\s{{0,9}}Mirrored from\s{{1,9}}{_URL}\s+by HTTrack", "HTTrack"),
        (rf"<!--\s{{0,9}}Saved from\s{{1,9}}{_URL}\s.{{0,60}}\bmonolith", "monolith"),
        (rf"<html\b[^<>]{{0,2000}}?\bdata-scrapbook-source=[\"']?{_URL}", "WebScrapBook"),
        (_COMMENT, "comment in the page"),
    )
)
#: The address of a copy in a web archive, with the one it is a copy of behind a time.
_COPY = re.compile(
    r"^https?://(?:web\.archive\.org/web|[\w.-]*archive\.(?:today|ph|is|li|vn|md|fo|org)(?:/web|/wayback)?"
    r"|[\w.-]*(?:webarchive|arquivo|wayback|perma|pywb)[\w.-]*(?:/[\w-]{1,30}){0,3})"
    r"/(?:\d{4,14}(?:[a-z]{2}_)?|o/[\w-]{4,40})/(?P<url>(?:https?:/{1,2}|www\.).+)$",
    re.IGNORECASE,
)
_IDS = re.compile(rf"(?:{'|'.join(word_lists.table('archivers')['ids'])})$", re.IGNORECASE)
_BEGIN, _END = "<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "<!-- END WAYBACK TOOLBAR INSERT -->"


def address(page: str) -> tuple[str, str]:
    """The address a page had when it was saved, and who says so; empty where nobody does."""
    begin = page[:_BEGINNING]
    for pattern, origin in _MARKS:
        match = pattern.search(begin)
        url = html.unescape(match["url"]).rstrip(";,") if match else ""
        if url.startswith("www.") or (url and origin == "HTTrack" and "://" not in url):
            url = f"http://{url}"
        if url.startswith(("http://", "https://")):
            return original(url), origin
    return "", ""


def original(url: str) -> str:
    """The address that the address of a copy in a web archive stands for; else as it is."""
    match = _COPY.match(url)
    if not match:
        return url
    found = match["url"]
    if found.startswith("www."):
        return f"http://{found}"
    return re.sub(r"^(https?):/(?!/)", r"\1://", found)


def without_furniture(page: str) -> str:
    """A page without the toolbar that a web archive put at its top."""
    start = page.find(_BEGIN)
    end = page.find(_END, start) if start >= 0 else -1
    return page if end < 0 else page[:start] + page[end + len(_END) :]


@functools.lru_cache(maxsize=4096)
def is_furniture(name: str) -> bool:
    """Whether the id of an element is one that web archives give to their own bars."""
    return len(name) < 80 and _IDS.match(name) is not None
