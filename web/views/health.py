"""What watches over a server: /readyz for whoever sends it requests, /metrics for Prometheus."""

import threading

import flask

from index.errors import OperatorError
from search import json_output
from web.context import site
from web.server.metrics import Metrics
from web.server.prefetch import Prefetch
from web.server.shared_state import WorkerSlot

health = flask.Blueprint("health", __name__)


class ServerHealth:
    """The counts of a running server, and whether it is about to stop, or waits no longer."""

    def __init__(self, slot: WorkerSlot | None = None) -> None:
        self.slot = slot
        self.prefetch: Prefetch | None = None
        self.metrics = Metrics(slot)
        self.stopping = threading.Event()
        self.ended = threading.Event()

    def problems(self) -> dict[str, str]:
        """What does not work of this server, by its part, though it answers."""
        problems_found = {}
        if self.prefetch is not None and self.prefetch.trouble:
            problems_found["completions"] = self.prefetch.trouble
        if self.slot is not None and not self.slot.helper_alive():
            problems_found["helper"] = "the process for costly questions gives no sign of life"
        return problems_found


def health_in(app: flask.Flask) -> ServerHealth:
    """The health of a server."""
    problems_found: ServerHealth = app.extensions["baogao.health"]
    return problems_found


def health_of() -> ServerHealth:
    """The health of the server that answers this request."""
    return health_in(flask.current_app)


@health.get("/readyz")
def readyz() -> flask.Response:
    """200 while requests are welcome, also when only an older state of the index can serve."""
    state, status = {"status": "ready", **health_of().problems()}, 200
    try:
        with site().index_manager.borrowed():
            if site().index_manager.trouble is not None:
                state["trouble"] = str(site().index_manager.trouble)
    except OperatorError as error:
        state, status = {"status": "no index", "trouble": str(error)}, 503
    if health_of().stopping.is_set():
        state, status = {"status": "stopping"}, 503
    return flask.Response(json_output.dumps(state) + "\n", status, mimetype="application/json")


@health.get("/metrics")
def metrics() -> flask.Response:
    """Counts since the start, in Prometheus' text format."""
    text = health_of().metrics.text(site().index_manager)
    return flask.Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
