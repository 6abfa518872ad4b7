"""The marks that a PDF puts around what it draws, by their names and values."""

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2.raw as pdfium

from index.ingest.formats.printed.pdf_objects import DrawnObject, Handle

TextMark = tuple[Handle, list[DrawnObject]]
"""A mark, and the texts of a page that have it."""
_MAX_MARKS = 20
"""The most marks of an object that are looked at."""
_MAX_VALUE_BYTES = 1 << 16
"""The longest value of a mark that is read."""


def _marks_of(handle: Handle) -> Iterator[Handle]:
    """The first marks of an object."""
    for number in range(min(pdfium.FPDFPageObj_CountMarks(handle), _MAX_MARKS)):
        yield pdfium.FPDFPageObj_GetMark(handle, number)


def distinct(texts: Sequence[DrawnObject]) -> list[TextMark]:
    """Each mark of the texts of a page, and those that have it."""
    marked: dict[int, TextMark] = {}
    for text in texts:
        for mark in _marks_of(text.handle):
            address = ctypes.cast(mark, ctypes.c_void_p).value or 0
            marked.setdefault(address, (mark, []))[1].append(text)
    return list(marked.values())


def name_of(mark: Handle) -> str:
    """The name of a mark; empty where it is longer than those that are asked for."""
    name, size = ctypes.create_string_buffer(_MAX_NAME_BYTES), ctypes.c_ulong()
    wide = ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFPageObjMark_GetName(mark, wide, len(name), ctypes.byref(size))
    return _text(name.raw, size.value)


_MAX_NAME_BYTES = 32


def value_of(mark: Handle, key: bytes) -> str:
    """A text of a mark; empty without one."""
    size = ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetParamStringValue(mark, key, None, 0, ctypes.byref(size))
    if not 2 < size.value <= _MAX_VALUE_BYTES:
        return ""
    value = ctypes.create_string_buffer(size.value)
    wide = ctypes.cast(value, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFPageObjMark_GetParamStringValue(mark, key, wide, len(value), ctypes.byref(size))
    return _text(value.raw, size.value)


def bytes_of(mark: Handle, key: bytes) -> bytes:
    """The same text as its file has it."""
    size = ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetParamBlobValue(mark, key, None, 0, ctypes.byref(size))
    if not 0 < size.value <= _MAX_VALUE_BYTES:
        return b""
    value = (ctypes.c_ubyte * size.value)()
    pdfium.FPDFPageObjMark_GetParamBlobValue(mark, key, value, len(value), ctypes.byref(size))
    return bytes(value)


def _text(raw: bytes, size: int) -> str:
    """What PDFium wrote in UTF-16; empty where it needs more than there was."""
    return raw[:size].decode("utf-16-le", "replace").rstrip("\0") if size <= len(raw) else ""
