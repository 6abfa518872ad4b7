"""Walks what a page of a PDF draws: texts, paths, pictures, also those in forms."""

import ctypes
import enum
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

_MAX_OBJECTS, _MAX_DEPTH = 100_000, 20
"""The most objects of a page that are looked at, and how deep they may lie in forms."""
_MAX_TEXT_BYTES = 1 << 20
Box = tuple[float, float, float, float]
Handle = Any
"""What PDFium knows an object or a mark by."""
Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1, 0, 0, 1, 0, 0)


class ObjectKind(enum.IntEnum):
    """The kinds of objects, by PDFium's numbers."""

    TEXT = pdfium.FPDF_PAGEOBJ_TEXT
    PATH = pdfium.FPDF_PAGEOBJ_PATH
    PICTURE = pdfium.FPDF_PAGEOBJ_IMAGE
    SHADING = pdfium.FPDF_PAGEOBJ_SHADING
    FORM = pdfium.FPDF_PAGEOBJ_FORM


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """An object, the forms around it from the outermost on, and how they move it on the page."""

    handle: Handle
    kind: int
    forms: tuple[Handle, ...] = ()
    matrix: Matrix = _SAME

    def written(self, text_page: pypdfium2.PdfTextPage) -> str:
        """The letters of a text; `text_page` is that of its page."""
        size = pdfium.FPDFTextObj_GetText(self.handle, text_page.raw, None, 0)
        if not 2 < size <= _MAX_TEXT_BYTES:
            return ""
        buffer = ctypes.create_string_buffer(size)
        wide = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
        pdfium.FPDFTextObj_GetText(self.handle, text_page.raw, wide, size)
        return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")

    def box(self) -> Box | None:
        """Left, lower, right and upper edge on the page; None without any."""
        edges = [ctypes.c_float() for _ in range(4)]
        if not pdfium.FPDFPageObj_GetBounds(self.handle, *map(ctypes.byref, edges)):
            return None
        left, bottom, right, top = (edge.value for edge in edges)
        if self.matrix == _SAME:
            return left, bottom, right, top
        corners = [_moved(self.matrix, x, y) for x in (left, right) for y in (bottom, top)]
        across, upward = zip(*corners, strict=True)
        return min(across), min(upward), max(across), max(upward)

    def moved(self, own: Matrix) -> Matrix:
        """The matrix of this object on the page."""
        return own if self.matrix == _SAME else _product(own, self.matrix)

    def remove(self, page: pypdfium2.PdfPage) -> None:
        """Take the object out of the page that is open; its file stays as it is."""
        if self.forms:
            removed = pdfium.FPDFFormObj_RemoveObject(self.forms[-1], self.handle)
        else:
            removed = pdfium.FPDFPage_RemoveObject(page.raw, self.handle)
        if removed:
            pdfium.FPDFPageObj_Destroy(self.handle)


def objects_of(page: pypdfium2.PdfPage) -> Iterator[DrawnObject]:
    """The objects of a page and, behind each form, those in it."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    handles: Iterator[Handle]
    handles = map(functools.partial(pdfium.FPDFPage_GetObject, page.raw), range(count))
    waiting: list[tuple[Iterator[Handle], tuple[Handle, ...], Matrix]] = [(handles, (), _SAME)]
    for _ in range(_MAX_OBJECTS):
        if not waiting:
            return
        handles, forms, matrix = waiting[-1]
        handle = next(handles, None)
        if handle is None:
            waiting.pop()
            continue
        kind = pdfium.FPDFPageObj_GetType(handle)
        yield DrawnObject(handle, kind, forms, matrix)
        if kind == ObjectKind.FORM and len(waiting) < _MAX_DEPTH:
            inner = range(max(pdfium.FPDFFormObj_CountObjects(handle), 0))
            handles = map(functools.partial(pdfium.FPDFFormObj_GetObject, handle), inner)
            waiting.append((handles, (*forms, handle), _product(matrix_of(handle), matrix)))


def matrix_of(handle: Handle) -> Matrix:
    """How an object is moved; that of a form is how what lies in it is moved."""
    read = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, ctypes.byref(read)):
        return _SAME
    return read.a, read.b, read.c, read.d, read.e, read.f


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _product(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that moves as the first and then the second do."""
    a, b = _turned(second, first[0], first[1])
    c, d = _turned(second, first[2], first[3])
    return a, b, c, d, *_moved(second, first[4], first[5])


def _turned(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A direction as a matrix turns it."""
    a, b, c, d, _, _ = matrix
    return a * x + c * y, b * x + d * y
