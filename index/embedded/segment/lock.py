"""The writer lock of an index: who holds it, since when, and whether that process still runs.

The file records the process id and the time, for the error that another build gets. The lock itself
is a system lock and ends with its process.
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
_MAX_LINE_BYTES = 64
_OURS = re.compile(rb"[0-9TZ: \n\0-]{0,64}")
"""What such a file may hold, also after a fault of the disk; one of somebody else is left alone."""
_MODE = 0o600
"""Only the owner may open the file: whoever can open a file can lock it."""
_UNLOCKABLE = frozenset((errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL))


def take(path: Path) -> int:
    """Take the lock; return the descriptor that holds it until `let_go`.

    IndexBusyError if another process holds it, IndexWriteError if the file system has no locks or
    something else has the name of the file, OSError if the disk fails.
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
    """Release the lock and empty the file, so that it names nobody."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
    with contextlib.suppress(OSError):  # it is closed all the same
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise _in_the_way(path)
    if not _OURS.fullmatch(os.pread(descriptor, _MAX_LINE_BYTES + 1, 0)):
        raise IndexWriteError(f"{path} is in the way: baogao did not write it. Move it away.")
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
    """Record the process and the time; if the disk is full, nothing is recorded."""
    now = datetime.datetime.fromtimestamp(time.time(), datetime.UTC)
    with contextlib.suppress(OSError):
        os.fchmod(descriptor, _MODE)
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {now:%Y-%m-%dT%H:%M:%SZ}\n".encode(), 0)


def _busy(root: Path, written: bytes) -> str:
    """The error sentence for a build that finds the lock taken."""
    known = _WRITTEN.fullmatch(written)
    if known is None:
        return f"Another build is writing to {root}. Wait for it to end, then try again."
    process, since = known[1].decode(), known[2].decode()
    sentence = f"Another build is writing to {root} (process {process}, since {since})."
    if _stopped(process):
        return f"{sentence} It is stopped: let it go on with kill -CONT {process}, or end it."
    return f"{sentence} Wait for it to end, then try again."


def _stopped(process: str) -> bool:
    """Whether a signal stopped a process, if the system can tell."""
    try:
        status = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return False
    return status.rpartition(b")")[2].split()[:1] in ([b"T"], [b"t"])


def _in_the_way(path: Path) -> IndexWriteError:
    return IndexWriteError(f"{path} is in the way: it is no plain file. Move it away.")
