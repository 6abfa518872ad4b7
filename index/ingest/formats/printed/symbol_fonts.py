"""Turns characters of symbol fonts, which have private code points, into those that they draw."""

import re

_BOXES = {
    0xFE: "☑", 0x52: "☑", 0x53: "☒", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0xA3: "□", 0xFC: "✓",
    0xFB: "✗", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xF0: "⇨", 0x6E: "■", 0x6C: "●",
}  # fmt: skip
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
"""The letters of the font Symbol, from A to Z and from a to z."""
_SIGNS = {
    0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°",
    0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB6: "∂", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡",
    0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xCC: "⊂", 0xCE: "∈", 0xD1: "∇", 0xD5: "∏", 0xD6: "√",
    0xD7: "⋅", 0xDE: "⇒", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_CODE = re.compile("[0-9A-Fa-f]{2,4}")


def symbol(code: str, font: str) -> str:
    """The character with a hexadecimal code in a font; a bullet for one that is not known."""
    if not _CODE.fullmatch(code):
        return ""
    point = int(code, 16)
    symbol_code = point & 0xFF if 0xF000 <= point <= 0xF0FF else point
    if font.lower() == "symbol":
        for letters, first in zip(_GREEK, (0x41, 0x61), strict=True):
            if first <= symbol_code < first + len(letters):
                return letters[symbol_code - first]
        return _SIGNS.get(symbol_code, "•" if point > symbol_code or point < 32 else chr(point))
    if symbol_code != point and symbol_code in _BOXES:
        return _BOXES[symbol_code]
    return "•" if 0xE000 <= point <= 0xF8FF or point < 32 else chr(point)
