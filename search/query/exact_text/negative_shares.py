"""Terms of negative numbers: those that an unsigned number is not, and of shares like GDP-3.2%.

A minus behind letters is a hyphen in the index, so such a share has the terms of a compound, gdp3.
In a query it is negative too, and finds GDP: -3.2%.
"""

import re
from collections.abc import Iterator

from index.text.analysis import FURTHER, TextPiece
from index.text.compounds import NUMBER_PART
from index.text.negative_numbers import MINUS_SIGNS, NEGATIVE

_WRITTEN = re.compile(
    r"(?P<letters>[^\W\d_]{0,12})(?P<number>(?P<whole>[0-9]{1,12})(?:,[0-9]{3}){0,4}"
    r"(?:\.[0-9]{1,12})?)(?P<share> ?[%‰])?"
)


def unlike_terms(folded: str, piece: TextPiece, before: str) -> Iterator[str]:
    """The terms of negative numbers that a number is not; `before` is the word before it.

    The number may have letters before it: GDP3.2%.
    """
    written = _WRITTEN.match(folded, piece.start)
    if written is None or folded[: piece.start].endswith((*MINUS_SIGNS, ".")):
        return
    yield NEGATIVE + written["number"].replace(",", "")
    word = written["letters"] or before
    if written["share"] and word:
        yield f"{FURTHER}{word}{written['whole']}"


def signed_options(folded: str, parts: tuple[TextPiece, ...]) -> list[tuple[str, ...]]:
    """The spellings of words and a negative share (GDP-3.2%); none of other parts."""
    *lead, last = parts
    written = _WRITTEN.match(folded, last.start)
    signed = folded[last.start - 1] in MINUS_SIGNS
    if written is None or written["letters"] or not written["share"] or not signed:
        return []
    words = [piece.text for piece in lead]
    rest = [NUMBER_PART + part for part in re.split(r"[.,]", written["number"])[1:]]
    compound = FURTHER + "".join(words) + written["whole"]
    negative = NEGATIVE + written["number"].replace(",", "")
    return [(*words, term, *rest) for term in (compound, negative)]
