"""Reports like one report: other carriers of the same story, and others on the same subject.

Candidates are asked for by the report's most telling words; whether one carries the same story is
then decided on the texts themselves, by the signatures of `index.copies`.
"""

import collections
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh import query

from index.analysis import Analyzer
from index.copies import signatures, stories
from index.deadline import current
from index.report import Report
from index.store import Index, Question

TELLING = 24
LOOKED_AT = 24
"""Words to look for and candidates; 40 of each took a third longer on 2,800 news transcripts."""
READ = 20_000
"""Code points of a report that are looked at: the beginning tells what a story is."""


@dataclass(frozen=True, slots=True)
class Like:
    """A report like another; `share` estimates how much of both texts is in both, 0 to 1."""

    report: Report
    share: float


@dataclass(frozen=True, slots=True)
class Alike:
    """`carriers` hold the same story, oldest first; `related` are like it, most alike first."""

    carriers: tuple[Like, ...]
    related: tuple[Like, ...]


def alike(index: Index, report: Report, related: int = 6) -> Alike:
    """The other carriers of a report's story, and up to `related` reports on its subject."""
    words = [] if current().over() else telling(index, report)
    if not words:
        return Alike((), ())
    asked = query.Or([query.Term("body", word) for word in words])
    answer = index.ask(Question(query=asked, size=LOOKED_AT + 1))
    ids = [scored.id for scored in answer.hits if scored.id != report.id]
    reports = [report, *(other for other in index.reports(ids) if other)]
    made = _signatures(reports)
    same = _stories(reports, made)
    likes = [
        (Like(other, float((signed == made[0]).mean())), story == same[0])
        for other, signed, story in zip(reports, made, same, strict=True)
    ][1:]
    return Alike(
        tuple(sorted((like for like, carrier in likes if carrier), key=_age)),
        tuple(like for like, carrier in likes if not carrier)[:related],
    )


def first_carriers(reports: Sequence[Report]) -> list[Report]:
    """For each report the first of them that carries the same story: itself, or an earlier one."""
    if len(reports) < 2:
        return list(reports)
    return [reports[place] for place in _stories(reports, _signatures(reports))]


def _signatures(reports: Sequence[Report]) -> NDArray[np.uint32]:
    return signatures(report.body[:READ] for report in reports)


def _stories(reports: Sequence[Report], made: NDArray[np.uint32]) -> list[int]:
    days = [report.date.toordinal() if report.date else 0 for report in reports]
    return [int(number) for number in stories(made, np.array(days, np.int64))]


def telling(index: Index, report: Report) -> list[str]:
    """The words that set a report apart: frequent in it, rare in the archive."""
    text = f"{report.title}\n{report.body[:READ]}"
    counted = collections.Counter(
        token.text for token in Analyzer().words(text) if len(token.text) > 1
    )
    words = list(counted)
    everything = index.about().reports + 1
    weights = {
        word: (1 + math.log(counted[word])) * math.log(everything / (1 + reports))
        for word, reports in zip(words, index.frequencies("body", words), strict=True)
        if reports > 1
    }
    return sorted(weights, key=lambda word: (-weights[word], word))[:TELLING]


def _age(one: Like) -> tuple[bool, str, str]:
    date = one.report.date
    return date is None, date.isoformat() if date else "", one.report.id
