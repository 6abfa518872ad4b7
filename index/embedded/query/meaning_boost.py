"""Boosts the scores of reports that are nearer in meaning to a text than is usual."""

import numpy as np

from index.arrays import Array
from index.embedded.query.evaluate import NO_DOCS, Ranking, ScoredDocs
from index.embedded.segment.doc_lists import intersect
from index.text.meaning_scores import MEANING_WEIGHT

NO_BOOST = ScoredDocs(NO_DOCS)
"""No report is nearer in meaning than is usual."""


def best_docs(ranking: Ranking, docs: Array, count: int, near_docs: Array) -> ScoredDocs:
    """The ascending reports that may be the best `count` or are in `near_docs`; with scores."""
    near, scores = ranking.best(docs, count)
    if near is None:
        return ScoredDocs(docs, scores)
    kept = intersect(near_docs, docs)[0]
    others = np.delete(kept, intersect(near, kept)[0])
    if len(others):
        some, other_scores = ranking.best(docs.take(others), len(others))
        others = others if some is None else others.take(some)
        positions = np.concatenate([near, others])
        order = np.argsort(positions)
        near, scores = positions[order], np.concatenate([scores, other_scores])[order]
    return ScoredDocs(docs.take(near), scores)


def boosted(hits: ScoredDocs, near: ScoredDocs) -> ScoredDocs:
    """Ascending hits with higher scores for those near in meaning."""
    positions, at = intersect(near.docs, hits.docs)
    if hits.scores is None or near.scores is None or not len(positions):
        return hits
    scores = hits.scores.copy()
    scores[positions] += MEANING_WEIGHT * scores.max() * near.scores.take(at)
    return ScoredDocs(hits.docs, scores)
