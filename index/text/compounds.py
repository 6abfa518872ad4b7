"""Finds compounds: words written in parts, as e-mail, U.S., node.js, O'Neill, 1,000 and re-⏎port.

A query for email, US or 1000 should match them too. Their parts are also separate words. Numbers in
parts are thousands (1,000, 1 000), dates with a dot (3·15), codes such as 400-820-8820, sizes with
an asterisk (3*4, which is 3x4), and ratios (2/3, 10:30), which are not 2、3.
"""

import dataclasses
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.text.fold import HAN
from index.text.lazy_pattern import lazy_pattern

MAX_COMPOUND_PARTS = 4
"""The largest number of parts of a compound."""
MAX_CODE_PARTS = 5
"""The largest number of parts of a code, as in 978-7-5086-1234-5."""
MIN_CODE_DIGITS = 7
"""The least number of digits of a code: 400-820-8820, but not 2023-24."""
MAX_COMPOUND_CHARS = 40
"""The longest compound in code points."""
MAX_REMEMBERED_CHARS = 64
"""Code points of runs whose compounds are remembered; longer ones would fill memory."""

DOTS = "·•∙⋅・‧"
"""Folded dots between the parts of a name or of a date."""
_APOSTROPHES = "'’‘ʼ"
NUMBER_SIGNS = (".", ",", *_APOSTROPHES)
"""Signs between the parts of one number."""
TIMES_SIGN = "*"
"""The sign between the sides of a size; other signs (×) are symbols, and x is a letter."""
SPACED_TIMES = f" {TIMES_SIGN} "
RATIO_SIGNS = "/:\u2236"
"""Signs between two numbers that are a fraction, a ratio, a score or a time: 2/3, 3:2, 10:30."""
NUMBER_PART = "\x11"
"""Prefix of the term of a part of a number (3 and 5 of 3.5), which is no number of its own."""
JOINERS = f".-,/{DOTS}{_APOSTROPHES}"
"""Folded marks that join two parts."""
LINE_BREAK = re.compile(r"[-,.][ \t\r]{0,4}\n[ \t]{0,4}")
"""A break of a word or number at the end of a line."""
INITIALS = ". "
"""The gap between initials that others write without a space: J. K. Rowling."""
_ENDINGS = frozenset(("s", "t", "d", "m", "ll", "re", "ve"))
"""Endings after the apostrophe of words such as children's and don't; they form no compound."""
_FIRST_DIGITS = re.compile(r"\d{1,3}")
_THREE_DIGITS = re.compile(r"\d{3}")
_LAST_DIGITS = re.compile(r"\d{3}[^\W\d_]*")
_DIGITS = re.compile(r"\d+")
_SHORT = re.compile(r"[^\W\d_]{1,3}")
"""Each part of a short form with a slash: GB/T, km/h."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_ITEM_NUMBER = re.compile(r"[1-9]\d?")
MAX_SURROUNDING_CHARS = 8
"""Code points before a number that tell whether it begins an item of a list."""
_ITEM_START = re.compile(r"(?:^|[\n。；;！？!?])[ \t]*$")
_UNITS = "万亿元倍度米吨"
_COUNTED = lazy_pattern(rf"(?![{_UNITS}])[{HAN}]")
_UNIT = re.compile(rf"[{_UNITS}亩公平立千%]")
"""The beginning of a unit, before which 2038.1 is no year and month."""
_GROUP = re.compile(r"[0-9]{1,3}")
_NEXT_GROUP = re.compile(r"[0-9]{3}[^\W\d_]*")
"""The digits before and after a space in 1 000 km."""


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound as one word, and the number of its parts.

    A `decimal` keeps its point, or has another sign between two numbers (3×4, 2/3); its term stands
    at its first part, and its second part begins another one. A `dotted` compound has single
    letters, each with a full stop. The parts of a `whole` number are no words of their own. One
    that is `dated` may be a year and a month (2023.5): it is whole only before a unit.
    """

    text: str
    parts: int
    decimal: bool = False
    dotted: bool = False
    whole: bool = False
    dated: bool = False

    @property
    def runs(self) -> int:
        """The number of its runs of letters and digits."""
        return 2 if self.decimal else self.parts

    @property
    def is_word(self) -> bool:
        """Whether it is a word of its own, unlike the 5/4 in 3.5/4.5."""
        return not self.text.startswith(NUMBER_PART)


Surroundings = Callable[[int], tuple[str, str]]
"""The last MAX_SURROUNDING_CHARS before a decimal that begins at a word, and the one behind."""
_Reader = Callable[[Sequence[str], Sequence[str | None], int, int], Iterator[tuple[int, Compound]]]


def _is_item(before: str, after: str) -> bool:
    """Whether a decimal may be the number of an item and another one: 1.60岁以上, 2.5月底前."""
    return bool(_ITEM_START.search(before) and _COUNTED.match(after))


def compounds(
    words: Sequence[str], gaps: Sequence[str | None], around: Surroundings, *, items: bool = True
) -> Iterator[tuple[int, Compound]]:
    """The compounds among runs of letters and digits, each with the index of its first part.

    `gaps` are the texts between consecutive words, None if another token is between them. With
    `items`, a decimal at the beginning of a line may be the number of an item and another one.
    """
    return _in_context(_compounds(words, gaps), words, around, items=items)


def chain_compounds(
    words: tuple[str, ...], gaps: tuple[str | None, ...], around: Surroundings
) -> Iterable[tuple[int, Compound]]:
    """The same of a few runs; those of short ones are remembered, as texts repeat their numbers.

    Measured: of 7,491 chains in 8,000 news 2,686 differ.
    """
    if sum(map(len, words)) > MAX_REMEMBERED_CHARS:
        return _in_context(_compounds(words, gaps), words, around, items=True)
    found = _remembered(words, gaps)
    return _in_context(found, words, around, items=True) if found else ()


@functools.lru_cache(maxsize=1 << 14)
def _remembered(
    words: tuple[str, ...], gaps: tuple[str | None, ...]
) -> tuple[tuple[int, Compound], ...]:
    return tuple(_compounds(words, gaps))


def _in_context(
    found: Iterable[tuple[int, Compound]],
    words: Sequence[str],
    around: Surroundings,
    *,
    items: bool,
) -> Iterator[tuple[int, Compound]]:
    """The compounds, with what stands around a decimal telling whether it is a whole number."""
    for at, compound in found:
        whole = compound.whole
        if compound.dated:
            whole = _UNIT.match(around(at)[1]) is not None
        elif whole and items and compound.decimal and _ITEM_NUMBER.fullmatch(words[at]):
            whole = not _is_item(*around(at))
        yield (
            at,
            compound if whole == compound.whole else dataclasses.replace(compound, whole=whole),
        )


def _compounds(words: Sequence[str], gaps: Sequence[str | None]) -> Iterator[tuple[int, Compound]]:
    at = 0
    while at < len(gaps):
        stop = at
        while stop < len(gaps) and _joins(words[stop], gaps[stop], words[stop + 1]):
            stop += 1
        if stop > at:
            yield from _of_chain(words, gaps, at, stop)
        at = max(stop, at + 1)


def may_join(gap: str, right: str) -> bool:
    """Whether a gap and the first character after it may stand inside a compound; a quick look."""
    return gap != " " or right.isdecimal()


def _joins(left: str, gap: str | None, right: str) -> bool:
    """Whether two parts belong to one word or one number."""
    return (
        gap is not None
        and gap != ""
        and (
            _forms_word(left, gap, right)
            or _forms_number(left, gap, right)
            or _forms_code(left, gap, right)
            or _forms_size(left, gap, right)
            or _forms_ratio(left, gap, right)
        )
    )


def _forms_word(left: str, gap: str, right: str) -> bool:
    """Whether two parts form a word; two runs of digits do so only around a dot (3·15)."""
    if gap in DOTS:
        return True
    letters = left[-1].isalpha() and right[0].isalpha()
    if gap == "-":
        return not (left[-1].isdecimal() and right[0].isdecimal())
    if gap in (".", INITIALS):
        return letters and (gap == "." or len(left) == len(right) == 1)
    if gap == "/":
        return _SHORT.fullmatch(left) is not None and _SHORT.fullmatch(right) is not None
    if gap in _APOSTROPHES:
        return letters and right not in _ENDINGS
    return letters and gap[0] == "-" and LINE_BREAK.fullmatch(gap) is not None


def _forms_number(left: str, gap: str, right: str) -> bool:
    """Whether two parts belong to one number."""
    if gap == " ":
        return bool(_GROUP.fullmatch(left) and _NEXT_GROUP.fullmatch(right))
    marks = gap in ".,'’" or (gap[0] in ".," and LINE_BREAK.fullmatch(gap) is not None)
    return marks and left[-1].isdecimal() and right[0].isdecimal()


def _forms_code(left: str, gap: str, right: str) -> bool:
    """Whether two parts belong to one code of digits."""
    return gap == "-" and left.isdecimal() and right.isdecimal()


def _forms_size(left: str, gap: str, right: str) -> bool:
    """Whether two parts are sides of a size: 3*4, 3cm*4cm."""
    return gap in (TIMES_SIGN, SPACED_TIMES) and left[0].isdecimal() and right[0].isdecimal()


def _forms_ratio(left: str, gap: str, right: str) -> bool:
    """Whether two parts are two numbers with a sign of division between."""
    return gap in RATIO_SIGNS and left[-1].isdecimal() and right[0].isdecimal()


def _of_chain(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    """The compounds of consecutive parts `first` to `last`: the whole chain, and pairs."""
    at = first
    while at < last:
        kind = _kind(words, gaps, at)
        stop = at
        while stop < last and _kind(words, gaps, stop) is kind:
            stop += 1
        compounds_of_run = kind(words, gaps, at, stop)
        yield from (
            compound for compound in compounds_of_run if len(compound[1].text) <= MAX_COMPOUND_CHARS
        )
        at = stop


def _kind(words: Sequence[str], gaps: Sequence[str | None], at: int) -> _Reader:
    """The function that makes the compounds of a part and the next."""
    parts = words[at], gaps[at] or "", words[at + 1]
    if _forms_word(*parts):
        return _words
    if _forms_size(*parts):
        return _sizes
    if _forms_ratio(*parts):
        return _ratios
    return _codes if _forms_code(*parts) else _numbers


def _codes(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    """A code of digits with hyphens, such as a telephone number."""
    del gaps
    text = "".join(words[first : last + 1])
    parts = last - first + 1
    if len(text) >= MIN_CODE_DIGITS and parts <= MAX_CODE_PARTS:
        yield first, Compound(text, parts)


def _sizes(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    """Each two sides of a size that follow each other, with a × between."""
    del gaps
    for at in range(first, last):
        yield at, Compound(f"{words[at]}×{words[at + 1]}", 1, decimal=True)


def _ratios(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    """Each two numbers that follow each other, unless they are parts of longer ones."""
    for at in range(first, last):
        sign = "/" if gaps[at] == "/" else ":"
        longer = any(
            _forms_number(words[near], gap, words[near + 1])
            for near in (at - 1, at + 1)
            if 0 <= near < len(gaps) and (gap := gaps[near])
        )
        if digits := _DIGITS.match(words[at + 1]):
            inside = NUMBER_PART if longer else ""
            yield at, Compound(f"{inside}{words[at]}{sign}{digits[0]}", 1, decimal=True)


def _words(
    words: Sequence[str], gaps: Sequence[str | None], first: int, last: int
) -> Iterator[tuple[int, Compound]]:
    parts = last - first + 1
    dotted = all(len(word) == 1 for word in words[first : last + 1]) and _mark(gaps[first]) == "."
    if parts <= MAX_COMPOUND_PARTS:
        yield first, Compound("".join(words[first : last + 1]), parts, dotted=dotted)
    for at in range(first, last):
        if words[at].isdecimal() and words[at + 1].isdecimal():  # 3·15 may be written 3.15
            yield at, Compound(f"{words[at]}.{words[at + 1]}", 1, decimal=True)
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
    """Decimals, and numbers with thousands separators: 1,000 and 1'000, but not 3,5 or 2023,5.

    A decimal may have letters before it (PM2.5); its parts are words of their own.
    """
    stop = first
    while stop < last and _mark(gaps[stop]) == _mark(gaps[first]):
        stop += 1
    thousands = _thousands(words, gaps, first, stop)
    fraction = _fraction(words, gaps, stop, last) if thousands and thousands.whole else ""
    for at in range(first, last):
        rest = _DIGITS.match(words[at + 1])
        if _mark(gaps[at]) == "." and rest and not (fraction and at == stop):
            number = words[at].isdecimal() and _is_decimal(words, gaps, at)
            dated = number and _is_month(words, at)
            text = f"{words[at]}.{rest[0]}"
            yield at, Compound(text, 1, decimal=True, whole=number and not dated, dated=dated)
    if thousands and fraction:
        yield (
            first,
            dataclasses.replace(
                thousands, text=f"{thousands.text}.{fraction}", parts=thousands.parts + 1
            ),
        )
    elif thousands:
        yield first, thousands


def _thousands(
    words: Sequence[str], gaps: Sequence[str | None], first: int, stop: int
) -> Compound | None:
    """The number whose groups of digits are the words `first` to `stop`; or None."""
    if _mark(gaps[first]) == "." and stop < first + 2:
        return None  # a decimal; only two points separate thousands, as in 1.000.000
    middle, end = words[first + 1 : stop], words[stop]
    fits = (
        first < stop < first + MAX_COMPOUND_PARTS
        and _FIRST_DIGITS.fullmatch(words[first])
        and all(_THREE_DIGITS.fullmatch(word) for word in middle)
        and _LAST_DIGITS.fullmatch(end)
    )
    whole = all(gap in NUMBER_SIGNS[1:] for gap in gaps[first:stop])
    return (
        Compound("".join(words[first : stop + 1]), stop - first + 1, whole=whole) if fits else None
    )


def _fraction(words: Sequence[str], gaps: Sequence[str | None], at: int, last: int) -> str:
    """The decimals of a number with thousands that ends at a word: 56 of 1,234.56."""
    if at < last and gaps[at] == "." and words[at].isdecimal():
        digits = _DIGITS.match(words[at + 1])
        return digits[0] if digits and not (at + 1 < last and gaps[at + 1] == ".") else ""
    return ""


def _is_decimal(words: Sequence[str], gaps: Sequence[str | None], at: int) -> bool:
    """Whether two words are one decimal, or a year and a month: not a version, or 1.2023年."""
    alone = [gaps[near] for near in (at - 1, at + 1) if 0 <= near < len(gaps)]
    digits = _DIGITS.match(words[at + 1])
    return gaps[at] == "." and "." not in alone and not (digits and _YEAR.fullmatch(digits[0]))


def _is_month(words: Sequence[str], at: int) -> bool:
    """Whether two words may be a year and a month, as in 2023.05."""
    return bool(_YEAR.fullmatch(words[at]) and _MONTH.fullmatch(words[at + 1]))
