"""Kinds of faults around an index, for `tests.tools.torture`: what others put in the way, what is
short, clocks that jump, processes that are stopped, files that end their readers.

Each round ends in the old or the new state, in seconds, and in no stack trace.
"""

import contextlib
import ctypes
import errno
import fcntl
import mmap
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import generations
from index.errors import IndexBusyError, OperatorError
from index.indexing import extract
from index.indexing.build_resources import BuildResources
from index.system import parallel

NEW = "new"
LONGEST = 10
"""Seconds that opening an index, or finding out that it cannot be opened, may take."""
MAX_BUILD_SECONDS = 120


def _socket(path):
    folder = Path.cwd()
    with socket.socket(socket.AF_UNIX) as server:
        os.chdir(path.parent)
        try:
            server.bind(path.name)
        finally:
            os.chdir(folder)


def _sparse(path):
    with path.open("wb") as file:
        file.truncate(1 << 36)


THINGS = {
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a folder": lambda path: path.mkdir(),
    "a sparse file": _sparse,
    "an empty file": lambda path: path.touch(),
}
NAMES = ("CURRENT", "g000001/MANIFEST", "g000001/generation.json", "g000001/_MAIN_1.toc")
NAMES += ("g000009.new", "CURRENT.new", "g000007", "g000002.new", "LOCK")


def in_the_way(bench, result, times):
    """Something that is no file of ours under a name of ours."""
    for _ in range(times):
        root = bench.fresh()
        name, thing = bench.rng.choice(NAMES), bench.rng.choice(sorted(THINGS))
        path = root / name
        if path.exists():
            path.unlink()
        THINGS[thing](path)
        what = f"{thing} named {name}"
        _child(result, what, LONGEST, _opened, root)
        _child(result, what, MAX_BUILD_SECONDS, bench.build, NEW, root)
        if os.path.lexists(path) and not path.is_file():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        elif name == "g000007" and path.exists():
            path.unlink()
        bench.build_when_free(root)
        bench.judge(root, result, what)


def _opened(root):
    EmbeddedIndex.open(str(root)).close()


def locked_by_others(bench, result, times):
    """Locks of other processes on every file they can open."""
    for _ in range(times):
        root = bench.fresh()
        files = [path for path in sorted(root.rglob("*")) if path.is_file() and path.name != "LOCK"]
        with contextlib.ExitStack() as stack:
            for path in files:
                locked = stack.enter_context(path.open("rb"))
                fcntl.flock(locked, bench.rng.choice((fcntl.LOCK_EX, fcntl.LOCK_SH)))
            _child(result, "locks of others", LONGEST, _opened, root)
            _child(result, "locks of others", MAX_BUILD_SECONDS, bench.build, NEW, root)
            bench.judge(root, result, "locks of others")


def short(bench, result, times):
    """Commands with few descriptors, little memory, no temporary folder, an odd terminal."""
    command = [sys.executable, "-m", "baogao", "index", "--no-meaning"]
    for _ in range(times):
        root = bench.fresh()
        limits = bench.rng.choice(
            (
                f"ulimit -n {bench.rng.choice((8, 12, 16, 24, 32, 64))}",
                f"ulimit -v {bench.rng.randrange(100, 1_000) * 1_000}",
                f"export TMPDIR={root}/nowhere",
                f"export LC_ALL={bench.rng.choice(('C', 'zh_CN.GB2312', 'en_US.ISO-8859-1'))}",
                f"export PYTHONIOENCODING={bench.rng.choice(('ascii', 'gb2312', 'latin-1'))}",
                f"ulimit -f {bench.rng.randrange(1, 200)}",
            )
        )
        name = bench.corpus(bench.folder / NEW)
        jobs, update = str(bench.rng.choice((1, 2))), bench.rng.choice(("", "--update"))
        line = " ".join([*command, name, "--index", str(root), "--jobs", jobs, update])
        try:
            done = subprocess.run(
                ["bash", "-c", f"{limits}; exec {line} --allow-loss"],
                capture_output=True,
                timeout=MAX_BUILD_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            result.lost.append(f"{limits}: took more than {MAX_BUILD_SECONDS} s")
        else:
            if b"Traceback" in done.stderr or done.returncode < 0:
                result.lost.append(f"{limits}: {done.returncode} {done.stderr[-400:]!r}")
        bench.judge(root, result, limits)


def clocks(bench, result, times):
    """A clock that is an hour or a year ahead or behind, changing between builds."""
    real = time.time
    for _ in range(times):
        root = bench.fresh()
        ahead = bench.rng.choice((-366 * 86_400, -3_600, 3_600, 366 * 86_400))
        time.time = lambda ahead=ahead: real() + ahead
        try:
            with contextlib.suppress(OperatorError):
                bench.build(NEW, root, **bench.options())
        finally:
            time.time = real
        bench.judge(root, result, f"a clock {ahead} s ahead")


def poor_disks(bench, result, times):
    """File systems without links, and without locks."""
    for _ in range(times):
        root = bench.fresh()
        what = bench.rng.choice(("link", "flock"))
        _child(result, what, MAX_BUILD_SECONDS, _without, what, bench, root)
        bench.judge(root, result, f"no {what}")


def _without(what, bench, root):
    def refused(*_, **__):
        raise OSError(errno.EPERM if what == "link" else errno.ENOLCK, "not here")

    setattr(os if what == "link" else fcntl, what, refused)
    bench.build(NEW, root, update=True)


def stopped(bench, result, times):
    """A build that is stopped (SIGSTOP): others are told who has the lock."""
    for _ in range(times):
        root = bench.fresh()
        child = _begun(bench.build, NEW, root, **bench.options())
        time.sleep(bench.rng.uniform(0.0, 0.3))
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGSTOP)
        try:
            bench.build(NEW, root)
        except IndexBusyError as error:
            if f"process {child}" not in str(error) and "Another build" not in str(error):
                result.lost.append(f"stopped: {error}")
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, bench.rng.choice((signal.SIGKILL, signal.SIGCONT)))
            os.kill(child, signal.SIGCONT)
        os.waitpid(child, 0)
        time.sleep(0.1)
        bench.judge(root, result, "stopped")


def stopped_worker(bench, result, times):
    """A process that reads is stopped or killed: its work is done again."""
    before, parallel.STALLED_SECONDS = parallel.STALLED_SECONDS, 1.5
    try:
        for _ in range(times):
            root = bench.fresh()
            number = bench.rng.choice((signal.SIGSTOP, signal.SIGKILL))
            _child(result, "a worker", MAX_BUILD_SECONDS, _hurt_worker, bench, root, number)
            bench.judge(root, result, f"a worker and {number.name}")
    finally:
        parallel.STALLED_SECONDS = before


def _hurt_worker(bench, root, number):
    """Build with a worker that gets a signal the first time it reads."""
    read, mark = extract.read, mmap.mmap(-1, 1)  # a reader may write no file

    def hurt(entry, by=None):
        if not mark[0]:
            mark[0] = 1
            os.kill(os.getpid(), number)
        return read(entry, by)

    extract.read = hurt
    bench.build(NEW, root, resources=BuildResources(2, sandboxed=True))
    generations.current(root)


def harmful_files(bench, result, times):
    """Files that end the process which reads them: each is skipped, and nothing else."""
    for _ in range(times):
        root, kind = bench.fresh(), bench.rng.choice(("crash", "kill", "exit", "memory"))
        victims = set(bench.rng.sample(range(24), bench.rng.choice((1, 2, 5))))
        jobs = bench.rng.choice((1, 2))
        _child(result, kind, MAX_BUILD_SECONDS, _harmed, bench, root, kind, victims, jobs)
        bench.judge(root, result, f"{kind} in {sorted(victims)}")


def _harmed(bench, root, kind, victims, jobs):
    read = extract.read

    def harm(entry, by=None):
        if int(Path(entry.path).stem.replace("new", "99")) in victims:
            if kind == "crash":
                ctypes.string_at(0)
            elif kind == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            elif kind == "exit":
                os._exit(3)
            else:
                bytearray(1 << 40)
        return read(entry, by)

    extract.read = harm
    spoiled = root.with_name(f"{root.name}-spoiled")
    means = BuildResources(jobs, sandboxed=True)
    summary = bench.build(NEW, spoiled, resources=means)
    there = {path.stem for path in (bench.folder / NEW).iterdir()}
    wanted = sorted(f"{number}.txt" for number in victims if str(number) in there)
    harmed = sorted(file.path for file in summary.skipped)
    shutil.rmtree(spoiled)
    if harmed != wanted:
        raise AssertionError(f"skipped {harmed} in place of {wanted}")


def _begun(work, *arguments, **options):
    """Begin to run it in a process of its own; the number of that."""
    child = os.fork()
    if child == 0:
        code = 0
        try:
            with contextlib.suppress(OperatorError):
                work(*arguments, **options)
        except BaseException as error:  # noqa: BLE001 - a stack trace is what is looked for
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            code = 9
        os._exit(code)
    return child


def _child(result, what, longest, work, *arguments):
    """Run it in a process of its own: it ends in time, in what it does or in an OperatorError."""
    child = _begun(work, *arguments)
    end = time.monotonic() + longest
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            if status:
                result.lost.append(f"{what}: ended with {os.waitstatus_to_exitcode(status)}")
            return
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    result.lost.append(f"{what}: took more than {longest} s")
