"""Finds compounds: words written in parts, as e-mail, U.S., node.js, O'Neill, 1,000 and re-⏎port.

A query for email, US or 1000 should match them too. Their parts are also separate words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAX_COMPOUND_PARTS = 4
"""The largest number of parts of a compound."""
MAX_COMPOUND_CHARS = 40
"""The longest compound in code points."""

_DOTS = "·•∙⋅・‧"
_APOSTROPHES = "'’‘ʼ"
JOINERS = f".-,{_DOTS}{_APOSTROPHES}"
"""Folded marks that join two parts."""
LINE_BREAK = re.compile(r"[-,.][ \t\r]{0,4}\n[ \t]{0,4}")
"""A break of a word or number at the end of a line."""
_ENDINGS = frozenset(("s", "t", "d", "m", "ll", "re", "ve"))
"""Endings after the apostrophe of words such as children's and don't; they form no compound."""
_FIRST_DIGITS = re.compile(r"\d{1,3}")
_THREE_DIGITS = re.compile(r"\d{3}")
_LAST_DIGITS = re.compile(r"\d{3}[^\W\d_]*")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound as one word, and the number of its parts.

    A `decimal` keeps its point. A `dotted` compound has single letters, each with a full stop.
    """

    text: str
    parts: int
    decimal: bool = False
    dotted: bool = False


def compounds(words: Sequence[str], gaps: Sequence[str | None]) -> Iterator[tuple[int, Compound]]:
    """The compounds among runs of letters and digits, each with the index of its first part.

    `gaps` are the texts between consecutive words, None if another token is between them.
    """
    at = 0
    while at < len(gaps):
        stop = at
        while stop < len(gaps) and _joins(words[stop], gaps[stop], words[stop + 1]):
            stop += 1
        if stop > at:
            yield from _of_chain(words, gaps, at, stop)
        at = max(stop, at + 1)


def _joins(left: str, gap: str | None, right: str) -> bool:
    """Whether two parts belong to one word or one number."""
    return (
        gap is not None
        and gap != ""
        and (_forms_word(left, gap, right) or _forms_number(left, gap, right))
    )


def _forms_word(left: str, gap: str, right: str) -> bool:
    """Whether two parts form a word; two runs of digits do so only around a dot (3·15)."""
    if gap in _DOTS:
        return True
    letters = left[-1].isalpha() and right[0].isalpha()
    if gap == "-":
        return not (left[-1].isdecimal() and right[0].isdecimal())
    if gap == ".":
        return letters
    if gap in _APOSTROPHES:
        return letters and right not in _ENDINGS
    return letters and gap[0] == "-" and LINE_BREAK.fullmatch(gap) is not None


def _forms_number(left: str, gap: str, right: str) -> bool:
    """Whether two parts belong to one number."""
    marks = gap in ".,'’" or (gap[0] in ".," and LINE_BREAK.fullmatch(gap) is not None)
    return marks and left[-1].isdecimal() and right[0].isdecimal()


def _of_chain(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    """The compounds of consecutive parts `first` to `last`: the whole chain, and pairs."""
    at = first
    while at < last:
        stop = at
        forms_word = _forms_word(words[at], gaps[at] or "", words[at + 1])
        while stop < last and forms_word == _forms_word(
            words[stop], gaps[stop] or "", words[stop + 1]
        ):
            stop += 1
        compounds_of_run = (
            _words(words, gaps, at, stop) if forms_word else _numbers(words, gaps, at, stop)
        )
        yield from (
            compound for compound in compounds_of_run if len(compound[1].text) <= MAX_COMPOUND_CHARS
        )
        at = stop


def _words(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    parts = last - first + 1
    dotted = all(len(word) == 1 for word in words[first : last + 1]) and gaps[first] == "."
    if parts <= MAX_COMPOUND_PARTS:
        yield first, Compound("".join(words[first : last + 1]), parts, dotted=dotted)
    for at in range(first, last) if parts > 2 and not dotted else ():
        if _is_word(words[at], words[at + 1]):
            yield at, Compound(words[at] + words[at + 1], 2)


def _is_word(left: str, right: str) -> bool:
    """Whether two of several parts form a word, as covid-19 in covid-19-related, unlike of-the."""
    return len(left) == 1 or left[-1].isdecimal() != right[0].isdecimal()


def _mark(gap: str | None) -> str:
    """The mark in a gap, without a line break after it."""
    return gap[0] if gap else ""


def _numbers(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    """Decimals, and numbers with thousands separators: 1,000 and 1'000, but not 3,5 or 2023,5."""
    for at in range(first, last):
        digits, rest = _DIGITS.fullmatch(words[at]), _DIGITS.match(words[at + 1])
        if _mark(gaps[at]) == "." and digits and rest:
            yield at, Compound(f"{digits[0]}.{rest[0]}", 1, decimal=True)
    stop = first
    while stop < last and _mark(gaps[stop]) == _mark(gaps[first]) != ".":
        stop += 1
    middle, end = words[first + 1 : stop], words[stop]
    if (
        first < stop < first + MAX_COMPOUND_PARTS
        and _FIRST_DIGITS.fullmatch(words[first])
        and all(_THREE_DIGITS.fullmatch(word) for word in middle)
        and _LAST_DIGITS.fullmatch(end)
    ):
        yield first, Compound("".join(words[first : stop + 1]), stop - first + 1)
