"""Limits for connections to slow, numerous or disconnected clients.

Waitress reads and writes all connections in one thread and computes responses in others. These
limits keep a client that reads slowly or not at all from blocking a thread or using up all
connections.
"""

import contextlib
import errno
import ipaddress
import logging
import resource
import socket
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import TcpWSGIServer, UnixWSGIServer
from waitress.task import ThreadedTaskDispatcher

from index.json_types import JsonObject
from web.desk.reader import noting_peer
from web.errors import ServeError
from web.server.request_parser import Parser

MAX_BUFFERED_BYTES = 4 << 20
"""Bytes of a response that may wait for a client before its thread has to wait too."""
MIN_BYTES_READ = 256 << 10
"""Bytes of a long response that a client must read in STALLED_CONNECTION_SECONDS (25 kB/s)."""
STALLED_CONNECTION_SECONDS = 10.0
REQUEST_SECONDS = 60.0
"""Seconds that a request may take to arrive."""
RESPONSE_SECONDS = 300.0
"""Seconds that a client may take to read a finished response."""
CLOSED_SIDE_SECONDS = 5.0
"""Seconds that a response is still computed for a client that closed its side of the connection."""
IDLE_SECONDS = 60.0
"""Seconds that a connection may stay open without a request."""
MAX_PIPELINED = 8
"""Requests that may wait on one connection; further ones are dropped."""
STATE_PATHS = frozenset({"/readyz", "/metrics"})
"""Who asks for these asks whether the server works: a thread of their own answers them at once,
while all others may be busy with long answers."""
MAX_OPEN_CONNECTIONS = 2_000
MAX_UNANSWERED_BYTES = 256 << 20
"""Bytes of all bodies that are arriving, wait for a thread or are being answered, in memory or in
temporary files."""
MIN_DESCRIPTORS = 64
"""Fewer file descriptors are not enough for an index and a few connections."""
RESERVED_DESCRIPTORS = 40
"""Descriptors for the index, logs, pipes and temporary files, not for connections."""
_PAUSE_SECONDS = 0.5
"""Seconds without accepting connections after the descriptors ran out."""
MAX_LOGGED_MESSAGES = 20
"""Messages of a kind that are logged in one minute."""


class Channel(HTTPChannel):  # type: ignore[misc]  # Waitress is untyped
    """A connection; `started` is when the request under way began to arrive, 0.0 without one."""

    parser_class = Parser

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002 - Waitress' own name
        self.idle_since = self.started = time.monotonic()
        self.ended = 0.0
        self.answering = 0
        self._writing = False
        super().__init__(server, sock, (_usual_form(addr[0]), *addr[1:]), adj, map)
        self.started = 0.0

    @property
    def unanswered_bytes(self) -> int:
        """Bytes of the bodies of all requests that are not answered yet."""
        requests = [*self.requests, *filter(None, [self.request])]
        return sum(int(request.body_bytes_received) for request in requests)

    @property
    def asks_for_state(self) -> bool:
        """Whether the request that is answered next asks for the state of the server."""
        return bool(self.requests) and self.requests[0].path in STATE_PATHS

    def service(self) -> None:
        """Answer one request; `answering` says for `handle_close` that a thread does so."""
        with self.requests_lock:
            self.answering += 1
        try:
            super().service()
        finally:
            with self.requests_lock:
                self.answering -= 1

    def handle_close(self) -> None:
        """Close the connection, and the bodies that wait: Waitress keeps them for a thread."""
        super().handle_close()
        with self.requests_lock:
            if not self.answering:
                for request in self.requests:
                    request.close()

    def readable(self) -> bool:
        """Whether to read from the client: not after it closed its side."""
        return not self.ended and bool(super().readable())

    def handle_read(self) -> None:
        """Read available data; a client that only closed its own side still gets its response."""
        if not (self.requests or self.total_outbufs_len):
            super().handle_read()
            return
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except BlockingIOError:
            return
        except OSError:
            self.handle_close()
            return
        if data:
            self.received(data)
        else:
            self.ended = time.monotonic()

    def check_client_disconnected(self) -> bool:
        """Whether the client is gone: disconnected, or its side closed for CLOSED_SIDE_SECONDS."""
        return not self.connected or bool(
            self.ended and time.monotonic() - self.ended > CLOSED_SIDE_SECONDS
        )

    def received(self, data: bytes) -> bool:
        """Receive data, and record when the current request began to arrive."""
        taken: bool = super().received(data)
        if len(self.requests) > MAX_PIPELINED:
            with self.requests_lock:
                del self.requests[MAX_PIPELINED:]
        self.idle_since = time.monotonic()
        if self.request is None:
            self.started = 0.0
        elif not self.started:
            self.started = self.idle_since
        return taken

    def write_soon(self, data: Any) -> int:
        """Queue data for sending; waits while too much is queued."""
        self._writing = True
        try:
            written: int = super().write_soon(data)
        finally:
            self._writing = False
        self.idle_since = time.monotonic()
        return written

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait until the client has read some data; ClientDisconnected if it hardly reads any.

        Between two pipelined requests no thread waits: the later ones are dropped.
        """
        if self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            return
        if not self._writing:
            with self.requests_lock:
                del self.requests[1:]
            self.close_when_flushed = True
            return
        with self.outbuf_lock:
            since, before = time.monotonic(), self.total_outbufs_len
            while self.connected and self.total_outbufs_len > self.adj.outbuf_high_watermark:
                self.server.pull_trigger()
                self.outbuf_lock.wait(STALLED_CONNECTION_SECONDS / 10)
                if before - self.total_outbufs_len >= MIN_BYTES_READ:
                    since, before = time.monotonic(), self.total_outbufs_len
                elif time.monotonic() - since > STALLED_CONNECTION_SECONDS:
                    self.will_close = True
                    self.server.pull_trigger()
                    raise ClientDisconnected

    def overdue(self, now: float) -> bool:
        """Whether a time limit of the connection has passed, by the monotonic clock."""
        if self.started:
            return now - self.started > REQUEST_SECONDS
        if self.requests:
            return False
        if self.ended and not self.total_outbufs_len:
            return True
        return now - self.idle_since > (
            RESPONSE_SECONDS if self.total_outbufs_len else IDLE_SECONDS
        )


def over_budget(channels: Iterable[Channel]) -> list[Channel]:
    """The connections to close so that bodies have no more than MAX_UNANSWERED_BYTES.

    The address that sends the most loses its longest bodies first; what is being answered would
    free nothing.
    """
    sizes = {channel: channel.unanswered_bytes for channel in channels if not channel.will_close}
    total = sum(sizes.values())
    if total <= MAX_UNANSWERED_BYTES:
        return []
    by_address: Counter[str] = Counter()
    for channel, size in sizes.items():
        by_address[channel.addr[0]] += size
    waiting = [channel for channel, size in sizes.items() if size and not channel.answering]
    waiting.sort(key=lambda channel: (by_address[channel.addr[0]], sizes[channel]))
    closed = []
    while waiting and total > MAX_UNANSWERED_BYTES:
        closed.append(waiting.pop())
        total -= sizes[closed[-1]]
    return closed


class _LimitedServer:
    """The limits that both kinds of servers add to Waitress."""

    channel_class = Channel
    max_per_address = MAX_OPEN_CONNECTIONS
    """Connections that one address may have open."""
    _paused_until = 0.0
    _last_check = 0.0

    def __init__(self, *args: Any, **options: Any) -> None:
        self._state_dispatcher = ThreadedTaskDispatcher()
        self._state_dispatcher.set_thread_count(1)
        super().__init__(*args, **options)

    def add_task(self, task: Channel) -> None:
        """Queue a connection for a thread, which answers its next request."""
        state = self._state_dispatcher
        dispatcher = state if task.asks_for_state else self.task_dispatcher  # type: ignore[attr-defined]
        dispatcher.add_task(task)

    def run(self) -> None:
        """Answer until the loop is ended."""
        super().run()  # type: ignore[misc]
        self._state_dispatcher.shutdown()

    def readable(self) -> bool:
        """Whether to accept a connection; closes overdue connections every second."""
        now = time.monotonic()
        if now - self._last_check > 1.0:
            self._last_check = now
            for channel in list(self.active_channels.values()):  # type: ignore[attr-defined]
                if channel.overdue(now):
                    channel.will_close = True
            for channel in over_budget(self.active_channels.values()):  # type: ignore[attr-defined]
                channel.will_close = True
        return now >= self._paused_until and bool(super().readable())  # type: ignore[misc]

    def maintenance(self, now: float) -> None:
        """Disabled: Waitress checks for overdue connections by the wall clock."""

    def accept(self) -> Any:
        """Accept a connection; pauses for _PAUSE_SECONDS when the descriptors run out."""
        try:
            taken = super().accept()  # type: ignore[misc]
        except OSError as error:
            if error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}:
                self._paused_until = time.monotonic() + _PAUSE_SECONDS
            raise
        if taken is not None and self._has_many(taken[1]):
            taken[0].close()
            return None
        return taken

    def _has_many(self, address: Any) -> bool:
        channels = self.active_channels  # type: ignore[attr-defined]
        if not address or len(channels) < self.max_per_address:
            return False
        name = _usual_form(address[0])
        return (
            len([channel for channel in channels.values() if channel.addr[0] == name])
            >= self.max_per_address
        )


class TcpServer(_LimitedServer, TcpWSGIServer):  # type: ignore[misc]  # Waitress is untyped
    """A server for clients."""


class UnixServer(_LimitedServer, UnixWSGIServer):  # type: ignore[misc]  # Waitress is untyped
    """The server of the helper process, for the workers."""


def server_for(
    app: Any, listening: socket.socket, options: JsonObject, *, proxied: bool
) -> "TcpServer | UnixServer":
    """A server on a listening socket; `proxied` if one address serves many clients."""
    adjustments = Adjustments(
        sockets=[listening],
        connection_limit=max_connections(),
        asyncore_use_poll=True,
        channel_request_lookahead=1,
        log_socket_errors=False,
        outbuf_high_watermark=MAX_BUFFERED_BYTES,
        **options,
    )
    logging.getLogger("waitress").addFilter(RepeatedMessageFilter())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # the metrics count queued requests
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(adjustments.threads)
    local = listening.family == getattr(socket, "AF_UNIX", None)
    server = (UnixServer if local else TcpServer)(
        app,
        {},
        _sock=listening,
        dispatcher=dispatcher,
        adj=adjustments,
        bind_socket=False,
        sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
    )
    server.application = noting_peer(server.application)
    if not local and not proxied:
        server.max_per_address = max(8, adjustments.connection_limit // 2)
    return server


def max_connections() -> int:
    """The number of connections this process has descriptors for.

    ServeError if it has too few to serve at all.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_OPEN_CONNECTIONS + RESERVED_DESCRIPTORS
    if soft == resource.RLIM_INFINITY:
        return MAX_OPEN_CONNECTIONS
    if soft < wanted:
        more = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
            soft = more
    if soft < MIN_DESCRIPTORS:
        raise ServeError(
            f"This process may only open {soft} files at once, a server needs "
            f"{MIN_DESCRIPTORS}. Allow more: ulimit -n 1024"
        )
    return min(MAX_OPEN_CONNECTIONS, soft - RESERVED_DESCRIPTORS)


class RepeatedMessageFilter(logging.Filter):
    """Lets MAX_LOGGED_MESSAGES of a kind pass in a minute; the last says that more are dropped."""

    def __init__(self) -> None:
        super().__init__()
        self._minute = 0
        self._passed: dict[str, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this message is logged."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._passed.clear()
        kind = f"{record.name}:{record.levelname}"
        self._passed[kind] = passed = self._passed.get(kind, 0) + 1
        if passed == MAX_LOGGED_MESSAGES:
            record.msg = f"{record.msg} (more of this kind are not logged in this minute)"
        return passed <= MAX_LOGGED_MESSAGES


def _usual_form(address: Any) -> Any:
    """The address in its usual form: ::ffff:192.0.2.1 is 192.0.2.1."""
    try:
        mapped = ipaddress.IPv6Address(address).ipv4_mapped
    except ValueError:
        return address
    return str(mapped) if mapped else address
