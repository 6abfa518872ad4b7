"""Takes apart the head of a letter or a file whose lines have two columns.

Larkford Harbour Board          Date: 9 February 2023
"""

import re
from collections.abc import Sequence

_ROW = re.compile(r"^[ \t]{0,8}(?P<left>\S.{1,60}?)(?: {3,}|\t+ {0,9})(?P<right>\S.{1,60})$")
_LABELLED = re.compile(r"[A-Z][A-Za-z. ]{1,18}: ?\S.{0,50}|[\u3400-\u9fff]{2,6}[:：] ?\S.{0,40}")
"""A label and its value, as the right column has them."""
_HEAD_LINES, _MIN_ROWS = 14, 2
"""The number of first lines that may be a head, and the least number of its rows."""


def apart(lines: Sequence[str]) -> list[str]:
    """The lines, with a label in the right column of the first ones on a line of its own."""
    rows = {
        position: match
        for position, line in enumerate(lines[:_HEAD_LINES])
        if (match := _ROW.match(line.rstrip())) is not None
        and _LABELLED.fullmatch(match["right"])
        and not _LABELLED.fullmatch(match["left"])
        and "  " not in match["right"]
    }
    if len(rows) < _MIN_ROWS:
        return list(lines)
    split: list[str] = []
    for position, line in enumerate(lines):
        row = rows.get(position)
        split += [line] if row is None else [row["left"].rstrip(), row["right"]]
    return split
