"""The health of a running server: its metrics, and what does not work although it answers."""

import threading

import flask

from web.server.metrics import Metrics
from web.server.prefetch import Prefetch
from web.server.shared_state import WorkerSlot


class ServerHealth:
    """The metrics and the state of a running server: `stopping`, then `ended`."""

    def __init__(self, slot: WorkerSlot | None = None) -> None:
        self.slot = slot
        self.prefetch: Prefetch | None = None
        self.metrics = Metrics(slot)
        self.stopping = threading.Event()
        self.ended = threading.Event()

    def problems(self) -> dict[str, str]:
        """Parts of this server that do not work, each with the reason, although it answers."""
        problems = {}
        if self.prefetch is not None and self.prefetch.trouble:
            problems["completions"] = self.prefetch.trouble
        if self.slot is not None and not self.slot.helper_alive():
            problems["helper"] = "the process for costly questions gives no sign of life"
        return problems


def health_in(app: flask.Flask) -> ServerHealth:
    """The health of a server."""
    problems: ServerHealth = app.extensions["baogao.health"]
    return problems
