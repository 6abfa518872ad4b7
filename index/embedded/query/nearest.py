"""Finds the passages nearest in meaning: a scan over signs, then cosines of the best of it."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.api import PassageAnswer, PassageHit, PassageQuestion, RefusedError
from index.arrays import Array
from index.embedded.query.columns import Columns
from index.embedded.query.reader import MultiSegmentReader
from index.embedded.segment.passage_file import PassageFile
from index.note_codes import NoteCode
from index.report import Report, ReportId
from index.system.deadline import Deadline
from index.text import encoder, vector_codes
from index.text.passages import TextPassage, report_passages
from index.text.vector_codes import Codes, Probe

RESCORED_VECTORS = 2000
"""Vectors of a segment and language whose cosines are computed. Measured: the scan over signs
misses none of the ten nearest of 7,000."""
MAX_TEXTS = 20
"""Texts of a question that are compared."""
SAMPLED = 64
"""One in so many distances is sampled to estimate the distance of the last candidate."""
SAMPLE = 1024
"""Passages from which the usual similarity is estimated."""
SUPPOSED, SUPPOSED_MEAN, SUPPOSED_SPREAD = 200, 0.045, 0.065
"""Passages of an ordinary archive: the mean and the spread of their similarities to a question.
Measured: 0.03 to 0.06 and 0.055 to 0.08, questions of XQuAD and 16,000 passages of news."""
FEWEST = 10
"""An archive with fewer passages is treated as one with so many."""
_FAR = 255


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage that was found: the report's number, the passage's number in it, from 0."""

    doc: int
    passage: int
    similarity: float
    text: int


@dataclass(frozen=True, slots=True)
class PassageSegment:
    """The vectors of a segment, and the number of its first report."""

    file: PassageFile
    base: int


@dataclass(frozen=True, slots=True)
class PassageSearch:
    """The segments to search; `allowed` is a mask of all reports, None if all count."""

    segments: Sequence[PassageSegment]
    allowed: Array | None
    clock: Deadline

    def answer(
        self, question: PassageQuestion, reports: Callable[[Array], Sequence[Report | None]]
    ) -> PassageAnswer:
        """The answer to a question; `reports` reads reports by their numbers."""
        probes = vector_codes.probes(encoder.encode(question.texts[:MAX_TEXTS]))
        chosen = self._nearest(question, probes)
        docs = sorted({one.doc for near in chosen for one in near})
        read = reports(np.array(docs, dtype=np.intp)) if docs else ()
        hits = _located(chosen, dict(zip(docs, read, strict=True)))
        sample, count = self._sample(), sum(segment.file.vectors for segment in self.segments)
        usual = tuple(_usual(sample, probe, count) for probe in probes)
        notes = (NoteCode.TIMED_OUT,) if self.clock.spent else ()
        return PassageAnswer(hits=hits, usual=usual, exact=not notes, notes=notes)

    def _nearest(
        self, question: PassageQuestion, probes: Sequence[Probe]
    ) -> tuple[tuple[NearPassage, ...], ...]:
        """The nearest passages to the texts' probes, in each language of the question."""
        per_language: list[list[NearPassage]] = [[] for _ in question.languages]
        for segment in self.segments:
            mask = self._mask(segment)
            for text, probe in enumerate(probes):
                if self.clock.over():
                    break
                distances = vector_codes.distances(segment.file.signs(), probe)
                for number, language in enumerate(question.languages):
                    spoken = segment.file.chinese == (language == "zh")
                    counts = spoken if mask is None else spoken & mask
                    seen_distances = np.where(counts, distances, _FAR)
                    best = self._best(segment, probe, seen_distances, text)
                    per_language[number].extend(_chosen(best, question))
        return tuple(tuple(_chosen(sorted(near, key=_rank), question)) for near in per_language)

    def _sample(self) -> list[Codes]:
        """Codes of some SAMPLE passages, evenly spread."""
        step = max(1, sum(segment.file.vectors for segment in self.segments) // SAMPLE)
        return [
            segment.file.codes(np.arange(0, segment.file.vectors, step))
            for segment in self.segments
        ]

    def _mask(self, segment: PassageSegment) -> Array | None:
        if self.allowed is None:
            return None
        end = segment.base + len(segment.file.starts) - 1
        return segment.file.allowed(self.allowed[segment.base : end])

    def _best(
        self, segment: PassageSegment, probe: Probe, distances: Array, text: int
    ) -> Iterator[NearPassage]:
        """The candidates of a segment, the most similar first."""
        vectors = _candidates(distances)
        similarities = vector_codes.similarities(segment.file.codes(vectors), probe)
        order = np.lexsort((vectors, -similarities))
        for position in order.tolist():
            doc, passage = self._owner(segment, int(vectors[position]))
            yield NearPassage(doc, passage, float(similarities[position]), text)

    def _owner(self, segment: PassageSegment, vector: int) -> tuple[int, int]:
        """The first allowed report with the vector, and the number of the passage in it."""
        reports, passages = segment.file.owners(vector)
        first = 0
        if self.allowed is not None:
            first = int(self.allowed[reports + segment.base].argmax())
        return int(reports[first]) + segment.base, int(passages[first])


def _usual(sample: Sequence[Codes], probe: Probe, count: int) -> float:
    """How similar the nearest of `count` passages is to a probe if none is about it.

    The similarities of passages are taken as normally distributed. Mean and spread are estimated
    from the sample together with SUPPOSED passages of an ordinary archive, so that a few reports do
    not pass for what is usual.
    """
    similar = [vector_codes.similarities(one, probe) for one in sample]
    values = np.concatenate([np.zeros(0, dtype=np.float32), *similar]).astype(np.float64)
    total = len(values) + SUPPOSED
    mean = (values.sum() + SUPPOSED * SUPPOSED_MEAN) / total
    squares = (values**2).sum() + SUPPOSED * (SUPPOSED_MEAN**2 + SUPPOSED_SPREAD**2)
    return float(mean + _extreme(count) * np.sqrt(max(squares / total - mean**2, 0.0)))


def _extreme(count: int) -> float:
    """Standard deviations by which the greatest of `count` normal numbers exceeds the mean."""
    doubled = 2 * math.log(max(count, FEWEST))
    root = math.sqrt(doubled)
    return root - (math.log(doubled / 2) + math.log(4 * math.pi)) / (2 * root)


def _candidates(distances: Array) -> Array:
    """The RESCORED_VECTORS vectors with the smallest distances, in ascending order."""
    near = np.flatnonzero(distances < _FAR)
    if len(near) <= RESCORED_VECTORS:
        return near
    sample = np.sort(distances[::SAMPLED])
    bound = int(sample[min(4 * RESCORED_VECTORS // SAMPLED, len(sample) - 1)])
    near = np.flatnonzero(distances <= min(bound, _FAR - 1))
    if len(near) < RESCORED_VECTORS:  # the sample was not like the rest
        near = np.flatnonzero(distances < _FAR)
    best = np.argsort(distances[near], kind="stable")[:RESCORED_VECTORS]
    return np.sort(near[best])


def _rank(one: NearPassage) -> tuple[float, int, int]:
    return -one.similarity, one.doc, one.passage


def _chosen(near: Iterable[NearPassage], question: PassageQuestion) -> list[NearPassage]:
    """The first passages of as many reports as are asked for, while they are similar enough."""
    best: dict[int, NearPassage] = {}
    for one in near:
        if one.similarity < question.least or len(best) >= question.size:
            break
        best.setdefault(one.doc, one)
    return list(best.values())


def allowed(
    collection: MultiSegmentReader,
    columns: Columns,
    question: PassageQuestion,
    matched: Array | None,
) -> Array | None:
    """A mask of the reports whose passages count, without those in `matched`; None if all do."""
    if not (question.filters or question.excluded or matched is not None):
        return collection.alive
    docs = np.arange(collection.count)
    mask = np.ones(len(docs), dtype=np.bool_)
    if collection.alive is not None:
        mask &= collection.alive
    for one in question.filters:
        mask &= columns.passing(one, docs)
    if matched is not None:
        mask[matched] = False
    excluded = [collection.doc(name) for name in question.excluded]
    mask[[doc for doc in excluded if doc is not None]] = False
    return mask


def segments(files: Sequence[PassageFile | None], bases: Sequence[int]) -> list[PassageSegment]:
    """The segments with vectors."""
    return [
        PassageSegment(file, base)
        for file, base in zip(files, bases, strict=True)
        if file is not None
    ]


def _located(
    chosen: Sequence[Sequence[NearPassage]], reports: Mapping[int, Report | None]
) -> tuple[tuple[PassageHit, ...], ...]:
    """The places of passages in their reports, which are cut again: only numbers are stored."""
    cut = {
        doc: (report.id, report_passages(report.title, report.body))
        for doc, report in reports.items()
        if report is not None
    }
    return tuple(tuple(_hit(one, *cut[one.doc]) for one in near) for near in chosen)


def _hit(near: NearPassage, name: ReportId, cut: list[tuple[TextPassage, str]]) -> PassageHit:
    passage, _ = cut[near.passage]
    return PassageHit(name, passage.start, passage.end, near.similarity, near.text)


def refuse(made_by: str) -> None:
    """Raise RefusedError unless this encoder made the vectors of an index."""
    if not made_by:
        raise RefusedError(
            "This index has no vectors of meaning. Build it with them: baogao index --meaning"
        )
    if encoder.signature() != made_by:
        raise RefusedError(
            "Another version of the encoder made the vectors of meaning of this index. "
            "Build it again with: baogao index --meaning"
        )
