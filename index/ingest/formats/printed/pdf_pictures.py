"""Tells whether a page of a PDF shows pictures, and whether one of them is the whole page."""

import ctypes
import functools
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from index.ingest.formats.printed.pdf_objects import ObjectKind, objects_of

_MIN_DRAWING_OBJECTS = 50
"""A page with this many objects is a drawing; further ones are not looked at."""
_COVER = 0.6
"""The share of a page that pictures cover if it is a scan."""
_MAX_FORM_DEPTH = 3
"""How deep the picture of a scan may lie in forms."""


def is_drawn(page: pypdfium2.PdfPage) -> bool:
    """Whether a page shows a picture, or letters drawn as lines."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    kinds = map(pdfium.FPDFPageObj_GetType, _objects_of(page))
    return count >= _MIN_DRAWING_OBJECTS or any(
        kind in {ObjectKind.PICTURE, ObjectKind.FORM} for kind in kinds
    )


def is_covered(page: pypdfium2.PdfPage) -> bool:
    """Whether pictures cover a page, as the strips of a scan do."""
    width, height = page.get_size()
    covered = sum(
        _area(shown) for shown in _objects_of(page) if _shows_picture(shown, _MAX_FORM_DEPTH)
    )
    return bool(covered >= _COVER * width * height > 0)


def has_too_many_pixels(page: pypdfium2.PdfPage) -> bool:
    """Whether the pictures of a page, each as often as it is drawn, have more pixels than we draw.

    A kilobyte can name a picture of billions, which PDFium unpacks for each time.
    """
    pictures = (shown for shown in objects_of(page) if shown.kind == ObjectKind.PICTURE)
    pixels = sum(_pixels(shown.handle) for shown in pictures)
    return pixels > _MAX_PAGE_PIXELS


_MAX_PAGE_PIXELS = 400_000_000
"""The largest number of pixels of the pictures of a page that is drawn: 1 m² in 500 dpi."""


def _pixels(picture: object) -> int:
    """The number of pixels of a picture, as its file says."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    known = pdfium.FPDFImageObj_GetImagePixelSize(
        picture, ctypes.byref(width), ctypes.byref(height)
    )
    return width.value * height.value if known else 0


def _objects_of(page: pypdfium2.PdfPage) -> Iterator[object]:
    """The first objects of a page."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    return map(
        functools.partial(pdfium.FPDFPage_GetObject, page.raw),
        range(min(count, _MIN_DRAWING_OBJECTS)),
    )


def _shows_picture(shown: object, depth: int) -> bool:
    """Whether an object is a picture, or has one in it."""
    kind = pdfium.FPDFPageObj_GetType(shown)
    if kind != ObjectKind.FORM or not depth:
        return bool(kind == ObjectKind.PICTURE)
    count = min(pdfium.FPDFFormObj_CountObjects(shown), _MIN_DRAWING_OBJECTS)
    inner = map(functools.partial(pdfium.FPDFFormObj_GetObject, shown), range(count))
    return any(_shows_picture(other, depth - 1) for other in inner)


def _area(shown: object) -> float:
    """The area of an object in square points; 0 if it has none."""
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(shown, *map(ctypes.byref, edges)):
        return 0.0
    left, bottom, right, top = (edge.value for edge in edges)
    return max(right - left, 0.0) * max(top - bottom, 0.0)
