"""The passages of a generation, over which questions about meaning are answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from whoosh.query import Query

from index.api import PassageAnswer, PassageQuestion
from index.arrays import Array
from index.embedded.query.columns import Columns
from index.embedded.query.evaluate import Node, ScoredDocs
from index.embedded.query.nearest import PassageSearch, PassageSegment, WordScores
from index.embedded.query.reader import MultiSegmentReader
from index.embedded.segment.passage_file import PassageFile
from index.report import Report
from index.system.deadline import Deadline
from index.text import encoder


@dataclass(frozen=True, slots=True)
class IndexedPassages:
    """The passages of a generation; `made_by` is the signature of the encoder of their vectors.

    RefusedError if there are no vectors, or if another encoder made them.
    """

    reader: MultiSegmentReader
    columns: Columns
    files: Sequence[PassageFile | None]
    made_by: str
    clock: Deadline

    def answer(
        self,
        question: PassageQuestion,
        plan: Callable[[Query], Node],
        reports: Callable[[Array], Sequence[Report | None]],
    ) -> PassageAnswer:
        """The answer to a question; `plan` plans a query, `reports` reads reports by number."""
        encoder.require_maker(self.made_by)
        matched = None
        if question.without is not None:
            matched = plan(question.without).all_docs(scored=False).docs
        allowed = _allowed(self.reader, self.columns, question, matched)
        words = [
            None if asked is None else WordScores(plan(asked), self.reader.count)
            for asked in question.words
        ]
        search = PassageSearch(self._segments(), allowed, self.clock, words)
        return search.answer(question, reports)

    def standing_out(self, text: str) -> ScoredDocs:
        """The reports with a passage nearer to a text than is usual, and by how much it is."""
        encoder.require_maker(self.made_by)
        return PassageSearch(self._segments(), None, self.clock).standing_out(text)

    def _segments(self) -> list[PassageSegment]:
        """The segments with vectors."""
        pairs = zip(self.files, self.reader.bases, strict=True)
        return [PassageSegment(file, base) for file, base in pairs if file is not None]


def _allowed(
    reader: MultiSegmentReader,
    columns: Columns,
    question: PassageQuestion,
    matched: Array | None,
) -> Array | None:
    """A mask of the reports whose passages count, without those in `matched`; None if all do."""
    if not (question.filters or question.excluded or matched is not None):
        return reader.alive
    docs = np.arange(reader.count)
    mask = np.ones(len(docs), dtype=np.bool_)
    if reader.alive is not None:
        mask &= reader.alive
    for condition in question.filters:
        mask &= columns.passing(condition, docs)
    if matched is not None:
        mask[matched] = False
    excluded = [reader.doc(name) for name in question.excluded]
    mask[[doc for doc in excluded if doc is not None]] = False
    return mask
