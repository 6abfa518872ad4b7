"""Finds the running heads of a PDF of only two pages, where a line that is there twice says little.

Such a head stands at one height on both pages, and is numbered or in smaller letters than the text.
"""

import statistics
from collections.abc import Sequence

from index.ingest.formats.plain_text.layout import page_edges
from index.ingest.formats.printed.line_shapes import LineShapes


def found(pages: Sequence[list[str]], shapes: Sequence[LineShapes]) -> set[str]:
    """The running heads, as `page_edges.head` writes them; none in a document of other length."""
    if len(pages) != _PAGES:
        return set()
    places = []
    for lines, known in zip(pages, shapes, strict=True):
        heights = [shape.height for line in known.values() for shape in line]
        usual = statistics.median(heights) if heights else 0.0
        places.append(
            {
                (page_edges.head(line), round(shape.bottom))
                for line in page_edges.edges_of(lines)
                for shape in known.get(line, ())
                if shape.height < usual or page_edges.without_number(line)
            }
        )
    return {text for text, _ in places[0] & places[1] if text}


_PAGES = 2
