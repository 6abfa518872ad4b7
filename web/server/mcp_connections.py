"""Connections of the HTTP server: slow and idle ones cannot keep others out.

Anybody on the machine can connect, with the token or without. A connection whose request does not
arrive is closed, and where all are taken, the one that has waited longest makes room.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from web.server.header_limits import has_many_blanks

MAX_CONNECTIONS = 200
ARRIVAL_SECONDS = 10.0
"""Seconds in which a request has to arrive; a later one on the same connection has up to twice."""


class PunctualProtocol(H11Protocol):
    """A connection that ends if its request does not arrive in time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._seen: object = None
        self._check: asyncio.TimerHandle | None = None
        self.since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take the connection, if need be in the place of the one that waited longest."""
        others = [
            connection
            for connection in self.connections
            if isinstance(connection, PunctualProtocol)
        ]
        if len(others) >= MAX_CONNECTIONS:
            waiting = [other for other in others if other.waits()]
            if not waiting:
                transport.abort()
                return
            min(waiting, key=lambda oldest: oldest.since).transport.abort()
        super().connection_made(transport)
        self.since = self.loop.time()
        self._check = self.loop.call_later(ARRIVAL_SECONDS, self._close_if_late)

    def data_received(self, data: bytes) -> None:
        """Take data of a request, unless its headers would cost much time."""
        if self.conn.their_state is h11.IDLE:
            before, _ = self.conn.trailing_data
            if has_many_blanks(before.lstrip(b"\r\n") + data):
                self.send_400_response("Too many blanks side by side")
                return
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self._check is None:  # it was never taken
            return
        self._check.cancel()
        super().connection_lost(exc)

    def waits(self) -> bool:
        """Whether the connection has no request, or one whose body has not arrived."""
        cycle = self.cycle
        return cycle is None or cycle.more_body or cycle.response_complete

    def _close_if_late(self) -> None:
        """Close the connection if it had no request, or waits since the last look."""
        if self.waits() and (self.cycle is None or self.cycle is self._seen):
            self.transport.abort()
            return
        self._seen = self.cycle if self.waits() else None
        self._check = self.loop.call_later(ARRIVAL_SECONDS, self._close_if_late)
