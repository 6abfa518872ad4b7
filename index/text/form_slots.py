"""Finds out whether two texts of nearly the same wording are one form, filled in differently.

Both texts are walked side by side. Where they differ, a particular of one (a number, a name, a
thing) stands in the place of a particular of the other, or wording was edited. Copies of a story
are edited: sentences are left out, added and reworded. In a form nearly all that differs is
particulars.
"""

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from index.text.fold import fold
from index.text.lazy_pattern import lazy_pattern
from index.text.segmenter import word_tags

_COMPARED_UNITS: Final = 4_000
"""Words, numbers and Han characters of a text that are walked."""
_MAX_DIFFERENCES: Final = 40
"""Differences after which the walk ends: these decide."""
_AGREED_UNITS: Final = 3
"""Equal units that end a difference."""
_REACHES: Final = (24, 400)
"""How many units ahead the texts are searched for a place where they agree again."""
_CERTAIN_UNITS: Final = 8
"""Equal units that show that the text between was left out of one text, or added to it."""
_MAX_SLOT_UNITS: Final = 16
"""The most units of a particular; longer differences are wording."""
_DATELINE: Final = re.compile(
    r"\A[^\n。]{0,40}?\d[日号](?:[^\n。，,]{0,4})?[电讯]"
    r"|\A[A-Z][^\n]{0,40}?\d[^\n]{0,20}?(?:--|—|–| - )"
)
_CREDIT: Final = lazy_pattern(
    r"(?m)^[^\n:：。，]{0,8}(?:编辑|责编|记者|通讯员|作者|来源|发布时间|发布日期|更新时间|阅读|浏览|点击|审核|校对|摄影|电话)"
    r" ?[:：][^\n]{0,60}$"
    r"|^[^\n:：。，]{0,8}(?:记者|通讯员) [^\n。，]{0,40}$"
    r"|^(?i:reporting by|editing by|edited by|updated|published|posted|source:|by ) ?[^\n]{0,60}$"
    r"|[（(][^（(）)\n]{0,12}(?:记者|编辑|通讯员|来源)[^（(）)\n]{0,40}[）)]"
)
_UNIT: Final = lazy_pattern(
    r"[+-]?\d+(?:[.,:]\d+)*|[\u2e80-\u2fff\u3005-\u3007\u3040-\u9fff\uf900-\ufaff]"
    r"|[^\W\d_\u2e80-\u9fff\uf900-\ufaff]+(?:['’-][^\W\d_\u2e80-\u9fff\uf900-\ufaff]+)*"
)
_HAN_DIGITS: Final = frozenset("零〇一二三四五六七八九十百千万亿两")
_PROPER: Final = ("nr", "ns", "nt", "nz")
_IDENTIFIER_DIGITS: Final = 9
"""Digits of a number below a text that is no part of it, such as that of a film."""
_LONG_NAME: Final = 4
"""Han characters from which a piece of text with a noun is the name of a thing."""
_LONG_WORD: Final = 4
"""Letters of an English word that is not taken for a function word."""


def without_credits(text: str) -> str:
    """A text without its dateline and the lines and brackets of who wrote or edited it."""
    return _CREDIT.sub("\n", _DATELINE.sub("", text))


@dataclass(frozen=True, slots=True)
class UnitText:
    """The units of a text: folded for comparing, and as written; and each run of _AGREED_UNITS."""

    folded: tuple[str, ...]
    written: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]
    joined: str
    words: frozenset[str]
    title: str

    @classmethod
    def of(cls, title: str, text: str) -> "UnitText":
        """The units of a report."""
        written = tuple(itertools.islice(_UNIT.findall(text), _COMPARED_UNITS))
        folded = tuple(map(fold, written))
        runs = tuple(zip(*(folded[step:] for step in range(_AGREED_UNITS)), strict=False))
        return cls(folded, written, runs, "".join(folded), frozenset(folded), fold(title))


@dataclass(frozen=True, slots=True)
class _Difference:
    """Units from `start` to before `end` of one text, in the place of some of the other."""

    start: int
    end: int
    other_start: int
    other_end: int


def filled_in_differently(first: UnitText, other: UnitText, *, long_after: bool = False) -> bool:
    """Whether at least half of what differs are particulars in the same place.

    Of reports `long_after` one another a single particular is enough.
    """
    if first.folded == other.folded:
        return False
    differences = _differences(first, other)
    particulars = sum(_is_particular(first, other, difference) for difference in differences)
    return particulars > 0 and (long_after or 2 * particulars >= len(differences))


def _differences(first: UnitText, other: UnitText) -> list[_Difference]:
    """Where the texts differ, in order, up to _MAX_DIFFERENCES."""
    differences: list[_Difference] = []
    at, other_at = 0, 0
    while len(differences) < _MAX_DIFFERENCES:
        same = _agreed(first.folded, other.folded, at, other_at)
        at, other_at = at + same, other_at + same
        if at == len(first.folded) and other_at == len(other.folded):
            break
        end, other_end = _next_agreement(first, other, at, other_at)
        differences.append(_Difference(at, end, other_at, other_end))
        at, other_at = end, other_end
    return differences


def _agreed(first: Sequence[str], other: Sequence[str], at: int, other_at: int) -> int:
    """How many units are equal from two positions on."""
    same = 0
    for step in (64, 8, 1):
        while (piece := first[at + same : at + same + step]) and piece == other[
            other_at + same : other_at + same + step
        ]:
            same += len(piece)
    return same


def _next_agreement(first: UnitText, other: UnitText, at: int, other_at: int) -> tuple[int, int]:
    """The nearest positions from which the texts agree again; their ends if there are none."""
    if skipped := _left_out(first, other, at, other_at):
        return at, other_at + skipped
    if skipped := _left_out(other, first, other_at, at):
        return at + skipped, other_at
    for reach in _REACHES:
        places: dict[tuple[str, ...], int] = {}
        for step, run in enumerate(other.runs[other_at : other_at + reach]):
            places.setdefault(run, step)
        best = min(
            (
                (step + places[run], step)
                for step, run in enumerate(first.runs[at : at + reach])
                if run in places
            ),
            default=None,
        )
        if best:
            return at + best[1], other_at + best[0] - best[1]
    tail = _common_end(first.folded[at:], other.folded[other_at:])
    return len(first.folded) - tail, len(other.folded) - tail


def _left_out(first: UnitText, other: UnitText, at: int, other_at: int) -> int:
    """How many units of `other` have to be skipped where they were left out of `first`, or 0."""
    piece = first.folded[at : at + _CERTAIN_UNITS]
    run, end = piece[:_AGREED_UNITS], other_at + 1 + _REACHES[-1]
    start = other_at + 1
    while len(piece) == _CERTAIN_UNITS:
        try:
            start = other.runs.index(run, start, end)
        except ValueError:
            return 0
        if other.folded[start : start + _CERTAIN_UNITS] == piece:
            return start - other_at
        start += 1
    return 0


def _common_end(first: Sequence[str], other: Sequence[str]) -> int:
    """How many of the last units, fewer than _AGREED_UNITS, are equal."""
    same = 0
    while (
        same < min(len(first), len(other), _AGREED_UNITS) and first[-1 - same] == other[-1 - same]
    ):
        same += 1
    return same


def _is_particular(first: UnitText, other: UnitText, difference: _Difference) -> bool:
    """Whether both sides of a difference are particulars: other numbers, names or things."""
    start, end = difference.start, difference.end
    other_start, other_end = difference.other_start, difference.other_end
    shorter, longer = sorted((end - start, other_end - other_start))
    if not shorter > 0 or longer > min(_MAX_SLOT_UNITS, 3 * shorter + 2):
        return False
    side, other_side = first.folded[start:end], other.folded[other_start:other_end]
    numbers, other_numbers = _numbers(side), _numbers(other_side)
    if numbers and other_numbers and numbers != other_numbers:
        ends = end == len(first.folded) and other_end == len(other.folded)
        return not ends or max(map(len, numbers)) < _IDENTIFIER_DIGITS
    if _capitals(first, start, end) and _capitals(other, other_start, other_end):
        return True
    if _names_thing(side, first, other) and _names_thing(other_side, other, first):
        return True
    words = _han_word(first, start, end), _han_word(other, other_start, other_end)
    return _name_others(first, other, *words)


def _numbers(units: Sequence[str]) -> list[str]:
    """The numbers among units in their order, in digits or in Han characters."""
    return [unit.replace(",", "") for unit in units if unit[-1].isdecimal() or unit in _HAN_DIGITS]


def _capitals(text: UnitText, start: int, end: int) -> bool:
    """Whether a difference has a capitalised word."""
    return any(unit[0].isupper() and len(unit) > 1 for unit in text.written[start:end])


def _names_thing(units: Sequence[str], text: UnitText, other: UnitText) -> bool:
    """Whether units name a thing in lower case that the other text lacks.

    They have several words, or one that the text or its title repeats.
    """
    words = [
        unit
        for unit in units
        if len(unit) >= _LONG_WORD and unit.isascii() and unit not in other.words
    ]
    return len(words) > 1 or any(
        unit in text.title or text.folded.count(unit) > 1 for unit in words
    )


def _han_word(text: UnitText, start: int, end: int) -> str:
    """The Han characters of a difference; a single one with the rest of its word."""
    units = text.folded[start:end]
    if not all(_is_han(unit) for unit in units):
        return "".join(unit for unit in units if _is_han(unit))
    if len(units) > 1:
        return "".join(units)
    left = right = start
    while left > 0 and start - left < _LONG_WORD and _is_han(text.folded[left - 1]):
        left -= 1
    while right < len(text.folded) and right - start <= _LONG_WORD and _is_han(text.folded[right]):
        right += 1
    at = left
    for word, _ in word_tags("".join(text.folded[left:right])):
        if at <= start < at + len(word):
            return word
        at += len(word)
    return units[0]


def _is_han(unit: str) -> bool:
    return len(unit) == 1 and unit > "\u2e7f"


@functools.lru_cache(maxsize=4_096)
def _nouns(text: str) -> tuple[frozenset[str], bool]:
    """The nouns of a piece of text, and whether one of them is a name."""
    tagged = [(word, tag) for word, tag in word_tags(text) if len(word) > 1 and tag[0] == "n"]
    return frozenset(word for word, _ in tagged), any(tag.startswith(_PROPER) for _, tag in tagged)


def _name_others(first: UnitText, other: UnitText, words: str, other_words: str) -> bool:
    """Whether two pieces of Chinese text name different people, places or things."""
    (nouns, named), (other_nouns, other_named) = _nouns(words), _nouns(other_words)
    if not nouns or not other_nouns or nouns == other_nouns:
        return False
    if named and other_named:
        return True
    if any(noun in other.joined for noun in nouns) or any(
        noun in first.joined for noun in other_nouns
    ):
        return False
    shorter = min(len(words), len(other_words))
    if len(set(words) & set(other_words)) > (shorter - 1) // _LONG_NAME:
        return False
    return shorter >= _LONG_NAME or (
        any(_repeats(first, noun) for noun in nouns)
        and any(_repeats(other, noun) for noun in other_nouns)
    )


def _repeats(text: UnitText, word: str) -> bool:
    """Whether a text has a Chinese word more than once, or its title has it."""
    return word in text.title or text.joined.count(word) > 1
