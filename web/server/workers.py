"""Worker processes: several, since one Python process uses one core.

They are forked before any file is opened and accept connections from one listening socket. They end
with their parent, which orders a stop through a pipe; the pipe closes when the parent dies. A
worker that dies is replaced, one without heartbeat is killed and replaced, and one that does not
stop in time is killed.
"""

import contextlib
import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import numpy as np
from numpy.typing import NDArray

from web.errors import ServeError

MAX_WORKERS = 4
"""Default limit of workers, whatever the number of cores: each has its own caches."""
SHORT_LIFE_SECONDS = 5.0
"""A worker that lived for fewer seconds failed to start."""
MAX_SHORT_LIVES = 5
"""After this many failed starts, with none that succeeded, the server ends."""
MAX_PAUSE_SECONDS = 30.0
"""Longest pause in seconds before another start after failed ones."""
SILENCE_SECONDS = 15.0
"""Seconds without a heartbeat after which a worker is killed: it hangs, or was stopped."""
STOP_SECONDS = 20.0
"""Seconds from a stop until a remaining worker is killed; 5 more for the last one."""
_LOOK_SECONDS = 1.0

WorkerMain = Callable[[int, int], None]
"""The main function of a worker: its number, and the pipe for orders."""


def default_workers() -> int:
    """The number of workers for this machine: two per core, at most MAX_WORKERS; 1 for one core.

    Two, because the system schedules processes more evenly than Python schedules threads. Measured:
    40 pages a second on two cores, p99 180 ms with four workers, 213 with two. It is also 1 where
    processes cannot be forked.
    """
    if not hasattr(os, "fork"):
        return 1
    known = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1
    return 1 if cores == 1 else min(MAX_WORKERS, 2 * cores)


@dataclass(slots=True)
class _Slot:
    """The slot of one worker: its process and its pipe for orders, None while it has none.

    `due` is when the next process starts, `since` when this one did, `short` counts failed starts.
    """

    due: float = 0.0
    since: float = 0.0
    short: int = 0
    pid: int | None = None
    orders: int | None = None


class Workers:
    """Runs `number` processes of `work` until a signal; a second signal ends them at once.

    The one with the highest number (the helper) stops after the others, which may still need it.
    Each writes the time of its heartbeats into `beats`, at its number, by `time.monotonic`.
    """

    def __init__(
        self, number: int, work: WorkerMain, beats: NDArray[np.float64] | None = None
    ) -> None:
        self._work = work
        self._beats = beats
        self._slots = [_Slot() for _ in range(number)]
        self._lived = False
        self._failed = False
        self._stop_at: float | None = None
        self._checked = time.monotonic()

    def run(self) -> None:
        """Return when all have ended after a signal; ServeError if they cannot start."""
        wake, woken = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(woken, False)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the loop
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signal_number, self._stop)
        while self._stop_at is None or self._left():
            self._start_due()
            select.select([wake], [], [], _LOOK_SECONDS)
            with contextlib.suppress(BlockingIOError):
                os.read(wake, 4096)
            self._reap()
            self._end_silent()
            self._end_late()
        if self._failed:
            raise ServeError("The workers end as soon as they start. Try: baogao web --workers 1")

    def _left(self) -> list[_Slot]:
        return [slot for slot in self._slots if slot.pid is not None]

    def _start_due(self) -> None:
        now = time.monotonic()
        for number, slot in enumerate(self._slots):
            if slot.pid is None and slot.due <= now and self._stop_at is None:
                try:
                    self._start(number)
                except OSError:  # no process or descriptor is available now
                    self._postpone(slot)

    def _start(self, number: int) -> None:
        slot = self._slots[number]
        orders, send = os.pipe()
        slot.since = time.monotonic()
        if self._beats is not None:
            self._beats[number] = slot.since
        try:
            pid = os.fork()
        except OSError:
            os.close(orders)
            os.close(send)
            raise
        if pid == 0:
            os.close(send)
            self._run_worker(number, orders)
        os.close(orders)
        slot.pid, slot.orders = pid, send

    def _run_worker(self, number: int, orders: int) -> None:
        """Run a worker in the child; never returns into the parent's code."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for signal_number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(signal_number, signal.SIG_IGN)  # the parent passes them on
            for slot in self._left():
                if slot.orders is not None:
                    os.close(slot.orders)
            self._work(number, orders)
            code = 0
        except SystemExit:
            code = 0
        except BaseException:  # noqa: BLE001 - nothing may go on into the parent's code
            traceback.print_exc()
        finally:
            os._exit(code)

    def _reap(self) -> None:
        """Handle processes that ended; after a stop, order the last one to stop too."""
        for slot in self._left():
            pid, status = os.waitpid(slot.pid or 0, os.WNOHANG)
            if not pid:
                continue
            if slot.orders is not None:
                os.close(slot.orders)
            slot.pid = slot.orders = None
            if self._stop_at is not None:
                self._order_last()
            elif time.monotonic() - slot.since >= SHORT_LIFE_SECONDS:
                self._lived, slot.short, slot.due = True, 0, 0.0
            else:
                self._lived = self._lived or os.WIFSIGNALED(status)  # killed, not failed to start
                self._postpone(slot)

    def _postpone(self, slot: _Slot) -> None:
        """Delay the next start in a slot, longer after each failed one."""
        slot.short += 1
        pause = 0.0 if slot.short < 3 else min(MAX_PAUSE_SECONDS, 0.25 * 2**slot.short)
        slot.due = time.monotonic() + pause
        if not self._lived and sum(state.short for state in self._slots) >= MAX_SHORT_LIVES:
            self._failed = True
            self._stop()

    def _end_silent(self) -> None:
        """Kill workers without a heartbeat, unless this process itself was suspended."""
        now, before = time.monotonic(), self._checked
        self._checked = now
        if self._beats is None:
            return
        for number, slot in enumerate(self._slots):
            if now - before > 3 * _LOOK_SECONDS:
                self._beats[number] = max(self._beats[number], now)
            elif slot.pid is not None and now - self._beats[number] > SILENCE_SECONDS:
                self._kill(slot)

    def _end_late(self) -> None:
        """Kill workers that did not stop in time, the last one a little later."""
        if self._stop_at is None:
            return
        late = time.monotonic() - self._stop_at - STOP_SECONDS
        for slot in self._slots if late > 5.0 else self._slots[:-1]:
            if late > 0:
                self._kill(slot)

    def _kill(self, slot: _Slot) -> None:
        if slot.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(slot.pid, signal.SIGKILL)

    def _stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Order all workers but the last to stop; the second time, all of them."""
        del number, frame
        again = self._stop_at is not None
        for slot in self._slots if again else self._slots[:-1]:
            _order(slot)
        if not again:
            self._stop_at = time.monotonic()
        self._order_last()

    def _order_last(self) -> None:
        """Order the last worker to stop once the others have ended."""
        if self._left() == [self._slots[-1]]:
            _order(self._slots[-1])


def _order(slot: _Slot) -> None:
    """Order a worker to stop; ignored if it has just ended."""
    if slot.orders is not None:
        with contextlib.suppress(OSError):
            os.write(slot.orders, b".")
