"""Renderings from parallel texts: reports whose translation is in the archive too.

Two reports are translations if their paths or ids differ only in the language code (x.zh.html and
x.en.html, rows zh-17 and en-17). A text renders a word if most translations of reports with the
word contain the text, and most translations of reports with the text contain the word.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.api import Index, Question
from index.report import Report
from index.schema import PHRASES
from index.text.analysis import stem
from index.text.fold import HAN_RUN, fold
from index.text.function_words import APART, FUNCTION_WORDS
from search.query.exact_text.passage_count import passage_count, passage_of
from search.query.other_language.cedict import Cedict
from search.query.other_language.nearness import MIN_NEARNESS, nearness
from search.query.other_language.renderings import coverage, has_known_word, known_throughout
from search.report_beginnings import read_beginnings
from search.suggest.parallel_titles import LATIN_WORD
from search.translated_reports import translations_with

MIN_PAIRS = 3
"""Pairs of translations that are needed."""
MAX_TRANSLATION_SHARE = 0.8
"""Share of the translations that must contain a rendering."""
MIN_SCORE = 0.5
"""The share of translations with the rendering, times the share in the other direction."""
MIN_LINKED_SHARE = 0.51
"""Share of the words of a line that the dictionary must link to its rendering."""
LINKED_BACK = 0.67
"""Share of the words of the rendering that it must link to the line."""
MAX_LOOKED_BACK = 5
"""Renderings that are checked in the other direction."""
PARALLEL_REPORTS = 12
"""Reports that are read for each of these checks."""
MAX_PARALLEL_LOOKUPS = 300
"""Candidates that are looked up in the vocabulary of the index."""
MAX_CHECKED_RENDERINGS = 12
"""Candidates whose reports are counted."""
MAX_HAN_CHARS, MAX_LATIN_CHARS = 10, 5
"""Han characters, or English words, of a rendering."""
TRANSLATION_CHARS = 3_000
"""Code points of a translation that are read."""


class LinkedRendering(NamedTuple):
    """A rendering of a line, and the share of the line's words that the dictionary links to it."""

    text: str
    linked: float


def rendered_in_texts(
    line: str, reports: Sequence[Report], index: Index, dictionary: Cedict | None
) -> LinkedRendering | None:
    """The likeliest rendering of a line in the translations of the reports; None if unclear."""
    wanted = fold(line)
    if wanted in FUNCTION_WORDS:
        return None
    others = [
        fold(other.body[:TRANSLATION_CHARS]) for other in translations_with(wanted, reports, index)
    ]
    if len(others) < MIN_PAIRS:
        return None
    units = _latin_units if HAN_RUN.search(line) else _han_units
    counts: Counter[str] = Counter()
    for other in others:
        counts.update(set(units(other)))
    often = {
        text: count
        for text, count in counts.items()
        if count >= MAX_TRANSLATION_SHARE * len(others)
    }
    known = _in_vocabulary(sorted(often, key=lambda text: (-often[text], -len(text), text)), index)
    reports_with = {
        text: passage_count(index, text, whole_words=True)
        for text in known[:MAX_CHECKED_RENDERINGS]
    }
    rarest = sorted(reports_with, key=lambda text: (reports_with[text], -len(text), text))[
        :MAX_LOOKED_BACK
    ]
    scores = {text: often[text] / len(others) * _share_back(text, wanted, index) for text in rarest}
    near = dict(zip(rarest, nearness(wanted, rarest, index), strict=False))
    fitting = {
        text: score
        for text, score in scores.items()
        if score >= MIN_SCORE and near.get(text, 1.0) >= MIN_NEARNESS
    }
    return _fitting(wanted, fitting, dictionary)


def _fitting(
    line: str, scores: Mapping[str, float], dictionary: Cedict | None
) -> LinkedRendering | None:
    """The candidate that the dictionary links to the line, or else the only candidate.

    Words that always occur together (碳达峰 and 碳中和) score the same, so a score is no proof.
    """
    linked = {text: coverage(line, text, dictionary) if dictionary else 0.0 for text in scores}
    sure = [
        text
        for text in scores
        if dictionary
        and linked[text] >= MIN_LINKED_SHARE
        and coverage(text, line, dictionary) >= LINKED_BACK
    ]
    if sure:
        best = max(sure, key=lambda text: (linked[text], scores[text], len(text), text))
        return LinkedRendering(best, linked[best])
    complete = [
        text for text in scores if not any(text != other and text in other for other in scores)
    ]
    if len(complete) != 1 or any(char in line for char in " -"):
        return None
    text = complete[0]
    if dictionary:
        # the dictionary knows the words, and most of them do not mean this: 西部 is not eastern,
        # nor is 推进依法行政 administration, nor what else a sentence about a council has
        known = known_throughout(line, dictionary) and linked[text] < MIN_LINKED_SHARE
        knows = known_throughout if text.isascii() else has_known_word
        if known or (knows(text, dictionary) and coverage(text, line, dictionary) < LINKED_BACK):
            return None
    return LinkedRendering(text, 0.0)


def _share_back(text: str, line: str, index: Index) -> float:
    """Of the translations of reports that contain `text`, the share that contains `line`."""
    question = Question(query=passage_of(index, text, whole_words=True), size=PARALLEL_REPORTS)
    ids = [hit.id for hit in index.ask(question).hits]
    reports = [report for report in read_beginnings(index, ids) if report is not None]
    others = [fold(other.body) for other in translations_with(text, reports, index)]
    return sum(line in other for other in others) / len(others) if others else 0.0


def _in_vocabulary(texts: Sequence[str], index: Index) -> list[str]:
    """The texts that are words or phrases of the archive."""
    candidates = list(texts[:MAX_PARALLEL_LOOKUPS])
    words = [text if HAN_RUN.search(text) else stem(text) for text in candidates]
    counts = zip(
        index.frequencies(PHRASES, candidates), index.frequencies("body", words), strict=True
    )
    return [text for text, fields in zip(candidates, counts, strict=True) if any(fields)]


def _han_units(text: str) -> Iterator[str]:
    for run in HAN_RUN.findall(text):
        for start in range(len(run) - 1):
            for stop in range(start + 2, min(start + MAX_HAN_CHARS, len(run)) + 1):
                if APART.isdisjoint((run[start], run[stop - 1])):
                    yield run[start:stop]


def _latin_units(text: str) -> Iterator[str]:
    words = LATIN_WORD.findall(text)
    for start, first in enumerate(words):
        for stop in range(start + 1, min(start + MAX_LATIN_CHARS, len(words)) + 1):
            if FUNCTION_WORDS.isdisjoint((first, words[stop - 1])):
                yield " ".join(words[start:stop])
