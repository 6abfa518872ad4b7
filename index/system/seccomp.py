"""Seccomp of Linux: a process gives up system calls that reading a file does not need.

Some are refused always, others unless they are about this process itself. Systems without seccomp,
or with another processor, give up nothing.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator, Sequence

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # of prctl, in <linux/prctl.h>
_SECCOMP, _ALL_THREADS = (317, 277), 1
"""The newer call by column, and its flag: threads that exist already are confined with this one."""
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO, plus the error
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of the filter
_AND = 0x54
_CALL, _PROCESSOR, _FIRST_ARGUMENT, _ARGUMENT_BYTES = 0, 4, 16, 8  # places in `seccomp_data`
_OTHER_ABI = 0x4000_0000
"""System calls from here on belong to another ABI (x32), which is not used."""
_THREAD = 0x10000
"""The flag of clone that makes a thread and no process."""
_PROCESSORS = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""By processor: its column in the numbers of calls, and its audit code."""

_Step = tuple[int, int, int, int]
"""An instruction: code, jump if true, jump if false, operand; jumps count from the next one."""
_Numbers = Sequence[int]
"""The numbers of a call on x86-64 and arm64; the latter lacks old ones."""

_REFUSED: dict[str, Sequence[_Numbers]] = {
    "connections": (
        *((41, 198), (53, 199), (42, 203), (49, 200), (50, 201)),  # socket to listen
        *((425, 425),),  # io_uring_setup, which could do the same
    ),
    "programs": ((59, 221), (322, 281)),
    "processes, which would outlive this one": ((57,), (58,)),
    "memory of others": ((101, 117), (310, 270), (311, 271), (440, 440), (256, 238), (279, 239)),
    "lengths, modes, owners, times and labels of files, which Landlock lets pass": (
        *((76, 45), (437, 437)),  # openat2 keeps its flags in memory, where no filter sees them
        *((90,), (91, 52), (268, 53), (452, 452), (92,), (93, 55), (94,), (260, 54)),
        *((132,), (235,), (261,), (280, 88), (188, 5), (189, 6), (190, 7), (463, 463)),
        *((197, 14), (198, 15), (199, 16), (466, 466), (469, 469)),
    ),
    "what a superuser could use": (
        *((165, 40), (166, 39), (155, 41), (161, 51), (272, 97), (308, 268), (321, 280)),
        *((304, 265), (429, 429), (442, 442), (227, 112), (164, 170), (298, 241), (250, 219)),
        *((248, 217), (438, 438), (434, 434)),
    ),
    "memory, counters and messages shared by key or name": (
        *((29, 194), (30, 196), (31, 195), (64, 190), (65, 193), (66, 191), (220, 192)),
        *((68, 186), (69, 189), (70, 188), (71, 187), (240, 180), (241, 181)),
    ),
    "signals by other ways": ((200, 130), (424, 424)),  # tkill, pidfd_send_signal
    "precedence": ((141, 140), (251, 30)),  # setpriority, ioprio_set
}
"""Calls that are refused always: socket, socketpair (whose datagrams may be sent to anybody),
connect, bind, listen, io_uring_setup; execve, execveat; fork, vfork; truncate, openat2; ptrace,
process_vm_readv, process_vm_writev, process_madvise, migrate_pages, move_pages; chmod, chown,
utime, setxattr, removexattr and their relatives, file_setattr; mount, umount, pivot_root, chroot,
unshare, setns, bpf, open_by_handle_at, move_mount, mount_setattr, clock_settime, settimeofday,
perf_event_open, keyctl, add_key, pidfd_getfd, pidfd_open; System V's and POSIX's memory, semaphores
and queues."""
_OF_ITSELF: Sequence[_Numbers] = (
    *((62, 129), (234, 131), (129, 138), (297, 240)),  # kill, tgkill, (rt_)sigqueueinfo
    *((302, 261), (142, 118), (144, 119), (314, 274), (203, 122)),  # prlimit, sched_set…
)
"""Calls whose first argument is a process: 0 or this one is allowed (of `kill`, only this one: 0 is
its whole group)."""
_KILL = (62, 129)
_FCNTL, _IOCTL, _CLONE, _CLONE3 = (72, 25), (16, 29), (56, 220), (435, 435)
_REFUSED_FCNTL = (8, 10, 15, 1024, 1026)
"""F_SETOWN, F_SETSIG, F_SETOWN_EX: signals for others; F_SETLEASE, F_NOTIFY: others wait, or get
them."""
_ALLOWED_IOCTL = (0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TCGETS2, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. Others set a terminal, type
into it, stop it, or give files to others; Landlock refuses those of devices, from Linux 6.10 on."""
_OPEN: Sequence[tuple[_Numbers, int]] = (((2,), 1), ((257, 56), 2))
"""The calls open and openat, and which argument has the flags."""
_CUT, _ACCESS, _NO_WRITING = 0x200, 0x3, (0, 3)
"""O_TRUNC, the bits for reading and writing, and what they are where Landlock looks for no right to
write: a file that is opened so is cut all the same, before Linux 6.2."""


def confine() -> bool:
    """Give up these calls from now on; return whether the system could."""
    if platform.system() != "Linux" or platform.machine() not in _PROCESSORS:
        return False
    column, processor = _PROCESSORS[platform.machine()]
    program = _filter(column, processor, os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    loaded = _Program(len(program) // 8, ctypes.cast(code, ctypes.c_char_p))
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
            return False
        call = library.syscall
        if call(_SECCOMP[column], 1, _ALL_THREADS, ctypes.byref(loaded)) == 0:
            return True
        return bool(library.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(loaded), 0, 0) == 0)
    except (OSError, AttributeError):
        return False


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter(column: int, processor: int, process: int) -> bytes:
    """The filter as BPF instructions."""
    refused = _returned(errno.EPERM)
    steps = [
        (_LOAD, 0, 0, _PROCESSOR),
        (_EQUAL, 1, 0, processor),
        refused,
        (_LOAD, 0, 0, _CALL),
        (_AT_LEAST, 0, 1, _OTHER_ABI),
        refused,
        *_rules(column, process),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def _rules(column: int, process: int) -> Iterator[_Step]:
    """What is done for each call; the others go on."""
    refused, allowed = _returned(errno.EPERM), (_RETURN, 0, 0, _ALLOW)
    for numbers in (numbers for group in _REFUSED.values() for numbers in group):
        yield from _for_call(numbers, column, [refused])
    for numbers in _OF_ITSELF:
        own = (process,) if numbers == _KILL else (0, process)
        values = [(_EQUAL, len(own) - at, 0, value) for at, value in enumerate(own)]
        yield from _for_call(numbers, column, [_argument(0), *values, refused, allowed])
    for numbers, commands, listed, other in (
        (_FCNTL, _REFUSED_FCNTL, refused, allowed),
        (_IOCTL, _ALLOWED_IOCTL, allowed, refused),
    ):
        values = [(_EQUAL, len(commands) - at, 0, value) for at, value in enumerate(commands)]
        yield from _for_call(numbers, column, [_argument(1), *values, other, listed])
    for numbers, argument in _OPEN:
        modes = [(_EQUAL, len(_NO_WRITING) - at, 0, mode) for at, mode in enumerate(_NO_WRITING)]
        cut = [(_ANY_BIT, 0, 1 + len(modes), _CUT), (_AND, 0, 0, _ACCESS), *modes]
        yield from _for_call(numbers, column, [_argument(argument), *cut, allowed, refused])
    thread = (_ANY_BIT, 1, 0, _THREAD)
    yield from _for_call(_CLONE, column, [_argument(0), thread, refused, allowed])
    # its flags are not in an argument; the C library then calls clone
    yield from _for_call(_CLONE3, column, [_returned(errno.ENOSYS)])


def _for_call(numbers: _Numbers, column: int, steps: Sequence[_Step]) -> Iterator[_Step]:
    """Steps that are taken for one call and end with a return."""
    if column < len(numbers):
        yield _EQUAL, 0, len(steps), numbers[column]
        yield from steps


def _argument(number: int) -> _Step:
    """Load the lower half of an argument of the call, counted from 0."""
    return _LOAD, 0, 0, _FIRST_ARGUMENT + _ARGUMENT_BYTES * number


def _returned(error: int) -> _Step:
    return _RETURN, 0, 0, _ERROR | error
