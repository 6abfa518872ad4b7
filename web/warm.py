"""Makes what completions stand on beside the requests, so that no letter typed waits for it."""

import threading
import time

from index.errors import OperatorError
from index.serving import Serving
from search.suggest import prepare

LOOK_AGAIN = 2.0
"""Seconds between two looks for a newer state of the index."""


def keep_warm(serving: Serving) -> None:
    """Start the thread that prepares each state of the index once, for as long as we serve."""
    threading.Thread(target=_watch, args=(serving,), name="warm", daemon=True).start()


def _watch(serving: Serving) -> None:
    done = ""
    while True:
        try:
            with serving.borrowed() as index:
                generation = index.about().generation
                if generation != done:
                    prepare(index)
                    done = generation
        except OperatorError:
            pass  # the pages say so themselves; there is nothing to make ready
        time.sleep(LOOK_AGAIN)
