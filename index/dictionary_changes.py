"""What another user dictionary than the last build's changes: the reports that hold its words.

A text is cut anew only if it holds a word that came, went or weighs otherwise: whatever jieba asks
its dictionary are words of the text, and their total is held still (see `segmenter`). Which
reports hold a word the index says itself: its grams do not depend on any dictionary.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh import query

from index.api import Index, Order, Question
from index.schema import GRAMS
from index.text.analysis import Analyzer, grams
from index.text.fold import HAN
from index.text.segmenter import Own

PHRASES_PER_QUESTION = 200
"""Passages that are looked for in one question."""

_HAN_WORD = re.compile(f"[{HAN}]+")


@dataclass(frozen=True, slots=True)
class DictionaryChange:
    """How many words the dictionary has more and less, and how many weigh otherwise than before.

    `reports` is how many hold one of them; None where every report is cut anew, for the words
    together weigh so much more or less than before that they change how any text is cut.
    """

    added: int
    removed: int
    weighed: int
    reports: int | None = None


@dataclass(frozen=True, slots=True)
class AffectedReports:
    """A change, and the ids of the reports to cut anew: those that were indexed and hold a word."""

    change: DictionaryChange
    ids: frozenset[str]


def affected_reports(index: Index, before: Analyzer, now: Analyzer) -> AffectedReports:
    """What a change of the dictionary touches of what `index` holds, which was cut by `before`."""
    old, new = before.own, now.own
    added, removed = new.words.keys() - old.words.keys(), old.words.keys() - new.words.keys()
    kept = new.words.keys() & old.words.keys()
    weighed = {word for word in kept if new.words[word] != old.words[word]}
    counts = (len(added), len(removed), len(weighed))
    ids = _holders(index, old, new, sorted(added | removed | weighed))
    if ids is None:
        return AffectedReports(DictionaryChange(*counts), frozenset())
    return AffectedReports(DictionaryChange(*counts, reports=len(ids)), ids)


def _holders(index: Index, old: Own, new: Own, words: list[str]) -> frozenset[str] | None:
    """The reports that hold one of the words; None where it may be any."""
    if old.step != new.step:
        return None
    found: set[str] = set()
    nodes = [node for word in words for node in _nodes(word)]
    for start in range(0, len(nodes), PHRASES_PER_QUESTION):
        size = index.about().reports
        asked = query.Or(nodes[start : start + PHRASES_PER_QUESTION])
        answer = index.ask(Question(query=asked, order=Order.NEWEST, size=size))
        if not answer.exact:
            return None
        found.update(hit.id for hit in answer.hits)
    return frozenset(found)


def _nodes(word: str) -> Iterator[Any]:
    """The word as an exact passage of the title and of the body, wherever it begins and ends.

    None for a word with anything but Han characters in it: jieba is given only their runs.
    """
    if not _HAN_WORD.fullmatch(word):
        return
    *pairs, last = (gram.text for gram in grams(word))
    for field in GRAMS:
        if not pairs:
            yield query.Prefix(field, last)
        elif len(pairs) == 1:
            yield query.Term(field, pairs[0])
        else:
            yield query.Phrase(field, pairs)
