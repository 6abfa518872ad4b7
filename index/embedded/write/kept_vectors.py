"""Keeps the vectors that a build has made, so that one that was stopped goes on where it was.

Vectors take most of the time of a build. Every few thousand of them are written as one more file in
a folder beside the generations, under the hashes of their texts, until a build has written all.
"""

import contextlib
import hashlib
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.embedded.segment.array_file import ArrayFile, ArrayFileWriter
from index.embedded.segment.disk import Disk
from index.errors import IndexUnusableError
from index.index_folder import KEPT_VECTORS, UNFINISHED
from index.text.vector_codes import CODE_COLUMNS, Codes

VECTORS_PER_FILE = 2048
"""Vectors that are lost at most when a build is stopped; some ten seconds of work."""
_KEYS, _SIGNS, _SIZES = "keys", "signs", "sizes"


class KeptVectors:
    """The vectors of one encoder that earlier builds of the index in `root` have made.

    A key is the hash of a passage's text. Damaged files are left out: their vectors are made again.
    """

    def __init__(self, disk: Disk, root: Path, encoder_signature: str) -> None:
        self._disk = disk
        self._folder = root / KEPT_VECTORS
        digest = hashlib.blake2b(encoder_signature.encode(), digest_size=8).hexdigest()
        self._prefix = f"{digest}."
        self._new_keys: list[Array] = []
        self._new_codes: list[Codes] = []
        parts = [_read(path) for path in self._files()]
        keys = np.concatenate([np.zeros(0, "<u8"), *(part_keys for part_keys, _ in parts)])
        self._keys, first = np.unique(keys, return_index=True)
        self._codes = _joined([codes for _, codes in parts], first)

    def has(self, keys: Array) -> Array:
        """For each key whether its vector was made by an earlier build."""
        return np.isin(keys, self._keys)

    def codes(self, keys: Array) -> Codes:
        """The codes of keys that are there."""
        at = np.searchsorted(self._keys, keys)
        return Codes(self._codes.signs[at], self._codes.sizes[at])

    def keep(self, keys: Array, codes: Codes) -> None:
        """Take new vectors; they are on the disk as soon as there are VECTORS_PER_FILE."""
        self._new_keys.append(keys)
        self._new_codes.append(codes)
        if sum(map(len, self._new_keys)) >= VECTORS_PER_FILE:
            self._write()

    def remove(self) -> None:
        """Remove all of them."""
        remove_kept_vectors(self._disk, self._folder.parent)

    def _files(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        return sorted(
            path
            for path in self._folder.iterdir()
            if path.name.startswith(self._prefix) and path.name[len(self._prefix) :].isdecimal()
        )

    def _write(self) -> None:
        if not self._folder.is_dir():
            self._disk.make_folder(self._folder)
        files = self._files()
        number = int(files[-1].name.removeprefix(self._prefix)) + 1 if files else 0
        path = self._folder / f"{self._prefix}{number:08d}"
        unfinished = path.with_name(path.name + UNFINISHED)
        for left in self._folder.glob(f"{unfinished.name}*"):
            self._disk.remove(left)
        codes = _joined(self._new_codes)
        out = ArrayFileWriter(self._disk, unfinished)
        out.append(_KEYS, np.concatenate(self._new_keys))
        out.append(_SIGNS, codes.signs.ravel())
        out.append(_SIZES, codes.sizes.ravel())
        out.finish(len(codes))
        self._disk.rename(unfinished, path)
        self._new_keys, self._new_codes = [], []


def remove_kept_vectors(disk: Disk, root: Path) -> None:
    """Remove what builds of the index in `root` have kept; a folder of another kind stays."""
    folder = root / KEPT_VECTORS
    if folder.is_dir() and not folder.is_symlink():
        disk.remove_folder(folder)


def _read(path: Path) -> tuple[Array, Codes]:
    with contextlib.suppress(IndexUnusableError):
        file = ArrayFile(path)
        arrays = [file.section(name, "<u8") for name in (_KEYS, _SIGNS, _SIZES)]
        keys, signs, sizes = (array[0 : len(array)] for array in arrays)
        if len(signs) == len(sizes) == len(keys) * CODE_COLUMNS:
            return keys, Codes(*(values.reshape(-1, CODE_COLUMNS) for values in (signs, sizes)))
    return np.zeros(0, "<u8"), _joined([])


def _joined(parts: list[Codes], rows: Array | None = None) -> Codes:
    """The codes of all parts, or some rows of them."""
    none = np.zeros((0, CODE_COLUMNS), dtype="<u8")
    signs = np.concatenate([none, *(part.signs for part in parts)])
    sizes = np.concatenate([none, *(part.sizes for part in parts)])
    return Codes(signs, sizes) if rows is None else Codes(signs[rows], sizes[rows])
