"""The lease of a build: a sign renewed beside the work, by which others see that it lives."""

import contextlib
import threading
import time
from collections.abc import Iterator

from index.cluster.connection import Connection
from index.cluster.term_counts import term_document
from index.errors import ClusterError

#: A running build renews its sign this often, in seconds; after HEARTBEAT_TIMEOUT_SECONDS
#: without one another build takes it for dead.
#: No two clocks are compared.
HEARTBEAT_SECONDS = 1.0
HEARTBEAT_TIMEOUT_SECONDS = 6.0
LEASE = "::lease"


def build_heartbeat(connection: Connection, index: str) -> bool:
    """Whether the lease in an index is still renewed; this takes a moment."""
    first = connection.ask("GET", f"/{index}/_doc/{LEASE}", missing=True)
    until = time.monotonic() + HEARTBEAT_TIMEOUT_SECONDS
    while time.monotonic() < until:
        time.sleep(HEARTBEAT_SECONDS / 2)
        if connection.ask("GET", f"/{index}/_doc/{LEASE}", missing=True) != first:
            return True
    return False


@contextlib.contextmanager
def alive(connection: Connection, index: str) -> Iterator[None]:
    """A lease renewed beside the work: a build that was killed no longer renews it."""
    ended = threading.Event()

    def beat() -> None:
        count = 0
        while not ended.is_set():
            count += 1
            with contextlib.suppress(ClusterError):  # the work itself will meet the trouble
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
