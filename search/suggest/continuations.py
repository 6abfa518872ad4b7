"""How a piece of Chinese goes on in the texts that hold it: names that are in no vocabulary.

The first reports that hold it are read, and what follows is cut where the texts part: 李家 goes on
as 李家超 in all of them, and after that as anything.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from index.api import Index, Question
from index.function_words import APART
from index.text.fold import HAN, fold
from search.query.passage_count import passage_of

MOST_REPORTS = 30
READ = 20_000
LONGEST = 8
"""Characters that a piece may go on for."""
LEAST = 2
"""Reports in which it goes on so."""
PARTED = 0.7
"""The share that the likeliest next character may have at most where a name ends."""

_HAN = re.compile(f"[{HAN}]")


def continuations(index: Index, text: str) -> Iterator[str]:
    """The text with what follows it, the most frequent first."""
    asked = Question(query=passage_of(index, text), size=MOST_REPORTS)
    ids = [hit.id for hit in index.ask(asked).hits]
    counts: Counter[str] = Counter()
    for report in index.reports(ids):
        if report is not None:
            counts.update(set(_following(fold(report.body[:READ]), text)))
    after: dict[str, int] = defaultdict(int)
    for longer, count in counts.items():
        after[longer[:-1]] = max(after[longer[:-1]], count)
    for longer, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if count >= LEAST and after[longer] <= PARTED * count:
            yield longer


def _following(body: str, text: str) -> Iterator[str]:
    """The text with one, two, three … of the characters that follow, up to the next break."""
    at = body.find(text)
    while at >= 0:
        end = at + len(text)
        while end < len(body) and end < at + len(text) + LONGEST and _goes_on(body[end]):
            end += 1
            yield body[at:end]
        at = body.find(text, at + 1)


def _goes_on(char: str) -> bool:
    return _HAN.match(char) is not None and char not in APART
