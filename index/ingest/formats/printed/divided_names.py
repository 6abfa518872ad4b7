"""Joins names that a slide divides: Ada Quill and Ben / Orr, Larkford Parish / Council.

Lines of a cover stand alone, each with a name; only what a name lacks shows that it goes on.
"""

import re
from collections.abc import Sequence

from index.ingest.formats.plain_text.edges import organs
from index.ingest.formats.printed import line_shapes
from index.ingest.formats.printed.line_shapes import LineShapes

_MAX_COVER_LINES = 12
"""The largest number of lines of a cover."""
_WORD = r"[A-Z][a-z][\w'’-]{1,20}"
_HALF = re.compile(rf"(?:.{{3,80}}(?:,| and| &) )(?P<first>{_WORD})")
"""A line that ends with one word of a name: Ada Quill and Ben."""
_REST = re.compile(_WORD)


def joined(lines: Sequence[str], shapes: LineShapes) -> list[str]:
    """The lines of a first page with the halves of names on one line, if it is a cover."""
    whole: list[str] = []
    for line in lines:
        if whole and len(lines) <= _MAX_COVER_LINES and _goes_on(whole[-1], line, shapes):
            whole[-1] = f"{whole[-1]} {line}"
        else:
            whole.append(line)
    return whole


def _goes_on(before: str, line: str, shapes: LineShapes) -> bool:
    """Whether a line of one word, in letters of the same size, ends a name of the line before."""
    known = line_shapes.of_lines([before, line], shapes)
    if _REST.fullmatch(line) is None or None in known or line_shapes.is_break(*known):
        return False
    name = before.rpartition(", ")[2]
    body = " " in name and not organs.is_organ(name) and organs.is_organ(f"{name} {line}")
    return body or (_HALF.fullmatch(before) is not None and not organs.is_organ(line))
