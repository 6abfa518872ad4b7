"""Writes many documents: several requests in parallel, retried while the cluster is busy."""

import json
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index.cluster.connection import Connection, PassingError
from index.cluster.strange_answers import answers_of
from index.errors import ClusterError
from index.json_types import JsonObject

BULK_BYTES = 4_000_000
"""A request is sent once its documents exceed this many bytes."""
RETRY_WAITS_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0)
"""Seconds between the tries of a request, a bit more than two minutes in all."""
_BUSY = {429, 502, 503, 504}


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A document to put, or to delete if `source` is None.

    Repeating an action has no further effect.
    """

    alias: str
    id: str
    source: str | None = None
    path: str = ""

    def lines(self) -> str:
        """The lines of this action in a bulk request."""
        verb = "delete" if self.source is None else "index"
        head = json.dumps({verb: {"_index": self.alias, "_id": self.id}}, ensure_ascii=False)
        return f"{head}\n" if self.source is None else f"{head}\n{self.source}\n"


Failed = Callable[[Action, str], None]
"""Called with a document that the cluster refuses for good, and the reason."""


class Bulk:
    """Sends actions in batches; `put` blocks while too many requests are under way."""

    def __init__(
        self, connection: Connection, failed: Failed, waits: tuple[float, ...] = RETRY_WAITS_SECONDS
    ) -> None:
        writers = connection.options.writers
        self._connection = connection
        self._failed = failed
        self._waits = waits
        self._pool = ThreadPoolExecutor(writers, thread_name_prefix="baogao-bulk")
        self._room = threading.Semaphore(2 * writers)
        self._batch: list[Action] = []
        self._bytes = 0
        self._trouble: BaseException | None = None

    def put(self, action: Action) -> None:
        """Queue one action; raises errors of earlier ones."""
        self._batch.append(action)
        self._bytes += len(action.source or "") * 2
        if self._bytes > BULK_BYTES:
            self._hand_over()

    def finish(self) -> None:
        """Wait until everything is written; raises errors."""
        self._hand_over()
        self._pool.shutdown(wait=True)
        self._raise()

    def abandon(self) -> None:
        """Send nothing more."""
        self._trouble = self._trouble or ClusterError("The build was given up.")
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _hand_over(self) -> None:
        self._raise()
        if self._batch:
            self._room.acquire()
            self._pool.submit(self._deliver, self._batch)
            self._batch, self._bytes = [], 0

    def _raise(self) -> None:
        if self._trouble is not None:
            raise self._trouble

    def _deliver(self, batch: list[Action]) -> None:
        try:
            batch, reason = self._send(batch)
            for wait in self._waits:
                if not batch or self._trouble is not None:
                    break
                time.sleep(wait)
                batch, reason = self._send(batch)
            if batch and self._trouble is None:
                self._trouble = PassingError(
                    f"{self._connection.address} stayed too busy to take {len(batch)} documents "
                    f"({reason}). Try again when it has less to do."
                )
        except BaseException as error:  # noqa: BLE001 - it is raised again where put was called
            self._trouble = self._trouble or error
        finally:
            self._room.release()

    def _send(self, batch: list[Action]) -> tuple[list[Action], str]:
        """The actions to retry, and the reason."""
        lines = "".join(action.lines() for action in batch)
        try:
            response = self._connection.ask(
                "POST", "/_bulk", lines, params={"require_alias": "true"}
            )
        except PassingError as error:
            return batch, str(error)
        with answers_of(self._connection.address):
            if not response["errors"]:
                return [], ""
            results = (next(iter(item.values())) for item in response["items"])
            return self._sorted_out(zip(batch, results, strict=True))

    def _sorted_out(self, done: Iterable[tuple[Action, JsonObject]]) -> tuple[list[Action], str]:
        again, reason = [], ""
        for action, result in done:
            error = result.get("error") or {}
            kind, status = error.get("type", ""), result["status"]
            if kind in {"cluster_block_exception", "index_not_found_exception"}:
                raise self._connection.blocked(error.get("reason", kind))
            if status in _BUSY:
                again.append(action)
                reason = error.get("reason", str(status))
            elif error:
                self._failed(action, _reason(error))
        return again, reason


def _reason(error: JsonObject) -> str:
    while isinstance(error.get("caused_by"), dict):
        error = error["caused_by"]
    return f"The cluster does not take it: {error.get('reason') or error.get('type')}"
