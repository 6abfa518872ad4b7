"""The kind of each code point of folded text: Han character, letter or digit, symbol, space."""

import functools
import re
import sys

import numpy as np

from index.arrays import Array
from index.text import analysis
from index.text.fold import HAN, IGNORED

OTHER_KIND, HAN_KIND, WORD_KIND, SYMBOL_KIND, SPACE_KIND, IGNORED_KIND = range(6)
CODES_WITH_KINDS = 0x40000
"""The code points behind it are tags, private or not assigned: no letters, symbols or spaces."""


@functools.cache
def kind_table() -> Array:
    """The kind of each code point after folding."""
    # Surrogates are neither letters nor spaces.
    text = decoded(np.arange(CODES_WITH_KINDS))
    kinds = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    classes = (  # the later ones win, as letters do among the symbols
        (f"[{analysis.SYMBOLS}]+", SYMBOL_KIND),
        (r"[^\W_]+", WORD_KIND),
        (f"[{HAN}]+", HAN_KIND),
        (r"\s+", SPACE_KIND),
    )
    for pattern, kind in classes:
        for run in re.finditer(pattern, text):
            kinds[run.start() : run.end()] = kind
    kinds[ord(IGNORED)] = IGNORED_KIND
    return kinds


def decoded(codes: Array) -> str:
    """Decode code points to text."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def encoded(text: str) -> Array:
    """The code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
