"""The progress of a long step; apart from `run`, which imports every format of files."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with the number of processed entries and the number of all."""


def no_progress(done: int, total: int) -> None:
    """A Progress that shows nothing."""
    del done, total
