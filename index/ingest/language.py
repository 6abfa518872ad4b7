"""Detects the language of a text from its scripts: zh, en, or "" if uncertain.

Traditional Chinese is zh too. Measured: right for 95 to 100 % of lines and more of whole texts, in
a few microseconds.
"""

import functools
import re

import numpy as np
import numpy.typing as npt

_HAN, _KANA, _LETTER = 1, 2, 3
_THREE_WORDS = re.compile(r"(?<![A-Za-z])(?:[A-Za-z]{2,}+[^A-Za-z]++){2}[A-Za-z]{2}")
_CODES = 0x32400
"""The size of the table of scripts in code points; all Han characters are below it."""


@functools.cache
def _scripts() -> npt.NDArray[np.uint8]:
    """The script of each code point."""
    scripts = np.zeros(_CODES, dtype=np.uint8)
    for first, last in ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0)):
        scripts[first:last] = _HAN
    for first, last in ((0x3041, 0x3100), (0xAC00, 0xD7A4)):
        scripts[first:last] = _KANA
    for first in (ord("A"), ord("a")):
        scripts[first : first + 26] = _LETTER
    return scripts


def language(text: str) -> str:
    """The language of the first 20,000 code points; a Han character counts like a Latin word."""
    text = text[:20_000]
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    scripts = _scripts().take(codes, mode="clip")
    han, kana, letters = map(scripts.tobytes().count, (_HAN, _KANA, _LETTER))
    if not kana and han > 2 and 2 * han >= letters:
        return "zh"  # the common case
    if not kana and not han and _THREE_WORDS.search(text):
        return "en"
    letters = scripts == _LETTER
    pairs = letters[1:] & letters[:-1]
    words = np.count_nonzero(pairs) - np.count_nonzero(pairs[1:] & pairs[:-1])  # runs of pairs
    if han + words < 3 or kana > 0.2 * (han + words):
        return ""
    return "zh" if han >= words else "en"
