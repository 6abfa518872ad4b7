"""The metrics of a running server, in the text format of Prometheus.

`prometheus-client` keeps the counters of several processes in mapped files, and a full disk kills
the readers of a mapped file; here they are in the anonymous memory of `shared_state`.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.operations.index_manager import IndexManager
from web.server.counters import RequestCounts
from web.server.shared_state import WorkerSlot

LATENCY_BOUNDS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the buckets of a request's duration, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """One finished request.

    `route` names its view, `seconds` is its total time, `index_seconds` the part of it spent in
    the index, `bytes` the length of the response body.
    """

    route: str
    method: str
    status: int
    seconds: float
    index_seconds: float
    bytes: int


class Metrics:
    """Counters since the start, summed over the workers; safe to use from many threads."""

    def __init__(self, slot: WorkerSlot | None = None) -> None:
        self._lock = threading.Lock()
        self._started = time.time()
        self._slot = slot
        self._counts = RequestCounts()
        if slot is not None and (before := slot.counters()):
            self._counts.add(
                before
            )  # restore a crashed worker's counters: counters must never decrease
            self._counts.under_way = 0

    @property
    def under_way(self) -> int:
        """Requests in progress in this process."""
        return self._counts.under_way

    def begin(self) -> None:
        """Count the start of a request."""
        with self._lock:
            self._counts.under_way += 1

    def end(self, record: RequestRecord) -> None:
        """Count a finished request."""
        bucket = sum(record.seconds > bound for bound in LATENCY_BOUNDS_SECONDS)
        with self._lock:
            counts = self._counts
            counts.under_way -= 1
            counts.requests[record.route, record.method, record.status] += 1
            counts.buckets[record.route, bucket] += 1
            counts.seconds[(record.route,)] += record.seconds
            counts.index_seconds[(record.route,)] += record.index_seconds
            counts.sent += record.bytes
            if self._slot is not None:
                self._slot.put(counts.packed())

    def refuse(self, code: str) -> None:
        """Count a refused request."""
        with self._lock:
            self._counts.refused[(code,)] += 1

    def text(self, manager: IndexManager) -> str:
        """All metrics in Prometheus' text format 0.0.4."""
        total = RequestCounts()
        with self._lock:
            total.add(self._counts.packed())
        for packed in self._slot.other_counters() if self._slot else ():
            total.add(packed)
        lines = [*_of_requests(total), *self._of_process(total), *_of_index(manager)]
        return "\n".join(lines) + "\n"

    def _of_process(self, counts: RequestCounts) -> Iterator[str]:
        yield "# HELP baogao_requests_under_way Requests being answered now."
        yield "# TYPE baogao_requests_under_way gauge"
        yield f"baogao_requests_under_way {counts.under_way}"
        yield "# HELP baogao_response_bytes_total Bytes of bodies sent."
        yield "# TYPE baogao_response_bytes_total counter"
        yield f"baogao_response_bytes_total {counts.sent}"
        yield "# HELP process_start_time_seconds When the process began, in Unix time."
        yield "# TYPE process_start_time_seconds gauge"
        yield f"process_start_time_seconds {self._started:.3f}"
        yield from _of_memory(counts.processes)


def _of_requests(counts: RequestCounts) -> Iterator[str]:
    yield "# HELP baogao_requests_total Requests answered."
    yield "# TYPE baogao_requests_total counter"
    for (route, method, status), count in sorted(counts.requests.items(), key=str):
        labels = f'route="{route}",method="{method}",status="{status}"'
        yield f"baogao_requests_total{{{labels}}} {count}"
    yield "# HELP baogao_request_seconds Time from the request to the end of its answer."
    yield "# TYPE baogao_request_seconds histogram"
    for (route,), seconds in sorted(counts.seconds.items()):
        yield from _histogram(counts, route, seconds)
    yield "# HELP baogao_index_seconds_total Time that requests spent in the index."
    yield "# TYPE baogao_index_seconds_total counter"
    for (route,), seconds in sorted(counts.index_seconds.items()):
        yield f'baogao_index_seconds_total{{route="{route}"}} {seconds:.6f}'
    yield "# HELP baogao_refused_total Requests that were not let in, by reason."
    yield "# TYPE baogao_refused_total counter"
    for (code,), count in sorted(counts.refused.items()):
        yield f'baogao_refused_total{{reason="{code}"}} {count}'


def _histogram(counts: RequestCounts, route: str | int, seconds: float) -> Iterator[str]:
    count: float = 0
    for bucket, bound in enumerate((*map(str, LATENCY_BOUNDS_SECONDS), "+Inf")):
        count += counts.buckets[route, bucket]
        yield f'baogao_request_seconds_bucket{{route="{route}",le="{bound}"}} {count}'
    yield f'baogao_request_seconds_sum{{route="{route}"}} {seconds:.6f}'
    yield f'baogao_request_seconds_count{{route="{route}"}} {count}'


def _of_memory(processes: tuple[int, ...]) -> Iterator[str]:
    """Resident memory of all processes, on Linux."""
    try:
        texts = [Path(f"/proc/{process}/statm").read_text("ascii") for process in processes]
        pages = sum(int(text.split()[1]) for text in texts)
    except (OSError, ValueError, IndexError):
        return
    yield "# HELP process_resident_memory_bytes Resident memory."
    yield "# TYPE process_resident_memory_bytes gauge"
    yield f"process_resident_memory_bytes {pages * 4096}"


def _of_index(manager: IndexManager) -> Iterator[str]:
    yield "# HELP baogao_index_renewed_total Newer states of the index taken up since the start."
    yield "# TYPE baogao_index_renewed_total counter"
    yield f"baogao_index_renewed_total {manager.renewed}"
    yield "# HELP baogao_index_trouble Whether the newest state of the index cannot be opened."
    yield "# TYPE baogao_index_trouble gauge"
    yield f"baogao_index_trouble {int(manager.trouble is not None)}"
    about = manager.opened()
    if about is None:
        return
    yield "# HELP baogao_index_reports Reports in the state that serves."
    yield "# TYPE baogao_index_reports gauge"
    yield f"baogao_index_reports {about.reports}"
    yield "# HELP baogao_index_built_seconds When that state was built, in Unix time."
    yield "# TYPE baogao_index_built_seconds gauge"
    yield f"baogao_index_built_seconds {about.built.timestamp():.3f}"
