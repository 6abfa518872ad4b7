"""Servers as people start them, with all their processes."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit


@contextlib.contextmanager
def started(where, *options, files=None, environment=()):
    """A server with these options; all of its processes are gone at the end.

    `files` is how many files it may open, `environment` what it gets beside the variables of ours.
    """
    serve = [sys.executable, "-u", "-m", "baogao", "web", "--port", "0", "--index", where, *options]
    limited = ["sh", "-c", f'ulimit -n {files}; exec "$0" "$@"'] if files else []
    process = subprocess.Popen(
        [*limited, *serve],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **dict(environment)},
    )
    process.address = process.stdout.readline().split()[0].rstrip("/")
    process.host, process.port = urlsplit(process.address).hostname, urlsplit(process.address).port
    try:
        yield process
    finally:
        left = children(process)
        process.kill()
        process.wait()
        process.stdout.close()
        wait_for(lambda: not any(map(alive, left)))


def children(process):
    with contextlib.suppress(OSError):
        return [
            int(pid)
            for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        ]
    return []


def alive(pid):
    """Whether a process runs; one that has ended and was not asked for is gone too."""
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def wait_for(what, seconds=30):
    """Until it is so; AssertionError when it takes longer."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)
