"""Finds the small letters and figures behind names on the first page of a PDF: Mary Oakesᵃ˒*.

PDFium reads them as letters of the name. They are written as such marks are in other texts, so that
nobody takes Oakesa for a name.
"""

import ctypes
import math
import re
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from index.ingest.formats.printed import line_shapes

_MAX_LINES, _MAX_LINE_CHARS = 30, 200
"""The first lines of a page that may be names, and the longest of them in code points."""
_MAX_MARK_CHARS = 6
"""The most characters of the marks behind one name."""
_MARK_RATIO = 0.8
"""The largest height of a mark, as a share of that of the name."""
_MIN_RAISED = 0.2
"""How far above the line of a name the lower edge of a mark is, in heights of its letters."""
_WORD = re.compile(r"[^\W\d_][^\s,;，；]{0,40}(?:,[a-k\d*†‡§¶#]{1,2}(?![^\s,;])){0,3}")
_SMALL = str.maketrans("0123456789abcdefghijk,", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏ˒")
_MARKS = re.compile(r"[a-k\d*†‡§¶#,]+")


def written(text_page: pypdfium2.PdfTextPage, text: str) -> dict[str, str]:
    """The first lines of the whole text of a page that have marks, with these written as such."""
    found: dict[str, str] = {}
    position = 0
    for line in line_shapes.lines_of(text)[:_MAX_LINES]:
        if len(line) <= _MAX_LINE_CHARS and _may_be_names(line):
            marked = _marked(text_page, line, position)
            if marked != line:
                found[line] = marked
        position += len(line)
        position += 2 * text.startswith("\r\n", position)
    return found


def _may_be_names(line: str) -> bool:
    """Whether at least half of the words of a line have a capital, and there are two or more."""
    words = line.split()
    capitals = sum(word[0].isupper() for word in words)
    return len(words) > 1 and 2 * capitals >= len(words)


def _marked(text_page: pypdfium2.PdfTextPage, line: str, position: int) -> str:
    marked = line
    for word in _WORD.finditer(line):
        name = _Letter.at(text_page, position + word.start())
        begin = end = word.end()
        while begin > word.start() + 1 and end - begin < _MAX_MARK_CHARS:
            if not _Letter.at(text_page, position + begin - 1).is_mark_of(name):
                break
            begin -= 1
        marks = line[begin:end]
        if marks and _MARKS.fullmatch(marks):
            marked = marked[:begin] + marks.translate(_SMALL) + marked[end:]
    return marked


class _Letter(NamedTuple):
    """The height of the letters at a position, the line on which they stand, and the lower edge."""

    height: float
    base: float
    bottom: float

    @classmethod
    def at(cls, text_page: pypdfium2.PdfTextPage, position: int) -> "_Letter":
        """The letter at a position of the text; one that nothing is known of is very large."""
        index = line_shapes.char_index(text_page, position)
        matrix, edges = pdfium.FS_MATRIX(), [ctypes.c_double() for _ in range(6)]
        known = (
            pdfium.FPDFText_GetMatrix(text_page.raw, index, matrix)
            and pdfium.FPDFText_GetCharBox(text_page.raw, index, *edges[:4])
            and pdfium.FPDFText_GetCharOrigin(text_page.raw, index, *edges[4:])
        )
        if not known:
            return cls(math.inf, 0.0, 0.0)
        size = pdfium.FPDFText_GetFontSize(text_page.raw, index)
        return cls(size * math.hypot(matrix.c, matrix.d), edges[5].value, edges[2].value)

    def is_mark_of(self, name: "_Letter") -> bool:
        """Whether the letter is smaller than a name, or drawn above the line of its letters."""
        raised = name.base + _MIN_RAISED * name.height < self.bottom < name.base + name.height
        return self.height < _MARK_RATIO * name.height or raised
