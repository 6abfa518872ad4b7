"""Shared memory of the workers: metrics per worker, rate-limit tokens per client.

It is anonymous memory, not a file: on a full disk a mapped file kills its readers (SIGBUS). The
lock is on an empty file, so that it is released when its process dies.
"""

import contextlib
import fcntl
import hashlib
import mmap
import os
import threading
import time
from collections.abc import Iterator

import numpy as np

from index.system import tempfiles

SHARED_STATE_ROWS = 1 << 14
"""Clients remembered: four times as many as are likely at once."""
_PROBED_ROWS = 8
"""Rows a client may use; the least recent one is replaced."""
_ROW = np.dtype([("client", "u8"), ("left", "f8"), ("since", "f8")])
_SLOT_BYTES = 1 << 18
"""Bytes for the counters of one worker: 30 routes by method and status need a tenth of it."""
_LENGTH = 4
BEAT_SECONDS = 1.0
"""Seconds between two heartbeats of a process."""


class SharedState:
    """Shared by `workers` processes and the helper; created before they are forked.

    `beats` are the times of the last heartbeats, by `time.monotonic`.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        size = _ROW.itemsize * SHARED_STATE_ROWS + _SLOT_BYTES * workers
        self._memory = mmap.mmap(-1, size)
        self._rows = np.frombuffer(self._memory, _ROW, SHARED_STATE_ROWS)
        self.beats = np.frombuffer(mmap.mmap(-1, 8 * (workers + 1)), np.float64)
        self._lock = threading.Lock()
        self._file = _lockable()

    def close(self) -> None:
        """Close the lock file; the object is unusable afterwards."""
        os.close(self._file)

    def beat(self, process: int) -> None:
        """Start a thread that sends a heartbeat every BEAT_SECONDS."""

        def beat() -> None:
            while True:
                self.beats[process] = time.monotonic()
                time.sleep(BEAT_SECONDS)

        threading.Thread(target=beat, name="heartbeat", daemon=True).start()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Exclude other threads and other workers."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def spend(self, client: str, now: float, rate: float, burst: int) -> float:
        """Take one token of a client; returns the tokens before, see `Clients`."""
        client_hash = int.from_bytes(hashlib.blake2b(client.encode(), digest_size=8).digest()) or 1
        rows = self._rows
        with self._alone():
            near = [(client_hash + step) % SHARED_STATE_ROWS for step in range(_PROBED_ROWS)]
            row = next(
                (candidate for candidate in near if rows["client"][candidate] == client_hash), -1
            )
            left = float(burst)
            if row < 0:
                row = min(near, key=lambda candidate: rows["since"][candidate])
            else:
                since, tokens = float(rows["since"][row]), float(rows["left"][row])
                left = min(left, tokens + max(0.0, now - since) * rate)
            rows[row] = (client_hash, left - 1 if left >= 1 else left, now)
        return left

    def put(self, worker: int, counted: bytes) -> None:
        """Store the counters of a worker for the others."""
        if len(counted) > _SLOT_BYTES - _LENGTH:
            return  # too large, which routes and methods cannot reach: keep the last that fitted
        start = self._slot_start(worker)
        with self._alone():
            self._memory[start : start + _LENGTH] = len(counted).to_bytes(_LENGTH)
            self._memory[start + _LENGTH : start + _LENGTH + len(counted)] = counted

    def counted(self) -> list[bytes]:
        """The counters of each worker; empty for a worker without any."""
        with self._alone():
            return [self._read(worker) for worker in range(self._workers)]

    def _read(self, worker: int) -> bytes:
        start = self._slot_start(worker) + _LENGTH
        length = int.from_bytes(self._memory[start - _LENGTH : start])
        return self._memory[start : start + length]

    def _slot_start(self, worker: int) -> int:
        return _ROW.itemsize * SHARED_STATE_ROWS + _SLOT_BYTES * worker


def _lockable() -> int:
    """The descriptor of an empty file, in memory if the system supports it."""
    if hasattr(os, "memfd_create"):
        with contextlib.suppress(OSError):
            return os.memfd_create("baogao-lock")
    with tempfiles.temporary_file() as file:
        return os.dup(file.fileno())


class WorkerSlot:
    """One worker's slot in the shared state."""

    def __init__(self, shared_state: SharedState, worker: int) -> None:
        self.shared_state = shared_state
        self._worker = worker

    def helper_alive(self) -> bool:
        """Whether the helper sent a heartbeat recently."""
        return time.monotonic() - float(self.shared_state.beats[-1]) < 5 * BEAT_SECONDS

    def put(self, counted: bytes) -> None:
        """Store the counters of this worker."""
        self.shared_state.put(self._worker, counted)

    def counters(self) -> bytes:
        """The counters of this worker, or of its predecessor in this slot."""
        return self.shared_state.counted()[self._worker]

    def other_counters(self) -> list[bytes]:
        """The counters of the other workers."""
        tables = self.shared_state.counted()
        return [table for worker, table in enumerate(tables) if table and worker != self._worker]
