"""Where a sentence ends: not behind Mr., U.S., No. 5, J. Smith or e.g."""

import itertools
import re

WINDOW = 16
"""Code points before and behind a full stop that say what it is."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set(
    "mr mrs ms dr prof st gen col lt sgt capt cmdr adm gov sen rep rev hon pres supt messrs mt ft "
    "vs viz cf al approx dept est fig figs vol vols pp eq ed eds no nos art arts sec secs"
)
"""What stands before the name or number that it belongs to."""
_SHORT = _set(
    "inc corp co ltd plc bros jr sr ave blvd rd etc jan feb mar apr jun jul aug sep sept oct nov "
    "dec mon tue tues wed thu thurs fri sat sun ch para ref tel ext bldg univ assn intl"
)
"""What may stand at the end of a sentence as well."""
_STARTERS = _set(
    "the a an it he she they we you i but in on at this that these those there and however as for "
    "if when while after before since although its his her their our no not"
)
"""Words with a capital that begin a sentence rather than go on with a name."""
_NEXT_WORD = re.compile(r"\W*(\w*)")


def is_full_stop(before: str, after: str) -> bool:
    """Whether the point between two pieces of a text ends a sentence; white space follows it.

    WINDOW code points of each are enough.
    """
    following = _NEXT_WORD.match(after)
    word = following[1] if following else ""
    if word[:1].islower():
        return False
    short = "".join(itertools.takewhile(str.isalpha, reversed(before[-WINDOW:])))[::-1].lower()
    if short in _TITLES:
        return not (word[:1].isdigit() or word[:1].isupper()) or (
            short == "no" and not word[:1].isdigit()
        )
    if len(short) == 1 or short in _SHORT:
        return bool(word) and word.lower() in _STARTERS
    return True
