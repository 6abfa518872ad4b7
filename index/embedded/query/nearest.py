"""Finds the passages nearest in meaning: a scan over signs, then cosines of the best of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.api import PassageAnswer, PassageQuestion
from index.arrays import Array
from index.embedded.query.evaluate import Node, ScoredDocs
from index.embedded.segment.passage_file import PassageFile
from index.note_codes import NoteCode
from index.passage_hits import passage_hits
from index.report import Report
from index.system.deadline import Deadline
from index.text import encoder, expected_similarity, meaning_scores, vector_codes
from index.text.vector_codes import Probe

RESCORED_VECTORS = 2000
"""Vectors of a segment and language whose cosines are computed. Measured: the scan over signs then
misses none of the ten nearest of 7,000."""
SAMPLED_ONE_IN = 64
"""One in this many distances is sampled to estimate the distance of the last candidate."""
_FARTHEST_DISTANCE = 255


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage that was found: the report's number, the passage's number in it, from 0."""

    doc: int
    passage: int
    similarity: float
    text: int
    score: float


@dataclass(frozen=True, slots=True)
class PassageSegment:
    """The vectors of a segment, and the number of its first report."""

    file: PassageFile
    base: int


@dataclass(frozen=True, slots=True)
class _ProbeDistances:
    """A segment, and the distances of its vectors to a probe.

    Vectors that do not count are at _FARTHEST_DISTANCE.
    """

    segment: PassageSegment
    probe: Probe
    text: int
    distances: Array


@dataclass(frozen=True, slots=True)
class _SimilarPassages:
    """Passages of a segment that are similar enough to a text, as arrays of one length.

    They are in the order of their vectors. `docs` are numbers of reports, `passages` those of the
    passages in them, from 0.
    """

    text: int
    docs: Array
    passages: Array
    similarities: Array

    def ordered(self, additions: Array | float) -> Iterator[NearPassage]:
        """The passages, scored by similarity and additions, the best first."""
        scores = self.similarities + additions
        for at in np.argsort(-scores, kind="stable").tolist():
            yield NearPassage(
                int(self.docs[at]),
                int(self.passages[at]),
                float(self.similarities[at]),
                self.text,
                float(scores[at]),
            )


@dataclass(frozen=True, slots=True)
class WordScores:
    """The additions of a query to the similarities of passages, for the reports that it matches."""

    node: Node
    reports: int

    def scores(self, docs: Array) -> Array:
        """The addition for each of some reports, in any order."""
        distinct, at = np.unique(docs, return_inverse=True)
        scores = self.node.among(distinct, scored=True).scores
        if scores is None:
            return np.zeros(len(docs), dtype=np.float32)
        added: Array = meaning_scores.word_additions(scores, self.reports)[at]
        return added


@dataclass(frozen=True, slots=True)
class PassageSearch:
    """The segments to search; `allowed` is a mask of all reports, None if all count.

    `words` has for each language of a question the WordScores of its query, or None.
    """

    segments: Sequence[PassageSegment]
    allowed: Array | None
    clock: Deadline
    words: Sequence[WordScores | None] = ()

    def answer(
        self, question: PassageQuestion, reports: Callable[[Array], Sequence[Report | None]]
    ) -> PassageAnswer:
        """The answer to a question; `reports` reads reports by their numbers."""
        probes = vector_codes.probes(encoder.encode(question.texts[: meaning_scores.MAX_TEXTS]))
        chosen = self._nearest(question, probes)
        docs = sorted({passage.doc for near in chosen for passage in near})
        read = reports(np.array(docs, dtype=np.intp)) if docs else ()
        placed = ([(passage.doc, passage) for passage in near] for near in chosen)
        hits = passage_hits(placed, dict(zip(docs, read, strict=True)), self.clock.over)
        notes = (NoteCode.TIMED_OUT,) if self.clock.spent else ()
        common = tuple(self._usual(probes))
        return PassageAnswer(hits=hits, usual=common, exact=not notes, notes=notes)

    def standing_out(self, text: str) -> ScoredDocs:
        """The reports with a passage nearer to a text than is usual, and by how much it is."""
        probes = vector_codes.probes(encoder.encode([text]))
        (common,) = self._usual(probes)
        excess: dict[int, float] = {}
        for segment in self.segments:
            if self.clock.over():
                break
            vectors = _nearest_vectors(vector_codes.distances(segment.file.signs(), probes[0]))
            over = vector_codes.similarities(segment.file.codes(vectors), probes[0]) - common
            vectors, over = vectors[over > 0], over[over > 0]
            for vector, value in zip(vectors.tolist(), over.tolist(), strict=True):
                for doc in (segment.file.owners(vector)[0] + segment.base).tolist():
                    excess[doc] = max(value, excess.get(doc, 0.0))
        docs = sorted(excess)
        scores = np.array([excess[doc] for doc in docs], dtype=np.float32)
        return ScoredDocs(np.array(docs, dtype=np.intp), scores)

    def _nearest(
        self, question: PassageQuestion, probes: Sequence[Probe]
    ) -> tuple[tuple[NearPassage, ...], ...]:
        """The nearest passages to the texts' probes, in each language of the question."""
        per_language: list[list[_SimilarPassages]] = [[] for _ in question.languages]
        for segment in self.segments:
            mask = self._mask(segment)
            for text, probe in enumerate(probes):
                if self.clock.over():
                    break
                distances = vector_codes.distances(segment.file.signs(), probe)
                for number, language in enumerate(question.languages):
                    spoken = segment.file.chinese == (language == "zh")
                    counts = spoken if mask is None else spoken & mask
                    near = _ProbeDistances(
                        segment, probe, text, np.where(counts, distances, _FARTHEST_DISTANCE)
                    )
                    per_language[number].append(self._similar(near, question.least))
        return tuple(
            tuple(self._best(similar, number, question))
            for number, similar in enumerate(per_language)
        )

    def _best(
        self, similar: Sequence[_SimilarPassages], language: int, question: PassageQuestion
    ) -> list[NearPassage]:
        """The best passages in a language, by their similarity and the words of their reports."""
        words = self.words[language] if self.words else None
        nearest = max((float(near.similarities.max(initial=0.0)) for near in similar), default=0.0)
        share = meaning_scores.share_of_words(nearest)
        best: list[NearPassage] = []
        for near in similar:
            additions = 0.0 if words is None else share * words.scores(near.docs)
            best.extend(_chosen(near.ordered(additions), question))
        return _chosen(sorted(best, key=_rank), question)

    def _usual(self, probes: Sequence[Probe]) -> Iterator[float]:
        """The usual similarity of the nearest passage to each probe, from an even sample."""
        count = sum(segment.file.vectors for segment in self.segments)
        step = max(1, count // expected_similarity.SAMPLE_PASSAGES)
        files = [segment.file for segment in self.segments]
        sample = [file.codes(np.arange(0, file.vectors, step)) for file in files]
        return (expected_similarity.usual(sample, probe, count) for probe in probes)

    def _mask(self, segment: PassageSegment) -> Array | None:
        if self.allowed is None:
            return None
        end = segment.base + len(segment.file.starts) - 1
        return segment.file.allowed(self.allowed[segment.base : end])

    def _similar(self, near: _ProbeDistances, least: float) -> _SimilarPassages:
        """The candidates of a segment that are similar enough, in ascending order of vectors."""
        file, base = near.segment.file, near.segment.base
        vectors = _nearest_vectors(near.distances)
        similarities = vector_codes.similarities(file.codes(vectors), near.probe)
        enough = np.flatnonzero(similarities >= least)
        vectors, similarities = vectors[enough], similarities[enough]
        docs, passages = file.first_owners(vectors)
        docs += base
        for at in np.flatnonzero(~self.allowed[docs]) if self.allowed is not None else ():
            docs[at], passages[at] = self._owner(near.segment, int(vectors[at]))
        return _SimilarPassages(near.text, docs, passages, similarities)

    def _owner(self, segment: PassageSegment, vector: int) -> tuple[int, int]:
        """The first allowed report with the vector, and the number of the passage in it."""
        reports, passages = segment.file.owners(vector)
        first = 0
        if self.allowed is not None:
            first = int(self.allowed[reports + segment.base].argmax())
        return int(reports[first]) + segment.base, int(passages[first])


def _nearest_vectors(distances: Array) -> Array:
    """The RESCORED_VECTORS vectors with the smallest distances, in ascending order."""
    near = np.flatnonzero(distances < _FARTHEST_DISTANCE)
    if len(near) <= RESCORED_VECTORS:
        return near
    sample = np.sort(distances[::SAMPLED_ONE_IN])
    bound = int(sample[min(4 * RESCORED_VECTORS // SAMPLED_ONE_IN, len(sample) - 1)])
    near = np.flatnonzero(distances <= min(bound, _FARTHEST_DISTANCE - 1))
    if len(near) < RESCORED_VECTORS:  # the sample was not like the rest
        near = np.flatnonzero(distances < _FARTHEST_DISTANCE)
    best = np.argsort(distances[near], kind="stable")[:RESCORED_VECTORS]
    return np.sort(near[best])


def _rank(passage: NearPassage) -> tuple[float, int, int]:
    return -passage.score, passage.doc, passage.passage


def _chosen(near: Iterable[NearPassage], question: PassageQuestion) -> list[NearPassage]:
    """The first passages of as many reports as are asked for."""
    best: dict[int, NearPassage] = {}
    for passage in near:
        if len(best) >= question.size:
            break
        best.setdefault(passage.doc, passage)
    return list(best.values())
