"""Forms of a phrase: other phrases that share its words, and which of them took its place.

Candidates are the phrases mined while the archive was indexed that contain a pair of characters (or
a word) of the phrase. Each is counted by month in the index.
"""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq

from index.api import Index, RefusedError, TermPart
from index.schema import PHRASES
from index.system.deadline import current_deadline
from index.text.analysis import Analyzer
from index.text.fold import fold
from search.phrases.curve import QUIET_MONTHS, PhraseCurve, curve
from search.phrases.history import PhraseHistory
from search.phrases.phrase_search import (
    MonthCounts,
    months_of,
    phrase_request,
    run_phrase,
    shared_reports,
)
from search.request import Request

MIN_COMMON_SHARE: Final = 0.5
"""The least share of the shorter phrase that both have, in the same order."""
MIN_LIFT: Final = 3.0
"""How many times as often as by chance reports must have two forms that share less than
MIN_LISTED_SHARE of their words, so that one can have replaced the other."""
MIN_LISTED_SHARE: Final = 2 / 3
"""The share from which a form is listed although neither took the other's place."""
SHARE_FACTOR: Final = 2.0
"""One form replaced another if its share grew by this factor while the other's fell by it."""
MAX_LISTED_PHRASES: Final = 300
"""Mined phrases that are looked at for each pair of characters, the most frequent ones."""
MAX_PARTS: Final = 12
FORM_CANDIDATES: Final = 16
MAX_FORMS: Final = 8


class Relation(enum.Enum):
    """The relation of another form to the phrase."""

    REPLACED_BY = "replaced-by"
    """The phrase was the more frequent one before, the other is in the last QUIET_MONTHS months."""
    REPLACED = "replaced"
    """The other way round."""
    BESIDE = "beside"
    """Neither took the other's place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Another form: the search that finds its `reports`, its first and last month, its relation."""

    phrase: str
    request: Request
    reports: int
    first: str
    last: str
    relation: Relation


def forms(index: Index, history: PhraseHistory) -> tuple[Form, ...] | None:
    """The other forms: those that took its place or gave it theirs first, then the most frequent.

    None if no phrases were mined for this index, as on a cluster: then forms are not known.
    """
    folded_phrase = fold(history.phrase)
    candidates = _candidates(index, folded_phrase, history.request)
    if candidates is None:
        return None
    everything = {
        month.month: month.everything for month in history.curve.months if month.everything
    }
    written_forms = []
    for phrase in candidates:
        if current_deadline().over():
            break
        form = _form(index, history, phrase, everything)
        if form is not None and (
            form.relation is not Relation.BESIDE
            or _alike(phrase, folded_phrase) >= MIN_LISTED_SHARE
        ):
            written_forms.append(form)
    written_forms.sort(
        key=lambda form: (form.relation is Relation.BESIDE, -form.reports, form.phrase)
    )
    distinct: list[Form] = []
    for form in written_forms:
        if not any(
            form.phrase in other.phrase or other.phrase in form.phrase for other in distinct
        ):
            distinct.append(form)
    return tuple(distinct[:MAX_FORMS])


def _candidates(index: Index, phrase: str, request: Request) -> list[str] | None:
    """Mined phrases with enough in common with the phrase, most frequent first.

    None if the index cannot list mined phrases.
    """
    counts: dict[str, int] = {}
    try:
        for part in _parts(phrase):
            for term in index.terms(PHRASES, part, TermPart.ANYWHERE, MAX_LISTED_PHRASES):
                counts[term.text] = term.reports
        if not counts and not index.terms(PHRASES, "", TermPart.PREFIX, 1):
            return None
    except RefusedError:
        return None
    analyzer = Analyzer(request.settings.dictionary)
    near = [
        text
        for text in counts
        if _alike(text, phrase) >= MIN_COMMON_SHARE and _whole(text, analyzer)
    ]
    near.sort(key=lambda candidate: (-counts[candidate], candidate))
    return near[:FORM_CANDIDATES]


def _parts(phrase: str) -> Iterator[str]:
    """Pairs of characters of a Chinese phrase, words of a Latin one."""
    words = phrase.split()
    if phrase.isascii():
        yield from [word for word in words if len(word) > 3][:MAX_PARTS]
        return
    pairs = [word[at : at + 2] for word in words for at in range(len(word) - 1)]
    yield from list(dict.fromkeys(pairs))[:MAX_PARTS]


def _alike(first: str, other: str) -> float:
    """The share of the shorter phrase that both have; 0 if one contains the other.

    Both begin or end in the same way: with two characters, or a word.
    """
    if first in other or other in first:
        return 0.0
    units = (first.split(), other.split()) if other.isascii() else (list(first), list(other))
    edge = 1 if other.isascii() else 2
    if units[0][:edge] != units[1][:edge] and units[0][-edge:] != units[1][-edge:]:
        return 0.0
    return float(LCSseq.similarity(*units) / min(map(len, units)))


def _whole(phrase: str, analyzer: Analyzer) -> bool:
    """Whether the phrase begins and ends with a word, not with a single character of one."""
    words = [] if phrase.isascii() else analyzer.words(phrase, compounds=False)
    return all(len(word.text) > 1 for word in (words[:1] + words[-1:]))


def _form(
    index: Index, history: PhraseHistory, phrase: str, everything: MonthCounts
) -> Form | None:
    phrase_search = phrase_request(history.request, phrase)
    run = run_phrase(index, phrase_search)
    counts = months_of(run)
    if not counts:
        return None
    relation = _relation(history.curve, curve(counts, None, everything))
    if relation is not Relation.BESIDE:
        shared = shared_reports(index, run_phrase(index, history.request, ()), run)
        total = sum(everything.values())
        apart = shared * total < MIN_LIFT * history.total * run.answer.total
        if apart and _alike(phrase, fold(history.phrase)) < MIN_LISTED_SHARE:
            relation = Relation.BESIDE
    return Form(
        phrase=phrase,
        request=phrase_search,
        reports=run.answer.total,
        first=min(counts),
        last=max(counts),
        relation=relation,
    )


def _relation(first: PhraseCurve, other: PhraseCurve) -> Relation:
    """The relation of two forms: which led until the earlier peak, and which leads at the end."""
    if first.peak is None or other.peak is None:
        return Relation.BESIDE
    early = min(first.peak.month, other.peak.month)
    shares = [
        (month.month, month.reports / month.everything, two.reports / two.everything)
        for month, two in zip(first.months, other.months, strict=True)
        if not month.few
    ]
    before = _means([(old, two) for month, old, two in shares if month <= early])
    after = _means([(old, two) for _, old, two in shares[-QUIET_MONTHS:]])
    if _took_over(before, after):
        return Relation.REPLACED_BY
    if _took_over(before[::-1], after[::-1]):
        return Relation.REPLACED
    return Relation.BESIDE


def _means(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    count = max(1, len(pairs))
    return sum(first for first, _ in pairs) / count, sum(two for _, two in pairs) / count


def _took_over(before: tuple[float, float], after: tuple[float, float]) -> bool:
    """Whether the second form leads in place of the first, which fell while it grew."""
    leads = before[0] > before[1] and after[0] < after[1]
    fell = after[0] * SHARE_FACTOR <= before[0]
    grew = after[1] >= SHARE_FACTOR * before[1]
    return leads and fell and grew
