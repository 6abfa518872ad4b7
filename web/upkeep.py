"""What watches over a server: /readyz for whoever sends it requests, /metrics for Prometheus."""

import threading

import flask

from index.errors import OperatorError
from search import answer_json
from web.board import Seat
from web.metrics import Metrics
from web.site import site

upkeep = flask.Blueprint("upkeep", __name__)


class Upkeep:
    """The counts of a running server, and whether it is about to stop."""

    def __init__(self, seat: Seat | None = None) -> None:
        self.metrics = Metrics(seat)
        self.stopping = threading.Event()


def kept() -> Upkeep:
    """The Upkeep of the server that answers this request."""
    found: Upkeep = flask.current_app.extensions["baogao.upkeep"]
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
    if kept().stopping.is_set():
        state, status = {"status": "stopping"}, 503
    return flask.Response(answer_json.dumps(state) + "\n", status, mimetype="application/json")


@upkeep.get("/metrics")
def metrics() -> flask.Response:
    """Counts since the start, in Prometheus' text format."""
    text = kept().metrics.text(site().serving)
    return flask.Response(text, content_type="text/plain; version=0.0.4; charset=utf-8")
