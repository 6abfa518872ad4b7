"""How often this process looks for objects that refer to each other in cycles."""

import contextlib
import gc
from collections.abc import Iterator

_THRESHOLDS = (50_000, 50, 100)
"""Tokens, postings and modules are many and never in cycles, so that each look is in vain."""


def collect_rarely() -> None:
    """Look rarely from now on."""
    gc.set_threshold(*_THRESHOLDS)


@contextlib.contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look rarely within the context."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
