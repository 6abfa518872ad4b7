"""Snippets: the parts of a report's text that best show why it matches.

They are cut from anywhere in the original text; Whoosh's highlighter reads only the first 32,768
characters. A snippet is the window over the marks that covers most different query terms, extended
to the surrounding sentence if that is near.
"""

import bisect
import re
from collections.abc import Sequence
from typing import NamedTuple

from search.page import Mark, Snippet

SNIPPET_CHARS = 150
"""Code points of a snippet of Han text; one of Latin text is LATIN_WIDTH_FACTOR times as long."""
LATIN_WIDTH_FACTOR = 1.7
MAX_SNIPPETS = 3
LEAD_WIDTH = 84
"""Code points of the lead snippet of Han text: two lines of a list of results."""
LEAD_LATIN_FACTOR = 2.1
LEAD_MARGIN = 22
"""Code points of Han text before the first mark of a lead, so that it is in the first line."""
MAX_SNIPPET_WIDTHS = 3
"""A snippet is at most this many times its width, however long a match is."""

_STOP = re.compile(r"[。！？!?；;\n]+[”’」』）)\"']*|[.](?=\s)")
_BREAK = re.compile(r"[\s，、,：:）)”]+")
_ENDED = re.compile(r"[。！？!?；;….\n][”’」』）)\"']*[^\S\n]*$")
_LOOK_BACK = 8
"""Code points before a cut that are searched for the end of a sentence."""


class _Window(NamedTuple):
    """Marks `first` to `last` (half-open) that fit one snippet, and the terms they cover.

    `whole_matches` counts the terms of which a whole match is inside.
    """

    first: int
    last: int
    terms: frozenset[int]
    whole_matches: int


def snippets(body: str, marks: Sequence[Mark], wanted: int = MAX_SNIPPETS) -> tuple[Snippet, ...]:
    """Up to `wanted` snippets of `body` in text order; its beginning if nothing is marked.

    `marks` are ranges of the body in rising order. Snippets do not overlap, and each mark inside a
    snippet is inside it whole, unless the mark alone is longer than a snippet: it is cut then.
    """
    width = _width(body)
    if not marks:
        return (_snippet(body, (), 0, min(len(body), width)),) if body.strip() else ()
    chosen = sorted(_choose(marks, width, wanted), key=lambda window: window.first)
    cut: list[Snippet] = []
    floor = 0
    for number, window in enumerate(chosen):
        after = chosen[number + 1].first if number + 1 < len(chosen) else len(marks)
        ceiling = marks[after].start if after < len(marks) else len(body)
        start, end = _grow(
            body, marks[window.first], marks[window.last - 1], (floor, ceiling), width
        )
        cut.append(_snippet(body, marks[window.first : after], start, end))
        floor = end
    return tuple(cut)


def lead_snippet(body: str, marks: Sequence[Mark]) -> Snippet | None:
    """The one snippet that best shows why a report matches; None for a report without text.

    Its first mark is near its beginning, so that a narrow window shows it too.
    """
    factor = 1.0 if _is_han(body) else LEAD_LATIN_FACTOR
    width, margin = int(LEAD_WIDTH * factor), int(LEAD_MARGIN * factor)
    if not marks:
        return _snippet(body, (), 0, _ending(body, width * 2 // 3, width)) if body.strip() else None
    (best,) = _choose(marks, width, 1)
    first, last = marks[best.first], marks[best.last - 1]
    start = _beginning(body, max(0, first.start - margin), first.start)
    least = max(last.end, start + width * 2 // 3)
    end = max(_ending(body, least, max(start + width, least)), min(first.end, start + 2 * width))
    return _snippet(body, marks, start, min(end, start + 2 * width))


def _width(body: str) -> int:
    """The width of a snippet."""
    return SNIPPET_CHARS if _is_han(body) else int(SNIPPET_CHARS * LATIN_WIDTH_FACTOR)


def _is_han(body: str) -> bool:
    """Whether a text is Han text; recognised by its UTF-8 length: 3 bytes a character."""
    sample = body[:2000]
    wide = (len(sample.encode("utf-8", "surrogatepass")) - len(sample)) // 2
    return wide * 4 > len(sample)


def _choose(marks: Sequence[Mark], width: int, wanted: int) -> list[_Window]:
    """Greedily choose windows: most new terms, most whole matches, most marks, then the first."""
    windows = _windows(marks, width)
    chosen: list[_Window] = []
    covered: set[int] = set()
    while windows and len(chosen) < wanted:
        best = max(
            windows,
            key=lambda window: (
                len(window.terms - covered),
                window.whole_matches,
                window.last - window.first,
                -window.first,
            ),
        )
        chosen.append(best)
        covered |= best.terms
        windows = [
            window for window in windows if window.last <= best.first or window.first >= best.last
        ]
    return chosen


def _windows(marks: Sequence[Mark], width: int) -> list[_Window]:
    windows = []
    last = 0
    for first, mark in enumerate(marks):
        last = max(last, first + 1)
        while last < len(marks) and marks[last].end - mark.start <= width * 3 // 4:
            last += 1
        inside = marks[first:last]
        whole_matches = len({match.term for match in inside if not match.part})
        windows.append(
            _Window(first, last, frozenset(match.term for match in inside), whole_matches)
        )
    return windows


def _grow(
    body: str, first: Mark, last: Mark, limits: tuple[int, int], width: int
) -> tuple[int, int]:
    """The range around the marks: to the sentence's ends if near, else to a break between words."""
    floor, ceiling = limits
    room = max(0, width - (last.end - first.start))
    start = _beginning(body, max(floor, first.start - room // 2), first.start)
    end = min(ceiling, max(last.end, start + width))
    end = max(_ending(body, last.end, end), min(last.end, ceiling))
    return start, min(end, start + MAX_SNIPPET_WIDTHS * width)


def _beginning(body: str, earliest: int, start: int) -> int:
    """After the first stop from `earliest` to `start`, else after a break, else `earliest`."""
    if earliest == 0:
        return 0
    stops = [stop.end() for stop in _STOP.finditer(body, earliest, start)]
    if stops:
        return stops[0] + len(body[stops[0] : start]) - len(body[stops[0] : start].lstrip())
    gap = _BREAK.search(body, earliest, start)
    return gap.end() if gap else earliest


def _ending(body: str, end: int, latest: int) -> int:
    """Past the last stop up to `latest`, else before the last break, else `latest`."""
    if latest >= len(body):
        return len(body)
    stops = [stop.end() for stop in _STOP.finditer(body, end, latest)]
    if stops:
        return stops[-1]
    gaps = [gap.start() for gap in _BREAK.finditer(body, end, latest)]
    return gaps[-1] if gaps else latest


def _snippet(body: str, marks: Sequence[Mark], start: int, end: int) -> Snippet:
    """The snippet without outer white space, with its marks shifted and clipped to it."""
    start += len(body[start:end]) - len(body[start:end].lstrip())
    end -= len(body[start:end]) - len(body[start:end].rstrip())
    position = bisect.bisect_left(marks, start, key=lambda mark: mark.end)
    inside = tuple(
        Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.term, mark.part)
        for mark in marks[position:]
        if mark.start < end and mark.end > start
    )
    return Snippet(
        body[start:end],
        inside,
        start,
        cut_before=bool(body[:start].strip() if start < _LOOK_BACK else start)
        and not _ENDED.search(body[max(0, start - _LOOK_BACK) : start]),
        cut_after=bool(body[end : end + _LOOK_BACK].strip())
        and not _ENDED.search(body[max(start, end - _LOOK_BACK) : end])
        and body[end] != "\n",
    )
