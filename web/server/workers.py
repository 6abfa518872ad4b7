"""Worker processes: several, since one Python process answers on one core.

They are forked before anything is opened and take their connections from one listening socket.
What ends the parent ends them: it orders a stop through a pipe, and where it is gone the pipe says
so. A worker that dies is replaced.
"""

import os
import signal
import time
import traceback
from collections.abc import Callable
from types import FrameType

from web.errors import ServeError

MAX_WORKERS = 4
"""Workers where nothing else is said, however many cores there are: each keeps its own caches."""
SHORT_LIFE_SECONDS = 5.0
"""A worker that lived for fewer seconds cannot have started."""
MAX_SHORT_LIVES = 5

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


class Workers:
    """So many processes doing `work` until a signal; a second one ends them at once.

    The one with the highest number is ordered to stop after the others, which may still need it.
    """

    def __init__(self, number: int, work: WorkerMain) -> None:
        self._number = number
        self._work = work
        self._numbers: dict[int, int] = {}
        self._orders: dict[int, int] = {}
        self._stopping = False

    def run(self) -> None:
        """Return when all have ended after a signal; ServeError if they cannot start."""
        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, self._stop)
        for number in range(self._number):
            self._start(number)
        short, started = 0, time.monotonic()
        while self._numbers:
            pid, _ = os.waitpid(-1, 0)
            if pid not in self._numbers:
                continue
            number = self._numbers.pop(pid)
            os.close(self._orders.pop(number))
            if self._stopping:
                self._order_last()
                continue
            short = short + 1 if time.monotonic() - started < SHORT_LIFE_SECONDS else 0
            if short >= MAX_SHORT_LIVES:
                self._stop()
                continue
            started = time.monotonic()
            self._start(number)
        if short >= MAX_SHORT_LIVES:
            raise ServeError("The workers end as soon as they start. Try: baogao web --workers 1")

    def _start(self, number: int) -> None:
        orders, send = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(send)
            self._be(number, orders)
        os.close(orders)
        self._numbers[pid], self._orders[number] = number, send

    def _be(self, number: int, orders: int) -> None:
        """The life of a worker; it never returns into the parent's code."""
        code = 1
        try:
            for other in self._orders.values():
                os.close(other)
            for one in (signal.SIGTERM, signal.SIGINT):
                signal.signal(one, signal.SIG_IGN)  # the parent passes them on
            self._work(number, orders)
            code = 0
        except SystemExit:
            code = 0
        except BaseException:  # noqa: BLE001 - nothing may go on into the parent's code
            traceback.print_exc()
        finally:
            os._exit(code)

    def _stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Order all workers but the last to stop; the second time, all of them."""
        del number, frame
        for own, send in self._orders.items():
            if self._stopping or own < self._number - 1:
                os.write(send, b".")
        self._stopping = True
        self._order_last()

    def _order_last(self) -> None:
        """Order the last to stop, where the others have ended."""
        if list(self._orders) == [self._number - 1]:
            os.write(self._orders[self._number - 1], b".")
