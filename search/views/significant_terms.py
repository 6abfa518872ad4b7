"""The words that set a result set apart from the rest of the archive.

A word's score is the log likelihood ratio (Dunning 1993) of its frequency in the results against
that in all reports: it finds surprisingly frequent words and does not overrate rare ones.
"""

import collections
import itertools
from dataclasses import dataclass

from index.api import Index
from index.report import Report
from index.text.analysis import Analyzer
from search.highlight import find_matches
from search.log_likelihood import log_likelihood_ratio
from search.match_patterns import Pattern
from search.request import Request
from search.views.scan import iter_results

SAMPLED_RESULTS = 200
"""Results that are read, from the first; the page says how many."""
SAMPLED_CHARS = 10_000
"""Code points of each result that are read."""
SHOWN_TERMS = 40
MIN_RESULTS = 2
"""A word in fewer results is ignored."""


@dataclass(frozen=True, slots=True)
class SignificantTerm:
    """A word in its most frequent form, with its number of results read and of reports."""

    word: str
    results: int
    reports: int


@dataclass(frozen=True, slots=True)
class SignificantTerms:
    """Distinctive words, highest score first, from the first `read` of `total` results."""

    words: tuple[SignificantTerm, ...]
    read: int
    total: int


def significant_terms(index: Index, request: Request) -> SignificantTerms:
    """The distinctive words of the results of a request, without the words of the query."""
    analyzer = Analyzer(request.settings.dictionary)
    forms: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    holding: collections.Counter[str] = collections.Counter()
    read = 0
    results = iter_results(index, request)
    for hit in itertools.islice(results, SAMPLED_RESULTS):
        read += 1
        words = _words(hit.report, hit.patterns, analyzer)
        holding.update(words.keys())
        for word, written in words.items():
            forms[word][written] += 1
    often = [word for word, number in holding.items() if number >= MIN_RESULTS]
    reports = dict(zip(often, index.frequencies("body", often), strict=True))
    total = index.about().reports
    others = max(total - read, 0)
    measure = {
        word: log_likelihood_ratio(
            holding[word], max(reports[word] - holding[word], 0), read, others
        )
        for word in often
    }
    best = sorted(
        (word for word in often if measure[word] > 0), key=lambda candidate: -measure[candidate]
    )
    shown = _whole(best[: 4 * SHOWN_TERMS], holding)[:SHOWN_TERMS]
    return SignificantTerms(
        tuple(
            SignificantTerm(forms[word].most_common(1)[0][0], holding[word], reports[word])
            for word in shown
        ),
        read,
        results.total,
    )


def _whole(words: list[str], holding: collections.Counter[str]) -> list[str]:
    """The words without those that only occur inside another of them."""
    return [
        word
        for word in words
        if not any(
            word in other and word != other and holding[word] == holding[other] for other in words
        )
    ]


def _words(report: Report, patterns: tuple[Pattern, ...], analyzer: Analyzer) -> dict[str, str]:
    """The words of a report, each with its first written form, without matches of the query."""
    text = report.body[:SAMPLED_CHARS]
    covered = set(
        itertools.chain.from_iterable(
            range(match.start, match.end) for match in find_matches(text, patterns)
        )
    )
    words: dict[str, str] = {}
    for token in analyzer.words(text, compounds=False):
        if token.text in words or token.start in covered:
            continue
        written = text[token.start : token.end]
        if _says_something(written):
            words[token.text] = written
    return words


def _says_something(written: str) -> bool:
    """False for single characters, numbers, and short lower-case Latin words such as the or of."""
    if len(written) == 1 or written.isdecimal():
        return False
    return len(written) > 3 or not (written.isascii() and written.islower())
