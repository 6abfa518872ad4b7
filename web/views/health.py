"""What watches over a server: /readyz for whoever sends it requests, /metrics for Prometheus."""

import threading

import flask

from index.errors import OperatorError
from search import json_output
from web.context import site
from web.server.metrics import Metrics
from web.server.prefetch import Prefetch
from web.server.shared_state import WorkerSlot

upkeep = flask.Blueprint("upkeep", __name__)


class ServerHealth:
    """The counts of a running server, and whether it is about to stop, or waits no longer."""

    def __init__(self, seat: WorkerSlot | None = None) -> None:
        self.seat = seat
        self.prefetch: Prefetch | None = None
        self.metrics = Metrics(seat)
        self.stopping = threading.Event()
        self.ended = threading.Event()

    def troubles(self) -> dict[str, str]:
        """What does not work of this server, by its part, though it answers."""
        found = {}
        if self.prefetch is not None and self.prefetch.trouble:
            found["completions"] = self.prefetch.trouble
        if self.seat is not None and not self.seat.helper_alive():
            found["helper"] = "the process for costly questions gives no sign of life"
        return found


def health_in(app: flask.Flask) -> ServerHealth:
    """The health of a server."""
    found: ServerHealth = app.extensions["baogao.upkeep"]
    return found


def health_of() -> ServerHealth:
    """The health of the server that answers this request."""
    return health_in(flask.current_app)


@upkeep.get("/readyz")
def readyz() -> flask.Response:
    """200 while requests are welcome, also when only an older state of the index can serve."""
    state, status = {"status": "ready", **health_of().troubles()}, 200
    try:
        with site().serving.borrowed():
            if site().serving.trouble is not None:
                state["trouble"] = str(site().serving.trouble)
    except OperatorError as error:
        state, status = {"status": "no index", "trouble": str(error)}, 503
    if health_of().stopping.is_set():
        state, status = {"status": "stopping"}, 503
    return flask.Response(json_output.dumps(state) + "\n", status, mimetype="application/json")


@upkeep.get("/metrics")
def metrics() -> flask.Response:
    """Counts since the start, in Prometheus' text format."""
    text = health_of().metrics.text(site().serving)
    return flask.Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
