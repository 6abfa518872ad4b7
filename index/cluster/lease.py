"""The lease of a build: a sign renewed beside the work, by which others see that it lives."""

import contextlib
import threading
import time
from collections.abc import Iterator

from index.cluster.connection import Connection
from index.cluster.lexicon import term_document
from index.errors import ClusterError

#: A build shows that it lives this often, in seconds; another takes it for dead after PATIENCE.
#: No two clocks are compared.
BEAT = 1.0
PATIENCE = 6.0
LEASE = "::lease"


def beats(connection: Connection, index: str) -> bool:
    """Whether the lease in an index is still renewed; this takes a moment."""
    first = connection.ask("GET", f"/{index}/_doc/{LEASE}", missing=True)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(BEAT / 2)
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
            ended.wait(BEAT)

    thread = threading.Thread(target=beat, name="baogao-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
