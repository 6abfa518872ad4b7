"""Memory that the processes of one server share: what each counted, and what clients have left.

It is memory and no file: a file in a folder that is full gives its readers a fatal signal. The
lock is on a file of no bytes, so that it ends with the process that held it.
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

from index import tempfiles

SHARED_STATE_ROWS = 1 << 14
"""Clients remembered, four times as many as are likely at once."""
_NEAR = 8
"""Rows a client may stand in; the one away longest makes room."""
_ROW = np.dtype([("client", "u8"), ("left", "f8"), ("since", "f8")])
_SEAT = 1 << 18
"""Bytes for what one worker counted: some 30 routes by method and status are a tenth of it."""
_LENGTH = 4
BEAT_SECONDS = 1.0
"""Seconds between two signs of life of a process."""


class SharedState:
    """For `workers` processes and the one beside them, made before they are.

    `beats` holds when each last gave a sign of life, by the clock of `time.monotonic`.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        size = _ROW.itemsize * SHARED_STATE_ROWS + _SEAT * workers
        self._memory = mmap.mmap(-1, size)
        self._rows = np.frombuffer(self._memory, _ROW, SHARED_STATE_ROWS)
        self.beats = np.frombuffer(mmap.mmap(-1, 8 * (workers + 1)), np.float64)
        self._lock = threading.Lock()
        self._file = _lockable()

    def close(self) -> None:
        """Let go of the file; nothing can be asked any more."""
        os.close(self._file)

    def beat(self, process: int) -> None:
        """Give a sign of life every BEAT_SECONDS, from a thread of this process."""

        def beat() -> None:
            while True:
                self.beats[process] = time.monotonic()
                time.sleep(BEAT_SECONDS)

        threading.Thread(target=beat, name="heartbeat", daemon=True).start()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Neither another thread nor another worker is inside."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def spend(self, client: str, now: float, rate: float, burst: int) -> float:
        """Take one from a client's allowance; the allowance it had before, see `Clients`."""
        mark = int.from_bytes(hashlib.blake2b(client.encode(), digest_size=8).digest()) or 1
        rows = self._rows
        with self._alone():
            near = [(mark + step) % SHARED_STATE_ROWS for step in range(_NEAR)]
            row = next((one for one in near if rows["client"][one] == mark), -1)
            left = float(burst)
            if row < 0:
                row = min(near, key=lambda one: rows["since"][one])
            else:
                since, held = float(rows["since"][row]), float(rows["left"][row])
                left = min(left, held + max(0.0, now - since) * rate)
            rows[row] = (mark, left - 1 if left >= 1 else left, now)
        return left

    def put(self, worker: int, counted: bytes) -> None:
        """Keep what a worker counted, where the others can read it."""
        if len(counted) > _SEAT - _LENGTH:
            return  # more kinds of requests than there are: the last that fitted stays
        start = self._seat(worker)
        with self._alone():
            self._memory[start : start + _LENGTH] = len(counted).to_bytes(_LENGTH)
            self._memory[start + _LENGTH : start + _LENGTH + len(counted)] = counted

    def counted(self) -> list[bytes]:
        """What each worker counted; empty of one that has not yet."""
        with self._alone():
            return [self._read(worker) for worker in range(self._workers)]

    def _read(self, worker: int) -> bytes:
        start = self._seat(worker) + _LENGTH
        length = int.from_bytes(self._memory[start - _LENGTH : start])
        return self._memory[start : start + length]

    def _seat(self, worker: int) -> int:
        return _ROW.itemsize * SHARED_STATE_ROWS + _SEAT * worker


def _lockable() -> int:
    """The descriptor of a file of no bytes, which needs no room anywhere if the system is able."""
    if hasattr(os, "memfd_create"):
        with contextlib.suppress(OSError):
            return os.memfd_create("baogao-lock")
    with tempfiles.temporary_file() as file:
        return os.dup(file.fileno())


class WorkerSlot:
    """One worker's place at the board."""

    def __init__(self, shared_state: SharedState, worker: int) -> None:
        self.shared_state = shared_state
        self._worker = worker

    def helper_alive(self) -> bool:
        """Whether the process beside the workers gave a sign of life lately."""
        return time.monotonic() - float(self.shared_state.beats[-1]) < 5 * BEAT_SECONDS

    def put(self, counted: bytes) -> None:
        """Keep what this worker counted."""
        self.shared_state.put(self._worker, counted)

    def own(self) -> bytes:
        """What this worker counted, or the one before it in this place."""
        return self.shared_state.counted()[self._worker]

    def others(self) -> list[bytes]:
        """What the other workers counted."""
        found = self.shared_state.counted()
        return [one for worker, one in enumerate(found) if one and worker != self._worker]
