"""Nodes over a mask that says of each report whether it matches; all matches have one score."""

import functools
from collections.abc import Callable

import numpy as np

from index.arrays import Array
from index.embedded.query.evaluate import Node, ScoredDocs, ScoredSubset


class MaskFilter(Node):
    """The reports of a mask; testing a report is one array look-up."""

    def __init__(self, mask: Array, boost: float) -> None:
        self._mask = mask
        self.constant = boost
        self._boost = np.float32(boost)
        self.size = int(np.count_nonzero(mask))

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """All of them."""
        docs = np.flatnonzero(self._mask)
        return ScoredDocs(docs, np.full(len(docs), self._boost) if scored else None)

    def among(self, docs: Array, *, scored: bool) -> ScoredSubset:
        """Test which of the given reports are in the mask."""
        scores = np.full(len(docs), self._boost) if scored else None
        return ScoredSubset(self._mask.take(docs), scores)


class LazyMaskFilter(Node):
    """A MaskFilter whose mask is computed on first use."""

    def __init__(self, make: Callable[[], Array], size: int, boost: float) -> None:
        self._make = make
        self._boost = boost
        self.constant = boost
        self.size = size

    @functools.cached_property
    def _made(self) -> MaskFilter:
        return MaskFilter(self._make(), self._boost)

    def all_docs(self, *, scored: bool) -> ScoredDocs:
        """All of them."""
        return self._made.all_docs(scored=scored)

    def among(self, docs: Array, *, scored: bool) -> ScoredSubset:
        """Test which of the given reports are in the mask."""
        return self._made.among(docs, scored=scored)
