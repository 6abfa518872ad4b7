"""Mines phrases from some reports of an index, read for one question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from index.api import Index, Question
from index.arrays import Array
from index.report import Report
from index.text.analysis import Analyzer
from index.text.code_kinds import encoded
from index.text.fold import canonical, fold
from index.text.phrase_units import mined_phrases
from search.report_beginnings import read_beginnings

MINED_CHARS_PER_REPORT: Final = 6_000
"""Code points of each report that are mined: one long report must not dominate a month."""
_LIMIT: Final = 1_500_000
"""Code points that are mined at once."""


def mined_texts(reports: Sequence[Report], dictionary: tuple[str, ...]) -> dict[str, int]:
    """The phrases that two or more of the reports use, folded, each with its occurrences.

    `dictionary` are the user's own words.
    """
    parts: list[Array] = [np.zeros(1, np.uint32)]
    sizes = [1]
    total = 0
    for report in reports:
        codes = encoded(fold(f"{report.title}\0{report.body[:MINED_CHARS_PER_REPORT]}\0"))
        total += len(codes)
        if total > _LIMIT:
            break
        parts.append(codes)
        sizes.append(len(codes))
    numbers = np.repeat(np.arange(len(parts)), sizes)
    return mined_phrases(np.concatenate(parts).astype(np.uint32), numbers, Analyzer(dictionary))


def sampled(index: Index, question: Question, size: int, among: int = 5_000) -> list[Report]:
    """About `size` reports of a question, evenly spread over its first `among` hits."""
    hits = index.ask(replace(question, start=0, size=among, counts=(), after=None)).hits
    count = min(size, len(hits))
    ids = [hits[number * len(hits) // count].id for number in range(count)]
    return [beginning for beginning in read_beginnings(index, ids) if beginning is not None]


def original_spelling(phrase: str, reports: Sequence[Report]) -> str:
    """A folded phrase as the first of the reports writes it that has it; itself if none does."""
    for report in reports:
        text = f"{report.title}\n{report.body[:MINED_CHARS_PER_REPORT]}"
        known = canonical(text)
        at = known.text.find(phrase)
        if at >= 0:
            start, end = known.span(at, at + len(phrase))
            return text[start:end]
    return phrase
