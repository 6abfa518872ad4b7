"""Makes what completions stand on beside the requests, so that no letter typed waits for it.

One process alone makes it in a thread. Several workers have a process beside them that makes it for
all, since making it would hold up each of them for seconds after every update.
"""

import contextlib
import os
import select
import threading
import time
import traceback
from pathlib import Path

from index.errors import OperatorError
from index.serving import Serving
from index.store import Index, open_index
from search.cedict import cedict
from search.shelf import fetch, make, write

LOOK_AGAIN = 2.0
"""Seconds between two looks for a newer state of the index."""
FETCH_AGAIN = 0.2
"""Seconds between two looks for what the process beside is making."""
GENTLY = 10
"""How much the process beside leaves to the workers, in steps of `nice`."""


def keep_warm(serving: Serving, folder: Path | None = None) -> None:
    """Start the thread that has each state of the index ready, for as long as we serve.

    `folder` is where `make_for_all` writes, None where each makes its own.
    """
    threading.Thread(target=_watch, args=(serving, folder), name="warm", daemon=True).start()


def _watch(serving: Serving, folder: Path | None) -> None:
    done = ""
    while True:
        with contextlib.suppress(OperatorError), serving.borrowed() as index:
            if index.about().generation != done and _ready(index, folder):
                done = index.about().generation
        time.sleep(LOOK_AGAIN if done else FETCH_AGAIN)


def _ready(index: Index, folder: Path | None) -> bool:
    cedict()
    return fetch(index, folder) if folder else bool(make(index))


def make_for_all(where: str, folder: Path, orders: int) -> None:
    """Write the vocabulary of each state of the index into a folder, until an order to stop."""
    os.nice(GENTLY)
    served: Index | None = None
    while True:
        try:
            if served is None or not served.current():
                newer = open_index(where)
                if served is not None:
                    served.close()
                served = newer
                write(served, folder)
        except OperatorError:
            pass  # the pages say so themselves
        except Exception:  # noqa: BLE001 - without completions people can still search
            traceback.print_exc()
        if select.select([orders], [], [], LOOK_AGAIN)[0]:
            return
