"""What a story is about beyond its wording: its numbers, its names, its title.

The same form filled in again (earnings, congratulations, notices, weather) shares its wording with
another report, but not these. Copies of one story share them, whatever was cut or put around: what
one of them lacks the other has, but not each something that the other lacks.
"""

import re
from collections import Counter
from dataclasses import dataclass

from index.report import Report
from index.text.fold import HAN, fold

READ = 20_000
"""Code points of a report that are looked at."""
NUMBERS = 0.3
"""The share of the numbers of each report that the other lacks, from which on they differ."""
NAMES = 0.3
REPEATED = 0.15
"""The same for names in capitals, and for what a report says more than once."""
TITLE = 0.2
SHARED_TITLE = 0.3
"""The shares of their titles that two reports have for themselves, and in common, if one form."""
SHORT = 600
"""Code points of a text so short that its form may be all that it shares with another."""
FEW = 2

_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*"
    r"|(?<![零〇一二三四五六七八九十百千万亿两])[零〇一二三四五六七八九十百千万亿两]++"
    r"(?:点[零〇一二三四五六七八九]++)?(?=[度级元吨年月日时号桶个成])"
)
_NAME = re.compile(r"(?<![.!?\n] )(?<!^)(?<![.!?\n])\b[A-Z][A-Za-z&'’.-]*[A-Za-z]")
_WORD = re.compile(rf"[^\W_{HAN}]+")
_RUN = re.compile(rf"[{HAN}]+")
_SILENT = frozenset("的了和与及在是之以为对将把被从由于而且或等也都就不个这那着过们年月日时")


@dataclass(frozen=True, slots=True)
class Particulars:
    """Numbers, names and repeated words of a report, and the words of its title and of all."""

    numbers: frozenset[str]
    names: frozenset[str]
    repeated: frozenset[str]
    title: frozenset[str]
    all: frozenset[str]
    length: int

    @classmethod
    def of(cls, report: Report) -> "Particulars":
        """Those of a report."""
        body = report.body[:READ]
        text = fold(body)
        title = [unit for unit in _units(fold(report.title)) if not unit.isdecimal()]
        counts = Counter(_units(text))
        counts.update(set(title))
        return cls(
            numbers=frozenset(number.replace(",", "") for number in _NUMBER.findall(text)),
            names=frozenset(name.lower() for name in _NAME.findall(body)),
            repeated=frozenset(unit for unit, count in counts.items() if count >= FEW),
            title=frozenset(title),
            all=frozenset(counts),
            length=len(body),
        )


def agree(one: Particulars, other: Particulars) -> bool:
    """Whether two reports of nearly the same wording are about the same."""
    apart = (
        _apart(one.numbers, other.numbers) >= NUMBERS,
        _apart(one.names, other.names) >= NAMES,
        _missing(one.repeated, other.repeated, one.all, other.all) >= REPEATED,
        _titles_differ(one, other),
    )
    return not any(apart)


def _apart(one: frozenset[str], other: frozenset[str]) -> float:
    """The lesser share of two sets that the other lacks; 0 where one has but a few."""
    if len(one) < FEW or len(other) < FEW:
        return 0.0
    return min(len(one - other) / len(one), len(other - one) / len(other))


def _missing(
    one: frozenset[str], other: frozenset[str], all_one: frozenset[str], all_other: frozenset[str]
) -> float:
    """The same for what each repeats and the other does not say at all."""
    if len(one) < FEW or len(other) < FEW:
        return 0.0
    return min(len(one - all_other) / len(one), len(other - all_one) / len(other))


def _titles_differ(one: Particulars, other: Particulars) -> bool:
    """Whether each title names something that its own text tells and the other report lacks.

    Of short texts it is enough that titles of one form name each something else.
    """
    own, others = one.title - other.all, other.title - one.all
    if not own or not others:
        return False
    if _said(own, one) and _said(others, other):
        return True
    shared = len(one.title & other.title) / min(len(one.title), len(other.title))
    share = min(len(own) / len(one.title), len(others) / len(other.title))
    short = max(one.length, other.length) <= SHORT
    return short and shared >= SHARED_TITLE and share >= TITLE


def _said(units: frozenset[str], report: Particulars) -> bool:
    """Whether a report's text says some of the words that are in its title."""
    return bool(units & report.repeated)


def _units(text: str) -> list[str]:
    """Words of letters and digits, and pairs of Han characters that say something."""
    found = _WORD.findall(text)
    for run in _RUN.findall(text):
        pairs = (run[at : at + 2] for at in range(len(run) - 1))
        found += [pair for pair in pairs if _SILENT.isdisjoint(pair)]
    return found
