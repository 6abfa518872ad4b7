"""The server: waitress around the site, with a graceful stop, in one process or in several.

At SIGTERM or Ctrl-C (a worker: at an order of its parent) the server accepts no more connections,
/readyz returns 503, requests in progress are finished, and the process ends; a second signal ends
it at once.
"""

import os
import signal
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

import flask

from index.json_types import JsonObject
from web.server.connections import RepeatedMessageFilter, server_for
from web.server.server_health import ServerHealth

SHUTDOWN_SECONDS = 15.0
"""Seconds to finish the requests in progress at a stop."""
ABANDON_GRACE_SECONDS = 2.0
"""Further seconds for abandoned requests to notice that they are abandoned."""
_POLL_SECONDS = 0.05
_MAX_HEADER_BYTES = 64 << 10
_MAX_BODY_BYTES = 9 << 20
"""Bytes of a body, of which the site takes fewer (web.server.app) but for a document to trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPlan:
    """How to serve: `threads` are those of all processes together.

    `proxy` is the address of one that may name the client, if any.
    """

    workers: int = 1
    threads: int = 16
    proxy: str = ""

    @property
    def threads_per_process(self) -> int:
        """Threads of one process."""
        return max(1, -(-self.threads // self.workers))


def serve(
    app: flask.Flask, listening: socket.socket, plan: ServerPlan, orders: int | None = None
) -> None:
    """Answer requests until a signal says to stop; then finish and return.

    A worker stops instead at a byte in the pipe `orders`, or at its end.
    """
    health: ServerHealth = app.extensions["baogao.health"]
    server = server_for(app, listening, _options(plan), proxied=bool(plan.proxy))
    app.logger.addFilter(RepeatedMessageFilter())
    signals = (signal.SIGTERM, signal.SIGINT) if orders is None else (signal.SIGUSR1,)
    stop = _Stop(server, health, signals[0])
    for number in signals:
        signal.signal(number, stop)
    if orders is not None:
        threading.Thread(target=_obey, args=(orders,), name="orders", daemon=True).start()
    try:
        server.run()
    finally:
        server.close()
        app.extensions["baogao"].index_manager.close()


def _obey(orders: int) -> None:
    """Pass each order on as a signal, since only the main thread can end the loop."""
    while os.read(orders, 1):
        os.kill(os.getpid(), signal.SIGUSR1)
    os.kill(os.getpid(), signal.SIGUSR1)


def _options(plan: ServerPlan) -> JsonObject:
    """The options of waitress; only the named proxy's X-Forwarded headers are trusted."""
    options: JsonObject = {
        "threads": plan.threads_per_process,
        "ident": None,
        "clear_untrusted_proxy_headers": True,
        "max_request_header_size": _MAX_HEADER_BYTES,
        "max_request_body_size": _MAX_BODY_BYTES,
    }
    if plan.proxy:
        options |= {
            "trusted_proxy": plan.proxy,
            "trusted_proxy_count": 1,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"},
        }
    return options


class _Stop:
    """The signal handler: the first signal drains, the end of draining or a second one ends."""

    def __init__(self, server: Any, health: ServerHealth, final_signal: signal.Signals) -> None:
        self._server = server
        self._health = health
        self._final_signal = final_signal

    def __call__(self, *_: object) -> None:
        if self._health.stopping.is_set():
            raise SystemExit(0)
        self._health.stopping.set()
        self._server.accepting = False
        threading.Thread(target=self._drain, name="drain", daemon=True).start()

    def _drain(self) -> None:
        """Wait for requests in progress, then signal: only the main thread can end the loop."""
        end = time.monotonic() + SHUTDOWN_SECONDS
        while time.monotonic() < end and self._busy():
            time.sleep(_POLL_SECONDS)
        self._health.ended.set()
        end += ABANDON_GRACE_SECONDS
        while time.monotonic() < end and self._busy():
            time.sleep(_POLL_SECONDS)
        os.kill(os.getpid(), self._final_signal)

    def _busy(self) -> bool:
        channels = list(self._server.active_channels.values())
        unsent = any(channel.total_outbufs_len or channel.requests for channel in channels)
        return bool(unsent or self._health.metrics.under_way)
