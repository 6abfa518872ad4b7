"""WSGI middleware: admission, timing, access log.

It wraps the WSGI application, so the time of a streamed response lasts until its last byte.
"""

import contextlib
import datetime
import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from waitress.channel import ClientDisconnected
from werkzeug import Request
from werkzeug.wsgi import ClosingIterator

from index.system.deadline import AbandonedError, Deadline, answering_within
from web import safety
from web.errors import REFUSAL_MESSAGES, RequestRefusedError
from web.language import gettext_for
from web.server.access_log import AccessLog
from web.server.metrics import Metrics, RequestRecord
from web.server.rate_limit import Limits
from web.timed_index import INDEX_SECONDS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "baogao.route"
"""Key of the WSGI environment: the route that answers the request."""
COSTLY = "baogao.costly"
"""Key of the WSGI environment: whether the request may be expensive."""

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


class AccessMiddleware:
    """Wraps a WSGI application; once `ended` is true, responses in progress are abandoned."""

    def __init__(
        self,
        app: "WSGIApplication",
        limits: Limits,
        metrics: Metrics,
        access_log: AccessLog | None,
        ended: Callable[[], bool],
    ) -> None:
        self._app = app
        self._limits = limits
        self._metrics = metrics
        self._ended = ended
        self._access_log = access_log

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer or refuse the request, and count it."""
        self._metrics.begin()
        log = _RequestLog(environ)
        stack = contextlib.ExitStack()
        stack.callback(self._end, log)
        start = log.recording_status(start_response)
        try:
            admitted = self._limits.admitted(log.client, log.path, log.query)
            environ[COSTLY] = stack.enter_context(admitted)
            deadline = self._limits.deadline(log.path, self._abandoned(environ))
            with answering_within(deadline):
                body = self._app(environ, start)
        except RequestRefusedError as refused:
            self._metrics.refuse(refused.code)
            deadline = Deadline()
            body = _refusal(refused, Request(environ), start)
        except AbandonedError:
            stack.close()
            raise ClientDisconnected from None
        except BaseException:
            stack.close()
            raise
        parts = _within(deadline, log.counting_bytes(body))
        return ClosingIterator(parts, [getattr(body, "close", _nothing), stack.close])

    def _abandoned(self, environ: "WSGIEnvironment") -> Callable[[], bool]:
        """A function: whether the client is gone or the server has to end."""
        gone: Callable[[], bool] = environ.get("waitress.client_disconnected", self._ended)
        return lambda: gone() or self._ended()

    def _end(self, log: "_RequestLog") -> None:
        record = log.record()
        self._metrics.end(record)
        if self._access_log is not None:
            self._access_log(log.line(record))


def _within(deadline: Deadline, body: Iterator[bytes]) -> Iterator[bytes]:
    """The parts of a body, each computed under the deadline; ends early if the client is gone."""
    done = False
    while not done:
        try:
            with answering_within(deadline):
                part = next(body, None)
        except AbandonedError:
            raise ClientDisconnected from None
        done = part is None
        if part is not None:
            yield part


class _RequestLog:
    """Collects the facts of one request for the access log and the metrics."""

    def __init__(self, environ: "WSGIEnvironment") -> None:
        self._environ = environ
        self._started = time.perf_counter()
        self.client = environ.get("REMOTE_ADDR", "")
        self.path = environ.get("PATH_INFO", "")
        self.query = environ.get("QUERY_STRING", "")
        self.status = 0
        self.bytes = 0

    def recording_status(self, start_response: "StartResponse") -> "StartResponse":
        def start(status, headers, exc_info=None):  # type: ignore[no-untyped-def]  # noqa: ANN202, ANN001 - WSGI's own signature
            self.status = int(status[:3])
            return start_response(status, headers, exc_info)

        return start

    def counting_bytes(self, body: Iterable[bytes]) -> Iterator[bytes]:
        for part in body:
            self.bytes += len(part)
            yield part

    def record(self) -> RequestRecord:
        method = self._environ.get("REQUEST_METHOD", "")
        return RequestRecord(
            route=self._environ.get(ROUTE, "none"),
            method=method if method in _METHODS else "other",
            status=self.status,
            seconds=time.perf_counter() - self._started,
            index_seconds=self._environ.get(INDEX_SECONDS, 0.0),
            bytes=self.bytes,
        )

    def line(self, record: RequestRecord) -> str:
        """One line of JSON; it has the length of the query, never its text."""
        now = datetime.datetime.now(datetime.UTC)
        facts = {
            "time": now.isoformat(timespec="milliseconds"),
            "client": self.client,
            "method": record.method,
            "path": self.path[:200],
            "query_bytes": len(self.query),
            "status": record.status,
            "bytes": record.bytes,
            "ms": round(record.seconds * 1000, 1),
            "index_ms": round(record.index_seconds * 1000, 1),
        }
        return json.dumps(facts)


def _refusal(
    refused: RequestRefusedError, request: Request, start_response: "StartResponse"
) -> Iterable[bytes]:
    """A sentence in the client's language; a whole page would be too expensive."""
    sentence = gettext_for(request, REFUSAL_MESSAGES[refused.code])
    if request.path.startswith("/api/"):
        error = {"status": refused.status, "title": refused.code, "message": sentence}
        body, kind = json.dumps({"error": error}, ensure_ascii=False), "application/json"
    else:
        body, kind = sentence, "text/plain; charset=utf-8"
    data = (body + "\n").encode()
    headers = [("Content-Type", kind), ("Content-Length", str(len(data)))]
    headers += [("Cache-Control", "no-store"), *safety.HEADERS.items()]
    if refused.retry:
        headers.append(("Retry-After", str(refused.retry)))
    start_response(f"{refused.status} Refused", headers)
    return [data]


def _nothing() -> None:
    """The close method of a body without one."""
