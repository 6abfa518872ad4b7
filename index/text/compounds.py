"""Words that are written in parts: e-mail, U.S., node.js, O'Neill, 1,000, 3.5, 3·15, re-⏎port.

Who looks for email, US or 1000 means them too. The parts are words of their own as well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_PARTS = 4
LONGEST = 40
"""Code points of the longest compound."""

_DOTS = "·•∙⋅・‧"
_APOSTROPHES = "'’‘ʼ"
JOINERS = f".-,{_DOTS}{_APOSTROPHES}"
"""Marks, folded, one of which joins two parts."""
BROKEN = re.compile(r"[-,.][ \t\r]{0,4}\n[ \t]{0,4}")
"""What breaks a word or a number at the end of a line."""
_ENDINGS = frozenset(("s", "t", "d", "m", "ll", "re", "ve"))
"""What follows the apostrophe of children's and don't: no part of a name."""
_FIRST_DIGITS = re.compile(r"\d{1,3}")
_THREE_DIGITS = re.compile(r"\d{3}")
_LAST_DIGITS = re.compile(r"\d{3}[^\W\d_]*")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound in one word, and of how many parts it is.

    A `decimal` keeps its point. `dotted` parts are single letters with a full stop after each.
    """

    text: str
    parts: int
    decimal: bool = False
    dotted: bool = False


def compounds(words: Sequence[str], gaps: Sequence[str | None]) -> Iterator[tuple[int, Compound]]:
    """The compounds among runs of letters and digits, each with the place of its first part.

    `gaps` are what stands between each two, None where there is another token.
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
    """Whether two parts belong together in any of the ways there are."""
    return (
        gap is not None and gap != "" and (_sticks(left, gap, right) or _counts(left, gap, right))
    )


def _sticks(left: str, gap: str, right: str) -> bool:
    """Whether two parts make a word: never digits beside digits, but around a dot (3·15)."""
    if gap in _DOTS:
        return True
    letters = left[-1].isalpha() and right[0].isalpha()
    if gap == "-":
        return not (left[-1].isdecimal() and right[0].isdecimal())
    if gap == ".":
        return letters
    if gap in _APOSTROPHES:
        return letters and right not in _ENDINGS
    return letters and gap[0] == "-" and BROKEN.fullmatch(gap) is not None


def _counts(left: str, gap: str, right: str) -> bool:
    """Whether two parts are of one number."""
    marks = gap in ".,'’" or (gap[0] in ".," and BROKEN.fullmatch(gap) is not None)
    return marks and left[-1].isdecimal() and right[0].isdecimal()


def _of_chain(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    """The compounds of parts `first` to `last`, each joined to the next: whole and in pairs."""
    at = first
    while at < last:
        stop = at
        sticks = _sticks(words[at], gaps[at] or "", words[at + 1])
        while stop < last and sticks == _sticks(words[stop], gaps[stop] or "", words[stop + 1]):
            stop += 1
        made = _words(words, gaps, at, stop) if sticks else _numbers(words, gaps, at, stop)
        yield from (one for one in made if len(one[1].text) <= LONGEST)
        at = stop


def _words(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    parts = last - first + 1
    dotted = all(len(word) == 1 for word in words[first : last + 1]) and gaps[first] == "."
    if parts <= MOST_PARTS:
        yield first, Compound("".join(words[first : last + 1]), parts, dotted=dotted)
    for at in range(first, last) if parts > 2 and not dotted else ():
        if _is_word(words[at], words[at + 1]):
            yield at, Compound(words[at] + words[at + 1], 2)


def _is_word(left: str, right: str) -> bool:
    """Whether two of several parts are a word: covid-19 of covid-19-related, not of-the."""
    return len(left) == 1 or left[-1].isdecimal() != right[0].isdecimal()


def _mark(gap: str | None) -> str:
    """The mark of a gap, without the break of a line behind it."""
    return gap[0] if gap else ""


def _numbers(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    """Decimals, and thousands with a separator: 1,000 and 1'000, not 3,5 nor 2023,5."""
    for at in range(first, last):
        whole, rest = _DIGITS.fullmatch(words[at]), _DIGITS.match(words[at + 1])
        if _mark(gaps[at]) == "." and whole and rest:
            yield at, Compound(f"{whole[0]}.{rest[0]}", 1, decimal=True)
    stop = first
    while stop < last and _mark(gaps[stop]) == _mark(gaps[first]) != ".":
        stop += 1
    middle, end = words[first + 1 : stop], words[stop]
    if (
        first < stop < first + MOST_PARTS
        and _FIRST_DIGITS.fullmatch(words[first])
        and all(_THREE_DIGITS.fullmatch(word) for word in middle)
        and _LAST_DIGITS.fullmatch(end)
    ):
        yield first, Compound("".join(words[first : stop + 1]), stop - first + 1)
