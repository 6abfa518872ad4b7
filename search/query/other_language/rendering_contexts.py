"""How alike the surroundings of an English word and of its Chinese renderings are in the archive.

The words around each are compared as English stems, Chinese ones by the dictionary. Words of 库存
(grain, reserves) surround the *stocks* of a farm, those of 股票 (market, issue) do not.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from index.api import Index, Question
from index.text.analysis import stem
from index.text.fold import HAN_RUN, fold
from index.text.function_words import FUNCTION_WORDS
from search.query.exact_text.passage_count import passage_of
from search.query.other_language.base_forms import RENDERED_WORD
from search.query.other_language.cedict import Cedict
from search.report_beginnings import read_beginnings

MAX_READ_OF_WORD, MAX_PLACES, MAX_IN_REPORT = 40, 60, 4
"""Reports with a word that are read, and places in all and in one that are compared."""
MIN_PLACES = 5
"""Places from which surroundings can be told."""
SURROUNDING_CHARS = 50
"""Code points on each side of a place in English; in Chinese half of them."""
MAX_SENSES_COMPARED = 4
"""Senses of a Chinese word that are compared with English words."""

ContextWeights = Mapping[str, float]


def likenesses(
    word: str, texts: Sequence[str], index: Index, dictionary: Cedict
) -> Iterator[float | None]:
    """The cosine of the surroundings of a word and of each rendering; None where too few places.

    Forty reports are read for each when it is asked for.
    """
    places = list(_places(word, index, SURROUNDING_CHARS))
    if len(places) < MIN_PLACES:
        yield from [None] * len(texts)
        return
    left_out = stem(word)
    own = _english(places, left_out, index)
    for text in texts:
        around = list(_places(text, index, SURROUNDING_CHARS // 2))
        other = _chinese(around, left_out, index, dictionary)
        yield _cosine(own, other) if len(around) >= MIN_PLACES else None


def _places(text: str, index: Index, size: int) -> Iterator[tuple[str, str]]:
    """What stands before and after a text in some of the reports that have it."""
    question = Question(query=passage_of(index, text, whole_words=True), size=MAX_READ_OF_WORD)
    ids = [hit.id for hit in index.ask(question).hits]
    found = (
        occurrence
        for report in read_beginnings(index, ids)
        if report is not None
        for occurrence in itertools.islice(_in_report(text, fold(report.body), size), MAX_IN_REPORT)
    )
    return itertools.islice(found, MAX_PLACES)


def _in_report(text: str, body: str, size: int) -> Iterator[tuple[str, str]]:
    at = body.find(text)
    while at >= 0:
        end = at + len(text)
        if not text.isascii() or not (body[at - 1 : at].isalpha() or body[end : end + 1].isalpha()):
            yield body[max(at - size, 0) : at], body[end : end + size]
        at = body.find(text, end + size)


def _english(places: Sequence[tuple[str, str]], left_out: str, index: Index) -> ContextWeights:
    counts: Counter[str] = Counter()
    for before, after in places:
        words = RENDERED_WORD.findall(before)[1:] + RENDERED_WORD.findall(after)[:-1]
        counts.update({stem(word) for word in words if word not in FUNCTION_WORDS})
    del counts[left_out]
    return _weighed(counts, "the", index)


def _chinese(
    places: Sequence[tuple[str, str]], left_out: str, index: Index, dictionary: Cedict
) -> ContextWeights:
    counts: Counter[str] = Counter()
    for occurrence in places:
        runs = itertools.chain(*(HAN_RUN.findall(part) for part in occurrence))
        counts.update({"".join(pair) for run in runs for pair in itertools.pairwise(run)})
    known = {pair: count for pair, count in counts.items() if count > 1 and pair in dictionary}
    stems: dict[str, float] = {}
    for word, weight in _weighed(known, "的", index).items():
        for sense in dictionary.senses(word)[:MAX_SENSES_COMPARED]:
            words = [stem(part) for part in RENDERED_WORD.findall(sense.text)]
            for part in words:
                stems[part] = stems.get(part, 0.0) + weight / len(words)
    for silent in (left_out, *FUNCTION_WORDS):
        stems.pop(silent, None)
    return stems


def _weighed(counts: Mapping[str, int], common: str, index: Index) -> ContextWeights:
    """The weights of words that were counted more than once, rarer ones weighing more."""
    words = [word for word, count in counts.items() if count > 1]
    reports, *frequencies = index.frequencies("body", [common, *words])
    return {
        word: math.sqrt(counts[word]) * math.log(max(reports / max(frequency, 1), 1.0))
        for word, frequency in zip(words, frequencies, strict=True)
    }


def _cosine(own: ContextWeights, other: ContextWeights) -> float:
    lengths = math.hypot(*own.values()) * math.hypot(*other.values())
    return sum(weight * other.get(word, 0.0) for word, weight in own.items()) / (lengths or 1.0)
