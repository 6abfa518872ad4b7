"""Reads the answers of a cluster within the time that they have, and up to a size.

opensearch-py waits for each part of an answer as long as for all of it, and takes any number of
parts: who sends a byte now and then, or never ends, holds a thread or takes all memory.
"""

import time
from typing import Protocol

import opensearchpy
from opensearchpy import exceptions
from urllib3 import HTTPConnectionPool, HTTPResponse
from urllib3.exceptions import ReadTimeoutError

from index.system import deadline

MAX_ANSWER_BYTES = 512 << 20
"""Maximum bytes of an answer; the largest that is asked for has 500 reports."""
GRACE_SECONDS = 5.0
"""Seconds that a request may take beyond the time of the answer it is for."""
_PART_BYTES = 1 << 20


class LongAnswerError(exceptions.TransportError):  # type: ignore[misc]  # opensearch-py is untyped
    """An answer has more than MAX_ANSWER_BYTES; it is not asked for again."""


class Pool(Protocol):
    """What sends requests to a node, as urllib3 does."""

    def urlopen(self, *arguments: object, **options: object) -> HTTPResponse:
        """The response to a request."""

    def close(self) -> None:
        """Close the sockets."""


class BoundedConnection(opensearchpy.Urllib3HttpConnection):  # type: ignore[misc]  # as above
    """opensearch-py's connection to a node, whose answers have a limit in time and bytes."""

    pool: Pool

    def _create_urllib3_pool(self) -> None:
        super()._create_urllib3_pool()
        self.pool = _BoundedPool(self.pool)

    def perform_request(self, *arguments: object, **options: object) -> object:
        """As opensearch-py does, which takes any error for one that passes."""
        try:
            return super().perform_request(*arguments, **options)
        except exceptions.ConnectionError as error:
            if isinstance(error.info, LongAnswerError):
                raise error.info from error
            raise


class _BoundedPool:
    """A pool of urllib3 whose answers are read with limits."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def urlopen(self, *arguments: object, **options: object) -> HTTPResponse:
        """As urllib3 does; the body of the response is read already."""
        response = self._pool.urlopen(*arguments, preload_content=False, **options)
        try:
            response._body = self._read(response)  # noqa: SLF001 - `data` gives it, as if read at once
        except BaseException:
            response.close()
            raise
        return response

    def close(self) -> None:
        """Close the sockets."""
        self._pool.close()

    def _read(self, response: HTTPResponse) -> bytes:
        """The body of a response; ReadTimeoutError if the time of the page it is for is over."""
        left = deadline.current_deadline().left()
        end = None if left is None else time.monotonic() + left + GRACE_SECONDS
        parts: list[bytes] = []
        size = 0
        while part := response.read1(_PART_BYTES):
            parts.append(part)
            size += len(part)
            if size > MAX_ANSWER_BYTES:
                raise LongAnswerError(0, "too long", {})
            if end is not None and time.monotonic() > end:
                raise ReadTimeoutError(HTTPConnectionPool("cluster"), "", "the answer goes on")
        return b"".join(parts)
