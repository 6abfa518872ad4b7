"""Compares reports by their particulars: numbers, names and titles.

Two reports made from one template (earnings, notices, weather) share their wording but not their
particulars. Copies of a story share them even if one was shortened or extended: then only one of
the two lacks some, not both.
"""

import re
from collections import Counter
from dataclasses import dataclass

from index.text.fold import HAN_RUN, NON_HAN_RUN, fold
from index.text.lazy_pattern import lazy_pattern

MISSING_NUMBERS_SHARE = 0.3
"""Two reports differ if each lacks at least this share of the other's numbers."""
MISSING_NAMES_SHARE = 0.3
"""The same for capitalised names."""
REPEATED_SHARE = 0.15
"""The same for words that a report repeats."""
MIN_TITLE_SHARE = 0.2
"""The least share of each title that the other report lacks, if both come from one template."""
SHARED_TITLE = 0.3
"""The least share of two titles that is common, if both come from one template."""
SHORT_FORM_CHARS = 600
"""The longest text, in code points, for which different titles of one template suffice."""
FEW_PARTICULARS = 2
"""The least number of names or words that are compared, and of repetitions of a word."""
MIN_NUMBERS = 4
"""The least number of numbers that are compared wherever they stand. Of fewer, one that a copy adds
would be too much; `form_slots` compares those that stand in the same place."""
BARE_TEXT_CHARS = 80
"""The longest text that says nothing without its title: titles without a common word decide."""

_NUMBER = lazy_pattern(
    r"\d+(?:[.,]\d+)*"
    r"|(?<![零〇一二三四五六七八九十百千万亿两])[零〇一二三四五六七八九十百千万亿两]++"
    r"(?:点[零〇一二三四五六七八九]++)?(?=[度级元吨年月日时号桶个成])"
)
_NAME = re.compile(r"(?<![.!?\n] )(?<!^)(?<![.!?\n])\b[A-Z][A-Za-z&'’.-]*[A-Za-z]")
_SILENT = frozenset("的了和与及在是之以为对将把被从由于而且或等也都就不个这那着过们年月日时")


@dataclass(frozen=True, slots=True)
class Particulars:
    """Numbers, names and repeated words of a report, the words of its title, and all its words."""

    numbers: frozenset[str]
    names: frozenset[str]
    repeated: frozenset[str]
    title: frozenset[str]
    all: frozenset[str]
    length: int

    @classmethod
    def of(cls, title: str, body: str) -> "Particulars":
        """The particulars of a report, given the part of its text that is compared."""
        text = fold(body)
        named = [unit for unit in _units(fold(title)) if not unit.isdecimal()]
        counts = Counter(_units(text))
        counts.update(set(named))
        return cls(
            numbers=frozenset(number.replace(",", "") for number in _NUMBER.findall(text)),
            names=frozenset(name.lower() for name in _NAME.findall(body)),
            repeated=frozenset(unit for unit, count in counts.items() if count >= FEW_PARTICULARS),
            title=frozenset(named),
            all=frozenset(counts),
            length=len(body),
        )


def same_particulars(first: Particulars, other: Particulars) -> bool:
    """Whether two reports with nearly the same wording tell the same story."""
    apart = (
        _apart(first.numbers, other.numbers, MIN_NUMBERS) >= MISSING_NUMBERS_SHARE,
        _apart(first.names, other.names, FEW_PARTICULARS) >= MISSING_NAMES_SHARE,
        _missing(first.repeated, other.repeated, first.all, other.all) >= REPEATED_SHARE,
        _titles_differ(first, other),
    )
    return not any(apart)


def _apart(first: frozenset[str], other: frozenset[str], few: int) -> float:
    """The smaller share that one set lacks of the other; 0 for sets of fewer than `few` items."""
    if len(first) < few or len(other) < few:
        return 0.0
    return min(len(first - other) / len(first), len(other - first) / len(other))


def _missing(
    first: frozenset[str], other: frozenset[str], all_one: frozenset[str], all_other: frozenset[str]
) -> float:
    """The same for words that one report repeats and the other does not contain."""
    if len(first) < FEW_PARTICULARS or len(other) < FEW_PARTICULARS:
        return 0.0
    return min(len(first - all_other) / len(first), len(other - all_one) / len(other))


def _titles_differ(first: Particulars, other: Particulars) -> bool:
    """Whether each title has words that its own text repeats and the other report lacks.

    For short texts, different words in titles of one template suffice.
    """
    if max(first.length, other.length) <= BARE_TEXT_CHARS and first.title and other.title:
        return not first.title & other.title
    only_one, only_other = first.title - other.all, other.title - first.all
    if not only_one or not only_other:
        return False
    if _repeats(only_one, first) and _repeats(only_other, other):
        return True
    shared = len(first.title & other.title) / min(len(first.title), len(other.title))
    share = min(len(only_one) / len(first.title), len(only_other) / len(other.title))
    short = max(first.length, other.length) <= SHORT_FORM_CHARS
    return short and shared >= SHARED_TITLE and share >= MIN_TITLE_SHARE


def _repeats(units: frozenset[str], report: Particulars) -> bool:
    """Whether a report repeats one of the words."""
    return bool(units & report.repeated)


def _units(text: str) -> list[str]:
    """Words of letters and digits, and pairs of Han characters without function words."""
    units = NON_HAN_RUN.findall(text)
    for run in HAN_RUN.findall(text):
        pairs = (run[at : at + 2] for at in range(len(run) - 1))
        units += [pair for pair in pairs if _SILENT.isdisjoint(pair)]
    return units
