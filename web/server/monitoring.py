"""Monitoring: /readyz for load balancers, /metrics for Prometheus."""

import flask

from index.errors import OperatorError
from search import json_output
from web.context import site
from web.server.server_health import ServerHealth, health_in
from web.view import View

health = View("health", __name__)


def health_of() -> ServerHealth:
    """The health of the server that answers this request."""
    return health_in(flask.current_app)


@health.get("/readyz")
def readyz() -> flask.Response:
    """200 while the server accepts requests, even if only an older index generation is usable."""
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
