"""Decides whether a full stop ends a sentence; it does not in Mr., U.S., No. 5, J. Smith or e.g."""

import itertools
import re

WINDOW_CHARS = 16
"""The number of code points before and after a full stop that are examined."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set(
    "mr mrs ms dr prof st gen col lt sgt capt cmdr adm gov sen rep rev hon pres supt messrs mt ft "
    "vs viz cf al approx dept est fig figs vol vols pp eq ed eds no nos art arts sec secs"
)
"""Abbreviations before a name or a number."""
_SHORT = _set(
    "inc corp co ltd plc bros jr sr ave blvd rd etc jan feb mar apr jun jul aug sep sept oct nov "
    "dec mon tue tues wed thu thurs fri sat sun ch para ref tel ext bldg univ assn intl"
)
"""Abbreviations that may also end a sentence."""
_STARTERS = _set(
    "the a an it he she they we you i but in on at this that these those there and however as for "
    "if when while after before since although its his her their our no not"
)
"""Words that begin a sentence if capitalised, rather than continue a name."""
_NEXT_WORD = re.compile(r"\W*(\w*)")


def is_full_stop(before: str, after: str) -> bool:
    """Whether the full stop between two pieces of text ends a sentence; white space follows it.

    WINDOW_CHARS code points of each piece are enough.
    """
    following = _NEXT_WORD.match(after)
    word = following[1] if following else ""
    if word[:1].islower():
        return False
    short = _last_letters(before[-WINDOW_CHARS:]).lower()
    if short in _TITLES:
        return not (word[:1].isdigit() or word[:1].isupper()) or (
            short == "no" and not word[:1].isdigit()
        )
    if len(short) == 1 or short in _SHORT:
        return bool(word) and word.lower() in _STARTERS
    return True


def _last_letters(text: str) -> str:
    """The letters with which a text ends."""
    last = text.rpartition(" ")[2]
    if last.isalpha():
        return last  # the common case
    return "".join(itertools.takewhile(str.isalpha, reversed(last)))[::-1]


def ends_at(text: str, position: int) -> bool:
    """Whether the full stop at a position of a text ends a sentence; white space follows it."""
    before = text[max(0, position - WINDOW_CHARS) : position]
    return is_full_stop(before, text[position + 1 : position + 1 + WINDOW_CHARS])
