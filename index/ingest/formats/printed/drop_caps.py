"""Puts the large first letter of a text before the line that begins beside it."""

import re
from collections.abc import Sequence

from index.ingest.formats.printed.drawing_order import DrawnLine
from index.ingest.formats.printed.line_shapes import LineShape

_CAP = re.compile("[“‘\"'«„]?([A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]|[\u3400-\u9fff])")
_MIN_RATIO = 1.8
"""The least height of such a letter, as a multiple of that of the text."""
_MAX_GAP = 0.5
"""The largest distance of the text from the letter, in heights of the letter."""
_MAX_CAPS = 20
"""The largest number of such letters that are looked for on a page."""


def joined(lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """The lines of a page, each large first letter in the line that it begins."""
    whole = list(lines)
    caps = [at for at, line in enumerate(whole) if _CAP.fullmatch(line.text.strip())]
    for at in reversed(caps[:_MAX_CAPS]):
        cap = whole[at]
        begun = next((n for n, line in enumerate(whole) if n != at and _begins(cap, line)), None)
        if begun is not None:
            line = whole[begun]
            whole[begun] = DrawnLine(cap.text.strip() + line.text.lstrip(), line.shape)
            del whole[at]
    return whole


def _begins(cap: DrawnLine, line: DrawnLine) -> bool:
    """Whether a line stands beside the upper part of a letter and goes on behind it."""
    first, second = cap.shape, line.shape
    if first is None or second is None or first.height < _MIN_RATIO * second.height:
        return False
    gap = second.left - first.right
    beside = -second.height < gap < _MAX_GAP * first.height
    upper = first.bottom + _upper(first) < second.bottom < first.bottom + first.height
    text = line.text.lstrip()
    han = "\u3400" <= cap.text.strip()[-1] <= "\u9fff"
    return beside and upper and (text[:1].islower() or text[:2].isupper() or han)


def _upper(cap: LineShape) -> float:
    """The least height of the first line above the foot of the letter."""
    return cap.height / 4
