"""Reads what annotations draw on a page of a PDF: stamps, callouts, fields without a value.

PDFium's text is that of the page alone, so that they are first made part of it.
"""

import ctypes
import itertools
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

_MAX_APPEARANCES = 500
"""The largest number of annotations of a page whose drawings are read."""
_UNDRAWN = frozenset({
    pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_POPUP, pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY, pdfium.FPDF_ANNOT_STRIKEOUT,
})  # fmt: skip
"""Kinds of annotations that draw an icon, or a line at the text of the page."""

_UNSEEN_FLAGS = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
"""Flags of annotations that no screen shows."""


def texts(document: pypdfium2.PdfDocument, number: int, known: str) -> list[str]:
    """The texts that annotations of a page draw, without those that the known text has."""
    page = document[number]
    places = list(itertools.islice(_places(page), _MAX_APPEARANCES))
    flat = bool(places) and pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    if flat != pdfium.FLATTEN_SUCCESS:
        return []
    page = document[number]
    text_page = page.get_textpage()
    found: dict[str, None] = {}
    squeezed = "".join(known.split())
    for left, bottom, right, top in places:
        text = " ".join(text_page.get_text_bounded(left, bottom, right, top).split())
        if any(map(str.isalnum, text)) and "".join(text.split()) not in squeezed:
            found[text] = None
    text_page.close()
    page.close()
    return list(found)


def _places(page: pypdfium2.PdfPage) -> Iterator[tuple[float, float, float, float]]:
    """Left, lower, right and upper edge of each annotation that has a drawing of its own."""
    for number in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        box = pdfium.FS_RECTF()
        drawn = (
            pdfium.FPDFAnnot_GetSubtype(annotation) not in _UNDRAWN
            and not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS
            and pdfium.FPDFAnnot_HasKey(annotation, b"AP")
            and pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(box))
        )
        pdfium.FPDFPage_CloseAnnot(annotation)
        if drawn:
            yield box.left, box.bottom, box.right, box.top
