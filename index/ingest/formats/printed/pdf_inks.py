"""Tells of what a PDF draws whether its ink is seen on white paper."""

import ctypes
import enum
import math
from collections.abc import Callable

import pypdfium2.raw as pdfium

from index.ingest.formats.printed.pdf_objects import DrawnObject, Handle, ObjectKind, matrix_of

_FILLED, _OUTLINED = frozenset({0, 2, 4, 6}), frozenset({1, 2, 5, 6})
"""The ways to write a text that fill its letters, and those that draw their outlines."""
_MIN_WHITE, _MAX_CLEAR = 245, 5
"""From which part of 255 on each colour is white, and up to which an ink is transparent."""
_MIN_POINTS = 1.0
"""The smallest size of letters, in points, that somebody can read."""
_LINE_SEGMENTS = 2
"""The segments of a straight line, which may be as thick as a line of text."""
_MAX_LETTER_POINTS = 72
"""The largest height and width of a drawn outline that may be that of a letter."""
Ink = tuple[int, int, int, int] | None
"""The parts of red, green, blue and of what covers; None is no colour but a pattern."""


class InkState(enum.IntEnum):
    """A text is seen, or why it is not: without ink, in white, too small, its layer is off."""

    SEEN, CLEAR, WHITE, TINY, OFF = range(5)


class InkReader:
    """Asks PDFium for inks, with one set of places for its answers."""

    def __init__(self) -> None:
        self._parts = [ctypes.c_uint() for _ in range(4)]
        self._places = [ctypes.byref(part) for part in self._parts]
        self._size = ctypes.c_float()

    def state_of(self, text: DrawnObject) -> InkState:
        """Whether a text is seen by its inks and its size."""
        inks = self._inks(text.handle)
        state = InkState.SEEN
        if all(map(_is_clear, inks)):
            state = InkState.CLEAR
        elif all(map(_is_white, inks)):
            state = InkState.WHITE
        elif self._is_tiny(text):
            state = InkState.TINY
        return InkState.SEEN if state and _draws_letters(text.handle) else state

    def is_ground(self, shown: DrawnObject) -> bool:
        """Whether an object may be the picture of a text, or a ground on which white is seen."""
        if shown.kind in {ObjectKind.TEXT, ObjectKind.FORM}:
            return False
        if shown.kind != ObjectKind.PATH:
            return True
        filled, outlined = ctypes.c_int(), pdfium.FPDF_BOOL()
        pdfium.FPDFPath_GetDrawMode(shown.handle, ctypes.byref(filled), ctypes.byref(outlined))
        if filled.value and _is_strong(self._ink(pdfium.FPDFPageObj_GetFillColor, shown.handle)):
            return True
        ink = self._ink(pdfium.FPDFPageObj_GetStrokeColor, shown.handle)
        if not outlined.value or not _is_strong(ink):
            return False
        return pdfium.FPDFPath_CountSegments(shown.handle) == _LINE_SEGMENTS or _is_letter(shown)

    def _inks(self, text: Handle) -> list[Ink]:
        """The inks with which a text is written."""
        mode = pdfium.FPDFTextObj_GetTextRenderMode(text)
        inks = [self._ink(pdfium.FPDFPageObj_GetFillColor, text)] if mode in _FILLED else []
        if mode in _OUTLINED:
            inks.append(self._ink(pdfium.FPDFPageObj_GetStrokeColor, text))
        return inks

    def _ink(self, read: Callable[..., int], shown: Handle) -> Ink:
        if not read(shown, *self._places):
            return None
        red, green, blue, alpha = self._parts
        return red.value, green.value, blue.value, alpha.value

    def _is_tiny(self, text: DrawnObject) -> bool:
        """Whether the letters of a text are too small for anybody."""
        if not pdfium.FPDFTextObj_GetFontSize(text.handle, ctypes.byref(self._size)):
            return False
        _, _, c, d, _, _ = text.moved(matrix_of(text.handle))
        return abs(self._size.value) * math.hypot(c, d) < _MIN_POINTS


def _draws_letters(text: Handle) -> bool:
    """Whether the font of a text, which has no name, draws letters with inks of their own."""
    return int(pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(text), None, 0)) <= 1


def _is_clear(ink: Ink) -> bool:
    return ink is not None and ink[3] <= _MAX_CLEAR


def _is_white(ink: Ink) -> bool:
    return ink is not None and min(ink[:3]) >= _MIN_WHITE


def _is_strong(ink: Ink) -> bool:
    return not (_is_clear(ink) or _is_white(ink))


def _is_letter(outline: DrawnObject) -> bool:
    box = outline.box()
    if box is None:
        return False
    left, bottom, right, top = box
    return max(right - left, top - bottom) <= _MAX_LETTER_POINTS
