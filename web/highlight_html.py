"""Report text as HTML: escaped, with matches marked and control characters removed.

Characters that reorder text (bidi controls), control characters and lone surrogates never reach a
page: `without_controls` runs over every whole page, so no template can forget it.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from index.report import web_address
from search.page import Mark, Snippet
from search.trace.carriers import Carrier
from search.trace.differences import DifferenceKind
from web.page_environment import SPECIAL

MARK_COLOURS = 6
"""Colours of the style sheet for matched terms; further terms start again with the first."""

_STEERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROLS = bytes([*range(9), *range(11, 32), 127])
_BIDI = re.compile(rb"\xe2(?:\x80[\x8e\x8f\xaa-\xae]|\x81[\xa6-\xa9])")
_OTHERS = "\u061c\ufffe\uffff"


def without_controls(page: str) -> str:
    """A page without bidi controls; control characters and surrogates become U+FFFD.

    Nearly all pages are clean; checking their bytes first is five times as fast.
    """
    with contextlib.suppress(UnicodeEncodeError):
        data = page.encode()
        clean = len(data.translate(None, _CONTROLS)) == len(data) and not _BIDI.search(data)
        if clean and not any(char in page for char in _OTHERS):
            return page
    return _UNPRINTABLE.sub("\ufffd", _STEERING.sub("", page))


def marked_html(text: str, marks: Iterable[Mark], numbers: Iterator[int] | None = None) -> Markup:
    """The text with its marks as <mark> elements; a mark that overlaps an earlier one is dropped.

    With `numbers` each mark gets the next number as its anchor: #m1, #m2, …
    """
    parts: list[str] = []
    done = 0
    written = escape if SPECIAL.search(text) else str
    for mark in marks:
        if mark.start < done:
            continue
        anchor = f' id="m{next(numbers)}"' if numbers else ""
        parts.append(written(text[done : mark.start]))
        inside = written(text[mark.start : mark.end])
        parts.append(f'<mark class="{mark_class(mark)}"{anchor}>{inside}</mark>')
        done = mark.end
    parts.append(written(text[done:]))
    return Markup("".join(parts))  # noqa: S704 - every part is escaped or ours


def mark_class(mark: Mark) -> str:
    """The class of a mark's element: its colour, and whether it is a part."""
    return f"m{mark.term % MARK_COLOURS}{' part' * mark.part}"


def snipped(snippet: Snippet) -> Markup:
    """A snippet with its marks, and with … where a sentence was cut."""
    before, after = "…" * snippet.cut_before, "…" * snippet.cut_after
    inside = marked_html(snippet.text, snippet.marks)
    return Markup(f"{before}{inside}{after}")  # noqa: S704 - as above


def differing(text: str, marks: Iterable[Mark], all_differs: bool) -> Markup:  # noqa: FBT001 - a filter
    """The text with <ins> around parts missing from the other report; or all of it marked."""
    if all_differs:
        return Markup("<ins>{}</ins>").format(text)
    parts: list[str] = []
    done = 0
    for mark in marks:
        parts.append(escape(text[done : mark.start]))
        parts.append(Markup("<ins>{}</ins>").format(text[mark.start : mark.end]))
        done = mark.end
    return Markup("").join([*parts, escape(text[done:])])


def compared_own(text: str, carrier: Carrier) -> Markup:
    """A passage with <ins> around the words that the carrier has differently."""
    ranges = [
        (difference.start, difference.end, difference.kind) for difference in carrier.differences
    ]
    return _compared(text, ranges)


def compared_theirs(carrier: Carrier) -> Markup:
    """The carrier's text with <ins> around the words that the passage has differently."""
    base = carrier.start
    ranges = [
        (difference.other_start - base, difference.other_end - base, difference.kind)
        for difference in carrier.differences
    ]
    return _compared(carrier.text, ranges)


def _compared(text: str, ranges: Iterable[tuple[int, int, DifferenceKind]]) -> Markup:
    parts: list[str] = []
    done = 0
    for start, end, kind in ranges:
        if start < done or end == start:
            continue
        parts.append(escape(text[done:start]))
        parts.append(Markup('<ins class="{}">{}</ins>').format(kind.value, text[start:end]))
        done = end
    return Markup("").join([*parts, escape(text[done:])])


def original_url(url: str, page: int | None = None) -> str:
    """The URL of the original if it is http or https, of a PDF at a page; else empty."""
    if not web_address(url):
        return ""
    paged = page is not None and re.search(r"\.pdf(?:\?[^#]*)?$", url, re.IGNORECASE)
    return f"{url}#page={page}" if paged else url
