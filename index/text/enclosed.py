"""Spells out signs that stand directly beside numbers: ① is (1), ⒈ is 1. and № is no.

Lists and notes are numbered with them. What encloses them is kept, or spaces are put around them,
or ①2024 would be the number 12024 and №2024 the word no2024.
"""

import re
import unicodedata

_LETTER = re.compile(r"(?:NEGATIVE )?CIRCLED LATIN CAPITAL LETTER ([A-Z])")
_STOPS = re.compile("[0-9]+[.,]")
_ABBREVIATIONS = "№℡℻"
"""Abbreviations before a number; behind one stand units, which belong to it (15㎏)."""
_KINDS = ("No", "So")
_RINGS = ("<circle>", "<square>")


def spelled_out(char: str) -> str:
    """The sign in several characters, in lower case; empty if it is no such sign."""
    if unicodedata.category(char) not in _KINDS:
        return ""
    name = unicodedata.name(char, "")
    kind, *_ = unicodedata.decomposition(char).split(" ")
    inside = unicodedata.normalize("NFKC", char).lower()
    if letter := _LETTER.fullmatch(name):
        return f"({letter[1].lower()})"
    if kind in _RINGS and inside.isascii() and (inside.isdecimal() or len(inside) == 1):
        return f"({inside})"
    if "CIRCLED" in name and inside == char and unicodedata.category(char) == "No":
        return f"({int(unicodedata.numeric(char))})"
    apart = char in _ABBREVIATIONS or (inside != char and _STOPS.fullmatch(inside))
    return f" {inside} " if apart else ""
