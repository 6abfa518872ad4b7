"""A server under load with faults: python -m tests.tools.soak_faults [SECONDS] [RATE] [EVERY].

As `tests.tools.soak`, at 60 requests a second, beside slow clients that send a byte each half
second (one for each twenty requests of a second). Each EVERY seconds one fault in turn: a worker
killed, a worker stopped, the temporary folder emptied, the disk of the temporary folder filled (a
small tmpfs, which needs root). Printed at the end: statuses inside ten seconds after a fault and
outside, times outside, the longest time that /readyz was not true, how the memory went. The clock
is not set back: that needs a machine of its own.
"""

import contextlib
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path

from index.build import build
from tests.tools.adversary import queries
from tests.tools.load import Load
from tests.tools.servers import children, started
from tests.tools.soak import HEADERS, Archive, memory, update_each_minute

GRACE = 10.0
"""Seconds after a fault in which answers may fail."""
FULL_SECONDS = 20.0
THREADS = 32


class Faults:
    """Plants one fault after another, and remembers when."""

    def __init__(self, server, temporary, every):
        self.server, self.temporary, self.every = server, temporary, every
        self.times = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def end(self):
        self.stop.set()
        self.thread.join()

    def _run(self):
        kinds = (self.kill, self.stopped, self.emptied, self.full)
        for fault in itertools.cycle(kinds):
            if self.stop.wait(self.every):
                return
            self.times.append((time.monotonic(), fault.__name__))
            fault()
            self.times.append((time.monotonic(), f"end of {fault.__name__}"))

    def _worker(self, number):
        with contextlib.suppress(OSError, IndexError):
            os.kill(children(self.server)[0], number)

    def kill(self):
        self._worker(signal.SIGKILL)

    def stopped(self):
        self._worker(signal.SIGSTOP)

    def emptied(self):
        for path in self.temporary.iterdir():
            shutil.rmtree(path, ignore_errors=True)

    def full(self):
        ballast = self.temporary / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while not self.stop.is_set():
                file.write(bytes(1 << 16))
        self.stop.wait(FULL_SECONDS)
        ballast.unlink(missing_ok=True)

    def near(self, moment):
        """Whether a moment is inside of a fault or of its grace."""
        return any(0 <= moment - planted <= GRACE for planted, _ in self.times)


def slow_client(server, stop):
    """Send a request a byte each half second, again and again."""
    request = b"GET /search?q=%E7%89%A9 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    while not stop.is_set():
        with (
            contextlib.suppress(OSError),
            socket.create_connection((server.host, server.port)) as at,
        ):
            for byte in request:
                at.sendall(bytes([byte]))
                if stop.wait(0.5):
                    return


def watch_readiness(server, stop, away):
    """Ask /readyz each half second; note how long it was not true."""
    while not stop.wait(0.5):
        began = time.monotonic()
        try:
            with urllib.request.urlopen(f"{server.address}/readyz", timeout=30) as answer:
                ready = answer.status == 200
        except OSError:
            ready = False
        if not ready or time.monotonic() - began > 1:
            away.append((began, time.monotonic() - began, ready))


@contextlib.contextmanager
def temporary_disk():
    """A folder for temporary files: a small file system of its own if that is allowed."""
    with tempfile.TemporaryDirectory() as name:
        mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", name]
        small = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        before, os.environ["TMPDIR"] = os.environ.get("TMPDIR", "/tmp"), name
        try:
            yield Path(name)
        finally:
            os.environ["TMPDIR"] = before
            if small:
                subprocess.run(["umount", name], check=True)


def main(seconds=300, rate=60, every=45):
    with tempfile.TemporaryDirectory() as folder:
        archive, root = Archive(Path(folder)), Path(folder) / "index"
        build([str(archive.folder)], str(root))
        with temporary_disk() as temporary, started(str(root), "--rate", "0") as server:
            soak(archive, root, server, Faults(server, temporary, every), seconds, rate)


def soak(archive, root, server, faults, seconds, rate):  # noqa: PLR0917 - what a run is made of
    stop, done, away, grown = threading.Event(), [], [], []
    threads = [
        threading.Thread(target=update_each_minute, args=(archive, root, stop, done)),
        threading.Thread(target=watch_readiness, args=(server, stop, away)),
        *(
            threading.Thread(target=slow_client, args=(server, stop))
            for _ in range(max(1, rate // 20))
        ),
    ]
    for thread in threads:
        thread.start()
    hostile = [text for seed in range(9) for text in queries(seed).values()]
    load = Load(server.host, server.port, THREADS, HEADERS)

    def watch(number):
        if number % (rate * 10) == 0:
            with contextlib.suppress(OSError):
                grown.append(memory(server.pid))

    began = time.monotonic()
    load.run((archive.address(hostile) for _ in range(seconds * rate)), rate, watch)
    faults.end()
    stop.set()
    for thread in threads:
        thread.join()
    server.terminate()
    code = server.wait(60)
    show(load.moments, began, faults, away, grown)
    sys.stdout.write(f"{len(done)} updates; the server ended with {code}\n")


def show(answers, began, faults, away, grown):
    groups = {True: [], False: []}
    for status, due, seconds in answers:
        groups[faults.near(due) or faults.near(due + seconds)].append((status, seconds))
    for near, some in groups.items():
        taken = sorted(seconds for _, seconds in some) or [0.0]
        p50, p99 = (taken[int(len(taken) * share)] * 1000 for share in (0.5, 0.99))
        what = "within ten seconds of a fault" if near else "outside"
        statuses = dict(Counter(status for status, _ in some))
        sys.stdout.write(f"{what}: {statuses}, p50 {p50:.0f} ms, p99 {p99:.0f} ms\n")
    sys.stdout.write(f"faults: {[(round(at - began), kind) for at, kind in faults.times]}\n")
    late = [(round(at - began), round(took, 1), ready) for at, took, ready in away]
    sys.stdout.write(f"/readyz away or late (when, seconds, true): {late}\n")
    if grown:
        sys.stdout.write(f"memory: {grown[0] >> 20} to {grown[-1] >> 20} MB\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
