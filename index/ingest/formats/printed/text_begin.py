"""Finds the line with which the text begins, where pages and letters show what stands above it.

Above it are a cover, or lines in larger letters: a standfirst is as long as a sentence of the text.
"""

from collections.abc import Sequence

from index.ingest import line_wrapping
from index.ingest.draft import tidy_line
from index.ingest.formats.printed import line_shapes
from index.ingest.formats.printed.line_shapes import LineShapes

_MAX_COVER_LINES, _MAX_COVER_CHARS = 12, 300
"""The largest number of lines and of characters of a cover."""
_MAX_HEAD_LINES, _MIN_SENTENCE_WIDTH, _MAX_HEAD_WIDTH = 16, 40, 80
"""The most lines above a text; the narrowest sentence, and the narrowest line without an end, that
are text in letters of its size, in columns."""
_LARGER = 1.08
"""The height of letters of a standfirst, as a multiple of those of the text."""
_HEADLINE = 1.25
"""The least height of the letters of a headline, as a multiple of those of the text."""
_ENDS = ("。", ".", "！", "？", "?", "!", "”", "；", "：")


def below_cover(pages: Sequence[Sequence[str]]) -> str:
    """The first line below a cover; empty if the first page has more than a cover has."""
    filled = [page for page in pages if page]
    if len(filled) < len(("cover", "text")):
        return ""
    cover = filled[0]
    few = len(cover) <= _MAX_COVER_LINES and sum(map(len, cover)) <= _MAX_COVER_CHARS
    return tidy_line(filled[1][0]) if few else ""


def below_larger(paragraphs: Sequence[str], shapes: LineShapes) -> str:
    """The first paragraph of a page in letters of the usual size that is as long as one of text."""
    usual = line_shapes.text_height([shapes])
    heights = {line: known[0].height for line, known in shapes.items() if line and known}
    for paragraph in paragraphs[:_MAX_HEAD_LINES]:
        begin = max((line for line in heights if paragraph.startswith(line)), key=len, default="")
        if begin and heights[begin] > _LARGER * usual:
            continue
        wide = line_wrapping.width(paragraph)
        if wide > _MAX_HEAD_WIDTH or (wide >= _MIN_SENTENCE_WIDTH and paragraph.endswith(_ENDS)):
            return tidy_line(paragraph)
    return ""


def headline(lines: Sequence[str], shapes: LineShapes) -> str:
    """The first line if its letters are larger than those of the text; else empty."""
    known = shapes.get(lines[0], ()) if lines else ()
    larger = known and known[0].height > _HEADLINE * line_shapes.text_height([shapes])
    return tidy_line(lines[0]) if larger else ""
