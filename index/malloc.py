"""How the C library hands memory out, and back.

glibc gives every thread a heap of its own and keeps what was freed in each: after a minute of load
two workers of a server held 600 MB, with one heap 390 MB. Large arrays it hands back at once, and
has each page of the next one cleared anew: of 40 pages of results a second over 200,000 reports,
p99 took 222 ms so, and 83 with arrays kept in the heap, for 20 MB more in each worker; a build took
6 % longer, and the slowest product queries over 40,000 reports 5 %. A build of a million reports
still held 730 MB that its merge had freed.
"""

import ctypes
from collections.abc import Callable

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1  # M_… of malloc.h
_LARGE = 8 << 20
"""Bytes from which an array is handed back to the system as soon as it is freed: an array of
numbers of a million reports is not."""
_KEPT = 64 << 20
"""Bytes that may be free at the end of the heap before they are handed back."""


def limit_arenas() -> None:
    """Let all threads of this process and its workers share one heap, where the library can."""
    if choose := _known("mallopt"):
        choose(_ARENA_MAX, 1)
        choose(_MMAP_THRESHOLD, _LARGE)
        choose(_TRIM_THRESHOLD, _KEPT)


def trim() -> None:
    """Hand what was freed back to the system, where the library can."""
    if trim := _known("malloc_trim"):
        trim(0)


def _known(name: str) -> Callable[..., int] | None:
    """A function of the C library, None where it is not glibc."""
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError, TypeError):
        return None
    return found
