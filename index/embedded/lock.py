"""The lock for writers: who has it, since when, and whether it still runs.

The file holds the process and the time, for the sentence that another build is told; the lock
itself is the system's, and ends with its process.
"""

import contextlib
import datetime
import errno
import fcntl
import os
import re
import stat
import time
from pathlib import Path

from index.errors import IndexBusyError, IndexWriteError

_WRITTEN = re.compile(rb"(\d{1,10}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\n")
_MODE = 0o600
"""Nobody else may open it: who can open a file can lock it."""
_UNLOCKABLE = frozenset((errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL))


def take(path: Path) -> int:
    """A descriptor that has the lock until `let_go`.

    IndexBusyError while another process has it, IndexWriteError where the file system has no locks
    or something else stands in the place of the file, OSError where the disk refuses.
    """
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(path, flags, _MODE)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.EISDIR, errno.ENXIO}:
            raise _in_the_way(path) from error
        raise
    try:
        _lock(descriptor, path)
        _sign(descriptor)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def let_go(descriptor: int) -> None:
    """Give the lock back; nobody has it then, and the file says so."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
    os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise _in_the_way(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise IndexBusyError(_busy(path.parent, os.pread(descriptor, 100, 0))) from None
    except OSError as error:
        if error.errno not in _UNLOCKABLE:
            raise
        raise IndexWriteError(
            f"{path.parent} is on a file system without locks ({error.strerror}), where two builds "
            "could write at once. Put the index on another disk with --index."
        ) from error


def _sign(descriptor: int) -> None:
    """Say who has the lock; where there is no room for it, nobody is told."""
    now = datetime.datetime.fromtimestamp(time.time(), datetime.UTC)
    with contextlib.suppress(OSError):
        os.fchmod(descriptor, _MODE)
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {now:%Y-%m-%dT%H:%M:%SZ}\n".encode(), 0)


def _busy(root: Path, written: bytes) -> str:
    """The sentence for who has to wait."""
    known = _WRITTEN.fullmatch(written)
    if known is None:
        return f"Another build is writing to {root}. Wait for it to end, then try again."
    process, since = known[1].decode(), known[2].decode()
    said = f"Another build is writing to {root} (process {process}, since {since})."
    if _stopped(process):
        return f"{said} It is stopped: let it go on with kill -CONT {process}, or end it."
    return f"{said} Wait for it to end, then try again."


def _stopped(process: str) -> bool:
    """Whether a process was stopped by a signal, where the system tells."""
    try:
        status = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return False
    return status.rpartition(b")")[2].split()[:1] in ([b"T"], [b"t"])


def _in_the_way(path: Path) -> IndexWriteError:
    return IndexWriteError(f"{path} is in the way: it is no plain file. Move it away.")
