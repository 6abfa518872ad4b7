"""A passage in quotation marks: the marks inside it become those of the second level.

GB/T 15834 and APA write “…‘…’…”, Taiwan 「…『…』…」. Marks of titles (《》) stay as they are.
"""

from typing import Final

_CORNERS: Final = str.maketrans("「」『』", "『』「」")
_OPENS_BEFORE: Final = frozenset("([{“‘—–-「『《（")


def quoted_passage(text: str) -> str:
    """The passage in the quotation marks of its script, “…” or 「…」."""
    if ("「" in text or "『" in text) and not {"“", "”", '"'} & set(text):
        return f"「{text.translate(_CORNERS)}」"
    return f"“{_second_level(text)}”"


def _second_level(text: str) -> str:
    """The text with double marks for single ones, and single ones inside them for double ones."""
    marks: list[str] = []
    depth = singles = 0
    for at, mark in enumerate(text):
        if mark == "“" or (mark == '"' and _opens(text, at)):
            depth, written = depth + 1, "‘"
        elif mark in '”"':
            depth, singles, written = max(depth - 1, 0), 0, "’"
        elif mark == "‘" and depth and "’" in text[at:]:
            singles, written = singles + 1, "“"
        elif mark == "’" and singles and not _is_apostrophe(text, at):
            singles, written = singles - 1, "”"
        else:
            written = mark
        marks.append(written)
    return "".join(marks)


def _opens(text: str, at: int) -> bool:
    """Whether a straight mark opens a quotation: nothing, a space or an opening mark precedes it.

    Between Chinese characters every second mark opens one.
    """
    before = text[at - 1] if at else " "
    if before.isspace() or before in _OPENS_BEFORE:
        return True
    return not before.isascii() and text.count('"', 0, at) % 2 == 0


def _is_apostrophe(text: str, at: int) -> bool:
    """Whether a mark stands between letters of a word: don’t."""
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return len(around) == 2 and around.isascii() and around.isalpha()
