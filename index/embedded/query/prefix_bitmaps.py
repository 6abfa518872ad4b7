"""Cache of bitmaps: for each recently queried prefix, the reports with a term starting with it.

A single Chinese character is the prefix of a thousand grams. Unpacking their postings takes 30 ms
over 200,000 reports, and users query the same few hundred characters. Processes that serve the same
index share the bitmaps as files.
"""

import contextlib
import os
import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np

from index.arrays import Array

CACHE_BYTES = 8 << 20
"""Maximum bytes of the cache: 335 prefixes for 200,000 reports, 67 for a million."""
SHARED_CACHE_FACTOR = 4
"""The shared files hold up to this many times CACHE_BYTES, in at most MAX_SHARED_FILES files."""
MAX_SHARED_FILES = 2_000
MAX_PREFIX_BYTES = 4
"""Maximum bytes of a prefix that is shared in a file: those of one character."""
BITMAP_ENDING = ".bits"


class PrefixBitmapCache:
    """Bitmaps of `count` reports by field and prefix; thread-safe."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._most = CACHE_BYTES // (count // 8 + 1)
        self._kept: OrderedDict[tuple[str, bytes], Array] = OrderedDict()
        self._lock = threading.Lock()
        self._folder: Path | None = None

    @property
    def room(self) -> int:
        """Maximum number of bitmaps shared in files."""
        return min(SHARED_CACHE_FACTOR * self._most, MAX_SHARED_FILES)

    def share(self, folder: Path) -> None:
        """From now on write bitmaps to a folder, and read those that are there."""
        self._folder = folder

    def get(self, field: str, start: bytes) -> Array | None:
        """A mask of the reports that contain a term with this prefix; None if it is not cached."""
        with self._lock:
            bits = self._kept.get((field, start))
            if bits is not None:
                self._kept.move_to_end((field, start))
        if bits is None:
            bits = self._fetched(field, start)
            if bits is None:
                return None
            self._keep(field, start, bits)
        return np.unpackbits(bits, count=self._count).view(np.bool_)

    def put(self, field: str, start: bytes, mask: Array) -> None:
        """Cache a mask; the least recently used ones are evicted."""
        bits = np.packbits(mask)
        self._keep(field, start, bits)
        self._leave(field, start, bits)

    def _keep(self, field: str, start: bytes, bits: Array) -> None:
        with self._lock:
            self._kept[field, start] = bits
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _fetched(self, field: str, start: bytes) -> Array | None:
        """A bitmap that another process wrote, None if there is no valid one."""
        if self._folder is None or len(start) > MAX_PREFIX_BYTES:
            return None
        try:
            bits = np.fromfile(self._folder / _name(field, start), dtype=np.uint8)
        except OSError:
            return None
        return bits if len(bits) == -(-self._count // 8) else None

    def _leave(self, field: str, start: bytes, bits: Array) -> None:
        """Write a bitmap for the other processes if there is room; a failure is ignored."""
        if self._folder is None or len(start) > MAX_PREFIX_BYTES:
            return
        name = _name(field, start)
        with contextlib.suppress(OSError):
            left = sum(path.suffix == BITMAP_ENDING for path in self._folder.iterdir())
            if left < self.room:
                new = self._folder / f"{name}.{os.getpid()}.{threading.get_ident()}"
                bits.tofile(new)
                new.rename(self._folder / name)


def _name(field: str, start: bytes) -> str:
    return f"{field}-{start.hex()}{BITMAP_ENDING}"
