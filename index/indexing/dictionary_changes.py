"""Finds the reports to tokenise again after a change of the user dictionary.

A changed word affects only texts that contain it: jieba looks up only words of the text, and the
total weight is kept constant (see `segmenter`). The index itself can find the reports with a word,
because its grams do not depend on a dictionary.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from whoosh import query

from index.api import Index, Order, Question
from index.report import ReportId
from index.schema import GRAMS
from index.text.analysis import Analyzer, grams
from index.text.fold import HAN_RUN
from index.text.segmenter import UserWords

PHRASES_PER_QUESTION = 200


@dataclass(frozen=True, slots=True)
class DictionaryChange:
    """The numbers of words that were added, removed or reweighted.

    `reports` is the number of reports that contain one of them. It is None if every report is
    tokenised again, because the total weight changed enough to affect every text.
    """

    added: int
    removed: int
    weighed: int
    reports: int | None = None


@dataclass(frozen=True, slots=True)
class AffectedReports:
    """A change, and the ids of the indexed reports that contain an affected word."""

    change: DictionaryChange
    ids: frozenset[ReportId]


def affected_reports(index: Index, before: Analyzer, now: Analyzer) -> AffectedReports:
    """The reports in `index` that a change of the dictionary affects; `before` tokenised them."""
    old, new = before.user_words, now.user_words
    added, removed = new.words.keys() - old.words.keys(), old.words.keys() - new.words.keys()
    common = new.words.keys() & old.words.keys()
    weighed = {word for word in common if new.words[word] != old.words[word]}
    counts = (len(added), len(removed), len(weighed))
    ids = _holders(index, old, new, sorted(added | removed | weighed))
    if ids is None:
        return AffectedReports(DictionaryChange(*counts), frozenset())
    return AffectedReports(DictionaryChange(*counts, reports=len(ids)), ids)


def _holders(
    index: Index, old: UserWords, new: UserWords, words: list[str]
) -> frozenset[ReportId] | None:
    """The ids of the reports that contain one of the words; None if it could be any report."""
    if old.step != new.step:
        return None
    ids: set[ReportId] = set()
    nodes = [node for word in words for node in _nodes(word)]
    for start in range(0, len(nodes), PHRASES_PER_QUESTION):
        size = index.about().reports
        asked = query.Or(nodes[start : start + PHRASES_PER_QUESTION])
        answer = index.ask(Question(query=asked, order=Order.NEWEST, size=size))
        if not answer.exact:
            return None
        ids.update(hit.id for hit in answer.hits)
    return frozenset(ids)


def _nodes(word: str) -> Iterator[query.Query]:
    """Nodes that match the word as an exact phrase in title and body, at any word boundary.

    None of them for a word with other than Han characters: jieba gets only runs of those.
    """
    if not HAN_RUN.fullmatch(word):
        return
    *pairs, last = (gram.text for gram in grams(word))
    for field in GRAMS:
        if not pairs:
            yield query.Prefix(field, last)
        elif len(pairs) == 1:
            yield query.Term(field, pairs[0])
        else:
            yield query.Phrase(field, pairs)
