"""Finds the reports that carry a passage, verbatim or altered, and compares them with it."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.api import Filter, Index, Order, Question
from index.report import Report
from index.system.deadline import current
from index.text.near_duplicates import Signature, groups, signature
from search.trace.alignment import Alignment, Difference, DifferenceKind, Passage, TargetText, align
from search.trace.seeds import (
    Seed,
    chosen_seeds,
    exact_query,
    nearest_query,
    seed_query,
    shared_query,
)

MAX_CANDIDATES = 16
"""Reports that are read and compared for one passage and one order."""
FEW_SEEDS = 0.3
"""Reports with less than this share of the most seeds of any report are not read."""
MANY_SEEDS = 0.6
"""If even the last candidate has this share, there may be more: the oldest are asked for, too."""
MIN_SIMILARITY = 0.6
"""A passage that shares less of its letters with a report is not carried by it."""
SHORT_PASSAGE, MIN_SHORT_SIMILARITY = 12, 0.75
"""The same for a passage of fewer letters than this."""
MIN_ALTERED = 5
"""A passage of fewer letters is carried with the same words or not at all."""
STORY_CHARS = 20_000
"""Code points of a report by which its story is recognised."""
MAX_CACHED_CHARS = 8_000_000
"""Code points of reports that one answer keeps in memory."""
TITLE, BODY = "title_grams", "body_grams"


class TextMatch(enum.Enum):
    """Whether a passage is in the archive: character by character, with differences, or not."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A report that carries a passage, as `text` at code points `start` to `end` of its body.

    With `in_title` the positions count in its title. `report` has no paragraphs. The ranges of
    `differences` count in the passage and in the body (or title).
    """

    report: Report
    in_title: bool
    text: str
    start: int
    end: int
    similarity: float
    differences: tuple[Difference, ...]

    @property
    def kind(self) -> DifferenceKind | None:
        """The gravest kind of difference; None if the passage is verbatim."""
        kinds = {one.kind for one in self.differences}
        return next((kind for kind in DifferenceKind if kind in kinds), None)

    @property
    def match(self) -> TextMatch:
        """VERBATIM or ALTERED."""
        return TextMatch.ALTERED if self.differences else TextMatch.VERBATIM


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The carriers of a passage: dated ones oldest first, then undated ones in the order of ids.

    `more` says that there may be carriers that were not read, so that a count is a lower bound;
    none of them is older than the first. `cut` says that the deadline stopped the work.
    """

    carriers: tuple[Carrier, ...] = ()
    more: bool = False
    cut: bool = False

    def joined(self, other: "Located") -> "Located":
        """The carriers of both."""
        carriers = tuple(sorted((*self.carriers, *other.carriers), key=_age))
        return Located(carriers=carriers, more=self.more or other.more, cut=self.cut or other.cut)

    def without(self, report_id: str) -> "Located":
        """The carriers other than one report."""
        kept = tuple(one for one in self.carriers if one.report.id != report_id)
        return replace(self, carriers=kept)

    @property
    def match(self) -> TextMatch:
        """How the best carrier has the passage."""
        return self.best.match if self.best else TextMatch.ABSENT

    @property
    def best(self) -> Carrier | None:
        """The carrier with the least grave differences; of several the oldest."""
        return min(self.carriers, key=_gravity, default=None)

    @property
    def earliest(self) -> Carrier | None:
        """The oldest dated carrier."""
        first = next(iter(self.carriers), None)
        return first if first and first.report.date else None


def _gravity(carrier: Carrier) -> tuple[int, float]:
    kinds = list(DifferenceKind)
    rank = kinds.index(carrier.kind) if carrier.kind else len(kinds)
    return -rank, -carrier.similarity


class CarrierFinder:
    """Finds carriers of passages among the reports that pass the filters; reads each report once.

    One finder answers for one generation of an index, and for one deadline.
    """

    def __init__(self, index: Index, filters: Sequence[Filter] = ()) -> None:
        self._index = index
        self._filters = tuple(filters)
        self._targets: dict[str, tuple[Report, TargetText, TargetText]] = {}
        self._signatures: dict[str, Signature] = {}
        self._chars = 0
        self.cut = False

    def locate(self, texts: Sequence[str]) -> list[Located]:
        """The carriers of each text."""
        seeds = chosen_seeds(self._index, texts)
        return [self._located(text, own) for text, own in zip(texts, seeds, strict=True)]

    def locate_in(self, text: str, ids: Sequence[str]) -> Located:
        """The carriers of a text among given reports."""
        return Located(carriers=self._carriers(Passage(text), ids), cut=self.cut)

    def stories(self, carriers: Sequence[Carrier]) -> int:
        """The number of unrelated stories among the reports of carriers."""
        known = [self._targets[one.report.id] for one in carriers if one.report.id in self._targets]
        for report, _, body in known:
            if report.id not in self._signatures:
                self._signatures[report.id] = signature(body.text[:STORY_CHARS])
        if not known:
            return 0
        rows = np.stack([self._signatures[report.id] for report, _, _ in known])
        days = [report.date.toordinal() if report.date else 0 for report, _, _ in known]
        return len(np.unique(groups(rows, np.array(days, np.int64))))

    def _located(self, text: str, seeds: Sequence[Seed]) -> Located:
        passage = Passage(text)
        if not passage.weight or self.over():
            return Located(cut=self.cut)
        carriers, more = self._candidates(passage, seeds, BODY)
        if not carriers and len(seeds) > 1:
            carriers, more = self._candidates(passage, seeds, TITLE)
        if not carriers and len(seeds) < 2:
            carriers, more = self._exact(passage)
        return Located(carriers=carriers, more=more, cut=self.cut)

    def _candidates(
        self, passage: Passage, seeds: Sequence[Seed], field: str
    ) -> tuple[tuple[Carrier, ...], bool]:
        """The carriers among reports that share most seeds, and whether there may be more."""
        if not seeds:
            return (), False
        wanted = Question(
            query=seed_query(seeds, field), filters=self._filters, size=MAX_CANDIDATES
        )
        answer = self._index.ask(wanted)
        self.cut = self.cut or not answer.exact
        most = max((hit.score for hit in answer.hits), default=0.0)
        ids = [hit.id for hit in answer.hits if hit.score >= most * FEW_SEEDS]
        least = answer.hits[-1].score if len(answer.hits) == MAX_CANDIDATES else 0.0
        more = answer.total > MAX_CANDIDATES and least >= most * MANY_SEEDS
        if more:
            shared = shared_query(seeds, field, max(1, int(most * MANY_SEEDS)))
            nearest = nearest_query(self._index, passage.text, shared, field)
            for one in (
                replace(wanted, query=nearest),
                replace(wanted, query=shared, order=Order.OLDEST),
            ):
                answer = self._index.ask(one)
                self.cut = self.cut or not answer.exact
                ids += [hit.id for hit in answer.hits]
        return self._carriers(passage, dict.fromkeys(ids)), more

    def _exact(self, passage: Passage) -> tuple[tuple[Carrier, ...], bool]:
        """The oldest reports with a short passage as an exact phrase."""
        wanted = Question(
            query=exact_query(self._index, passage.text),
            filters=self._filters,
            size=MAX_CANDIDATES,
            order=Order.OLDEST,
        )
        answer = self._index.ask(wanted)
        self.cut = self.cut or not answer.exact
        carriers = self._carriers(passage, [hit.id for hit in answer.hits])
        return carriers, answer.total > MAX_CANDIDATES

    def _carriers(self, passage: Passage, ids: Iterable[str]) -> tuple[Carrier, ...]:
        """The carriers among reports, oldest first."""
        found = []
        for report, title, body in self._read(list(ids)):
            carrier = _carrier(passage, report, title, body)
            if carrier:
                found.append(carrier)
            if self.over():
                break
        return tuple(sorted(found, key=_age))

    def _read(self, ids: Sequence[str]) -> list[tuple[Report, TargetText, TargetText]]:
        """The reports with their texts, folded for comparison."""
        missing = [name for name in ids if name not in self._targets]
        if self._chars > MAX_CACHED_CHARS:
            self._targets, self._chars, missing = {}, 0, list(ids)
        for report in self._index.reports(missing) if missing else ():
            if report is not None:
                texts = TargetText(report.title), TargetText(report.body)
                bare = replace(report, paragraphs=())
                self._targets[report.id] = (bare, *texts)
                self._chars += len(texts[1].text)
        return [self._targets[name] for name in ids if name in self._targets]

    def over(self) -> bool:
        """Whether the deadline has passed; then `cut` is true."""
        over = current().over()
        self.cut = self.cut or over
        return over


def _age(carrier: Carrier) -> tuple[bool, str, str]:
    date = carrier.report.date
    return date is None, date.isoformat() if date else "", carrier.report.id


def _carrier(
    passage: Passage, report: Report, title: TargetText, body: TargetText
) -> Carrier | None:
    """The better place of a passage in the title or body of a report; None if there is none."""
    placed: list[tuple[Alignment, bool]] = []
    for target, in_title in ((body, False), (title, True)):
        alignment = align(passage, target) if target.text else None
        if alignment and carries(passage, alignment):
            placed.append((alignment, in_title))
            if not alignment.differences:
                break
    if not placed:
        return None
    alignment, in_title = max(placed, key=lambda one: (_rank(one[0]), one[0].similarity))
    text = (title if in_title else body).text
    return Carrier(
        report=report,
        in_title=in_title,
        text=text[alignment.start : alignment.end],
        start=alignment.start,
        end=alignment.end,
        similarity=alignment.similarity,
        differences=alignment.differences,
    )


def _rank(alignment: Alignment) -> int:
    kinds = list(DifferenceKind)
    return kinds.index(alignment.kind) if alignment.kind else len(kinds)


def carries(passage: Passage, alignment: Alignment) -> bool:
    """Whether an alignment is close enough for the text to carry the passage."""
    if alignment.kind is not DifferenceKind.WORDS:
        return True
    if passage.weight < MIN_ALTERED:
        return False
    short = passage.weight < SHORT_PASSAGE
    return alignment.similarity >= (MIN_SHORT_SIMILARITY if short else MIN_SIMILARITY)
