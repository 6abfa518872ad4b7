"""Finds the passages nearest in meaning on a cluster: candidates by its graph, then their cosines.

The graph compares coordinates rounded to a byte and may miss a passage; the cosines are computed
here from the codes of the reports found, so that they are those of a folder.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.api import PassageAnswer, PassageQuestion
from index.arrays import Array
from index.cluster.answers import filter_clauses
from index.cluster.mapping import encodable
from index.cluster.passage_fields import (
    CHINESE_VECTORS,
    CODES_FIELD,
    LANGUAGES_FIELD,
    OTHER_VECTORS,
    PASSAGES_FIELD,
    PassageCodes,
    read_columns,
)
from index.json_types import JsonObject
from index.note_codes import NoteCode
from index.passage_hits import passage_hits
from index.report import Report, ReportId
from index.system.deadline import Deadline
from index.text import encoder, expected_similarity, meaning_scores, vector_codes
from index.text.vector_codes import Probe

CANDIDATE_REPORTS = 300
"""Reports with the nearest passages, of a language and a text, whose cosines are computed.

Measured: of the first ten, 100 miss one in 15, 250 one in 28 (92,000 passages), 500 one in 250
(32,000)."""
MAX_BOOSTED_REPORTS = 200
"""Reports that score more because of their meaning."""
HitSearch = Callable[[JsonObject], list[JsonObject]]
"""The hits of a search on the current generation."""
ReportScores = Mapping[ReportId, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePassage:
    """A passage of a report: its number there, from 0, and its code, which tells equal ones."""

    id: ReportId
    passage: int
    similarity: float
    text: int
    code: bytes


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Reports with the codes of their passages, one after another, and how many each has."""

    ids: tuple[ReportId, ...]
    passages: PassageCodes
    counts: Array

    def nearest(
        self, language: str, probes: Sequence[Probe], least: float
    ) -> Iterator[CandidatePassage]:
        """The passage of each report in a language that is most similar to any of the probes.

        Passages less similar than `least` are left out.
        """
        if not self.ids:
            return
        codes = self.passages.codes
        similar = np.array([vector_codes.similarities(codes, probe) for probe in probes])
        similar[:, self.passages.chinese != (language == CHINESE_VECTORS)] = -np.inf
        best: Array = similar.max(axis=0)
        starts = np.cumsum(self.counts) - self.counts
        owners = np.repeat(np.arange(len(self.ids)), self.counts)
        greatest = np.flatnonzero(best == np.maximum.reduceat(best, starts)[owners])
        first = greatest[np.unique(owners[greatest], return_index=True)[1]]
        for at in first[best[first] >= max(least, -1.0)].tolist():
            yield CandidatePassage(
                id=self.ids[owners[at]],
                passage=int(at - starts[owners[at]]),
                similarity=float(best[at]),
                text=int(similar[:, at].argmax()),
                code=codes.signs[at].tobytes() + codes.sizes[at].tobytes(),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagesOnCluster:
    """A search among `passages` passages of `reports` reports.

    `counting` are the clauses for the reports that count, `sample` has the codes of some passages.
    """

    search: HitSearch
    counting: JsonObject
    sample: PassageCodes
    reports: int
    passages: int
    clock: Deadline

    def answer(
        self,
        question: PassageQuestion,
        clauses: Sequence[JsonObject | None],
        reports: Callable[[Sequence[ReportId]], Sequence[Report | None]],
    ) -> PassageAnswer:
        """The answer; `clauses` are those of the words in each language, `reports` reads some."""
        probes = vector_codes.probes(encoder.encode(question.texts[: meaning_scores.MAX_TEXTS]))
        near = [
            self._best(language, probes, clause, question)
            for language, clause in zip(question.languages, clauses, strict=True)
        ]
        ids = sorted({passage.id for chosen in near for passage in chosen})
        read = dict(zip(ids, reports(ids), strict=True)) if ids else {}
        hits = passage_hits(
            [[(passage.id, passage) for passage in chosen] for chosen in near],
            read,
            self.clock.over,
        )
        notes = (NoteCode.TIMED_OUT,) if self.clock.spent else ()
        usual = tuple(self._usual(probe) for probe in probes)
        return PassageAnswer(hits=hits, usual=usual, exact=not notes, notes=notes)

    def standing_out(self, text: str) -> dict[ReportId, float]:
        """The reports with a passage nearer to a text than is usual, and by how much it is."""
        probes = vector_codes.probes(encoder.encode([text]))
        usual = self._usual(probes[0])
        excess: dict[ReportId, float] = {}
        for language in (CHINESE_VECTORS, OTHER_VECTORS):
            candidates = self._candidates(language, probes, CANDIDATE_REPORTS)
            for near in candidates.nearest(language, probes, usual):
                excess[near.id] = max(near.similarity - usual, excess.get(near.id, 0.0))
        return excess

    def _best(
        self,
        language: str,
        probes: Sequence[Probe],
        clause: JsonObject | None,
        question: PassageQuestion,
    ) -> list[CandidatePassage]:
        """The best passages in a language, by their similarity and the words of their reports."""
        candidates = self._candidates(language, probes, max(CANDIDATE_REPORTS, 4 * question.size))
        near = list(candidates.nearest(language, probes, question.least))
        additions = self._additions(near, clause)
        ranked = sorted(
            near,
            key=lambda passage: (-passage.similarity - additions.get(passage.id, 0), passage.id),
        )
        distinct = {passage.code: passage for passage in reversed(ranked)}
        return [passage for passage in ranked if distinct[passage.code] is passage][: question.size]

    def _candidates(self, language: str, probes: Sequence[Probe], count: int) -> "_Candidates":
        """The `count` reports with the passages nearest to each of the probes."""
        columns: dict[ReportId, str] = {}
        counting = {"bool": self.counting | {"must": [{"term": {LANGUAGES_FIELD: language}}]}}
        for probe in probes:
            if self.clock.over():
                break
            vector = vector_codes.probe_bytes(probe).tolist()
            knn = {"vector": vector, "k": count, "filter": counting}
            nearest = {"knn": {f"{PASSAGES_FIELD}.{language}": knn}}
            query = {"nested": {"path": PASSAGES_FIELD, "score_mode": "max", "query": nearest}}
            for hit in self.search(codes_search(query, count)):
                columns[_id(hit)] = _column(hit)
        return _Candidates(tuple(columns), *read_columns(tuple(columns.values())))

    def _additions(
        self, near: Sequence[CandidatePassage], clause: JsonObject | None
    ) -> ReportScores:
        """The additions of the words of a clause, by report."""
        nearest = max((passage.similarity for passage in near), default=0.0)
        share = meaning_scores.share_of_words(nearest)
        if clause is None or not near or not share or self.clock.over():
            return {}
        among = {"terms": {"id": [passage.id for passage in near]}}
        hits = self.search(
            {
                "query": {"bool": {"must": [clause], "filter": [among]}},
                "size": len(near),
                "_source": False,
                "docvalue_fields": ["id"],
            }
        )
        scores = np.array([hit["_score"] for hit in hits], dtype=np.float64)
        added = share * meaning_scores.word_additions(scores, self.reports)
        return dict(zip(map(_id, hits), added.tolist(), strict=True))

    def _usual(self, probe: Probe) -> float:
        return expected_similarity.usual([self.sample.codes], probe, self.passages)


def counting_clauses(question: PassageQuestion, without: JsonObject | None) -> JsonObject:
    """The parts of a bool query for the reports that count; `without` is a clause for others."""
    excluded = [encodable(name) for name in question.excluded]
    others = [{"terms": {"id": excluded}}] if excluded else []
    return {
        "filter": filter_clauses(question.filters),
        "must_not": [*others, *([] if without is None else [without])],
    }


def nearer_first(clause: JsonObject, near: ReportScores, best: float) -> JsonObject:
    """A clause with higher scores for reports that are near in meaning; `best` is the best score.

    The nearest MAX_BOOSTED_REPORTS of them count.
    """
    nearest = sorted(near.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_BOOSTED_REPORTS]
    should = [
        {"constant_score": {"filter": {"term": {"id": name}}, "boost": boost}}
        for name, excess in nearest
        if (boost := meaning_scores.MEANING_WEIGHT * best * excess) > 0
    ]
    return {"bool": {"must": [clause], "should": should}} if should else clause


def codes_search(query: JsonObject, size: int) -> JsonObject:
    """A search for reports that reads the codes of their passages."""
    fields = ["id", CODES_FIELD]
    return {"query": query, "size": size, "_source": False, "docvalue_fields": fields}


def sample_search(reports: int, passages: int) -> JsonObject:
    """A search for reports that have as many passages together as a sample needs."""
    size = expected_similarity.SAMPLE_PASSAGES * reports // max(passages, 1)
    drawn = {
        "query": {"terms": {LANGUAGES_FIELD: [CHINESE_VECTORS, OTHER_VECTORS]}},
        "random_score": {"seed": 1, "field": "_seq_no"},
        "boost_mode": "replace",
    }
    return codes_search(
        {"function_score": drawn}, min(max(size, 16), expected_similarity.SAMPLE_PASSAGES)
    )


def sample_of(hits: Sequence[JsonObject]) -> PassageCodes:
    """An even sample of the distinct passages of some reports."""
    every, _ = read_columns([_column(hit) for hit in hits])
    rows = np.concatenate([every.codes.signs, every.codes.sizes], axis=1)
    first = np.sort(np.unique(rows, axis=0, return_index=True)[1])
    first = first[:: max(1, len(first) // expected_similarity.SAMPLE_PASSAGES)]
    codes = vector_codes.Codes(every.codes.signs[first], every.codes.sizes[first])
    return PassageCodes(codes, every.chinese[first])


def _column(hit: JsonObject) -> str:
    return str(hit["fields"][CODES_FIELD][0])


def _id(hit: JsonObject) -> ReportId:
    return ReportId(str(hit["fields"]["id"][0]))
