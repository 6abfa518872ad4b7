"""A server under load with faults: python -m tests.tools.soak_faults [SECONDS] [RATE] [EVERY].

As `tests.tools.soak`, at 60 requests a second, beside slow clients that send a byte each half
second (one for each twenty requests of a second). Each EVERY seconds one fault in turn: a worker
killed, a worker stopped, the temporary folder emptied, the disk of the temporary folder filled for
a minute (a small tmpfs, which needs root), the clock of the server set back by an hour (a library
made here, which needs `cc`; the clock of the machine stays). One answer of twenty is compared byte
by byte with what the states of the index say that may have served.

Printed at the end: statuses inside ten seconds after a fault and outside, times outside, how long
each fault was felt, the moments when /readyz was not true, how the memory went, which answers were
right.
"""

import contextlib
import itertools
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path

from index.operations.build import build
from tests.tools.adversary import queries
from tests.tools.answer_checks import AnswerChecks
from tests.tools.clock_shim import Clock
from tests.tools.load import Load
from tests.tools.servers import children, started
from tests.tools.soak import HEADERS, Archive, memory

GRACE = 10.0
"""Seconds after a fault in which answers may fail."""
FULL_SECONDS = 60.0
THREADS = 32
CHECKED = 20
"""One answer of so many is compared."""
SLOW = 1.0
"""Seconds above which an answer shows that a fault is still felt."""
FELT = 120.0
"""Seconds after a fault in which slow and failed answers are put down to it."""
SETTLED = 600.0
"""Seconds after which memory is looked at."""


class Faults:
    """Plants one fault after another, and remembers when."""

    def __init__(self, server, temporary, clock, every):
        self.server, self.temporary, self.clock, self.every = server, temporary, clock, every
        self.times = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def end(self):
        self.stop.set()
        self.thread.join()

    def _run(self):
        kinds = (self.kill, self.stopped, self.emptied, self.full, self.clock_back)
        for fault in itertools.cycle(kinds):
            if self.stop.wait(self.every):
                return
            self.times.append((time.monotonic(), fault.__name__))
            fault()
            if time.monotonic() - self.times[-1][0] > 1:
                self.times.append((time.monotonic(), f"end of {fault.__name__}"))

    def _worker(self, number):
        """Send a signal to one of the processes of the server, each time to another one."""
        processes = sorted(children(self.server))
        with contextlib.suppress(OSError, IndexError):
            os.kill(processes[len(self.times) // 2 % len(processes)], number)

    def kill(self):
        self._worker(signal.SIGKILL)

    def stopped(self):
        self._worker(signal.SIGSTOP)

    def emptied(self):
        for path in self.temporary.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def full(self):
        ballast = self.temporary / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while not self.stop.is_set():
                file.write(bytes(1 << 16))
        self.stop.wait(min(FULL_SECONDS, self.every / 2))
        ballast.unlink(missing_ok=True)

    def clock_back(self):
        self.clock.turn(-3_600)

    def near(self, moment):
        """Whether a moment is inside of a fault or of its grace."""
        return any(0 <= moment - planted <= GRACE for planted, _ in self.times)


class Watch:
    """What is seen beside the answers: updates, /readyz, memory."""

    def __init__(self, archive, root, server):
        self.archive, self.root, self.server = archive, root, server
        self.updates, self.away, self.memory = [], [], []
        self.stop = threading.Event()
        self.began = time.monotonic()

    def update(self):
        """Change a part of the archive each minute and update the index."""
        command = [sys.executable, "-m", "baogao", "index", str(self.archive.folder)]
        command += ["--index", str(self.root), "--no-meaning", "--update", "--quiet"]
        while not self.stop.wait(60):
            self.archive.change()
            done = subprocess.run(command, capture_output=True, check=False)
            self.updates.append((time.monotonic() - self.began, done.returncode, done.stderr))

    def readiness(self):
        """Ask /readyz each half second; note when it was not true, or took long."""
        while not self.stop.wait(0.5):
            began = time.monotonic()
            try:
                with urllib.request.urlopen(f"{self.server.address}/readyz", timeout=30) as answer:
                    ready = answer.status == 200
            except OSError:
                ready = False
            took = time.monotonic() - began
            if not ready or took > 1:
                self.away.append((round(began - self.began), round(took, 1), ready))

    def sizes(self):
        """The memory of the server's processes, each ten seconds."""
        while not self.stop.wait(10):
            with contextlib.suppress(OSError, IndexError):
                self.memory.append((time.monotonic() - self.began, memory(self.server.pid)))

    def slow_client(self):
        """Send a request a byte each half second, again and again."""
        request = b"GET /search?q=%E7%89%A9 HTTP/1.1\r\nHost: localhost\r\n\r\n"
        while not self.stop.is_set():
            with (
                contextlib.suppress(OSError),
                socket.create_connection((self.server.host, self.server.port)) as at,
            ):
                for byte in request:
                    at.sendall(bytes([byte]))
                    if self.stop.wait(0.5):
                        return


@contextlib.contextmanager
def temporary_disk():
    """A folder for temporary files: a small file system of its own if that is allowed."""
    with tempfile.TemporaryDirectory() as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", name]
        small = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        try:
            yield Path(name)
        finally:
            if small:
                subprocess.run(["umount", "--lazy", name], check=True)


def main(seconds=3600, rate=60, every=600):
    with tempfile.TemporaryDirectory() as folder:
        archive, root = Archive(Path(folder)), Path(folder) / "index"
        build([str(archive.folder)], str(root))
        clock = Clock(Path(folder))
        with temporary_disk() as temporary:
            given = {**clock.environment, "TMPDIR": str(temporary)}
            with started(str(root), "--rate", "0", environment=given) as server:
                host = {"Host": f"{server.host}:{server.port}"}
                checks = AnswerChecks(root, HEADERS | host)
                faults = Faults(server, temporary, clock, every)
                soak(Watch(archive, root, server), faults, checks, seconds, rate)
        if not clock.environment:
            sys.stdout.write("The clock was not set back: there is no `cc`.\n")


def soak(watch, faults, checks, seconds, rate):
    threads = [
        threading.Thread(target=work)
        for work in (
            watch.update,
            watch.readiness,
            watch.sizes,
            *[watch.slow_client] * max(1, rate // 20),
        )
    ]
    for thread in threads:
        thread.start()
    hostile = [text for seed in range(9) for text in queries(seed).values()]
    counter = itertools.count()

    def look(address, status, body):
        if next(counter) % CHECKED == 0:
            checks.take(address, status, body)

    server = watch.server
    load = Load(server.host, server.port, THREADS, HEADERS, look)
    began = time.monotonic()
    load.run((watch.archive.address(hostile) for _ in range(seconds * rate)), rate)
    faults.end()
    watch.stop.set()
    for thread in threads:
        thread.join()
    server.terminate()
    code = server.wait(60)
    show_answers(load.moments, faults)
    show_faults(load.moments, faults, began)
    show_watch(watch, checks.end())
    sys.stdout.write(f"{load.again} requests sent again; the server ended with {code}\n")


def show_answers(answers, faults):
    groups = {True: [], False: []}
    for status, due, seconds in answers:
        groups[faults.near(due) or faults.near(due + seconds)].append((status, seconds))
    for near, some in groups.items():
        taken = sorted(seconds for _, seconds in some) or [0.0]
        p50, p99 = (taken[int(len(taken) * share)] * 1000 for share in (0.5, 0.99))
        what = "within ten seconds of a fault" if near else "outside"
        statuses = dict(Counter(status for status, _ in some))
        sys.stdout.write(f"{what}: {statuses}, p50 {p50:.0f} ms, p99 {p99:.0f} ms\n")


def show_faults(answers, faults, began):
    """For each fault when its last failed and its last slow answer came."""
    for number, (at, kind) in enumerate(faults.times):
        following = [later for later, _ in faults.times[number + 1 : number + 2]]
        end = min([at + FELT, *following])
        some = [(status, due, took) for status, due, took in answers if at <= due + took < end]
        failed = [due + took - at for status, due, took in some if not status or status >= 500]
        slow = [due + took - at for _, due, took in some if took > SLOW]
        sys.stdout.write(
            f"{kind} at {at - began:.0f} s: {len(failed)} failed, the last "
            f"after {max(failed, default=0):.1f} s; {len(slow)} slower than {SLOW:.0f} s, the last "
            f"after {max(slow, default=0):.1f} s\n"
        )


def show_watch(watch, said):
    kinds, wrong = said
    sys.stdout.write(f"answers compared: {kinds}\n")
    for line in wrong:
        sys.stdout.write(f"  WRONG {line}\n")
    sys.stdout.write(f"/readyz away or late (when, seconds, true): {watch.away}\n")
    failed = [(round(at), code, text[-200:]) for at, code, text in watch.updates if code]
    sys.stdout.write(f"{len(watch.updates)} updates, failed: {failed}\n")
    sizes = [size >> 20 for at, size in watch.memory if at > SETTLED]
    sizes = sizes or [size >> 20 for _, size in watch.memory]
    if sizes:
        part = max(1, len(sizes) // 4)
        first, last = statistics.mean(sizes[:part]), statistics.mean(sizes[-part:])
        sys.stdout.write(
            f"memory: {sizes[0]} to {sizes[-1]} MB, last quarter to first {last / first - 1:+.1%}\n"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
