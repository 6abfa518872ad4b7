"""The start of every process of a pool."""

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Iterable
from pathlib import Path

from index.system import garbage

NO_THREAD = 97
"""The exit code of a process that ended at its start, for want of memory."""


def prepare() -> None:
    """End with the parent, and collect garbage rarely."""
    try:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    except (RuntimeError, MemoryError):  # there is no room for its stack
        os._exit(NO_THREAD)
    garbage.collect_rarely()


def close_inherited(*still_open: int) -> None:
    """Close the files and connections that this forked process has from its parent.

    Those in `still_open` stay, and what tells of the parent's end. The standard streams, maybe a
    terminal or the output of a command, lead to nothing.
    """
    parent = multiprocessing.parent_process()
    needed = {*still_open, *([parent.sentinel] if parent is not None else [])}
    _lead_to_nothing({0, 1, 2} - needed)
    needed |= {0, 1, 2}
    try:
        opened = [int(path.name) for path in Path("/proc/self/fd").iterdir()]
    except OSError:
        return
    for descriptor in opened:
        if descriptor not in needed:
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _lead_to_nothing(streams: Iterable[int]) -> None:
    with contextlib.suppress(OSError), Path(os.devnull).open("r+b", 0) as nothing:
        for stream in streams:
            os.dup2(nothing.fileno(), stream)


def _end_with_parent() -> None:
    """End this process with its parent; otherwise it would keep the writer lock."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
