"""Finds the reports that carry passages: asks for candidates, reads the likely ones, compares."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from whoosh.query import Query

from index.api import Answer, Filter, Index, Order, Question
from index.report import Report, ReportId
from index.report_date import ordinal
from index.schema import GRAMS
from index.system.deadline import current_deadline
from index.text.near_duplicates import Signature, groups, signature
from search.query.exact_text.passage_count import passage_of
from search.trace.carriers import Carrier, Located, oldest_first
from search.trace.comparison import (
    MIN_ALTERED,
    MIN_RELATED_SIMILARITY,
    MIN_SIMILARITY,
    carrier_in,
)
from search.trace.passage import Passage, TargetText
from search.trace.seeds import (
    Seed,
    chosen_seeds,
    joint_query,
    loose_query,
    nearest_query,
    seed_query,
    shared_query,
)

MAX_CANDIDATES = 16
"""Reports of one answer of the index for one passage."""
MAX_READS = 64
"""Reports that are read for all passages together, but MIN_READS for each."""
MIN_READS = 4
FEW_SEEDS = 0.3
"""Reports with less than this share of the most seeds of any report are not read."""
MANY_SEEDS = 0.6
"""Reports with this share of the most seeds probably carry the passage."""
MAX_COMMON = 8
"""Reports that share seeds with most passages; they are compared with all of them."""
COMMON_SHARE = 0.35
"""The share of the passages with which they share seeds."""
MAX_COMMON_CHARS = 20_000
"""Code points of such a report."""
PROBED_PASSAGES = 3
"""Such a report must carry one of this many passages before it is compared with all."""
MAX_JOINT_PASSAGES = 40
"""Passages of one text, evenly chosen, whose seeds are asked for together."""
STORY_CHARS = 20_000
"""Code points of a report by which its story is recognised."""
MAX_CACHED_CHARS = 8_000_000
"""Code points of reports that one answer keeps in memory."""
TITLE_GRAMS, BODY_GRAMS = GRAMS


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Reports that share seeds with a passage: by the number of seeds, and the oldest ones.

    `scores` is the share of the most seeds. `total` is the number of reports that probably carry
    the passage; `months` the number of months of their dates, 0 if it was not counted.
    """

    scores: tuple[tuple[ReportId, float], ...] = ()
    oldest: tuple[ReportId, ...] = ()
    total: int = 0
    months: int = 0


class CarrierFinder:
    """Finds carriers of passages among the reports that pass the filters; reads each report once.

    One finder answers for one generation of an index, and for one deadline.
    """

    def __init__(self, index: Index, filters: Sequence[Filter] = ()) -> None:
        self._index = index
        self._filters = tuple(filters)
        self._targets: dict[ReportId, tuple[Report, TargetText, TargetText]] = {}
        self._signatures: dict[ReportId, Signature] = {}
        self._chars = 0
        self._thorough = False
        self.cut = False

    def locate(self, texts: Sequence[str], *, thorough: bool = False) -> list[Located]:
        """The carriers of each text; the texts are sentences of one, or with `thorough` unrelated.

        For sentences less is read of each, because their neighbours have the same carriers.
        """
        passages = [Passage(text) for text in texts]
        self._thorough = thorough or len(texts) == 1
        seeds = chosen_seeds(self._index, texts)
        candidates = [
            _Candidates() if self.over() else self._candidates(passage, passage_seeds)
            for passage, passage_seeds in zip(passages, seeds, strict=True)
        ]
        reads = MAX_READS if self._thorough else max(MIN_READS, MAX_READS // max(1, len(texts)))
        chosen = [_chosen(candidate, reads) for candidate in candidates]
        self._read(dict.fromkeys(report_id for names in chosen for report_id in names))
        located = [
            self._nearer(
                passage, passage_seeds, self._located(passage, candidate, names), candidate
            )
            for passage, passage_seeds, candidate, names in zip(
                passages, seeds, candidates, chosen, strict=True
            )
        ]
        if thorough:
            return located
        located = self._related(passages, located, _shared(candidates))
        if _copied(located):
            located = self._related(passages, located, self._common(seeds))
        return located

    def locate_in(self, text: str, ids: Sequence[ReportId]) -> Located:
        """The carriers of a text among given reports."""
        self._read(ids)
        return Located(carriers=oldest_first(self._carriers(Passage(text), ids)), cut=self.cut)

    def text_of(self, report_id: ReportId, *, in_title: bool = False) -> str:
        """The body, or the title, of a report that was read."""
        _, title, body = self._targets[report_id]
        return title.text if in_title else body.text

    def stories(self, carriers: Sequence[Carrier]) -> int:
        """The number of unrelated stories among the reports of carriers."""
        known = [
            self._targets[carrier.report.id]
            for carrier in carriers
            if carrier.report.id in self._targets
        ]
        for report, _, body in known:
            if report.id not in self._signatures:
                self._signatures[report.id] = signature(body.text[:STORY_CHARS])
        if not known:
            return 0
        rows = np.stack([self._signatures[report.id] for report, _, _ in known])
        days = [ordinal(report.date) for report, _, _ in known]
        return len(np.unique(groups(rows, np.array(days, np.int64))))

    def over(self) -> bool:
        """Whether the deadline has passed; then `cut` is true."""
        over = current_deadline().over()
        self.cut = self.cut or over
        return over

    def _related(
        self, passages: Sequence[Passage], located: list[Located], names: Sequence[ReportId]
    ) -> list[Located]:
        """The carriers with reports that share something with several passages."""
        self._read(names)
        for report_id in filter(self._short, names):
            located = self._with_related(passages, located, report_id)
        return located

    def _with_related(
        self, passages: Sequence[Passage], located: Sequence[Located], report_id: ReportId
    ) -> list[Located]:
        """The carriers with a report that shares seeds with most passages.

        All passages are compared with it if it carries one of the longest.
        """
        missing = [
            at
            for at, traced in enumerate(located)
            if report_id not in {carrier.report.id for carrier in traced.carriers}
        ]
        missing.sort(key=lambda at: -len(passages[at].text))
        extended = list(located)
        carrying = 0
        for tried, at in enumerate(missing):
            if tried == PROBED_PASSAGES and not carrying:
                break
            carriers = self._carriers(passages[at], [report_id], MIN_RELATED_SIMILARITY)
            carrying += len(carriers)
            both = oldest_first([*extended[at].carriers, *carriers])
            extended[at] = replace(extended[at], carriers=both) if carriers else extended[at]
        return extended

    def _located(
        self, passage: Passage, candidates: _Candidates, ids: Sequence[ReportId]
    ) -> Located:
        carriers = self._carriers(passage, ids)
        read = len([report_id for report_id in ids if report_id in self._targets])
        more = bool(carriers) and candidates.total > read
        return Located(
            carriers=oldest_first(carriers),
            more=more,
            months=candidates.months if carriers else 0,
            cut=self.cut,
        )

    def _common(self, seeds: Sequence[Sequence[Seed]]) -> list[ReportId]:
        """The reports that share seeds with most passages, however few with each of them.

        An early report from which a text was copied again and again may share no more.
        """
        several = [passage_seeds for passage_seeds in seeds if passage_seeds]
        if len(several) < 2 or self.over():
            return []
        step = -(-len(several) // MAX_JOINT_PASSAGES)
        several = several[::step]
        answer = self._asked(
            Question(query=joint_query(several, BODY_GRAMS), filters=self._filters, size=MAX_COMMON)
        )
        least = max(2.0, len(several) * COMMON_SHARE)
        return [hit.id for hit in answer.hits if hit.score >= least]

    def _candidates(self, passage: Passage, seeds: Sequence[Seed]) -> _Candidates:
        """Reports that may carry a passage; its title is looked up if no body shares its seeds."""
        if len(seeds) < 2:
            return self._exact(passage)
        sharing = self._sharing(seeds, BODY_GRAMS)
        return sharing if sharing.scores else self._sharing(seeds, TITLE_GRAMS)

    def _sharing(self, seeds: Sequence[Seed], field: str) -> _Candidates:
        """The reports that share most seeds."""
        wanted = Question(
            query=seed_query(seeds, field), filters=self._filters, size=MAX_CANDIDATES
        )
        answer = self._asked(wanted)
        most = max((hit.score for hit in answer.hits), default=0.0)
        scores = [(hit.id, hit.score / most) for hit in answer.hits]
        likely = [report_id for report_id, score in scores if score >= MANY_SEEDS]
        if len(likely) < MIN_READS or most < 2:
            return _Candidates(tuple(scores), total=len(likely))
        shared = shared_query(seeds, field, max(2, math.ceil(most * MANY_SEEDS)))
        oldest = self._asked(replace(wanted, query=shared, order=Order.OLDEST, counts=("month",)))
        months = [count for count in oldest.count("month") if count.value]
        return _Candidates(
            tuple(scores), tuple(hit.id for hit in oldest.hits), oldest.total, len(months)
        )

    def _nearer(
        self, passage: Passage, seeds: Sequence[Seed], located: Located, candidates: _Candidates
    ) -> Located:
        """The carriers, and the nearest of the many reports with the same formula.

        A single passage that no report with its seeds carries, or one without seeds, is looked up
        once more by pairs of grams across marks, and with numbers: it may be a list of names.

        Their seeds are the same; only when none of those that were read is verbatim, the reports
        with the same numbers and rare words are asked for, and for a single passage those with all
        of its words in a row, which costs most.
        """
        for near_query in self._nearer_queries(passage, seeds, located, candidates):
            best = located.best
            if self.over() or (best and not best.differences):
                break
            wanted = Question(query=near_query(), filters=self._filters, size=MIN_READS)
            known = {carrier.report.id for carrier in located.carriers}
            ids = [hit.id for hit in self._asked(wanted).hits if hit.id not in known]
            self._read(ids)
            carriers = oldest_first([*located.carriers, *self._carriers(passage, ids)])
            located = replace(located, carriers=carriers)
        return located

    def _nearer_queries(
        self, passage: Passage, seeds: Sequence[Seed], located: Located, candidates: _Candidates
    ) -> list[Callable[[], Query]]:
        alone = self._thorough or len(seeds) < 2
        if alone and not located.carriers and passage.weight >= MIN_ALTERED:
            return [lambda: loose_query(self._index, passage.text, BODY_GRAMS)]
        likely = [score for _, score in candidates.scores if score >= MANY_SEEDS]
        if len(likely) < MAX_CANDIDATES:
            return []
        shared = shared_query(seeds, BODY_GRAMS, max(2, math.ceil(len(seeds) * MANY_SEEDS)))
        queries: list[Callable[[], Query]] = [
            lambda: nearest_query(self._index, passage.text, shared, BODY_GRAMS)
        ]
        if self._thorough:
            queries.append(lambda: passage_of(self._index, passage.text))
        return queries

    def _exact(self, passage: Passage) -> _Candidates:
        """The oldest reports with a short passage as an exact phrase."""
        if not passage.weight:
            return _Candidates()
        answer = self._asked(
            Question(
                query=passage_of(self._index, passage.text),
                filters=self._filters,
                size=MAX_CANDIDATES,
                order=Order.OLDEST,
                counts=("month",),
            )
        )
        oldest = tuple(hit.id for hit in answer.hits)
        months = [count for count in answer.count("month") if count.value]
        return _Candidates(oldest=oldest, total=answer.total, months=len(months))

    def _asked(self, question: Question) -> Answer:
        answer = self._index.ask(question)
        self.cut = self.cut or not answer.exact
        return answer

    def _carriers(
        self, passage: Passage, ids: Iterable[ReportId], least: float = MIN_SIMILARITY
    ) -> list[Carrier]:
        """The carriers among reports that were read."""
        carriers = []
        for report_id in ids:
            if self.over():
                break
            known = self._targets.get(report_id)
            carrier = carrier_in(passage, *known, least) if known else None
            if carrier:
                carriers.append(carrier)
        return carriers

    def _short(self, report_id: ReportId) -> bool:
        """Whether a report is not so long that it has seeds of any text by chance."""
        return (
            report_id in self._targets and len(self._targets[report_id][2].text) <= MAX_COMMON_CHARS
        )

    def _read(self, ids: Iterable[ReportId]) -> None:
        """Read reports that are not in memory."""
        if self._chars > MAX_CACHED_CHARS:
            self._targets, self._chars = {}, 0
        missing = [report_id for report_id in ids if report_id not in self._targets]
        for at in range(0, len(missing), MAX_CANDIDATES):
            some = () if self.over() else self._index.reports(missing[at : at + MAX_CANDIDATES])
            for report in filter(None, some):
                texts = TargetText(report.title), TargetText(report.body)
                self._targets[report.id] = (replace(report, paragraphs=()), *texts)
                self._chars += len(texts[1].text)


def _shared(candidates: Sequence[_Candidates]) -> list[ReportId]:
    """The likeliest candidates of several passages."""
    scores: dict[ReportId, float] = {}
    passages: Counter[str] = Counter()
    for candidate in candidates:
        for report_id, score in candidate.scores:
            scores[report_id] = scores.get(report_id, 0.0) + score
            passages[report_id] += 1
    several = [report_id for report_id in scores if passages[report_id] > 1]
    return sorted(several, key=lambda report_id: (-scores[report_id], report_id))[:MAX_COMMON]


def _copied(located: Sequence[Located]) -> bool:
    """Whether two reports carry half of several passages: the text was copied, perhaps often."""
    counts = Counter(carrier.report.id for carriers in located for carrier in carriers.carriers)
    return len(located) > 1 and sum(2 * count >= len(located) for count in counts.values()) > 1


def _chosen(candidates: _Candidates, reads: int) -> list[ReportId]:
    """The reports to read for a passage: those with the most seeds, and the oldest."""
    likely = [report_id for report_id, score in candidates.scores if score >= FEW_SEEDS]
    if candidates.oldest and candidates.scores:
        likely, oldest = likely[: reads // 2], candidates.oldest[: reads - reads // 2]
        return list(dict.fromkeys([*likely, *oldest]))
    return [*likely, *candidates.oldest][:reads]
