"""Makes what completions stand on beside the requests, so that no letter typed waits for it.

One process alone makes it in a thread. Several workers fetch what the process beside them made for
all, since making it would hold up each of them for seconds after every update.
"""

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
RETRY_SECONDS = 60.0
"""Seconds at most between two tries to make what could not be made."""
LATE_SECONDS = 120.0
"""Seconds after which what is not there yet is worth a word."""

Ready = Callable[[Index], object]
"""Has the vocabulary of an index ready, or says that it is not there yet; quick where it is."""


class Prefetch:
    """The thread that has each state of the index ready, for as long as we serve.

    Nothing ends it: what fails is tried again, and `trouble` says what does.
    """

    def __init__(self, manager: IndexManager, ready: Ready) -> None:
        self._manager = manager
        self._ready = ready
        self._failed = 0
        self._since = time.monotonic()
        self._error = ""
        self._available = False
        threading.Thread(target=self._run, name="prefetch", daemon=True).start()

    @property
    def trouble(self) -> str:
        """Why completions are not those of the state that serves; empty where they are."""
        if self._error:
            return self._error
        late = time.monotonic() - self._since > LATE_SECONDS
        return "what completions stand on is not made yet" if late and not self._available else ""

    def _run(self) -> None:
        while True:
            time.sleep(self._round())

    def _round(self) -> float:
        """One look, and the seconds until the next."""
        try:
            cedict()
            with self._manager.borrowed() as index:
                available = bool(self._ready(index))
        except OperatorError:  # there is no index to be ready for, which the pages say
            available = False
        except Exception as error:  # noqa: BLE001 - whatever it is, it may be gone the next time
            self._failed += 1
            self._error = f"what completions stand on cannot be made ({error!r})"
            return min(RETRY_SECONDS, PREFETCH_SECONDS * float(1 << min(self._failed, 10)))
        self._failed, self._error = 0, ""
        if available or self._available:
            self._since = time.monotonic()
        self._available = available
        return PREFETCH_SECONDS if available else RELOAD_SECONDS


def prefetch(manager: IndexManager, ready: Ready) -> Prefetch:
    """Start having each state of the index ready."""
    return Prefetch(manager, ready)
