"""Adds the vectors of passages to documents: the step between reading and sending.

Other processes than those that read encode them. A file may have so many reports that its vectors
take longer than a reader may be silent.
"""

import dataclasses
import functools
import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Array
from index.cluster.documents import Document
from index.cluster.passage_fields import PassageCodes
from index.indexing.build_resources import BuildResources
from index.report import ReportId, from_json
from index.system.parallel import ProcessPool, ordered_map
from index.text import encoder, vector_codes
from index.text.passages import is_chinese, report_passages
from index.text.vector_codes import CODE_COLUMNS, Codes

REPORTS_PER_PIECE = 64
PIECES_AHEAD = 2
MAX_REMEMBERED = 100_000
"""Passages whose codes a process remembers, some 20 MB: copies of a story are encoded once."""


@dataclass(frozen=True, slots=True)
class PlacedDocument:
    """A document to be written; `known` says that it replaces the one with its id."""

    name: ReportId
    path: str
    document: Document
    known: bool


@dataclass(frozen=True, slots=True)
class DecidedDocuments:
    """Documents to be written, and how many entries are dealt with once they are."""

    entries: int
    documents: tuple[PlacedDocument, ...]


@dataclass(frozen=True, slots=True)
class VectorColumns:
    """The columns of the passages of some reports, and what it took to make them."""

    columns: tuple[str, ...]
    passages: int
    encoded: int
    seconds: float


@dataclass(slots=True)
class VectorWork:
    """What encoding took so far: passages, those encoded, and seconds of processor."""

    passages: int = 0
    encoded: int = 0
    seconds: float = 0.0

    def add(self, done: VectorColumns) -> None:
        """Count what a piece took."""
        self.passages += done.passages
        self.encoded += done.encoded
        self.seconds += done.seconds


def with_vectors(
    decided: Iterable[DecidedDocuments], resources: BuildResources, work: VectorWork
) -> Iterator[DecidedDocuments]:
    """The same documents in the same order, with vectors; `work` counts them."""
    pieces = _pieces(decided)
    done: Iterable[tuple[DecidedDocuments, VectorColumns]]
    if resources.apart:
        # spawned, because the threads of the connection already exist
        done = ordered_map(pieces, _columns, ProcessPool(resources.jobs, "spawn", PIECES_AHEAD))
    else:
        done = ((piece, _columns(piece)) for piece in pieces)
    for piece, made in done:
        work.add(made)
        placed = zip(piece.documents, made.columns, strict=True)
        yield dataclasses.replace(
            piece, documents=tuple(_extended(document, columns) for document, columns in placed)
        )


def _pieces(decided: Iterable[DecidedDocuments]) -> Iterator[DecidedDocuments]:
    """Pieces of at most REPORTS_PER_PIECE documents; the last of a group has its entries."""
    for group in decided:
        rest = group.documents
        while len(rest) > REPORTS_PER_PIECE:
            yield DecidedDocuments(0, rest[:REPORTS_PER_PIECE])
            rest = rest[REPORTS_PER_PIECE:]
        yield DecidedDocuments(group.entries, rest)


def _extended(placed: PlacedDocument, columns: str) -> PlacedDocument:
    source = f"{placed.document.source[:-1]},{columns}}}"
    return dataclasses.replace(placed, document=Document(source, placed.document.terms))


def _columns(piece: DecidedDocuments) -> VectorColumns:
    """The columns of the reports of a piece."""
    started = time.process_time()
    texts = [_passage_texts(placed.document) for placed in piece.documents]
    every = [text for of_report in texts for text in of_report]
    codes, encoded = _remembered().codes(every)
    chinese = np.array([is_chinese(text) for text in every], dtype=np.bool_)
    columns, start = [], 0
    for of_report in texts:
        rows = slice(start, start := start + len(of_report))
        part = Codes(codes.signs[rows], codes.sizes[rows])
        columns.append(PassageCodes(part, chinese[rows]).columns())
    return VectorColumns(tuple(columns), len(every), encoded, time.process_time() - started)


def _passage_texts(document: Document) -> list[str]:
    report = from_json(json.loads(document.source)["report"])
    return [text for _, text in report_passages(report.title, report.body)]


class RememberedCodes:
    """The codes of the passages that this process has encoded, by the hashes of their texts."""

    def __init__(self) -> None:
        self._known: dict[bytes, Array] = {}

    def codes(self, texts: Sequence[str]) -> tuple[Codes, int]:
        """The codes of texts, and how many of them had to be encoded."""
        keys = [_key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        made = vector_codes.encode(encoder.encode(list(new.values())))
        rows = np.concatenate([made.signs, made.sizes], axis=1)
        if len(self._known) + len(new) > MAX_REMEMBERED:
            kept = {key: self._known[key] for key in keys if key in self._known}
            self._known = kept
        self._known.update(zip(new, rows, strict=True))
        both = np.array([self._known[key] for key in keys], dtype="<u8")
        both = both.reshape(-1, 2 * CODE_COLUMNS)
        return Codes(both[:, :CODE_COLUMNS], both[:, CODE_COLUMNS:]), len(new)


@functools.cache
def _remembered() -> RememberedCodes:
    return RememberedCodes()


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
