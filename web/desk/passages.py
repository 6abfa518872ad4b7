"""Finds a noted passage in a report, also after the report was read anew or set otherwise."""

import bisect
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from search.page import Snippet
from web.highlight_html import mark_class, marked_html

MAX_OCCURRENCES = 500
"""Occurrences of a passage that are compared with the place where it was noted."""
MAX_SHOWN = 500
"""Passages that one page highlights."""
_SKIPPED = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class PassageRange:
    """Where a passage is in the body of a report, half-open, in code points."""

    number: int
    start: int
    end: int


class PassageFinder:
    """Finds passages in one body.

    Spaces, line breaks and invisible characters do not matter, as a browser hands over others than
    the file has. The body without them is made once, for the first passage that needs it.
    """

    def __init__(self, body: str) -> None:
        self._body = body
        self._bare: _BareText | None = None

    def locate(self, quote: str, start: int) -> tuple[int, int] | None:
        """The range of a passage: the occurrence nearest to `start`; None if it is gone."""
        if quote and self._body.startswith(quote, start):
            return start, start + len(quote)
        exact = min(_occurrences(self._body, quote), key=lambda at: abs(at - start), default=-1)
        if exact >= 0:
            return exact, exact + len(quote)
        if self._bare is None:
            self._bare = _BareText(self._body)
        place = self._bare.place
        wanted = _SKIPPED.sub("", quote)
        occurrences = _occurrences(self._bare.text, wanted)
        nearest = min(occurrences, key=lambda at: abs(place(at) - start), default=-1)
        if nearest < 0:
            return None
        return place(nearest), place(nearest + len(wanted) - 1) + 1


class _BareText:
    """A body without what is skipped, and where its characters stand in the body."""

    def __init__(self, body: str) -> None:
        self._ends: list[int] = []
        self._skipped = [0]
        for run in _SKIPPED.finditer(body):
            self._ends.append(run.start() - self._skipped[-1])
            self._skipped.append(self._skipped[-1] + run.end() - run.start())
        self.text = _SKIPPED.sub("", body)

    def place(self, at: int) -> int:
        """The position in the body of the character at a position of `text`."""
        return at + self._skipped[bisect.bisect_right(self._ends, at)]


def bare_position(body: str, count: int) -> int:
    """The position after `count` visible characters of a body, as a browser counts them."""
    for match in re.finditer("[^\\s]", body):
        if count <= 0:
            return match.start()
        count -= 1
    return len(body)


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted) if wanted else -1
    for _ in range(MAX_OCCURRENCES):
        if at < 0:
            return
        yield at
        at = text.find(wanted, at + 1)


def with_passages(
    paragraph: Snippet, ranges: Sequence[PassageRange], numbers: Iterator[int], label: str
) -> Markup:
    """A paragraph with its matches marked and the noted passages in it highlighted.

    A passage is cut at the borders of matches, so that each match stays one element. `label` is
    what a screen reader says for the link behind a passage, to its note.
    """
    end = paragraph.start + len(paragraph.text)
    inside = [
        passage for passage in ranges if passage.start < end and passage.end > paragraph.start
    ]
    if not inside:
        return marked_html(paragraph.text, paragraph.marks, numbers)
    parts: list[str] = []
    done = 0
    for mark in paragraph.marks:
        if mark.start < done:
            continue
        parts.append(_highlighted(paragraph, done, mark.start, inside, label))
        within = _highlighted(paragraph, mark.start, mark.end, inside, label)
        parts.append(f'<mark class="{mark_class(mark)}" id="m{next(numbers)}">{within}</mark>')
        done = mark.end
    parts.append(_highlighted(paragraph, done, len(paragraph.text), inside, label))
    return Markup("".join(parts))  # noqa: S704 - every part is escaped or ours


def _highlighted(
    paragraph: Snippet, start: int, end: int, ranges: Sequence[PassageRange], label: str
) -> str:
    """A part of a paragraph without borders of matches, its noted passages highlighted."""
    first, last = paragraph.start + start, paragraph.start + end
    borders = {first, last}
    borders.update(
        at for passage in ranges for at in (passage.start, passage.end) if first < at < last
    )
    order = sorted(borders)
    parts: list[str] = []
    for begin, stop in itertools.pairwise(order):
        text = escape(paragraph.text[begin - paragraph.start : stop - paragraph.start])
        inside = [passage for passage in ranges if passage.start < stop and passage.end > begin]
        parts += [
            f'<a id="passage-{passage.number}"></a>' for passage in inside if passage.start == begin
        ]
        parts.append(f'<span class="passage">{text}</span>' if inside else text)
        parts += [
            f'<a class="to-note" href="#note-{passage.number}" aria-label="{escape(label)}"></a>'
            for passage in inside
            if passage.end == stop
        ]
    return "".join(parts)
