"""The vectors of a segment's passages: codes in columns, and which passages have which vector.

The file lies beside the segment and may be absent. A report has some passages, in the order of
`index.text.passages`; each has a vector. Vectors are numbered in the order of their first passages;
`repeats` lists the other passages that have the same text as an earlier one.
"""

import functools
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.embedded.segment.array_file import ArrayFile, ArraySection, damaged_error
from index.text.vector_codes import CODE_COLUMNS, Codes

COUNTS, REPEATS, REPEATED, CHINESE, SIZES = "counts", "repeats", "repeats.of", "chinese", "sizes"
SIGN_COLUMNS = tuple(f"signs.{column}" for column in range(CODE_COLUMNS))


class PassageFile:
    """The vectors beside a segment with `reports` reports."""

    def __init__(self, path: Path, reports: int) -> None:
        self.file = ArrayFile(path)
        if self.file.reports != reports:
            raise damaged_error(path, f"it has {self.file.reports} reports, not {reports}")
        self._signs = [self.file.section(name, "<u8") for name in SIGN_COLUMNS]
        self._sizes = self.file.section(SIZES, "<u8")
        self.vectors = len(self._signs[0])
        lengths = {len(sign) for sign in self._signs} | {len(self._sizes) // CODE_COLUMNS}
        if lengths != {self.vectors} or self.passages != self.vectors + len(self.repeats):
            raise damaged_error(path, "its arrays differ in length")
        if not self._consistent(reports):
            raise damaged_error(path, "its passages are out of order or belong to no report")

    def _consistent(self, reports: int) -> bool:
        """Whether each report has passages, and each passage a vector; sums cannot say that."""
        repeats, repeated = self.repeats, self.repeated
        return (
            len(self.starts) == reports + 1
            and len(repeats) == len(repeated)
            and int(repeats.max(initial=0)) < max(self.passages, 1)
            and int(repeated.max(initial=0)) < max(self.vectors, 1)
            and not np.any(repeats[1:] <= repeats[:-1])
            and len(self.file.section(CHINESE, "u1")) == -(-self.vectors // 8)
        )

    def _whole(self, name: str, kind: str) -> Array:
        section: ArraySection = self.file.section(name, kind)
        return section[0 : len(section)]

    @functools.cached_property
    def starts(self) -> Array:
        """The number of each report's first passage, and the number of all passages."""
        counts = self._whole(COUNTS, "<u2")
        starts = np.zeros(len(counts) + 1, dtype=np.int64)
        np.cumsum(counts, out=starts[1:])
        return starts

    @property
    def passages(self) -> int:
        """The number of passages."""
        return int(self.starts[-1])

    @functools.cached_property
    def repeats(self) -> Array:
        """The passages that repeat an earlier one, ascending."""
        return self._whole(REPEATS, "<u4")

    @functools.cached_property
    def repeated(self) -> Array:
        """The vector of each of `repeats`."""
        return self._whole(REPEATED, "<u4")

    def signs(self) -> list[Array]:
        """The columns of the signs."""
        return [sign[0 : len(sign)] for sign in self._signs]

    def codes(self, vectors: Array) -> Codes:
        """The codes of some vectors."""
        sizes = self._sizes[0 : len(self._sizes)].reshape(-1, CODE_COLUMNS)
        return Codes(np.stack([sign[vectors] for sign in self.signs()], axis=1), sizes[vectors])

    @functools.cached_property
    def chinese(self) -> Array:
        """For each vector whether its passage is Chinese."""
        packed = self._whole(CHINESE, "u1")
        bits = np.unpackbits(packed, count=self.vectors, bitorder="little")
        return bits.view(np.bool_)

    def first_passages(self, vectors: Array) -> Array:
        """The first passage of each vector."""
        gaps = self.repeats.astype(np.int64) - np.arange(len(self.repeats))
        return vectors + np.searchsorted(gaps, vectors, "right")

    def vectors_of(self, report: int) -> Array:
        """The vectors of a report's passages, in their order."""
        numbers = np.arange(self.starts[report], self.starts[report + 1])
        before = np.searchsorted(self.repeats, numbers, "left")
        vectors = numbers - before
        for position in np.flatnonzero(np.isin(numbers, self.repeats)).tolist():
            vectors[position] = self.repeated[before[position]]
        return vectors

    def first_owners(self, vectors: Array) -> tuple[Array, Array]:
        """The first report that has each vector, and the number of its passage in it, from 0."""
        passages = self.first_passages(vectors)
        reports = np.searchsorted(self.starts, passages, "right") - 1
        return reports, passages - self.starts[reports]

    def owners(self, vector: int) -> tuple[Array, Array]:
        """The reports that have a vector, and the number of its passage in each, from 0."""
        others = self.repeats[self.repeated == vector].astype(np.int64)
        passages = np.concatenate([self.first_passages(np.array([vector])), others])
        reports = np.searchsorted(self.starts, passages, "right") - 1
        return reports, passages - self.starts[reports]

    def allowed(self, reports: Array) -> Array:
        """A mask of the vectors of which a passage is in a report of the mask `reports`."""
        passages = np.repeat(reports, np.diff(self.starts))
        mask: Array = np.delete(passages, self.repeats)
        mask[self.repeated[passages[self.repeats]]] = True
        return mask
