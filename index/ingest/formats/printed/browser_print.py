"""Takes away what browsers print at the edges of the pages of a web page.

Chrome, Edge, Firefox and Safari print the title, the address, the number of the page and the time
of printing, each at a corner; two corners are one line. Only a file that has both the address and
the time on each page is such a print.
"""

import re
from typing import NamedTuple

from index.text.lazy_pattern import lazy_pattern

_MAX_EDGE_LINES = 2
"""Lines at either end of a page that they fill."""
_ADDRESS = r"(?P<url>(?:https?|file)://[^\s\u3400-\u9fff]{3,2000}?)"
_NUMBER = r"\d{1,4}\s?(?:/|／|of|von|sur|sobre|de|di)\s?\d{1,4}"
_PAGE = (
    r"(?:第\s?\d{1,4}\s?[页頁][（(，,]?\s?共\s?\d{1,4}\s?[页頁][）)]?"
    rf"|(?:[A-Z][a-z]{{3,5}} )?{_NUMBER})"
)
_CLOCK = r"(?:[上下中]午|晚上|凌晨|早上)?\s?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"
_TIME = rf"\d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}[,，]?\s?{_CLOCK}"
_ADDRESSED = lazy_pattern(
    rf"{_ADDRESS}(?:\s?{_PAGE})?|\S.{{0,200}}?\s?{_ADDRESS.replace('url', 'at')}"
)
_TIMED = re.compile(rf"{_TIME}(?:\s?\S.{{0,200}})?|(?:{_PAGE}|\S.{{0,200}})?\s?{_TIME}")


class Printed(NamedTuple):
    """The pages without what the browser printed, and the address; empty if it printed nothing."""

    pages: list[list[str]]
    address: str


def without_edges(pages: list[list[str]]) -> Printed:
    """The pages of a printed web page without the lines of the browser."""
    bare = [_of_page(lines) for lines in pages]
    printed = [part for part, lines in zip(bare, pages, strict=True) if lines]
    if not printed or not all(page is not None for page in printed):
        return Printed(pages, "")
    address = next(page.address for page in printed if page is not None)
    return Printed([page.pages[0] if page is not None else [] for page in bare], address)


def _of_page(lines: list[str]) -> Printed | None:
    """A page without the lines at its ends that the browser printed; None if it printed none."""
    first = next(
        (at for at, line in enumerate(lines) if at >= _MAX_EDGE_LINES or not _is_printed(line)), 0
    )
    rest = lines[first:]
    last = next(
        (
            at
            for at, line in enumerate(reversed(rest))
            if at >= _MAX_EDGE_LINES or not _is_printed(line)
        ),
        0,
    )
    bare = rest[: len(rest) - last]
    edges = lines[:first] + rest[len(rest) - last :]
    matches = list(filter(None, map(_ADDRESSED.fullmatch, edges)))
    if not matches or not any(map(_TIMED.fullmatch, edges)):
        return None
    return Printed([bare], matches[0]["url"] or matches[0]["at"])


def _is_printed(line: str) -> bool:
    return _ADDRESSED.fullmatch(line) is not None or _TIMED.fullmatch(line) is not None
