"""Finds where a PDF says in a mark (ActualText) other words than those that it draws.

PDFium takes the words of the mark, which are meant for a ligature, a hyphen or a drawn letter.
Where they share little with drawn words that can be read, a person sees other words.
"""

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from index.ingest.formats.printed.pdf_marks import TextMark, bytes_of, value_of
from index.ingest.formats.printed.pdf_objects import DrawnObject, Handle

_ACTUAL = b"ActualText"
_MIN_LETTERS = 4
"""The fewest letters that are compared."""
_SHARED = 0.6
"""The share of the drawn pairs of letters that the words of the mark have if they mean the same."""
_MIN_READABLE = 0.6
"""The share of Latin letters and Han in drawn words: others are codes of a font that nobody can
read, or letters that a mark may have to put in order."""
_MIN_VOWELS = 0.15
"""The share of vowels in words of Latin letters, unlike in codes of a font."""
_NO_LETTER, _VOWEL = re.compile(r"[\W_]+"), re.compile("[aeiouy]")
_LATIN, _HAN = re.compile("[a-z]"), re.compile("[\u3400-\u9fff]")


def corrected(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, marks: Sequence[TextMark]
) -> bool:
    """Take the marks off an open page whose words are not those it draws; whether there were any.

    The marks are taken off to see what is drawn, and those that tell the truth are put back.
    """
    values = ((mark, value_of(mark, _ACTUAL), texts) for mark, texts in marks)
    marked = [
        _Marked(mark, value, bytes_of(mark, _ACTUAL), texts)
        for mark, value, texts in values
        if len(_letters(value)) >= _MIN_LETTERS
    ]
    if not marked:
        return False
    for span in marked:
        pdfium.FPDFPageObjMark_RemoveParam(span.texts[0].handle, span.mark, _ACTUAL)
    text_page = page.get_textpage()
    try:
        true = [span for span in marked if not _lies(span, text_page)]
    finally:
        text_page.close()
    for span in true:
        value = (ctypes.c_ubyte * len(span.raw)).from_buffer_copy(span.raw)
        arguments = (
            document.raw,
            span.texts[0].handle,
            span.mark,
            _ACTUAL,
            value,
            len(value),
        )
        pdfium.FPDFPageObjMark_SetBlobParam(*arguments)
    return len(true) < len(marked)


@dataclass(frozen=True, slots=True)
class _Marked:
    """A mark, what it says, also as its file has it, and the texts that it stands for."""

    mark: Handle
    said: str
    raw: bytes
    texts: list[DrawnObject]


def _lies(span: _Marked, text_page: pypdfium2.PdfTextPage) -> bool:
    return is_other(span.said, "".join(text.written(text_page) for text in span.texts))


def is_other(said: str, drawn: str) -> bool:
    """Whether drawn words can be read and are not those that a mark says."""
    letters = _letters(drawn)
    latin, han = len(_LATIN.findall(letters)), len(_HAN.findall(letters))
    readable = latin + han >= _MIN_READABLE * len("".join(drawn.split()))
    if not readable or latin + han < _MIN_LETTERS:
        return False
    if len(_VOWEL.findall(letters)) < _MIN_VOWELS * latin:
        return False
    pairs, known = _pairs(letters), _pairs(_letters(said))
    backwards = {pair[::-1] for pair in known}
    shared = max(len(pairs & known), len(pairs & backwards))
    return shared < _SHARED * len(pairs)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


def _pairs(letters: str) -> set[str]:
    return {letters[at : at + 2] for at in range(len(letters) - 1)}
