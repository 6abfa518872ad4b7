"""Worker processes: several, since one Python process answers on one core.

They are forked before anything is opened and take their connections from one listening socket.
What ends the parent ends them: it orders a stop through a pipe, and where it is gone the pipe says
so. A worker that dies is replaced, one that gives no sign of life is ended and replaced, and one
that does not stop in time is ended.
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
"""Workers where nothing else is said, however many cores there are: each keeps its own caches."""
SHORT_LIFE_SECONDS = 5.0
"""A worker that lived for fewer seconds cannot have started."""
MAX_SHORT_LIVES = 5
"""Workers that end so, one after the other, before any has lived longer: the server ends too."""
LONGEST_PAUSE_SECONDS = 30.0
"""Seconds at most before a worker is replaced that ended soon, and its followers too."""
SILENCE_SECONDS = 15.0
"""Seconds without a sign of life after which a worker is ended: it hangs, or was stopped."""
STOP_SECONDS = 20.0
"""Seconds from a stop until a worker that is still there is ended; 5 more for the last of them."""
_LOOK_SECONDS = 1.0

WorkerMain = Callable[[int, int], None]
"""What a worker does: its number, and the pipe to read orders from."""


def fitting() -> int:
    """Workers for this machine: two per processor it may use, at most MAX_WORKERS; 1 for one.

    Twice, because the system shares processors out between processes more evenly than Python does
    between threads: at 40 pages a second on two cores p99 was 180 ms with four, 213 with two. It is
    1 as well where processes cannot be forked.
    """
    if not hasattr(os, "fork"):
        return 1
    known = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1
    return 1 if cores == 1 else min(MAX_WORKERS, 2 * cores)


@dataclass(slots=True)
class _Place:
    """One worker of its number: its process and the pipe for orders, None between two of them.

    `due` is when the next is to start, `since` when this one did, `short` how many ended soon.
    """

    due: float = 0.0
    since: float = 0.0
    short: int = 0
    pid: int | None = None
    orders: int | None = None


class Workers:
    """So many processes doing `work` until a signal; a second one ends them at once.

    The one with the highest number is ordered to stop after the others, which may still need it.
    Each writes into `beats`, at its number, when it last was alive, by `time.monotonic`.
    """

    def __init__(
        self, number: int, work: WorkerMain, beats: NDArray[np.float64] | None = None
    ) -> None:
        self._work = work
        self._beats = beats
        self._places = [_Place() for _ in range(number)]
        self._lived = False
        self._failed = False
        self._stop_at: float | None = None
        self._looked = time.monotonic()

    def run(self) -> None:
        """Return when all have ended after a signal; ServeError if they cannot start."""
        wake, woken = os.pipe()
        os.set_blocking(wake, False)
        os.set_blocking(woken, False)
        signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only so that it wakes
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._stop)
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

    def _left(self) -> list[_Place]:
        return [place for place in self._places if place.pid is not None]

    def _start_due(self) -> None:
        now = time.monotonic()
        for number, place in enumerate(self._places):
            if place.pid is None and place.due <= now and self._stop_at is None:
                try:
                    self._start(number)
                except OSError:  # no process or descriptor to be had now
                    self._postpone(place)

    def _start(self, number: int) -> None:
        place = self._places[number]
        orders, send = os.pipe()
        place.since = time.monotonic()
        if self._beats is not None:
            self._beats[number] = place.since
        try:
            pid = os.fork()
        except OSError:
            os.close(orders)
            os.close(send)
            raise
        if pid == 0:
            os.close(send)
            self._be(number, orders)
        os.close(orders)
        place.pid, place.orders = pid, send

    def _be(self, number: int, orders: int) -> None:
        """The life of a worker; it never returns into the parent's code."""
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for one in (signal.SIGTERM, signal.SIGINT):
                signal.signal(one, signal.SIG_IGN)  # the parent passes them on
            for place in self._left():
                if place.orders is not None:
                    os.close(place.orders)
            self._work(number, orders)
            code = 0
        except SystemExit:
            code = 0
        except BaseException:  # noqa: BLE001 - nothing may go on into the parent's code
            traceback.print_exc()
        finally:
            os._exit(code)

    def _reap(self) -> None:
        """Take note of those that ended; after a stop the last is ordered to stop too."""
        for place in self._left():
            pid, status = os.waitpid(place.pid or 0, os.WNOHANG)
            if not pid:
                continue
            if place.orders is not None:
                os.close(place.orders)
            place.pid = place.orders = None
            if self._stop_at is not None:
                self._order_last()
            elif time.monotonic() - place.since >= SHORT_LIFE_SECONDS:
                self._lived, place.short, place.due = True, 0, 0.0
            else:
                self._lived = self._lived or os.WIFSIGNALED(status)  # killed is not failed
                self._postpone(place)

    def _postpone(self, place: _Place) -> None:
        """Wait the longer for the next worker of a place, the more of them ended soon."""
        place.short += 1
        pause = 0.0 if place.short < 3 else min(LONGEST_PAUSE_SECONDS, 0.25 * 2**place.short)
        place.due = time.monotonic() + pause
        if not self._lived and sum(one.short for one in self._places) >= MAX_SHORT_LIVES:
            self._failed = True
            self._stop()

    def _end_silent(self) -> None:
        """End those that gave no sign of life, but not where this process was itself held up."""
        now, before = time.monotonic(), self._looked
        self._looked = now
        if self._beats is None:
            return
        for number, place in enumerate(self._places):
            if now - before > 3 * _LOOK_SECONDS:
                self._beats[number] = max(self._beats[number], now)
            elif place.pid is not None and now - self._beats[number] > SILENCE_SECONDS:
                self._kill(place)

    def _end_late(self) -> None:
        """End those that did not stop in their time, the last of them a little later."""
        if self._stop_at is None:
            return
        late = time.monotonic() - self._stop_at - STOP_SECONDS
        for place in self._places if late > 5.0 else self._places[:-1]:
            if late > 0:
                self._kill(place)

    def _kill(self, place: _Place) -> None:
        if place.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(place.pid, signal.SIGKILL)

    def _stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Order all workers but the last to stop; the second time, all of them."""
        del number, frame
        again = self._stop_at is not None
        for place in self._places if again else self._places[:-1]:
            _order(place)
        if not again:
            self._stop_at = time.monotonic()
        self._order_last()

    def _order_last(self) -> None:
        """Order the last to stop, where the others have ended."""
        if self._left() == [self._places[-1]]:
            _order(self._places[-1])


def _order(place: _Place) -> None:
    """Order a worker to stop; nothing happens where it has just ended."""
    if place.orders is not None:
        with contextlib.suppress(OSError):
            os.write(place.orders, b".")
