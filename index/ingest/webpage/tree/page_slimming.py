"""Removes embedded fonts, pictures, styles and long scripts from a saved page before decoding.

A page saved as one file may have kilobytes of text and megabytes of embedded files. Without them
only the length of the text decides whether the page is cut.
"""

import re

_MIN_SLIMMED_BYTES = 300_000
"""The size in bytes from which a page is slimmed."""
_EMBEDDED = re.compile(
    rb"data:(?!text/html|application/xhtml)[\w/+.;=,-]{0,120}(?:base64,[A-Za-z0-9+/=%_-]{80,}|[^\"'<>)\s]{200,})",
    re.IGNORECASE,
)
"""A file embedded as a data URL in an attribute or a style."""
_STYLE = re.compile(rb"<(?P<name>style|svg)\b", re.IGNORECASE)
_SCRIPT = re.compile(rb"<script\b[^>]{0,2000}>", re.IGNORECASE)
_MAX_SCRIPT_BYTES = 100_000
"""The largest script, in bytes, that is kept, because it may contain a date."""
_DATA = re.compile(
    rb"application/json|__(?:INITIAL|NEXT|NUXT|APOLLO|PRELOADED|REDUX|SSR)|_(?:STATE|DATA)__?\b|RENDER_DATA"
    rb"|render_data|cgiData",
)
_MAX_DATA_BYTES, _DATA_BYTES = 2_000_000, 1_000
"""A script with the data of a page, its largest size, and the bytes at its start that tell it."""


def slim(page: bytes) -> bytes:
    """A large page without embedded files, styles and long scripts; else the page itself."""
    if len(page) < _MIN_SLIMMED_BYTES or page.startswith((b"\xff\xfe", b"\xfe\xff")):
        return page
    page = _EMBEDDED.sub(b"data:,", page)
    if len(page) < _MIN_SLIMMED_BYTES:
        return page
    return _without_scripts(_without_styles(page))


def _without_styles(page: bytes) -> bytes:
    """The page without its styles and drawings, but for drawings with text.

    One that a script writes has no end of its own.
    """
    pieces, begin = [], 0
    ends: dict[bytes, int] = {}
    lower = page.lower()
    for match in _STYLE.finditer(page):
        name = match["name"].lower()
        if match.start() < begin:
            continue
        for closed in (name, b"script"):  # each is searched for once between two of its ends
            if 0 <= ends.get(closed, 0) < match.end():
                ends[closed] = lower.find(b"</" + closed, match.end())
        end = ends[name]
        if end < 0 or 0 <= ends[b"script"] < end or lower.find(b"<text", match.end(), end) >= 0:
            continue
        pieces.append(page[begin : match.start()])
        begin = end + len(name) + 3
    return b"".join((*pieces, page[begin:]))


def _without_scripts(page: bytes) -> bytes:
    pieces, begin = [], 0
    lower = page.lower()
    for match in _SCRIPT.finditer(page):
        if match.start() < begin or b"ld+json" in match[0].lower():
            continue
        end = lower.find(b"</script", match.end())
        if end < 0:
            break
        has_data = _DATA.search(page, match.start(), match.end() + _DATA_BYTES) is not None
        if end - match.end() > (_MAX_DATA_BYTES if has_data else _MAX_SCRIPT_BYTES):
            pieces.append(page[begin : match.end()])
            begin = end
    return b"".join((*pieces, page[begin:]))
