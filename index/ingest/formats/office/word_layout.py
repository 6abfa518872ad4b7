"""Reads the beginning of a Word file by the sizes of its letters, as that of a page of a PDF.

Most people write no title with the style for it: they choose larger letters, over several lines.
"""

import itertools
from collections.abc import Sequence

from index.ingest.draft import Draft, tidy_line
from index.ingest.formats.office.word_text import MAX_SIZED_LINES, Part, WordLine
from index.ingest.formats.printed import text_begin, titled_page
from index.ingest.formats.printed.line_shapes import LineShape

_MAX_HEAD_LINES = 40
"""The first lines among which the title is looked for."""


def titled(draft: Draft, parts: list[Part]) -> list[Part]:
    """The parts with a title of several lines in one, which the draft gets to know.

    A title that a style marks is known already.
    """
    head = list(itertools.takewhile(lambda part: isinstance(part, WordLine), parts))
    lines = [part for part in head[:_MAX_HEAD_LINES] if isinstance(part, WordLine)]
    sized = [part for part in parts[:MAX_SIZED_LINES] if isinstance(part, WordLine) and part.size]
    shapes = {part.text: [LineShape(0, 0, part.size)] for part in sized}
    texts = [part.text for part in lines]
    draft.begins = text_begin.below_cover(_pages(parts)) or text_begin.below_larger(texts, shapes)
    if draft.has("title") or not lines or not all(part.size for part in lines):
        return parts
    page = titled_page.titled(texts, [shapes])
    title, above = page.lines[0], len(page.above)
    draft.headline = text_begin.headline([title], page.shapes)
    count = len(texts) - above - len(page.lines) + 1
    whole = WordLine(title, lines[above].style, lines[above].size, lines[above].page)
    return [*parts[:above], whole, *parts[above + count :]]


def titled_lines(draft: Draft, lines: list[str], sized: Sequence[WordLine]) -> list[str]:
    """The same for the lines of a file, of which the first ones are `sized`."""
    known = list(
        itertools.takewhile(lambda pair: pair[0] == pair[1].text, zip(lines, sized, strict=False))
    )
    if not known:
        return lines
    head = [line for _, line in known]
    whole = [part.text for part in titled(draft, list(head)) if isinstance(part, WordLine)]
    return [*whole, *lines[len(head) :]]


def _pages(parts: Sequence[Part]) -> list[list[str]]:
    """The lines of the first two pages that are divided by a break."""
    lines = [part for part in parts[:MAX_SIZED_LINES] if isinstance(part, WordLine)]
    grouped = itertools.groupby(lines, key=lambda line: line.page)
    pages = ([tidy_line(line.text) for line in page] for _, page in grouped)
    return list(itertools.islice(pages, 2))
