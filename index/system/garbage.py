"""How often this process collects garbage, which only finds objects in reference cycles."""

import contextlib
import gc
from collections.abc import Iterator

_THRESHOLDS = (50_000, 50, 100)
"""Collections are rare: tokens, postings and modules are numerous and never form cycles."""


def collect_rarely() -> None:
    """Collect rarely from now on."""
    gc.set_threshold(*_THRESHOLDS)


@contextlib.contextmanager
def collecting_rarely() -> Iterator[None]:
    """Collect rarely within the context."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
