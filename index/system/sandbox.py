"""Restricts a process that reads foreign files to computing, with a memory limit.

C libraries parse untrusted data. If the system can (Linux on x86-64 and arm64, with seccomp), this
process can never again open a connection, start a program or another process, or change a file's
mode; with Landlock it cannot write outside the folders it was given. Other systems do not have
these limits. Memory is limited relative to the amount in use at the start. What a process holds
open and its threads are not undone: enter before there are any, with what is inherited closed.
"""

import contextlib
import ctypes
import resource
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.system import landlock, seccomp

READING_MEMORY_BYTES = 2 << 30
"""Bytes of memory that reading may use beyond the amount in use at the start."""
_CAPABILITIES_VERSION = 0x2008_0522
_READS_ANY_FILE = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, which a superuser keeps: files of others are read."""


def enter(
    memory: int = READING_MEMORY_BYTES,
    writable: Iterable[str] = (),
    files_in: Iterable[str] = (),
) -> None:
    """Give up, for the rest of this process, the rights that reading a file does not need.

    Files and folders may be made in the folders `writable`, files alone in `files_in`, and nowhere
    else.
    """
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit_memory(memory)
    _give_up_capabilities()
    seccomp.confine()
    landlock.confine(writable, files_in)


def _limit_memory(more: int) -> None:
    """Limit the memory of this process to the amount in use plus this; a lower limit stays."""
    with contextlib.suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = _data_bytes() + more
        if most == resource.RLIM_INFINITY or wanted < most:
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, wanted))


def _give_up_capabilities() -> None:
    """Give up, for good, what a superuser may do beyond reading the files of others."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        head = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
        sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inherited; twice, by 32 numbers
        if library.capget(head, sets) == 0:
            kept = (ctypes.c_uint32 * 6)(sets[0] & _READS_ANY_FILE, sets[1] & _READS_ANY_FILE)
            library.capset(head, kept)


@contextlib.contextmanager
def limited_memory(more: int) -> Iterator[None]:
    """For a while, limit the memory of a sandboxed process to the amount in use plus this.

    A process without a limit is left alone: it may have other threads.
    """
    limit, most = resource.getrlimit(resource.RLIMIT_DATA)
    if limit == resource.RLIM_INFINITY:
        yield
        return
    resource.setrlimit(resource.RLIMIT_DATA, (min(limit, _data_bytes() + more), most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


def _data_bytes() -> int:
    """Bytes of data in the address space of this process."""
    pages = int(Path("/proc/self/statm").read_bytes().split()[5])
    return pages * resource.getpagesize()
