"""Compares a passage with the title and body of a report: whether the report carries it."""

import re

from index.report import Report
from search.trace.alignment import Alignment, align
from search.trace.carriers import Carrier
from search.trace.differences import DifferenceKind, kind_rank
from search.trace.edges import NUMERALS
from search.trace.passage import Passage, TargetText

MIN_SIMILARITY = 0.65
"""A passage that shares less of its letters with a report is not carried by it."""
MIN_RELATED_SIMILARITY = 0.5
"""The same for a sentence in a report that has much of other sentences of the same text."""
SHORT_PASSAGE, MIN_SHORT_SIMILARITY = 12, 0.75
"""The same for a passage of fewer letters than this."""
MIN_ALTERED = 5
"""A passage of fewer letters is carried with the same words or not at all."""

MIN_WORDS_OF_NUMBERS = 4
"""The weight of the words of a passage that is carried with any other numbers."""
_NUMBER = re.compile(rf"[0-9０-９{NUMERALS}.,:％%‰/\s\u2013-]*")


def carrier_in(
    passage: Passage, report: Report, title: TargetText, body: TargetText, least: float
) -> Carrier | None:
    """The better place of a passage in the title or body of a report; None if there is none."""
    placed: list[tuple[Alignment, bool]] = []
    for target, in_title in ((body, False), (title, True)):
        fold = least >= MIN_SIMILARITY  # what is only related is compared as it is written
        alignment = align(passage, target, least, fold=fold) if target.text else None
        if alignment and carries(passage, alignment, target.text, least):
            placed.append((alignment, in_title))
            if not alignment.differences:
                break
    if not placed:
        return None
    alignment, in_title = max(
        placed, key=lambda carrier: (kind_rank(carrier[0].kind), carrier[0].similarity)
    )
    text = (title if in_title else body).text
    return Carrier(
        report=report,
        in_title=in_title,
        text=text[alignment.start : alignment.end],
        start=alignment.start,
        end=alignment.end,
        similarity=alignment.similarity,
        differences=alignment.differences,
    )


def carries(passage: Passage, alignment: Alignment, text: str, least: float) -> bool:
    """Whether an alignment is close enough for the text to carry the passage."""
    if alignment.kind is not DifferenceKind.WORDS or _only_cut(passage, alignment):
        return True
    if _only_numbers(passage, alignment, text):
        return True
    if passage.weight < MIN_ALTERED:
        return False
    short = passage.weight < SHORT_PASSAGE
    return alignment.similarity >= (max(least, MIN_SHORT_SIMILARITY) if short else least)


def _only_cut(passage: Passage, alignment: Alignment) -> bool:
    """Whether all that differs is what the edges of the passage cut, as a negation before it."""
    edges = {passage.units[0].start, passage.units[-1].end}
    return all(
        difference.start == difference.end and difference.start in edges
        for difference in alignment.differences
    )


def _only_numbers(passage: Passage, alignment: Alignment, text: str) -> bool:
    """Whether only numbers differ, among enough words that do not."""
    words = sum(unit.weight for unit in passage.units if not _NUMBER.fullmatch(unit.key))
    return words >= MIN_WORDS_OF_NUMBERS and all(
        _NUMBER.fullmatch(passage.text, difference.start, difference.end)
        and _NUMBER.fullmatch(text, difference.other_start, difference.other_end)
        for difference in alignment.differences
    )
