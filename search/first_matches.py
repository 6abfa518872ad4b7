"""The matches of a report that its snippets are chosen from; a long report is read in part.

All reports of a page share a budget, so that forty long ones cost no more than some.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.system.deadline import current_deadline
from search.highlight import MAX_MARKED_MATCHES, find_matches
from search.match_patterns import Pattern
from search.page import Mark

READ_AT_LEAST, READ_ON, READ_AT_MOST = 1 << 18, 1 << 16, 1 << 21
"""Code points of a report that are read for its snippets: first, then each time, and at most."""
PAGE_BUDGET = 1 << 22
"""Code points that the reports of a page are read for; then only READ_ON of each further one."""


@dataclass(slots=True)
class ReadingBudget:
    """The code points that are left for a page; `cut` if a report has matches that were not met."""

    left: int = PAGE_BUDGET
    cut: bool = False


@dataclass(frozen=True, slots=True)
class FirstMatches:
    """Matches in rising order of the part that was read; `whole` if that is the whole text."""

    marks: tuple[Mark, ...]
    whole: bool


def find_first_matches(
    text: str, patterns: Sequence[Pattern], budget: ReadingBudget | None = None
) -> FirstMatches:
    """The matches for choosing snippets, at most MAX_MARKED_MATCHES of each pattern in each part.

    Most reports are read whole. A long one is read in parts until every term has a match, and at
    most to READ_AT_MOST: a report of 8 MB would cost as much as a hundred others.
    """
    budget = budget or ReadingBudget()
    wanted = {pattern.term for pattern in patterns}
    matches: list[Mark] = []
    reach = READ_AT_LEAST if budget.left > 0 else READ_ON
    most = min(len(text), READ_AT_MOST, max(reach, budget.left))
    start = 0
    while start < most:
        end = len(text)
        if end > start + reach:
            end = text.rfind("\n", start, start + reach) + 1 or start + reach
        marks = find_matches(text[start:end], patterns, MAX_MARKED_MATCHES)
        matches += _shifted(marks, start) if start else marks
        start, reach = end, READ_ON
        if wanted <= {mark.term for mark in matches} or current_deadline().over():
            break
    else:
        budget.cut |= start < len(text)
    budget.left -= start
    return FirstMatches(tuple(matches), start >= len(text))


def _shifted(marks: Sequence[Mark], by: int) -> list[Mark]:
    return [Mark(by + mark.start, by + mark.end, mark.term, mark.part) for mark in marks]
