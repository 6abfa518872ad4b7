"""One canonical form for matching, offset for offset with the original.

Every code point maps to exactly one code point, whatever stands beside it: only so can any part
of a text, folded by itself, be found in the folded whole, and only so do positions survive.
OpenCC's phrase rules see the neighbours (乾 in 乾坤 and in 乾燥), so its characters are used one by
one. Folded are width, case, accents of Latin letters, and traditional to simplified Chinese.
What people see is always the original.
"""

import functools
import sys
import unicodedata

import opencc

HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00016ff0-\U00016ff6\U00020000-\U0003ffff"
)
"""Ranges of Han characters, to stand inside the brackets of a regular expression."""


def fold(text: str) -> str:
    """The text in canonical form; the same number of code points."""
    return text.translate(table())


@functools.cache
def table() -> dict[int, int]:
    """Code point to code point, for those that change; about 8,000 entries, built in 40 ms."""
    simple = {}
    for start, stop in ((0x80, 0x3400), (0xA640, 0xD800), (0xF900, 0x10000), (0x1D400, 0x1D800)):
        simple.update(_changes(range(start, stop)))
    simple.update({code: code + 32 for code in range(ord("A"), ord("Z") + 1)})
    han = _simplified()
    merged = {code: han.get(to, to) for code, to in simple.items()}
    merged |= {code: to for code, to in han.items() if code not in simple}
    return {code: merged.get(to, to) for code, to in merged.items()}


def _changes(codes: range) -> dict[int, int]:
    """Width, case and accents: each code point that has another single one as its base."""
    changes = {}
    for code in codes:
        base = unicodedata.normalize("NFKC", chr(code))
        base = unicodedata.normalize("NFD", base.lower())
        letter = base[0] if base else ""
        if letter and all(unicodedata.combining(mark) for mark in base[1:]) and ord(letter) != code:
            changes[code] = ord(letter)
    return changes


def _simplified() -> dict[int, int]:
    """Traditional to simplified, character by character; line breaks keep OpenCC from pairing."""
    codes = [*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x32400)]
    codes = [code for code in codes if code <= sys.maxunicode]
    lines = opencc.OpenCC("t2s").convert("\n".join(map(chr, codes))).split("\n")
    return {
        code: ord(line)
        for code, line in zip(codes, lines, strict=True)
        if len(line) == 1 and ord(line) != code
    }
