"""The topics of an archive: phrases of its texts that its titles name too, each with its reports.

The phrases are those mined when the index was built. What many texts repeat and no title names is
the wording of a kind of text (有关部门 in laws), so a phrase weighs by the reports that contain it
and, twice as much, by those whose title does. Each language of the archive has its places. Each
phrase is searched in quotes, so that its number is that of the search it leads to.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.api import Index, Question, Term, TermPart
from index.schema import PHRASES
from index.text.fold import HAN, HAN_CHARACTER
from search.phrases.mined_texts import original_spelling
from search.query.exact_text.passage_count import passage_of, title_count
from search.query.run_query import run_query
from search.report_beginnings import read_beginnings
from search.request import Request

MAX_TOPICS = 14
MIN_PLACES_OF_LANGUAGE = 3
"""Places of a language with at least MIN_SHARE_OF_LANGUAGE of the reports."""
MIN_SHARE_OF_LANGUAGE = 0.01
MAX_READ_PHRASES = 4_000
"""Phrases of an archive that are compared; one of 200,000 reports has some ten thousand."""
MAX_READ_LATIN_PHRASES = 40_000
"""Phrases among which those in Latin letters are looked for."""
MAX_SEARCHED_PHRASES = 80
"""Phrases of a language that are looked for in titles."""
MIN_SHARE = 0.002
"""Share of a language's reports below which a phrase is not what an archive is about."""
MAX_SHARE = 0.3
"""Share of a language's reports above which a phrase is furniture of the texts, not a topic."""
NEVER_FURNITURE = 10.0
"""Up to this many reports a phrase is no furniture, however small the archive."""
COLUMN_SHARE = 0.9
"""A phrase with this share of its reports in their titles is the name of a column."""
NAME_FACTOR = 16
"""The factor of a phrase in Latin letters of which each word has a capital: a name."""
COMMON_RUN = 3
"""Characters that two Chinese topics may not share: 习近平总书记 and 习近平主席."""
_HAN_TOPIC = re.compile(rf"(?![年月日时分次个等第多从对在和与及、以]|[各本该此])[{HAN}]{{4,12}}")
_LATIN_TOPIC = re.compile(r"[a-z]{3,24}(?: [a-z]{1,24}){0,6} [a-z]{4,24}")


@dataclass(frozen=True, slots=True)
class Topic:
    """A phrase of the archive, also as a report writes it, and the number of its reports."""

    text: str
    written: str
    reports: int

    @property
    def query(self) -> str:
        """The phrase in quotes."""
        return f"“{self.text}”"


@dataclass(frozen=True, slots=True)
class _Language:
    """A language with the shape of its phrases and the number of its reports."""

    pattern: re.Pattern[str]
    reports: int
    read: int

    @property
    def least(self) -> float:
        return max(2.0, self.reports * MIN_SHARE)

    @property
    def most(self) -> float:
        return max(NEVER_FURNITURE, self.reports * MAX_SHARE)


def topics(index: Index, blank: Request) -> tuple[Topic, ...]:
    """The topics with most reports first; `blank` is a request without a query."""
    total = index.about().reports
    latin = _Language(_LATIN_TOPIC, _count(index, blank, "language:en"), MAX_READ_LATIN_PHRASES)
    han = _Language(_HAN_TOPIC, total - latin.reports, MAX_READ_PHRASES)
    found = [_topics_of(index, blank, language) for language in (han, latin)]
    kept = [
        MIN_PLACES_OF_LANGUAGE if language.reports >= max(2.0, total * MIN_SHARE_OF_LANGUAGE) else 0
        for language in (han, latin)
    ]
    of_latin = max(round(MAX_TOPICS * latin.reports / max(total, 1)), kept[1])
    of_han = max(MAX_TOPICS - min(of_latin, len(found[1])), kept[0])
    chosen = [*found[0][:of_han], *found[1][: MAX_TOPICS - min(of_han, len(found[0]))]]
    return tuple(sorted(chosen, key=lambda topic: (-topic.reports, topic.text)))


def _topics_of(index: Index, blank: Request, language: _Language) -> list[Topic]:
    """At most MAX_TOPICS topics of a language, the weightiest first."""
    weighed = []
    for term in _likely(index, language)[:MAX_SEARCHED_PHRASES]:
        titled = title_count(index, term.text)
        written = _written(index, term.text)
        weight = (titled + 1) ** 2 * _weight(term)[0]
        named = NAME_FACTOR if written.istitle() else 1
        weighed.append((-weight * named, term.text, written, titled))
    found: list[Topic] = []
    for _, text, written, titled in sorted(weighed):
        if len(found) == MAX_TOPICS:
            break
        if any(_alike(text, other.text) for other in found):
            continue
        reports = _count(index, blank, f"“{text}”")
        if language.least <= reports <= language.most and titled <= reports * COLUMN_SHARE:
            found.append(Topic(text, written, reports))
    return found


def _count(index: Index, blank: Request, text: str) -> int:
    """The reports of a search, 0 if they could not be counted."""
    answer = run_query(index, replace(blank, text=text, size=1, facets=())).answer
    return answer.total if answer.exact else 0


def _written(index: Index, text: str) -> str:
    """A phrase in Latin letters as the body of a report writes it, with its capitals."""
    if not text.isascii():
        return text
    hits = index.ask(Question(query=passage_of(index, text, whole_words=True), size=1)).hits
    reports = [report for report in read_beginnings(index, [hit.id for hit in hits]) if report]
    return original_spelling(text, [replace(report, title="") for report in reports])


def _likely(index: Index, language: _Language) -> Sequence[Term]:
    """Mined phrases that look like a topic, the weightiest first: frequent and long."""
    likely = [
        term
        for term in index.terms(PHRASES, "", TermPart.PREFIX, language.read)
        if language.pattern.fullmatch(term.text)
    ]
    return list(_distinct(sorted(likely, key=_weight, reverse=True)))


def _weight(term: Term) -> tuple[float, str]:
    """The occurrences of a phrase, more for a longer one; the text puts equal ones in order."""
    length = len(term.text) / (1 if HAN_CHARACTER.match(term.text) else 2.5)
    return term.reports * min(length, 8.0), term.text


def _distinct(terms: Sequence[Term]) -> Iterator[Term]:
    """The terms without those that contain an earlier one or are contained in it."""
    seen: list[str] = []
    for term in terms:
        if not any(term.text in other or other in term.text for other in seen):
            seen.append(term.text)
            yield term


def _alike(text: str, other: str) -> bool:
    """Whether two phrases name the same: by all words of one, or by COMMON_RUN characters."""
    if text.isascii():
        words, others = set(text.split()), set(other.split())
        return words <= others or others <= words
    return any(text[at : at + COMMON_RUN] in other for at in range(len(text) - COMMON_RUN + 1))
