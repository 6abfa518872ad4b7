"""Looks up the sizes of the letters of a Word file of 1997 to 2003, and the breaks of its pages.

Letters have the size that somebody chose for them, else that of the style of their paragraph.
"""

import bisect
import struct
from collections.abc import Iterable, Iterator, Mapping

from index.ingest.formats.office import word_properties
from index.ingest.formats.office.word_properties import PropertyRun

_SIZE, _BREAK_BEFORE = 0x4A43, 0x2407
"""The properties with the size of letters in half points, and that a paragraph begins a page."""
_PLAIN_SIZE = 10.0
"""The size of letters in points where nothing says another one."""
_STYLE_SHEET = 0xA2
"""Where the file says where its styles are."""
_MAX_STYLES, _MAX_BASES, _NO_STYLE = 4_095, 11, 0xFFF
"""The largest number of styles, and of those that one is based on; the number of none."""
_PARAGRAPH_STYLE, _CHARACTER_STYLE = 1, 2


class WordSizes:
    """The sizes of letters by the bytes at which they are; `sheet` has the styles."""

    def __init__(
        self,
        characters: Iterable[PropertyRun],
        paragraphs: Iterable[PropertyRun],
        sheet: bytes = b"",
    ) -> None:
        self._characters = sorted(characters, key=_begin)
        self._paragraphs = sorted(paragraphs, key=_begin)
        self._styles = _style_sizes(sheet)

    def at(self, position: int) -> float:
        """The size in points of the letter at a byte."""
        own = _run_at(self._characters, position)
        if own is not None and own.operands.get(_SIZE):
            return own.operands[_SIZE] / 2
        paragraph = _run_at(self._paragraphs, position)
        style = paragraph.style if paragraph is not None else 0
        return self._styles.get(style, _PLAIN_SIZE)

    def begins_page(self, position: int) -> bool:
        """Whether the paragraph at a byte begins a page."""
        paragraph = _run_at(self._paragraphs, position)
        return paragraph is not None and bool(paragraph.operands.get(_BREAK_BEFORE))


def _begin(run: PropertyRun) -> int:
    return run.begin


def _run_at(runs: list[PropertyRun], position: int) -> PropertyRun | None:
    at = bisect.bisect_right(runs, position, key=_begin) - 1
    return runs[at] if at >= 0 and position < runs[at].end else None


def style_sheet(main: bytes, table: bytes) -> bytes:
    """The part of a file that has its styles."""
    start, length = struct.unpack_from("<II", main, _STYLE_SHEET)
    return table[start : start + length]


def _style_sizes(sheet: bytes) -> dict[int, float]:
    """The sizes of the letters of styles, by their numbers."""
    own: dict[int, float] = {}
    bases: dict[int, int] = {}
    for number, (head, style) in enumerate(_styles(sheet)):
        if len(style) < head:
            continue
        base = struct.unpack_from("<H", style, 2)[0]
        bases[number] = base >> 4
        size = _size_of(style, head, base & 0xF)
        if size:
            own[number] = size / 2
    return {number: _inherited(number, own, bases) for number in bases}


def _inherited(number: int, own: Mapping[int, float], bases: Mapping[int, int]) -> float:
    for _ in range(_MAX_BASES):
        if number in own or number not in bases:
            break
        number = bases[number]
    return own.get(number, _PLAIN_SIZE)


def _styles(sheet: bytes) -> Iterator[tuple[int, bytes]]:
    """The size of the head of each style, and the style."""
    if len(sheet) < 6:
        return
    size, count, head = struct.unpack_from("<HHH", sheet)
    position = 2 + size
    for _ in range(min(count, _MAX_STYLES)):
        if position + 2 > len(sheet):
            return
        length = struct.unpack_from("<H", sheet, position)[0]
        yield head, sheet[position + 2 : position + 2 + length]
        position += 2 + length


def _size_of(style: bytes, head: int, kind: int) -> int:
    """The size of letters that a style says, behind its name; 0 if it says none."""
    if head < 8 or head + 2 > len(style) or kind not in {_PARAGRAPH_STYLE, _CHARACTER_STYLE}:
        return 0
    position = head + 2 + 2 * struct.unpack_from("<H", style, head)[0] + 2
    if kind == _PARAGRAPH_STYLE and position + 2 <= len(style):
        length = struct.unpack_from("<H", style, position)[0]
        position += 2 + length + length % 2
    if position + 2 > len(style):
        return 0
    length = struct.unpack_from("<H", style, position)[0]
    return word_properties.operands_of(style[position + 2 : position + 2 + length]).get(_SIZE, 0)
