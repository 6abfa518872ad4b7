"""Finds the text of a PDF that lies in layers which are switched off.

PDFium does not tell their state, but does not draw them: a square beside the page that gets the
mark of a layer is drawn only if its layer is.
"""

import ctypes
import itertools
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from index.ingest.formats.printed.pdf_marks import TextMark, name_of
from index.ingest.formats.printed.pdf_objects import DrawnObject, Handle

_LAYER = "OC"
"""The name of a mark that puts what it surrounds into a layer."""
_SIDE, _MAX_LAYERS = 64, 64 * 64
"""The side of the picture of the squares in pixels, and how many marks have one."""
_AWAY = -20_000
"""Where the squares lie, in points: beside any page."""


def switched_off(page: pypdfium2.PdfPage, marks: Sequence[TextMark]) -> list[DrawnObject]:
    """The texts of an open page with marks of layers that are not drawn."""
    layers = [(mark, texts) for mark, texts in marks if name_of(mark) == _LAYER][:_MAX_LAYERS]
    if not layers:
        return []
    squares = [_square(number, mark) for number, (mark, _) in enumerate(layers)]
    for square in squares:
        pdfium.FPDFPage_InsertObject(page.raw, square)
    drawn = _drawn(page)
    for square in squares:
        if pdfium.FPDFPage_RemoveObject(page.raw, square):
            pdfium.FPDFPageObj_Destroy(square)
    off = (texts for number, (_, texts) in enumerate(layers) if number not in drawn)
    return list(itertools.chain.from_iterable(off))


def _square(number: int, mark: Handle) -> Handle:
    """A black square of a point with the mark of a layer, at its place among the others."""
    row, column = divmod(number, _SIDE)
    square = pdfium.FPDFPageObj_CreateNewRect(_AWAY + column, _AWAY + row, 1, 1)
    pdfium.FPDFPath_SetDrawMode(square, pdfium.FPDF_FILLMODE_ALTERNATE, 0)
    pdfium.FPDFPageObj_SetFillColor(square, 0, 0, 0, 255)
    pdfium.FPDFPageObj_AddExistingMark(square, mark)
    return square


def _drawn(page: pypdfium2.PdfPage) -> set[int]:
    """The numbers of the squares that are drawn."""
    bitmap = pdfium.FPDFBitmap_CreateEx(_SIDE, _SIDE, pdfium.FPDFBitmap_Gray, None, 0)
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, _SIDE, _SIDE, 0xFFFFFFFF)
        down = page.get_height() - _AWAY  # PDFium counts from the upper edge of the page
        matrix = pdfium.FS_MATRIX(1, 0, 0, 1, -_AWAY, _SIDE - down)
        window = pdfium.FS_RECTF(0, 0, _SIDE, _SIDE)
        pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page.raw, matrix, window, 0)
        width = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), width * _SIDE)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return {
        row * _SIDE + column
        for row in range(_SIDE)
        for column in range(_SIDE)
        if pixels[(_SIDE - 1 - row) * width + column] < _HALF_BLACK
    }


_HALF_BLACK = 128
