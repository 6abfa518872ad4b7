"""Temporary arrays in a file, written during a build and read back in pieces."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.embedded.segment.disk import Disk


@dataclass(frozen=True, slots=True)
class SpilledArrays:
    """The location of arrays in a file: for each name its type, byte offset and count."""

    path: Path
    arrays: dict[str, tuple[str, int, int]]

    def count(self, name: str) -> int:
        """The number of values in the array."""
        return self.arrays[name][2]

    def take(self, name: str, start: int = 0, stop: int | None = None) -> Array:
        """The values from `start` to `stop`, read from the file now."""
        kind, offset, count = self.arrays[name]
        stop = count if stop is None else stop
        size = np.dtype(kind).itemsize
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            data = os.pread(descriptor, (stop - start) * size, offset + start * size)
        finally:
            os.close(descriptor)
        return np.frombuffer(data, dtype=kind)

    def names(self, name: str) -> list[str]:
        """Strings that were stored with `lines`."""
        data = self.take(name).tobytes()
        return data.decode("utf-8", "surrogatepass").split("\n") if data else []


def lines(strings: Sequence[str]) -> Array:
    """Encode strings as an array; they contain no line breaks and are not empty."""
    return np.frombuffer("\n".join(strings).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def spill(disk: Disk, path: Path, arrays: Iterable[tuple[str, Array]]) -> SpilledArrays:
    """Write arrays to a new file."""
    where = {}
    offset = 0
    with disk.create(path) as file:
        for name, values in arrays:
            file.write(np.ascontiguousarray(values).data)
            where[name] = (values.dtype.str, offset, len(values))
            offset += values.nbytes
    return SpilledArrays(path, where)
