"""Answers one question: match, filter, score, go on after a cursor, cut out a page, count."""

from collections.abc import Callable, Sequence

import numpy as np

from index.api import Answer, FacetCount, Order, Question, ScoredId
from index.arrays import Array, Mask, conjunction, set_positions
from index.embedded.query.columns import Columns, own_field
from index.embedded.query.evaluate import Node, Ranking, ScoredDocs, ScoringWork
from index.embedded.query.meaning_boost import NO_BOOST, best_docs, boosted
from index.embedded.query.plan import Planner
from index.embedded.query.ranking import ranking_of
from index.note_codes import NoteCode

SAMPLED_DOCS = 1024
"""Reports of the sample by which the share that filters let pass is estimated."""
FEW_DOCS_RATIO = 8
"""If the filters let less than an eighth of the reports pass, only those reports are scored.
Measured: a frequent phrase with a filter on one of 300 sources takes a third of the time."""
MIN_FILTERED_DOCS = 1 << 16
"""Below this many candidate reports all are scored before filtering. Measured: with a dozen words
over 40,000 reports this takes half the time."""


class QuestionAnswering:
    """The steps from a question to its answer.

    Scores are computed as late as possible: by the ranking if the query has one, else after the
    filters if few reports pass them, else while matching.
    """

    def __init__(
        self, question: Question, columns: Columns, work: ScoringWork, planner: Planner
    ) -> None:
        self._question = question
        self._columns = columns
        self._work = work
        self._planner = planner
        self._end = question.start + question.size
        # counting alone needs no scores
        self._scored = question.order is Order.RELEVANCE and self._end > 0

    def answer(self, near_in_meaning: Callable[[str], ScoredDocs]) -> Answer:
        """The answer; `near_in_meaning` finds the reports that are near to a text in meaning."""
        question = self._question
        node = self._planner.plan(question.query)
        ranking = ranking_of(node, self._work) if self._scored else None
        afterwards = self._scored and ranking is None and self._few_pass(node)
        matches = self._matches(node, ranking, scored=self._scored and not afterwards)
        masks = [self._columns.passing(condition, matches.docs) for condition in question.filters]
        counted = self._filtered(matches, masks)
        hits = counted
        near_docs = NO_BOOST
        if self._scored and question.nearer_to:
            near_docs = near_in_meaning(question.nearer_to)
        if afterwards:
            hits = ScoredDocs(hits.docs, node.among(hits.docs, scored=True).scores)
        elif ranking is not None:
            hits = self._best(ranking, hits, near_docs)
        hits = boosted(hits, near_docs)
        shown, scores = self._page(self._ordered(hits))
        notes = self._notes()
        return Answer(
            hits=tuple(map(ScoredId, self._work.reader.ids(shown), scores.tolist())),
            total=len(counted.docs),
            exact=not notes,
            counts=tuple(
                (name, self._counts(name, matches.docs, masks, counted.docs))
                for name in question.counts
            ),
            notes=notes,
        )

    def _few_pass(self, node: Node) -> bool:
        """Whether to filter first: few reports pass, by a sample of about 1,024 of all."""
        filters = self._question.filters
        if not (node.deferrable and node.size > MIN_FILTERED_DOCS and filters):
            return False
        count = self._work.reader.count
        sample = np.arange(0, count, max(1, count // SAMPLED_DOCS))
        passing = conjunction([self._columns.passing(condition, sample) for condition in filters])
        return int(np.count_nonzero(passing)) * FEW_DOCS_RATIO < len(sample)

    def _matches(self, node: Node, ranking: Ranking | None, *, scored: bool) -> ScoredDocs:
        """The matching reports that are not deleted."""
        matches = node.all_docs(scored=scored) if ranking is None else ScoredDocs(ranking.docs)
        alive = self._work.reader.alive
        return matches if alive is None else matches.take(set_positions(alive.take(matches.docs)))

    def _filtered(self, matches: ScoredDocs, masks: Sequence[Mask]) -> ScoredDocs:
        """The matches that pass all filters and, if copies are collapsed, are no copies."""
        if masks:
            # taking by position is three times faster than masking
            matches = matches.take(set_positions(conjunction(masks)))
        if self._question.collapse_copies:
            matches = matches.take(set_positions(self._columns.no_copies(matches.docs)))
        return matches

    def _best(self, ranking: Ranking, hits: ScoredDocs, near_docs: ScoredDocs) -> ScoredDocs:
        """The hits that may be on the page, scored; all if any of them may be."""
        all_ordered = self._question.after is not None or self._question.first_of
        return best_docs(
            ranking, hits.docs, len(hits.docs) if all_ordered else self._end, near_docs.docs
        )

    def _ordered(self, hits: ScoredDocs) -> ScoredDocs:
        """The hits with the first sort key of the order, from the one after the cursor on."""
        question, columns = self._question, self._columns
        if question.order is Order.ARRIVAL:
            hits = ScoredDocs(hits.docs, columns.arrivals.numbers.take(hits.docs))
        elif not self._scored:
            hits = ScoredDocs(hits.docs)
        if question.after is not None:
            later = columns.after_cursor(question.order, *hits, question.after)
            hits = hits.take(later)
        if question.first_of:
            hits = hits.take(columns.first_of(question.first_of, question.order, *hits))
        return hits

    def _page(self, hits: ScoredDocs) -> tuple[Array, Array]:
        """The reports of the page and their sort keys, 0 in order of dates."""
        best = self._columns.best(self._question.order, *hits, self._end)[self._question.start :]
        keys = np.zeros(len(best)) if hits.scores is None else hits.scores[best]
        return hits.docs[best], keys

    def _counts(
        self, name: str, matches: Array, masks: Sequence[Mask], docs: Array
    ) -> tuple[FacetCount, ...]:
        """The counts of a field over reports that pass all filters on other fields."""
        pairs = list(zip(self._question.filters, masks, strict=True))
        others = [mask for condition, mask in pairs if not own_field(condition, name)]
        if len(others) < len(masks):
            docs = matches.take(conjunction(others).nonzero()[0]) if others else matches
            if self._question.collapse_copies:
                docs = docs.take(set_positions(self._columns.no_copies(docs)))
        return self._columns.count(name, docs)

    def _notes(self) -> tuple[NoteCode, ...]:
        """Why the answer may be incomplete."""
        notes = [NoteCode.TIMED_OUT] if self._work.clock.spent else []
        return (*notes, *([NoteCode.WORDS_CUT] if self._planner.expansion.cut else []))
