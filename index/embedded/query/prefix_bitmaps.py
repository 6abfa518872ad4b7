"""Which reports hold a term that begins so, as bits, for the beginnings asked for lately.

A single Chinese character is the beginning of a thousand grams: unpacking their lists takes 30 ms
over 200,000 reports, and people ask for the same few hundred characters. Processes that serve the
same index can leave them to each other as files.
"""

import contextlib
import os
import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np

from index.arrays import Array

CACHE_BYTES = 8 << 20
"""Of all that is kept: 335 beginnings for 200,000 reports, 67 for a million."""
SHARED_CACHE_FACTOR = 4
"""The shared files hold this many times CACHE_BYTES, in at most MAX_SHARED_FILES files."""
MAX_SHARED_FILES = 2_000
MAX_PREFIX_BYTES = 4
"""Bytes of a beginning that is left: those of one character."""
BITMAP_ENDING = ".bits"


class PrefixBitmapCache:
    """Masks over `count` reports by field and beginning; safe to use from many threads."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._most = CACHE_BYTES // (count // 8 + 1)
        self._kept: OrderedDict[tuple[str, bytes], Array] = OrderedDict()
        self._lock = threading.Lock()
        self._folder: Path | None = None

    @property
    def room(self) -> int:
        """How many may be left in files."""
        return min(SHARED_CACHE_FACTOR * self._most, MAX_SHARED_FILES)

    def share(self, folder: Path) -> None:
        """From now on leave them in a folder, and take those that are there."""
        self._folder = folder

    def get(self, field: str, start: bytes) -> Array | None:
        """By report, whether it holds a term that begins so; None where that is not kept."""
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
        """Keep a mask; those that were not asked for longest make room."""
        bits = np.packbits(mask)
        self._keep(field, start, bits)
        self._leave(field, start, bits)

    def _keep(self, field: str, start: bytes, bits: Array) -> None:
        with self._lock:
            self._kept[field, start] = bits
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def _fetched(self, field: str, start: bytes) -> Array | None:
        """What another process left, None where nothing whole is there."""
        if self._folder is None or len(start) > MAX_PREFIX_BYTES:
            return None
        try:
            bits = np.fromfile(self._folder / _name(field, start), dtype=np.uint8)
        except OSError:
            return None
        return bits if len(bits) == -(-self._count // 8) else None

    def _leave(self, field: str, start: bytes, bits: Array) -> None:
        """Leave it to the others while there is room; where it cannot be left, it is not."""
        if self._folder is None or len(start) > MAX_PREFIX_BYTES:
            return
        name = _name(field, start)
        with contextlib.suppress(OSError):
            left = sum(one.suffix == BITMAP_ENDING for one in self._folder.iterdir())
            if left < self.room:
                new = self._folder / f"{name}.{os.getpid()}.{threading.get_ident()}"
                bits.tofile(new)
                new.rename(self._folder / name)


def _name(field: str, start: bytes) -> str:
    return f"{field}-{start.hex()}{BITMAP_ENDING}"
