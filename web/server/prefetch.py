"""Prepares the vocabulary for completions in a thread, so that no request waits for it.

A single process builds it. Several workers load the one that the helper process built, since
building it would block each of them for seconds after every update.
"""

import threading
import time
from collections.abc import Callable

from index.api import Index
from index.errors import OperatorError
from index.operations.index_manager import IndexManager
from index.text import encoder
from search.query.other_language.loaded_cedict import cedict

PREFETCH_SECONDS = 2.0
"""Seconds between two checks for a newer generation of the index."""
RELOAD_SECONDS = 0.2
"""Seconds between two checks for a vocabulary that is being built."""
RETRY_SECONDS = 60.0
"""Longest pause in seconds before another attempt after a failure."""
LATE_SECONDS = 120.0
"""Seconds after which a missing vocabulary is reported."""

Preparation = Callable[[Index], object]
"""Prepares the vocabulary of an index, at once if it is cached; true once it is available."""


class Prefetch:
    """A thread that prepares the vocabulary of each index generation.

    It never ends: a failure is reported in `trouble` and tried again.
    """

    def __init__(self, manager: IndexManager, prepare: Preparation) -> None:
        self._manager = manager
        self._prepare = prepare
        self._failed = 0
        self._since = time.monotonic()
        self._error = ""
        self._available = False
        threading.Thread(target=self._run, name="prefetch", daemon=True).start()

    @property
    def trouble(self) -> str:
        """Why completions are not up to date; empty if they are."""
        if self._error:
            return self._error
        late = time.monotonic() - self._since > LATE_SECONDS
        return (
            "the vocabulary for completions is not ready yet"
            if late and not self._available
            else ""
        )

    def _run(self) -> None:
        while True:
            time.sleep(self._round())

    def _round(self) -> float:
        """Check once; returns the seconds until the next check."""
        try:
            cedict()
            with self._manager.borrowed() as index:
                available = bool(self._prepare(index))
                if index.about().meaning and encoder.installed():
                    encoder.load()
        except OperatorError:  # no index yet; the pages report that
            available = False
        except Exception as error:  # noqa: BLE001 - any failure may be temporary
            self._failed += 1
            self._error = f"the vocabulary for completions cannot be built ({error!r})"
            return min(RETRY_SECONDS, PREFETCH_SECONDS * float(1 << min(self._failed, 10)))
        self._failed, self._error = 0, ""
        if available or self._available:
            self._since = time.monotonic()
        self._available = available
        return PREFETCH_SECONDS if available else RELOAD_SECONDS


def prefetch(manager: IndexManager, prepare: Preparation) -> Prefetch:
    """Start a Prefetch."""
    return Prefetch(manager, prepare)
