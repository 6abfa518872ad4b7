"""Restricts a process that reads foreign files to computing, with a memory limit.

C libraries parse untrusted data. If the system can (Linux on x86-64 and arm64, with seccomp), this
process can never again open a connection, start a program or change a file's mode; with Landlock
it cannot write outside the folders it was given or signal other processes. Other systems do not
have these limits. Memory is limited relative to the amount in use at the start.
"""

import contextlib
import ctypes
import platform
import resource
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.system import landlock

READING_MEMORY_BYTES = 2 << 30
"""Bytes of memory that reading may use beyond the amount in use at the start."""

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # of prctl, in <linux/prctl.h>
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # instructions of the filter
_OTHER_ABI = 0x4000_0000
"""System calls from here on belong to another ABI (x32), which is not used."""

_CALLS = {
    "x86_64": (
        0xC000003E,
        (
            *(41, 42, 49, 50, 59, 322, 101, 310, 311, 425),
            *(90, 91, 268, 452, 92, 93, 94, 260, 188, 189, 190, 197, 198, 199),
            *(165, 166, 155, 161, 272, 308, 321, 304, 429, 442, 227, 164, 298, 250, 248, 438, 434),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(198, 203, 200, 201, 221, 281, 117, 270, 271, 425),
            *(52, 53, 452, 55, 54, 5, 6, 7, 14, 15, 16),
            *(40, 39, 41, 51, 97, 268, 280, 265, 429, 442, 112, 170, 241, 219, 217, 438, 434),
        ),
    ),
}
"""By processor: its audit code, and the numbers of the refused system calls, in three rows: socket,
connect, bind, listen, execve, execveat, ptrace, process_vm_readv, process_vm_writev, io_uring_setup
(which could do the first of these); chmod, chown, setxattr, removexattr and their relatives, which
Landlock lets pass; mount, umount, pivot_root, chroot, unshare, setns, bpf, open_by_handle_at,
move_mount, mount_setattr, clock_settime, settimeofday, perf_event_open, keyctl, add_key,
pidfd_getfd, pidfd_open, which a superuser could use."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def enter(memory: int = READING_MEMORY_BYTES, writable: Iterable[str] = ()) -> None:
    """Give up, for the rest of this process, the rights that reading a file does not need.

    Files may be written in the folders `writable`, and nowhere else.
    """
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit_memory(memory)
    _isolate()
    landlock.confine(writable)


def _limit_memory(more: int) -> None:
    """Limit the memory of this process to the amount in use plus this; a lower limit stays."""
    with contextlib.suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = _data_bytes() + more
        if most == resource.RLIM_INFINITY or wanted < most:
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


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


def _isolate() -> bool:
    """Forbid connections and programs from now on; return whether the system could."""
    if platform.system() != "Linux" or platform.machine() not in _CALLS:
        return False
    mark, calls = _CALLS[platform.machine()]
    program = _filter(mark, calls)
    code = ctypes.create_string_buffer(program, len(program))
    loaded = _Program(len(program) // 8, ctypes.cast(code, ctypes.c_char_p))
    try:
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
            return False
        return bool(prctl(_SET_SECCOMP, _FILTER, ctypes.byref(loaded), 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def _filter(mark: int, calls: tuple[int, ...]) -> bytes:
    """The filter as BPF instructions: code, jump if true, jump if false, operand."""
    count = len(calls)
    steps = (
        (_LOAD, 0, 0, 4),  # the processor's audit code
        (_EQUAL, 0, count + 3, mark),  # jumps count from the next instruction to the last one
        (_LOAD, 0, 0, 0),  # the number of the system call
        (_AT_LEAST, count + 1, 0, _OTHER_ABI),
        *((_EQUAL, count - position, 0, call) for position, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
