"""Connections to clients that are slow, many or gone: what each may hold, and for how long.

Waitress reads and writes them all in one thread and answers in others. What is added here keeps a
client from holding one of those, or all that may be open, by reading slowly or not at all.
"""

import contextlib
import errno
import ipaddress
import logging
import resource
import socket
import time
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import TcpWSGIServer, UnixWSGIServer
from waitress.task import ThreadedTaskDispatcher

from index.json_types import JsonObject
from web.errors import ServeError
from web.server.request_line import Parser

BUFFERED = 4 << 20
"""Bytes of an answer that wait for a client before the thread that makes it waits too."""
SLOWEST = 256 << 10
"""Bytes of a long answer that a client has to take in STALLED seconds: 25 kB a second."""
STALLED = 10.0
SENDING = 60.0
"""Seconds that a request may take to arrive."""
TAKING = 300.0
"""Seconds that a finished answer may take to be fetched."""
GONE = 5.0
"""Seconds that an answer is still made for a client that has ended its side of the connection."""
IDLE = 60.0
"""Seconds that a connection may stay open with nothing asked."""
PIPELINED = 8
"""Requests that one connection may have waiting; what it sends beyond them is dropped."""
MOST_OPEN = 2_000
FEWEST_DESCRIPTORS = 64
"""Below them an index cannot be opened beside a few connections."""
RESERVED = 40
"""Descriptors that are not for connections: the index, logs, pipes, temporary files."""
_PAUSE = 0.5
"""Seconds without taking connections where there is no descriptor left for one."""
MESSAGES = 20
"""Messages of a kind that a minute may log."""


class Channel(HTTPChannel):  # type: ignore[misc]  # Waitress is untyped
    """A connection; `started` is when the request under way began to arrive, 0.0 without one."""

    parser_class = Parser

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002 - Waitress' own name
        self.idle_since = self.started = time.monotonic()
        self.ended = 0.0
        self._writing = False
        super().__init__(server, sock, (_plain(addr[0]), *addr[1:]), adj, map)
        self.started = 0.0

    def readable(self) -> bool:
        """Whether more may come: nothing does behind the end."""
        return not self.ended and bool(super().readable())

    def handle_read(self) -> None:
        """Take in what is there; a client that only ended its own side still gets its answer."""
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
        """Whether the client is gone: one that ended its side is taken for gone before long."""
        return not self.connected or bool(self.ended and time.monotonic() - self.ended > GONE)

    def received(self, data: bytes) -> bool:
        """Take data in, and note since when a request is arriving."""
        taken: bool = super().received(data)
        if len(self.requests) > PIPELINED:
            with self.requests_lock:
                del self.requests[PIPELINED:]
        self.idle_since = time.monotonic()
        if self.request is None:
            self.started = 0.0
        elif not self.started:
            self.started = self.idle_since
        return taken

    def write_soon(self, data: Any) -> int:
        """Send, soon; waits where much is waiting already."""
        self._writing = True
        try:
            written: int = super().write_soon(data)
        finally:
            self._writing = False
        self.idle_since = time.monotonic()
        return written

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait until the client took some; ClientDisconnected where it hardly takes anything.

        Between two requests sent at once no thread waits for that: the later ones are dropped.
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
                self.outbuf_lock.wait(STALLED / 10)
                if before - self.total_outbufs_len >= SLOWEST:
                    since, before = time.monotonic(), self.total_outbufs_len
                elif time.monotonic() - since > STALLED:
                    self.will_close = True
                    self.server.pull_trigger()
                    raise ClientDisconnected

    def overdue(self, now: float) -> bool:
        """Whether it was open long enough, by a clock that nobody sets."""
        if self.started:
            return now - self.started > SENDING
        if self.requests:
            return False
        if self.ended and not self.total_outbufs_len:
            return True
        return now - self.idle_since > (TAKING if self.total_outbufs_len else IDLE)


class _Careful:
    """What both kinds of servers do more than Waitress' own."""

    channel_class = Channel
    single = MOST_OPEN
    """Connections that one address may have open."""
    _paused = 0.0
    _looked = 0.0

    def readable(self) -> bool:
        """Whether a connection may be taken; closes those that are overdue, every second."""
        now = time.monotonic()
        if now - self._looked > 1.0:
            self._looked = now
            for channel in list(self.active_channels.values()):  # type: ignore[attr-defined]
                if channel.overdue(now):
                    channel.will_close = True
        return now >= self._paused and bool(super().readable())  # type: ignore[misc]

    def maintenance(self, now: float) -> None:
        """Waitress' own look at what is overdue goes by a clock that can be set."""

    def accept(self) -> Any:
        """A connection; none for a moment where there is no descriptor left."""
        try:
            taken = super().accept()  # type: ignore[misc]
        except OSError as error:
            if error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}:
                self._paused = time.monotonic() + _PAUSE
            raise
        if taken is not None and self._many(taken[1]):
            taken[0].close()
            return None
        return taken

    def _many(self, address: Any) -> bool:
        channels = self.active_channels  # type: ignore[attr-defined]
        if not address or len(channels) < self.single:
            return False
        name = _plain(address[0])
        return len([one for one in channels.values() if one.addr[0] == name]) >= self.single


class TcpServer(_Careful, TcpWSGIServer):  # type: ignore[misc]  # Waitress is untyped
    """A server for clients."""


class UnixServer(_Careful, UnixWSGIServer):  # type: ignore[misc]  # Waitress is untyped
    """A server for the other processes of this one."""


def server_for(
    app: Any, listening: socket.socket, options: JsonObject, *, proxied: bool
) -> "TcpServer | UnixServer":
    """A server on a socket that listens already; `proxied` if one address stands for many."""
    adjustments = Adjustments(
        sockets=[listening],
        connection_limit=open_at_once(),
        asyncore_use_poll=True,
        channel_request_lookahead=1,
        log_socket_errors=False,
        outbuf_high_watermark=BUFFERED,
        **options,
    )
    logging.getLogger("waitress").addFilter(Sparse())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # the metrics tell of queues
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(adjustments.threads)
    local = listening.family == getattr(socket, "AF_UNIX", None)
    made = (UnixServer if local else TcpServer)(
        app,
        {},
        _sock=listening,
        dispatcher=dispatcher,
        adj=adjustments,
        bind_socket=False,
        sockinfo=(listening.family, listening.type, listening.proto, listening.getsockname()),
    )
    if not local and not proxied:
        made.single = max(8, adjustments.connection_limit // 2)
    return made


def open_at_once() -> int:
    """Connections this process may have open: as many as it has descriptors for.

    ServeError where that are too few to serve at all.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_OPEN + RESERVED
    if soft == resource.RLIM_INFINITY:
        return MOST_OPEN
    if soft < wanted:
        more = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (more, hard))
            soft = more
    if soft < FEWEST_DESCRIPTORS:
        raise ServeError(
            f"This process may only open {soft} files at once, a server needs "
            f"{FEWEST_DESCRIPTORS}. Allow more: ulimit -n 1024"
        )
    return min(MOST_OPEN, soft - RESERVED)


class Sparse(logging.Filter):
    """Lets MESSAGES of a kind pass in a minute, and says how many it kept back."""

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
        if passed == MESSAGES:
            record.msg = f"{record.msg} (more of this kind are not logged in this minute)"
        return passed <= MESSAGES


def _plain(address: Any) -> Any:
    """An address as a client writes it: ::ffff:192.0.2.1 is 192.0.2.1."""
    try:
        mapped = ipaddress.IPv6Address(address).ipv4_mapped
    except ValueError:
        return address
    return str(mapped) if mapped else address
