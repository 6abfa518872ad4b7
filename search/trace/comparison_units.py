"""Cuts a text into units of comparison: Han characters, words, numbers and marks.

Two units with the same key are the same word or mark, perhaps in another writing: another script,
width or case, another glyph of a quotation mark. White space is no unit; each unit knows what
stands before it. A line break is a wrap of the text and equals any white space or none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import NamedTuple

from index.text.analysis import SYMBOLS
from index.text.fold import HAN, LETTERS, canonical
from index.text.lazy_pattern import lazy_pattern
from search.trace.edges import MARKS_OF_LETTERS

_UNIT = lazy_pattern(
    rf"(?P<han>[{HAN}]+)|(?P<number>[0-9]+(?:[.,][0-9]+)+)|(?P<word>{LETTERS})|(?P<space>\s+)"
    rf"|(?P<symbol>[{SYMBOLS}])|(?P<dash>[-–—―─\u2212]+)|(?P<dots>…+|\.{{3,}})|(?P<mark>.)",
    re.DOTALL,
)
_GLYPHS = MappingProxyType(
    dict.fromkeys('“”„‟"「」『』﹁﹂﹃﹄〝〞〟«»', '"')
    | dict.fromkeys("‘’‚‛'`", "'")
    | dict.fromkeys("·•∙⋅・‧", "·")
    | {"。": ".", "｡": ".", "︒": ".", "∶": ":", "﹕": ":"}
)
"""Marks that differ only in their glyph, each with the key of all of them."""
_KEYS = MappingProxyType({"dash": "—", "dots": "…"})
_MARKS = frozenset(("mark", "dash", "dots"))
_BRACKETS = frozenset("()")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
"""A number with separators of thousands, which is the same number without them."""
_RAISED = "No"
"""The Unicode category of ² and ½, which are folded to digits but are other numbers."""


class Unit(NamedTuple):
    """A unit at `start` to `end` of the original text, in code points.

    `gap` is the white space before it: "" none, " " spaces, a line break if there is one. `mark` is
    true for punctuation; `%`, `+` and other symbols with a meaning are words.
    """

    key: str
    start: int
    end: int
    mark: bool
    gap: str

    @property
    def weight(self) -> int:
        """1 for a Han character, 2 for a word or number, 0 for a mark."""
        return 0 if self.mark else 1 + (len(self.key) > 1)


_new = tuple.__new__
"""Makes a unit in half the time of its constructor; a text has thousands."""


def units(text: str, offset: int = 0) -> list[Unit]:
    """The units of a text; `offset` is added to all positions."""
    folded = canonical(text, alike=True)
    same = len(folded.text) == len(text)
    text_units: list[Unit] = []
    gap = "\n"
    for piece in _UNIT.finditer(folded.text):
        kind, first = piece.lastgroup or "", len(text_units)
        if kind == "han":
            starts = range(*piece.span()) if same else folded.positions[piece.start() : piece.end()]
            text_units += [
                _new(Unit, (char, start + offset, start + offset + 1, False, ""))
                for char, start in zip(piece[0], starts, strict=True)
            ]
            if gap:
                text_units[first] = text_units[first]._replace(gap=gap)
        elif kind == "space":
            gap = "\n" if "\n" in piece[0] or "\r" in piece[0] else " "
            continue
        else:
            start, end = piece.span() if same else folded.span(*piece.span())
            key = _key(kind, piece[0])
            text_units.append(Unit(key, start + offset, end + offset, kind in _MARKS, gap))
        gap = ""
    return text_units if same else list(_with_marks(text, _signs_whole(text_units), offset))


def _signs_whole(text_units: Sequence[Unit]) -> Iterator[Unit]:
    """The units without the brackets that folding puts into a sign: ① is compared as 1."""
    named = {(unit.start, unit.end) for unit in text_units if unit.key not in _BRACKETS}
    gap = ""
    for unit in text_units:
        if unit.key in _BRACKETS and (unit.start, unit.end) in named:
            gap = gap or unit.gap
            continue
        yield unit._replace(gap=gap or unit.gap)
        gap = ""


def _with_marks(text: str, text_units: Iterable[Unit], offset: int) -> Iterator[Unit]:
    """The units, each with the marks on its last letter, which folding leaves out."""
    for unit in text_units:
        marks = MARKS_OF_LETTERS.match(text, unit.end - offset)
        yield unit._replace(end=marks.end() + offset) if marks else unit


def _key(kind: str, written: str) -> str:
    if kind in _MARKS:
        return _KEYS.get(kind) or _GLYPHS.get(written, written)
    if kind == "number" and _THOUSANDS.fullmatch(written):
        return written.replace(",", "")
    return written


def same_number(first: str, other: str) -> bool:
    """Whether raised digits and fractions are at the same positions: 10² has the key of 102."""
    return _raised(first) == _raised(other)


def _raised(text: str) -> list[str]:
    if text.isascii():
        return []
    return [char for char in text if unicodedata.category(char) == _RAISED and char not in _SAME]


_SAME = frozenset(
    map(chr, [*range(0x2460, 0x2500), *range(0x2776, 0x2794), *range(0x2080, 0x208A)])
)
"""Numbers in circles and brackets, and lowered ones: ① is another writing of 1, CO₂ of CO2."""
