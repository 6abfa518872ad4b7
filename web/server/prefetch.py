"""Makes what completions stand on beside the requests, so that no letter typed waits for it.

One process alone makes it in a thread. Several workers fetch what the process beside them made for
all, since making it would hold up each of them for seconds after every update.
"""

import contextlib
import threading
import time
from collections.abc import Callable

from index.api import Index
from index.errors import OperatorError
from index.index_manager import IndexManager
from search.query.cedict import cedict

PREFETCH_SECONDS = 2.0
"""Seconds between two looks for a newer state of the index."""
RELOAD_SECONDS = 0.2
"""Seconds between two looks for what is being made."""

Ready = Callable[[Index], object]
"""Has the vocabulary of an index ready, or says that it is not there yet."""


def prefetch(serving: IndexManager, ready: Ready) -> None:
    """Start the thread that has each state of the index ready, for as long as we serve."""
    threading.Thread(target=_watch, args=(serving, ready), name="warm", daemon=True).start()


def _watch(serving: IndexManager, ready: Ready) -> None:
    cedict()
    done = ""
    while True:
        with contextlib.suppress(OperatorError), serving.borrowed() as index:
            if index.about().generation != done and ready(index):
                done = index.about().generation
        time.sleep(PREFETCH_SECONDS if done else RELOAD_SECONDS)
