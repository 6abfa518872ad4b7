"""The helper process that answers expensive requests for the workers.

One Python process computes one thing at a time, so a query of half a second would delay every other
request of its worker. A worker therefore forwards it over a Unix socket that only this server's
user can reach, and waits; if the helper is gone, it answers the request itself.
"""

import contextlib
import http.client
import io
import os
import socket
import string
import struct
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from werkzeug.wsgi import ClosingIterator

from index.system import tempfiles
from index.system.deadline import AbandonedError, current_deadline
from web.desk.reader import READER
from web.errors import RequestRefusedError, ServeError
from web.server.middleware import COSTLY, ROUTE
from web.timed_index import INDEX_SECONDS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OFFLOAD_SECONDS = 60.0
"""Seconds without a byte after which a worker gives up a forwarded request."""
CHECK_SECONDS = 0.25
"""Seconds between two checks that the client still waits; also the limit for connecting."""
STREAM_PART_BYTES = 1 << 16
"""Bytes of a response that are forwarded at a time."""
LISTEN_SECONDS = 2.0
"""Seconds between two checks that the socket still exists."""
_SCHEME, _ROUTE, _INDEX_SECONDS = "X-Baogao-Scheme", "X-Baogao-Route", "X-Baogao-Asked"
_READER = "X-Baogao-Reader"
_HOP_HEADERS = frozenset(
    {"connection", "transfer-encoding", "date", _ROUTE.lower(), _INDEX_SECONDS.lower()}
)
"""Response headers that are not forwarded."""
_WITHHELD_HEADERS = frozenset(
    {
        "HTTP_CONNECTION",
        "HTTP_TRANSFER_ENCODING",
        "HTTP_X_BAOGAO_SCHEME",
        "HTTP_X_BAOGAO_READER",
    }
)
"""Request headers that are not forwarded; only a worker may set X-Baogao-Scheme and -Reader."""


def listen(path: Path) -> socket.socket:
    """The socket on which the helper listens; ServeError if it cannot be created."""
    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(str(path))
        listening.listen(64)
    except OSError as error:
        raise ServeError(
            f"Cannot make a socket at {path}: {error.strerror or error}. Name another folder for "
            "what is temporary in TMPDIR, or serve with one process: baogao web --workers 1"
        ) from error
    return listening


def keep_listening(listening: socket.socket) -> None:
    """Recreate the socket and its folder whenever they are removed, in a thread.

    Systems clean folders of temporary files while servers run. The new socket replaces the old one
    under the same descriptor.
    """
    path = Path(listening.getsockname())

    def keep() -> None:
        while True:
            time.sleep(LISTEN_SECONDS)
            with contextlib.suppress(OSError, ServeError):
                if not path.exists():
                    tempfiles.private_folder(path.parent)
                    with listen(path) as replacement:
                        replacement.settimeout(0.0)
                        os.dup2(replacement.fileno(), listening.fileno(), inheritable=False)

    threading.Thread(target=keep, name="listening", daemon=True).start()


class OffloadServer:
    """The application in the helper; its headers carry facts for the worker's log and metrics."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer as the worker would."""
        environ["wsgi.url_scheme"] = environ.get("HTTP_X_BAOGAO_SCHEME", "http")
        environ[READER] = unquote(environ.get("HTTP_X_BAOGAO_READER", ""))
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status, headers, exc_info=None):  # type: ignore[no-untyped-def]  # noqa: ANN202, ANN001 - WSGI's own signature
            del exc_info
            started.append((status, headers))
            return _unused

        body = self._app(environ, begin)
        status, headers = started[-1]
        internal_headers = [
            (_ROUTE, environ.get(ROUTE, "none")),
            (_INDEX_SECONDS, repr(environ.get(INDEX_SECONDS, 0.0))),
        ]
        start_response(status, [*headers, *internal_headers])
        return body


class OffloadProxy:
    """The application in a worker: it forwards expensive requests to the helper."""

    def __init__(self, app: "WSGIApplication", path: Path) -> None:
        self._app = app
        self._path = path

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer the request or forward it."""
        if not environ[COSTLY]:
            return self._app(environ, start_response)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        connection = _Connection(self._path)
        try:
            answer = _forwarded(connection, environ, body)
        except TimeoutError:  # the helper may still be computing it: do not compute it twice
            connection.close()
            raise RequestRefusedError(503, 5, "late") from None
        except AbandonedError:
            connection.close()
            raise
        except (OSError, http.client.HTTPException):
            connection.close()
            environ["wsgi.input"] = io.BytesIO(body)
            return self._app(environ, start_response)
        environ[ROUTE] = answer.getheader(_ROUTE, "none")
        environ[INDEX_SECONDS] = float(answer.getheader(_INDEX_SECONDS, "0"))
        headers = [pair for pair in answer.getheaders() if pair[0].lower() not in _HOP_HEADERS]
        start_response(f"{answer.status} {answer.reason}", headers)
        return ClosingIterator(_parts(answer), [answer.close, connection.close])


class _Socket(socket.socket):
    """A socket that waits in short spans, and stops when the client is gone."""

    def recv_into(self, *args: Any) -> int:
        """See `socket.socket`; TimeoutError after OFFLOAD_SECONDS without a byte."""
        end = time.monotonic() + OFFLOAD_SECONDS
        while True:
            current_deadline().over()
            try:
                return super().recv_into(*args)
            except TimeoutError:
                if time.monotonic() > end:
                    raise


class _Connection(http.client.HTTPConnection):
    """An HTTP connection over a Unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=OFFLOAD_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = _Socket(socket.AF_UNIX)
        self.sock.settimeout(CHECK_SECONDS)
        try:
            self.sock.connect(str(self._path))
        except TimeoutError as error:  # the helper does not accept connections
            raise ConnectionError from error
        if _owner(self.sock) != os.geteuid():
            raise ConnectionError
        self.sock.settimeout(OFFLOAD_SECONDS)


def _owner(connected: socket.socket) -> int:
    """The user of the peer; this process's user if the system cannot tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return os.geteuid()
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])


def _forwarded(
    connection: _Connection, environ: "WSGIEnvironment", body: bytes
) -> http.client.HTTPResponse:
    """The helper's response to the request; its body may still be incomplete."""
    address = _escaped(environ.get("PATH_INFO", "")) or "/"
    if environ.get("QUERY_STRING"):
        address += "?" + _escaped(environ["QUERY_STRING"], string.punctuation)
    headers = {
        name[5:].replace("_", "-"): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") and name not in _WITHHELD_HEADERS
    }
    headers |= {"Connection": "close", _SCHEME: environ["wsgi.url_scheme"]}
    headers[_READER] = quote(environ.get(READER, ""))
    if environ.get("CONTENT_TYPE"):
        headers["Content-Type"] = environ["CONTENT_TYPE"]
    connection.request(environ["REQUEST_METHOD"], address, body or None, headers)
    connection.sock.settimeout(CHECK_SECONDS)
    return connection.getresponse()


def _escaped(text: str, safe: str = "/") -> str:
    """A part of the address, escaped; WSGI decodes its bytes as Latin-1."""
    return quote(text.encode("latin-1"), safe=safe)


def _parts(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    """The body in parts; AbandonedError if it is incomplete."""
    try:
        while part := answer.read1(STREAM_PART_BYTES):
            yield part
    except (OSError, http.client.HTTPException):
        raise AbandonedError from None
    if answer.length:
        raise AbandonedError


def _unused(data: bytes) -> None:
    """The write callable of WSGI, which nothing here uses."""
    raise NotImplementedError(data)
