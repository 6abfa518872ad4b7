"""Continuations of Chinese text, read from reports: they complete names that no vocabulary has.

A continuation ends where the next character varies: after 李家 every text goes on with 超, after
李家超 with anything.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from index.api import Index, Question
from index.text.fold import HAN_CHARACTER, fold
from index.text.function_words import APART
from search.query.passage_count import passage_of
from search.report_beginnings import read_beginnings

CONTINUED_REPORTS = 30
"""Reports that are read."""
CONTINUED_CHARS = 20_000
"""Code points of each report that are read."""
MAX_CONTINUATION_CHARS = 8
"""Characters of a continuation."""
MIN_CONTINUED_REPORTS = 2
"""Reports that must have a continuation."""
PARTED = 0.7
"""A continuation ends where the likeliest next character has at most this share."""


def continuations(index: Index, text: str) -> Iterator[str]:
    """The text with each of its continuations, the most frequent first.

    A particle continues a text only if it nearly always follows it, as 和 follows 碳中.
    """
    question = Question(query=passage_of(index, text), size=CONTINUED_REPORTS)
    ids = [hit.id for hit in index.ask(question).hits]
    counts: Counter[str] = Counter()
    having = 0
    for report in read_beginnings(index, ids):
        if report is not None and text in (body := fold(report.body[:CONTINUED_CHARS])):
            having += 1
            counts.update(set(_following(body, text)))
    after: dict[str, int] = defaultdict(int)
    for longer, count in counts.items():
        after[longer[:-1]] = max(after[longer[:-1]], count)
    for longer, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        part = longer[-1] not in APART or count >= PARTED * having
        if part and count >= MIN_CONTINUED_REPORTS and after[longer] <= PARTED * count:
            yield longer


def _following(body: str, text: str) -> Iterator[str]:
    """Each occurrence with one, two, three … of the next characters, up to the next break."""
    at = body.find(text)
    while at >= 0:
        end = at + len(text)
        while (
            end < len(body)
            and end < at + len(text) + MAX_CONTINUATION_CHARS
            and HAN_CHARACTER.match(body[end])
            and (body[end] not in APART or end == at + len(text))
        ):
            end += 1
            yield body[at:end]
        at = body.find(text, at + 1)
