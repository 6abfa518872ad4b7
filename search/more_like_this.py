"""Reports similar to a report: copies of the same story, and others on the same subject.

The report's most distinctive words find candidates; the signatures of `index.text.near_duplicates`
then decide from the texts which of them are copies.
"""

import collections
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from index.api import Index, Question
from index.report import Report, day_order
from index.report_date import ordinal
from index.settings import Settings
from index.system.deadline import current_deadline
from index.text.analysis import Analyzer
from index.text.form_slots import UnitText, filled_in_differently, without_credits
from index.text.near_duplicates import NEAR_DAYS, groups, signatures
from index.text.particulars import Particulars, same_particulars
from search.report_beginnings import read_beginnings

TELLING_TERMS = 24
MAX_LIKE_CANDIDATES = 24
"""Words and candidates. Measured: 40 of each took a third longer, on 2,800 news transcripts."""
COMPARED_CHARS = 20_000
"""Code points of a report that are compared: the beginning identifies a story."""


@dataclass(frozen=True, slots=True)
class SimilarReport:
    """A similar report; `share` estimates the common part of both texts, 0 to 1."""

    report: Report
    share: float


@dataclass(frozen=True, slots=True)
class SimilarReports:
    """`copies` have the same story, oldest first; `related` are similar, most similar first."""

    copies: tuple[SimilarReport, ...]
    related: tuple[SimilarReport, ...]


def more_like_this(
    index: Index, report: Report, settings: Settings, related: int = 6
) -> SimilarReports:
    """The copies of a report's story, and up to `related` reports on its subject."""
    words = [] if current_deadline().over() else distinctive_words(index, report, settings)
    if not words:
        return SimilarReports((), ())
    wanted = query.Or([query.Term("body", word) for word in words])
    answer = index.ask(Question(query=wanted, size=MAX_LIKE_CANDIDATES + 1))
    ids = [scored.id for scored in answer.hits if scored.id != report.id]
    reports = [report, *(other for other in read_beginnings(index, ids) if other)]
    signed = _signatures(reports)
    same = _stories(reports, signed)
    likes = [
        (SimilarReport(other, float((signature == signed[0]).mean())), story == same[0])
        for other, signature, story in zip(reports, signed, same, strict=True)
    ][1:]
    copies = [like for like, is_copy in likes if is_copy]
    return SimilarReports(
        tuple(sorted(copies, key=lambda like: (day_order(like.report), like.report.id))),
        tuple(like for like, is_copy in likes if not is_copy)[:related],
    )


def first_reports_of_stories(reports: Sequence[Report]) -> list[Report]:
    """For each report the first one with the same story: itself, or an earlier one."""
    if len(reports) < 2:
        return list(reports)
    return [reports[position] for position in _stories(reports, _signatures(reports))]


def _signatures(reports: Sequence[Report]) -> NDArray[np.uint32]:
    return signatures(report.body[:COMPARED_CHARS] for report in reports)


class _ComparedReport:
    """A report and what of it is compared, made when it is first asked for."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.day = ordinal(report.date)

    @functools.cached_property
    def _text(self) -> str:
        return without_credits(self._report.body[:COMPARED_CHARS])

    @functools.cached_property
    def particulars(self) -> Particulars:
        """Its numbers, names and repeated words."""
        return Particulars.of(self._report.title, self._text)

    @functools.cached_property
    def units(self) -> UnitText:
        """Its units, to walk it side by side with another."""
        return UnitText.of(self._report.title, self._text)


def _stories(reports: Sequence[Report], signed: NDArray[np.uint32]) -> list[int]:
    compared = [_ComparedReport(report) for report in reports]

    def alike(first: int, other: int) -> bool:
        report, other_report = compared[first], compared[other]
        days = report.day, other_report.day
        long_after = min(days) > 0 and max(days) - min(days) > NEAR_DAYS
        return same_particulars(report.particulars, other_report.particulars) and not (
            filled_in_differently(report.units, other_report.units, long_after=long_after)
        )

    days = np.array([report.day for report in compared], np.int64)
    return [int(number) for number in groups(signed, days, alike)]


def distinctive_words(index: Index, report: Report, settings: Settings) -> list[str]:
    """The distinctive words of a report: frequent in it, rare in the archive."""
    text = f"{report.title}\n{report.body[:COMPARED_CHARS]}"
    counted = collections.Counter(
        token.text
        for token in Analyzer(settings.dictionary).words(text, compounds=False)
        if len(token.text) > 1
    )
    words = list(counted)
    everything = index.about().reports + 1
    weights = {
        word: (1 + math.log(counted[word])) * math.log(everything / (1 + reports))
        for word, reports in zip(words, index.frequencies("body", words), strict=True)
        if reports > 1
    }
    return sorted(weights, key=lambda word: (-weights[word], word))[:TELLING_TERMS]
