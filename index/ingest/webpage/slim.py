"""What is no text in a page that was saved with its fonts, pictures and styles inside of it.

Such a page has some kilobytes of text and many megabytes of these. They are taken out before it is
decoded, so that the text decides whether it is too long, and not what stands beside it.
"""

import re

#: Bytes of a page that are looked through; a shorter one is parsed as it is.
_LARGE = 300_000
#: A file that is written into an attribute or a style, in either of its forms.
_EMBEDDED = re.compile(
    rb"data:(?!text/html|application/xhtml)[\w/+.;=,-]{0,120}(?:base64,[A-Za-z0-9+/=%_-]{80,}|[^\"'<>)\s]{200,})",
    re.IGNORECASE,
)
_STYLE = re.compile(rb"<(?P<name>style|svg)\b", re.IGNORECASE)
_SCRIPT = re.compile(rb"<script\b[^>]{0,2000}>", re.IGNORECASE)
#: Bytes of a script that can still say something of the page.
_TELLING = 100_000


def slim(page: bytes) -> bytes:
    """The page without the files, styles and long scripts in it, where it is large."""
    if len(page) < _LARGE or page.startswith((b"\xff\xfe", b"\xfe\xff")):
        return page
    page = _EMBEDDED.sub(b"data:,", page)
    if len(page) < _LARGE:
        return page
    return _without_scripts(_without_styles(page))


def _without_styles(page: bytes) -> bytes:
    pieces, begin = [], 0
    endless: set[bytes] = set()
    lower = page.lower()
    for match in _STYLE.finditer(page):
        name = match["name"].lower()
        if match.start() < begin or name in endless:
            continue
        end = lower.find(b"</" + name, match.end())
        if end < 0:
            endless.add(name)
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
        if end - match.end() > _TELLING:
            pieces.append(page[begin : match.end()])
            begin = end
    return b"".join((*pieces, page[begin:]))
