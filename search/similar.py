"""Reports like one report: other carriers of the same story, and others on the same subject.

Candidates are asked for by the report's most telling words; whether one carries the same story is
then decided on the texts themselves, by the share of the shorter one's shingles that both have.
"""

import collections
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from whoosh import query

from index.analysis import Analyzer, grams
from index.copies import signatures, stories
from index.report import Report
from index.store import Index, Question

TELLING = 24
"""Words a report is looked for by; more change the first ten little and cost time."""
LOOKED_AT = 24
READ = 20_000
"""Code points of a report that are looked at: the beginning tells what a story is."""
SHINGLE = 4
SAME = 0.45
"""From this share of common shingles on, two reports carry the same story."""
RELATED = 0.02


@dataclass(frozen=True, slots=True)
class Like:
    """A report like another; `share` of the shorter one's shingles are in both, 0 to 1."""

    report: Report
    share: float


@dataclass(frozen=True, slots=True)
class Alike:
    """`carriers` hold the same story, oldest first; `related` are like it, most alike first."""

    carriers: tuple[Like, ...]
    related: tuple[Like, ...]


def alike(index: Index, report: Report, related: int = 6) -> Alike:
    """The other carriers of a report's story, and up to `related` reports on its subject."""
    words = telling(index, report)
    if not words:
        return Alike((), ())
    asked = query.Or([query.Term("body", word) for word in words])
    answer = index.ask(Question(query=asked, size=LOOKED_AT + 1))
    ids = [scored.id for scored in answer.hits if scored.id != report.id]
    own = shingles(report)
    found = [Like(other, share(own, shingles(other))) for other in index.reports(ids) if other]
    return Alike(
        tuple(sorted((one for one in found if one.share >= SAME), key=_age)),
        tuple(one for one in found if RELATED <= one.share < SAME)[:related],
    )


def first_carriers(reports: Sequence[Report]) -> list[Report]:
    """For each report the first of them that carries the same story: itself, or an earlier one."""
    if len(reports) < 2:
        return list(reports)
    days = [report.date.toordinal() if report.date else 0 for report in reports]
    made = signatures(report.body for report in reports)
    return [reports[place] for place in stories(made, np.array(days, np.int64))]


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


def shingles(report: Report) -> frozenset[tuple[str, ...]]:
    """Runs of SHINGLE grams of a report's text; shorter texts are one run."""
    texts = [token.text for token in grams(report.body[:READ] or report.title)]
    if len(texts) <= SHINGLE:
        return frozenset({tuple(texts)})
    return frozenset(zip(*(texts[place:] for place in range(SHINGLE)), strict=False))


def share(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of the smaller set that is in both."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _age(one: Like) -> tuple[bool, str, str]:
    date = one.report.date
    return date is None, date.isoformat() if date else "", one.report.id
