"""The heartbeat of a build.

A sign renewed in the background, which shows that the build is alive.
"""

import contextlib
import threading
import time
from collections.abc import Iterator

from index.cluster.connection import Connection
from index.cluster.term_counts import term_document
from index.errors import ClusterError

HEARTBEAT_SECONDS = 1.0
"""Seconds between two renewals. After HEARTBEAT_TIMEOUT_SECONDS without a renewal another build
considers this one dead. The clocks of two machines are never compared."""
HEARTBEAT_TIMEOUT_SECONDS = 6.0
LEASE = "::lease"


def build_heartbeat(connection: Connection, index: str) -> bool:
    """Whether the heartbeat in an index is still renewed; this waits a moment."""
    first = connection.ask("GET", f"/{index}/_doc/{LEASE}", missing=True)
    until = time.monotonic() + HEARTBEAT_TIMEOUT_SECONDS
    while time.monotonic() < until:
        time.sleep(HEARTBEAT_SECONDS / 2)
        if connection.ask("GET", f"/{index}/_doc/{LEASE}", missing=True) != first:
            return True
    return False


@contextlib.contextmanager
def heartbeat(connection: Connection, index: str) -> Iterator[None]:
    """Renew the heartbeat in the background while the block runs.

    A killed build stops renewing it.
    """
    ended = threading.Event()

    def beat() -> None:
        count = 0
        while not ended.is_set():
            count += 1
            # the build's own requests will report the error
            with contextlib.suppress(ClusterError):
                lease = term_document(f"{LEASE} {count}", {})
                connection.ask("PUT", f"/{index}/_doc/{LEASE}", lease)
            ended.wait(HEARTBEAT_SECONDS)

    thread = threading.Thread(target=beat, name="baogao-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
