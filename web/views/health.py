"""What watches over a server: /readyz for whoever sends it requests, /metrics for Prometheus."""

import threading

import flask

from index.errors import OperatorError
from search import json_output
from web.context import site
from web.server.metrics import Metrics
from web.server.shared_state import WorkerSlot

upkeep = flask.Blueprint("upkeep", __name__)


class ServerHealth:
    """The counts of a running server, and whether it is about to stop, or waits no longer."""

    def __init__(self, seat: WorkerSlot | None = None) -> None:
        self.metrics = Metrics(seat)
        self.stopping = threading.Event()
        self.ended = threading.Event()


def health_of() -> ServerHealth:
    """The Upkeep of the server that answers this request."""
    found: ServerHealth = flask.current_app.extensions["baogao.upkeep"]
    return found


@upkeep.get("/readyz")
def readyz() -> flask.Response:
    """200 while requests are welcome, also when only an older state of the index can serve."""
    state, status = {"status": "ready"}, 200
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
