"""Orders reports by words and meaning: those that stand out in meaning score more."""

import numpy as np

from index.arrays import Array
from index.embedded.query.evaluate import NO_DOCS, Ranking, ScoredDocs
from index.embedded.segment.doc_lists import intersect

MEANING_WEIGHT = 1.0
"""The addition for a similarity of 1 above the usual one, in scores of the best report by words.

Measured on the tuning thirds of four sets of questions: .5 to 1.5 gain, from 3 on some lose."""

NOTHING = ScoredDocs(NO_DOCS)
"""No report stands out."""


def best_docs(ranking: Ranking, docs: Array, count: int, also: Array) -> ScoredDocs:
    """The ascending reports that may be the best `count` or are in `also`, and their scores."""
    near, scores = ranking.best(docs, count)
    if near is None:
        return ScoredDocs(docs, scores)
    lifted = intersect(also, docs)[0]
    others = np.delete(lifted, intersect(near, lifted)[0])
    if len(others):
        some, other_scores = ranking.best(docs.take(others), len(others))
        others = others if some is None else others.take(some)
        positions = np.concatenate([near, others])
        order = np.argsort(positions)
        near, scores = positions[order], np.concatenate([scores, other_scores])[order]
    return ScoredDocs(docs.take(near), scores)


def raised(hits: ScoredDocs, standing_out: ScoredDocs) -> ScoredDocs:
    """Ascending hits with higher scores for those that stand out."""
    positions, at = intersect(standing_out.docs, hits.docs)
    if hits.scores is None or standing_out.scores is None or not len(positions):
        return hits
    scores = hits.scores.copy()
    scores[positions] += MEANING_WEIGHT * scores.max() * standing_out.scores.take(at)
    return ScoredDocs(hits.docs, scores)
